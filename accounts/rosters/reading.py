"""The lines of a roster file, whatever spreadsheet wrote it."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MAX_BYTES = 500_000
MAX_LINES = 2_000
MAX_CELL = 300
COLUMNS = ("member", "role", "starts_on", "ends_on")
NEEDED = COLUMNS[:3]
# As spreadsheets and other systems head these columns.
HEADINGS = {
    "member": "member", "handle": "member", "e-mail": "member", "email": "member",
    "mail": "member", "role": "role", "position": "role", "starts_on": "starts_on",
    "starts": "starts_on", "start": "starts_on", "from": "starts_on", "ends_on": "ends_on",
    "ends": "ends_on", "end": "ends_on", "until": "ends_on", "to": "ends_on",
}  # fmt: skip


class UnreadableError(Exception):
    """`reason` says in a sentence what to do with the file."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One line as typed: `number` counts lines of the file from 1, the headings among them."""

    number: int
    member: str
    role: str
    starts_on: str
    ends_on: str


def read_rows(data: bytes) -> list[Row]:
    """UTF-8, UTF-16 with its mark, or else Windows-1252; commas, semicolons or tabs.

    Raises UnreadableError.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(_("The file is too large. A roster has at most 500 kB: split it."))
    text = _decoded(data)
    if "\0" in text:
        raise UnreadableError(_("This is no text. Save the sheet as “CSV UTF-8” and try again."))
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise UnreadableError(
            _("The quotes in this file don't match. Save the sheet as “CSV UTF-8” and try again.")
        ) from None
    filled = [
        (number, cells)
        for number, cells in enumerate(lines, start=1)
        if any(cell.strip() for cell in cells)
    ]
    if not filled:
        raise UnreadableError(_("The file is empty."))
    places = _places(filled[0][1])
    if len(filled) - 1 > MAX_LINES:
        raise UnreadableError(
            ngettext(
                "A roster file has at most %(most)d line. Yours has %(n)d: split it.",
                "A roster file has at most %(most)d lines. Yours has %(n)d: split it.",
                MAX_LINES,
            )
            % {"most": MAX_LINES, "n": len(filled) - 1}
        )
    return [_row(number, cells, places) for number, cells in filled[1:]]


def _decoded(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _places(headings: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = HEADINGS.get("_".join(heading.strip().lower().split()))
        if name and name not in places:
            places[name] = place
    if missing := [name for name in NEEDED if name not in places]:
        raise UnreadableError(
            _(
                "The first line must name the columns member, role, starts_on and ends_on."
                " These are missing: %(names)s."
            )
            % {"names": ", ".join(missing)}
        )
    return places


def _row(number: int, cells: list[str], places: dict[str, int]) -> Row:
    def cell(name: str) -> str:
        place = places.get(name, -1)
        return " ".join(cells[place].split())[:MAX_CELL] if 0 <= place < len(cells) else ""

    return Row(number, *(cell(name) for name in COLUMNS))
