"""Which addresses a post may link to or show, and in which spelling."""

from __future__ import annotations

import re

# A longer address is no use to anyone, and converting a long host to Punycode is quadratic.
MAX_ADDRESS = 2_000

# A name and password before the host are left out on purpose: https://bank.example@evil.example/.
OUTGOING = re.compile(
    r"https?://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?"
    r"(?:[/?#][!-~]*)?",
    re.IGNORECASE,
)
# Browsers read "/\" and "//" as the start of another host.
INTERNAL = re.compile(r"(?:/(?![/\\])|[#?])[!-~]*")
MAIL = re.compile(r"mailto:[!-~]+@[!-~]+", re.IGNORECASE)
FILE = re.compile(
    r"/files/(?P<id>[1-9][0-9]{0,17})/(?P<token>[0-9a-f]{32})/(?:[0-9]{1,4}/)?[A-Za-z0-9.-]{1,120}"
)


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


def file_of_ours(address: str) -> tuple[int, str] | None:
    """The id and token of the attachment that an address names."""
    match = FILE.fullmatch(address)
    return (int(match["id"]), match["token"]) if match else None


def host(address: str) -> str:
    """The host of an outgoing address in lower case, else an empty string."""
    match = OUTGOING.fullmatch(address)
    return match["host"].lower() if match else ""


def is_foreign_script(address: str) -> bool:
    """True when the host holds letters beyond ASCII, which can imitate those of another host."""
    return any(label.startswith("xn--") for label in host(address).split("."))
