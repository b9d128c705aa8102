"""What moderators send to move posts."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum.actions.threads import MAX_TITLE
from forum.forms import ReasonForm

ONE = r"[0-9]{1,9}"
RANGE = re.compile(rf"({ONE})(?:\s*-\s*({ONE}))?", re.ASCII)
NUMBERS = re.compile(r"[0-9\s,-]*", re.ASCII)
MAX_LENGTH = 500
MAX_RANGE = 10_000


class MoveForm(ReasonForm):
    """Posts by their boxes (`post`, repeated) and by their numbers, and where they go."""

    numbers = forms.CharField(
        label=_("Numbers of more posts"),
        required=False,
        max_length=MAX_LENGTH,
        help_text=_("Such as “12, 15-20”. Everything that answers a chosen post goes with it."),
    )
    title = forms.CharField(
        label=_("Title of the new thread"),
        required=False,
        max_length=MAX_TITLE,
        help_text=_("Leave it empty to move the posts into a thread that is there already."),
    )
    target = forms.CharField(
        label=_("Or the thread they move into"),
        required=False,
        max_length=300,
        help_text=_("Its address, or the number in it."),
    )

    field_order = ("numbers", "title", "target", "reason")

    def clean_numbers(self) -> str:
        numbers: str = self.cleaned_data["numbers"]
        if not NUMBERS.fullmatch(numbers):
            raise forms.ValidationError(_("Write post numbers, such as “12, 15-20”."))
        return numbers

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "title" in self.fields and bool(data.get("title")) == bool(data.get("target")):
            self.add_error("title", _("Give a title for a new thread, or else another thread."))
        return data

    def chosen(self) -> set[int]:
        """The numbers of the posts to move, as far as they are numbers."""
        typed = str(self["numbers"].value() or "") if "numbers" in self.fields else ""
        sent = self.data.getlist("post") if isinstance(self.data, QueryDict) else []
        boxes = [
            value for value in sent[:MAX_RANGE] if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII)
        ]
        found = set(map(int, boxes))
        for first, last in re.findall(
            r"([0-9]{1,9})(?:\s*-\s*([0-9]{1,9}))?", typed[:MAX_LENGTH], re.ASCII
        ):
            end = min(int(last or first), int(first) + MAX_RANGE)
            found.update(range(int(first), end + 1))
        return found
