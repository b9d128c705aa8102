"""Forms of the committee's work."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.models.users import time_zones
from cms.policies.actions.moving import possible_successors
from cms.policies.models import PolicyPage
from cms.policies.models.motions import voters_of
from cms.policies.moves import ENTERED_AS, Move, review_after

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "UTC",
)


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, required=False, **more)


def words_field(label: Any, *, length: int, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, widget=widget, **more)


class MoveForm(forms.Form):
    """The fields that one move asks for, and the status that the person saw."""

    expected = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    status = forms.ChoiceField(
        label=gettext_lazy("Where it stands"),
        choices=[(state.value, state.label) for state in ENTERED_AS],
    )
    date = day_field(gettext_lazy("When it was done"), help_text=gettext_lazy("Empty for today."))
    effective_on = day_field(gettext_lazy("In force from"))
    next_review = day_field(
        gettext_lazy("Next review"), help_text=gettext_lazy("Empty for five years on.")
    )
    document = forms.CharField(
        label=gettext_lazy("Council document"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("As written, such as 2001-2002 CD#3."),
    )
    number = forms.CharField(label=gettext_lazy("Number"), max_length=30)
    scheme = forms.CharField(
        label=gettext_lazy("Scheme"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Whose numbering, and since when."),
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Superseded by"), queryset=PolicyPage.objects.none()
    )
    reason = words_field(
        gettext_lazy("Reason"),
        length=300,
        required=False,
        help_text=gettext_lazy("A sentence for the public record."),
    )

    def __init__(self, *args: Any, move: Move, policy: PolicyPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in (*move.asks, "expected"):
                del self.fields[name]
        for name in move.needs:
            self.fields[name].required = True
        self.initial["expected"] = policy.status
        if "date" in move.needs:
            self.fields["date"].help_text = ""
        if "effective_on" in self.fields:
            self.initial["effective_on"] = policy.effective_on or timezone.localdate()
        if "next_review" in self.fields and not policy.next_review:
            self.initial["next_review"] = review_after(timezone.localdate())
        if isinstance(field := self.fields.get("successor"), forms.ModelChoiceField):
            field.queryset = possible_successors(policy).order_by("title")


class ClockForm(forms.Form):
    """A moment on the clock of a named zone."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "Everybody reads the times in this zone, and members beside it in theirs."
        ),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rest = sorted(time_zones() - set(ZONES))
        choices = [(name, name) for name in (*ZONES, *rest)]
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        self.initial.setdefault("time_zone", zone)

    def moment(self, name: str) -> datetime | None:
        """What was typed into the field, as said on that zone's clock."""
        typed: datetime | None = self.cleaned_data.get(name)
        zone = self.cleaned_data.get("time_zone")
        if typed is None or not zone:
            return None
        moment = typed.replace(tzinfo=ZoneInfo(zone))
        told = moment.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
        if told.replace(tzinfo=None) != typed:
            self.add_error(
                name,
                _("Clocks are put forward then, so there is no such time. Choose another."),
            )
            return None
        return moment


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    return NaiveMomentField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        **more,
    )


class NaiveMomentField(forms.DateTimeField):
    """Date and time as typed: the form's own zone field says where."""

    def to_python(self, value: Any) -> datetime | None:
        typed = super().to_python(value)
        return typed.replace(tzinfo=None) if typed is not None else None

    def prepare_value(self, value: Any) -> Any:
        return value


class PeriodForm(ClockForm):
    opens = moment_field(
        gettext_lazy("Opens"),
        required=False,
        help_text=gettext_lazy("Empty for at once."),
    )
    closes = moment_field(gettext_lazy("Closes"))
    note = words_field(
        gettext_lazy("What you ask"),
        length=300,
        required=False,
        help_text=gettext_lazy("In a sentence: followers read it in their notice."),
    )
    answers_first = forms.BooleanField(
        label=gettext_lazy("Each comment is answered before the vote"),
        required=False,
        initial=True,
    )
    field_order = ("opens", "closes", "time_zone", "note", "answers_first")


class VoteForm(ClockForm):
    text = words_field(
        gettext_lazy("Motion"),
        length=2000,
        rows=4,
        help_text=gettext_lazy("Such as: that the committee recommend version 3 to Council."),
    )
    closes = moment_field(
        gettext_lazy("Voting ends"),
        help_text=gettext_lazy("It ends by itself then; what is not cast by then does not count."),
    )
    mover = forms.ModelChoiceField(label=gettext_lazy("Mover"), queryset=User.objects.none())
    seconder = forms.ModelChoiceField(
        label=gettext_lazy("Seconder"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("Where the body's rule asks for one, voting waits for it."),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where you meet, or “by poll between meetings”."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("text", "mover", "seconder", "closes", "time_zone", "place")

    def __init__(self, *args: Any, policy: PolicyPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = policy.recommending_body or policy.responsible_body
        for name in ("mover", "seconder"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            if unit is not None:
                field.queryset = voters_of(unit)


class ReasonForm(forms.Form):
    reason = words_field(
        gettext_lazy("Reason"),
        length=300,
        help_text=gettext_lazy("A sentence for the public record."),
    )
