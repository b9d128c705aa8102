"""What states of things are called in search; rooms of pages add theirs when the site starts."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATUSES: dict[str, str | Promise] = {
    "open": _("Open thread"),
    "answered": _("Answered"),
    "closed": _("Closed thread"),
}


def name_statuses(names: Iterable[tuple[str, str | Promise]]) -> None:
    for value, name in names:
        STATUSES.setdefault(value, name)
