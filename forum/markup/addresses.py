"""Which addresses a post may link to or show, and in which spelling."""

from __future__ import annotations

import re
from urllib.parse import unquote

# A longer address is no use to anyone, and converting a long host to Punycode is quadratic.
MAX_ADDRESS = 2_000
MEDIA = "/media/"

# A name and password before the host are left out on purpose: https://bank.example@evil.example/.
OUTGOING = re.compile(
    r"https?://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?"
    r"(?:[/?#][!-~]*)?",
    re.IGNORECASE,
)
# Browsers read "/\" and "//" as the start of another host.
INTERNAL = re.compile(r"(?:/(?![/\\])|[#?])[!-~]*")
MAIL = re.compile(r"mailto:[!-~]+@[!-~]+", re.IGNORECASE)
PICTURE = re.compile(r"/media/[\w./~+-]+", re.ASCII)


def complete(address: str) -> str:
    """Give an address without a scheme the one its writer meant."""
    if address.startswith("//"):
        return f"https:{address}"
    if address[:4].lower() == "www.":
        return f"https://{address}"
    return address


def is_allowed(address: str) -> bool:
    """True for http, https, mailto and this site; `address` must be percent-encoded."""
    if len(address) > MAX_ADDRESS:
        return False
    return any(form.fullmatch(address) for form in (OUTGOING, INTERNAL, MAIL))


def is_outgoing(address: str) -> bool:
    return OUTGOING.fullmatch(address) is not None


def is_picture_of_ours(address: str) -> bool:
    """True for a file in site media; browsers fetch it unasked, so no way may lead out of there."""
    path = unquote(address)
    return PICTURE.fullmatch(path) is not None and "/." not in path and "//" not in path


def host(address: str) -> str:
    """The host of an outgoing address in lower case, else an empty string."""
    match = OUTGOING.fullmatch(address)
    return match["host"].lower() if match else ""


def is_foreign_script(address: str) -> bool:
    """True when the host holds letters beyond ASCII, which can imitate those of another host."""
    return any(label.startswith("xn--") for label in host(address).split("."))
