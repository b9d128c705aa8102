"""Documents: kept as they come, once their first and last bytes say that they are what they claim.

Nothing is unpacked: an office file is a ZIP archive, whose list of names stands at its end in
plain letters.
"""

from __future__ import annotations

import os
import re
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.files.limits import FileRefused
from forum.files.names import extension_of
from forum.files.pictures import NAMED

OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# Extension: media type, words.
KINDS: dict[str, tuple[str, str | Promise]] = {
    "pdf": ("application/pdf", "PDF"),
    "docx": (f"{OPEN_XML}wordprocessingml.document", gettext_lazy("Word document")),
    "xlsx": (f"{OPEN_XML}spreadsheetml.sheet", gettext_lazy("Excel workbook")),
    "pptx": (f"{OPEN_XML}presentationml.presentation", gettext_lazy("PowerPoint slides")),
    "odt": (f"{OPEN_DOCUMENT}text", gettext_lazy("OpenDocument text")),
    "ods": (f"{OPEN_DOCUMENT}spreadsheet", gettext_lazy("OpenDocument sheet")),
    "odp": (f"{OPEN_DOCUMENT}presentation", gettext_lazy("OpenDocument slides")),
    "txt": ("text/plain", gettext_lazy("plain text")),
    "md": ("text/markdown", gettext_lazy("Markdown text")),
    "csv": ("text/csv", gettext_lazy("table as CSV")),
    "vtt": ("text/vtt", gettext_lazy("captions as VTT")),
    "srt": ("application/x-subrip", gettext_lazy("captions as SRT")),
}
MAIN_PART = {"docx": b"word/document", "xlsx": b"xl/workbook", "pptx": b"ppt/presentation"}
MACROS = b"vbaProject.bin"
HEAD, TAIL, BLOCK = 1024, 1024 * 1024, 256 * 1024
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
TAKEN = ", ".join(f".{extension}" for extension in KINDS)


def check_document(file: IO[bytes], name: str) -> tuple[str, str]:
    """The extension and media type of a document that may be kept; raises FileRefused."""
    extension = extension_of(name)
    head = _head(file)
    if extension == "svg" or b"<svg" in head.lower():
        raise FileRefused(
            _("“%(name)s” is an SVG drawing, which can carry a program. Save it as PNG.")
            % {"name": name}
        )
    if extension not in KINDS:
        raise FileRefused(
            _(
                "“%(name)s” is of a kind that is not taken. Pictures may be %(pictures)s; other "
                "files may be %(kinds)s."
            )
            % {"name": name, "pictures": NAMED, "kinds": TAKEN}
        )
    if not _is_what_it_says(file, head, extension):
        raise FileRefused(
            _(
                "“%(name)s” is not what its name says: its content is not that of a .%(extension)s "
                "file. Open it, save it anew, and send that."
            )
            % {"name": name, "extension": extension}
        )
    return extension, KINDS[extension][0]


def _is_what_it_says(file: IO[bytes], head: bytes, extension: str) -> bool:
    media_type = KINDS[extension][0]
    if extension == "pdf":
        return head.startswith(b"%PDF-")
    if extension in MAIN_PART:
        tail = _tail(file)
        names = (b"[Content_Types].xml", MAIN_PART[extension])
        return (
            head.startswith(b"PK\x03\x04") and all(n in tail for n in names) and MACROS not in tail
        )
    if media_type.startswith(OPEN_DOCUMENT):
        return head.startswith(b"PK\x03\x04") and head[30:].startswith(
            f"mimetype{media_type}".encode()
        )
    if extension == "vtt" and not head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return False
    return _is_text(file, head)


def _is_text(file: IO[bytes], head: bytes) -> bool:
    """No control characters but those of lines, in whatever letters of one byte or of two."""
    if head.startswith((*WIDE_TEXT, b"%PDF-", b"PK\x03\x04", b"MZ")):
        return head.startswith(WIDE_TEXT)
    file.seek(0)
    return all(CONTROLS.search(block) is None for block in iter(lambda: file.read(BLOCK), b""))


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _tail(file: IO[bytes]) -> bytes:
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - TAIL))
    return file.read(TAIL)
