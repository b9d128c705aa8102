"""What people may send to the forum; the words themselves are judged by the actions."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forum import bookmarks
from forum.actions.refusals import Refused
from forum.actions.threads import MAX_TITLE, MAX_TOPICS
from forum.models import Bookmark, Report, Topic
from forum.models.bookmarks import MAX_NOTE


class CorrectableForm(forms.Form):
    def with_value(self, name: str, value: str) -> Self:
        """The same form as if `value` had been sent in this field, all else as it was."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix(name)] = value
        self.data = data
        return self


class ComposeForm(CorrectableForm):
    """Words with an idempotency key; a lost key is replaced and the words are kept."""

    source = forms.CharField(
        label=_("Your words"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write something first.")},
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form had gone stale. Your words are below: send them again."),
            "invalid": _("This form had gone stale. Your words are below: send them again."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)

    def with_fresh_key(self) -> Self:
        """The same form, its key replaced where the one sent was no key."""
        return self.with_value("key", str(uuid.uuid4())) if "key" in self.errors else self


class ReplyForm(ComposeForm):
    parent = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2_000_000_000,
        required=False,
        error_messages={"invalid": _("Choose the post you answer again.")},
    )

    def clean_parent(self) -> int:
        return int(self.cleaned_data.get("parent") or 1)


class TopicsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def clean(self, value: Any) -> Any:
        """A number that no column can hold is no topic, as any other that is not."""
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(_("Choose topics from the list.")) from None


class ThreadForm(ComposeForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=MAX_TITLE,
        help_text=_("A question or a statement that others can find again."),
        widget=forms.TextInput(
            attrs={
                "data-hx-get": reverse_lazy("forum:search_titles"),
                "data-hx-trigger": "input changed delay:400ms",
                "data-hx-target": "#similar-threads",
                "data-hx-include": "this",
            }
        ),
    )
    topics = TopicsField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Up to five. Members who follow a topic hear of your thread."),
    )

    field_order = ["title", "source", "topics", "key"]

    def clean_topics(self) -> list[Topic]:
        topics = list(self.cleaned_data["topics"])
        if len(topics) > MAX_TOPICS:
            raise forms.ValidationError(
                _("You chose %(chosen)d topics; choose at most %(limit)d."),
                params={"chosen": len(topics), "limit": MAX_TOPICS},
            )
        return topics


class EditForm(CorrectableForm):
    source = ComposeForm.base_fields["source"]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Shown to the member and in the public log."),
        error_messages={"required": _("Say why: the reason is shown in the public log.")},
    )


class ReportForm(forms.Form):
    rule = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Rule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the rule that you think was broken.")},
    )
    note = forms.CharField(
        label=_("Anything the moderators should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


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
