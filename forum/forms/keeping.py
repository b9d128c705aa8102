"""The form that keeps a post with a note and a reminder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forum import bookmarks
from forum.actions.refusals import Refused
from forum.forms.composing import CorrectableForm
from forum.models import Bookmark
from forum.models.bookmarks import MAX_NOTE


class BookmarkForm(CorrectableForm):
    """A note and a time to be reminded, in the zone that is active: the member's own."""

    note = forms.CharField(
        label=_("Note"),
        max_length=MAX_NOTE,
        required=False,
        help_text=_("Only you can read it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    remind = forms.ChoiceField(label=_("Remind me"), widget=forms.RadioSelect, required=False)
    at = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Counts where “At a date and time” is chosen."),
        error_messages={"invalid": _("Write a date and time such as 2030-05-14 09:00.")},
    )

    def __init__(self, data: QueryDict | None = None, *, kept: Bookmark | None = None) -> None:
        waits = kept is not None and kept.reminded_at is None and kept.remind_at is not None
        initial = {
            "note": kept.note if kept else "",
            "remind": "at" if waits else "no",
            "at": kept.remind_at if kept and waits else None,
        }
        super().__init__(data, initial=initial)
        self.kept = kept
        zone = timezone.get_current_timezone_name()
        self.presets = {"tomorrow": bookmarks.tomorrow(), "week": bookmarks.next_week()}
        shown = {
            name: date_format(timezone.localtime(at), "D j M, H:i")
            for name, at in self.presets.items()
        }
        remind = self.fields["remind"]
        assert isinstance(remind, forms.ChoiceField)
        remind.choices = [
            ("no", _("Not at all")),
            ("tomorrow", _("Tomorrow: %(at)s") % {"at": shown["tomorrow"]}),
            ("week", _("Next week: %(at)s") % {"at": shown["week"]}),
            ("at", _("At a date and time")),
        ]
        remind.help_text = _("In your own time zone, %(zone)s.") % {"zone": zone}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("remind") == "at" and "at" not in self.errors and not cleaned.get("at"):
            self.add_error("at", _("Say when, or choose not to be reminded."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What the actions take; nothing where nothing was sent."""
        if not self.is_bound:
            return {}
        chosen = self.cleaned_data.get("remind") or "no"
        times = {**self.presets, "at": self.cleaned_data.get("at")}
        at = times.get(chosen)
        if chosen == "no" and self.kept is not None and self.kept.reminded_at is not None:
            at = self.kept.remind_at  # It has been; the list goes on to say when.
        return {"note": self.cleaned_data["note"], "remind_at": at}

    def refuse(self, refusal: Refused) -> None:
        field = refusal.code if refusal.code in self.fields else None
        self.add_error(field, str(refusal.reason))
