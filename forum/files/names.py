"""File names as people give them, and as they are kept."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 120
MAX_EXTENSION = 10
SEPARATORS = re.compile(r"[/\\]")
# Controls, and marks that turn the reading direction: "gpj.exe" must not read as "exe.jpg".
UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
IN_ADDRESS = re.compile(r"[^A-Za-z0-9.]+")


def clean_name(name: str) -> str:
    """One line without folders, at most MAX_NAME characters, its extension kept."""
    name = unicodedata.normalize("NFC", SEPARATORS.split(name)[-1])
    name = "".join(char for char in name if unicodedata.category(char) not in UNSEEN)
    name = re.sub(r'[<>:"|?*\[\]]', "-", " ".join(name.split())).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > MAX_EXTENSION:
        return name[:MAX_NAME].rstrip(" .") or "file"
    stem = stem[: MAX_NAME - len(extension) - 1].rstrip(" .") or "file"
    return f"{stem}.{extension}"


def extension_of(name: str) -> str:
    """The extension in small letters, without its full stop; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def with_extension(name: str, extension: str) -> str:
    stem = name.rpartition(".")[0] if "." in name else name
    return f"{stem}.{extension}"


def name_in_address(name: str) -> str:
    """The name in letters that stand in an address, and in Markdown, as they are."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, extension = IN_ADDRESS.sub("-", plain).rpartition(".")
    stem = (stem if dot else extension).strip("-.") or "file"
    ending = extension.strip("-") if dot else ""
    return f"{stem[:80]}.{ending}" if ending else stem[:80]
