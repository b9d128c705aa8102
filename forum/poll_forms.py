"""What people may send about a poll; `clean_plan` and the actions judge it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from forum.actions.poll_plans import PollPlan, clean_plan
from forum.actions.refusals import Refused
from forum.models import Poll
from forum.models.polls import MAX_NOTE, MAX_OPTION, MAX_OPTIONS, MAX_QUESTION, MIN_OPTIONS

ADD, REMOVE = "poll-add", "poll-remove-"
ROWS = 3


class OptionRows(forms.Widget):
    """One text field for each option, all of one name."""

    template_name = "forum/poll_options.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        sent = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        return list(sent)[: MAX_OPTIONS * 2]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        rows = list(value or [])
        rows += [""] * (MIN_OPTIONS - len(rows))
        context = super().get_context(name, None, attrs)
        context |= {
            "rows": rows,
            "limit": MAX_OPTION,
            "most": MAX_OPTIONS,
            "can_remove": len(rows) > MIN_OPTIONS,
            "can_add": len(rows) < MAX_OPTIONS,
        }
        return context


class OptionsField(forms.Field):
    widget = OptionRows

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(value or ())


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A time on the clock of whoever asks; years that no other zone has are refused."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
            if moment is not None:
                moment.astimezone(timezone.get_default_timezone())
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        return moment


class PollForm(forms.Form):
    """A poll to add or change. Beside a new thread, one without any words is no poll."""

    question = forms.CharField(
        label=_("What does the poll ask?"), required=False, max_length=MAX_QUESTION * 5
    )
    options = OptionsField(label=_("Options"), help_text=_("2 to 20; empty ones are left out."))
    kind = forms.ChoiceField(
        label=_("How do people choose?"),
        choices=[
            (Poll.Kind.SINGLE, _("One option")),
            (Poll.Kind.MULTIPLE, _("Several options")),
            (Poll.Kind.RANKED, _("They rank the options, counted by instant run-off")),
        ],
        widget=forms.RadioSelect,
        initial=Poll.Kind.SINGLE,
    )
    max_choices = forms.IntegerField(
        label=_("At most how many?"),
        required=False,
        min_value=2,
        max_value=MAX_OPTIONS,
        help_text=_("For several options; empty for as many as they like."),
    )
    is_secret = forms.TypedChoiceField(
        label=_("Who sees who chose what?"),
        choices=[
            ("yes", _("Nobody: the ballot is secret, for moderators too")),
            ("no", _("Everyone who may read the thread")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    results = forms.ChoiceField(
        label=_("When are results shown?"),
        choices=Poll.Results.choices,
        widget=forms.RadioSelect,
        initial=Poll.Results.ALWAYS,
        help_text=_("To everyone alike, you and the moderators included."),
    )
    closes_at = MomentField(label=_("Closes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "poll")
        super().__init__(*args, **kwargs)
        self.fields["options"].initial = [""] * ROWS
        self.fields["closes_at"].help_text = _(
            "By the clock of %(zone)s. Empty to leave it open until you close it."
        ) % {"zone": timezone.get_current_timezone_name()}

    has_new_rows = False

    @property
    def is_wanted(self) -> bool:
        """Whether any of its words were written."""
        if not self.is_bound:
            return False
        typed = [self["question"].value(), *self["options"].value()]
        return any(str(words or "").strip() for words in typed)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                data["plan"] = clean_plan(
                    PollPlan(**data, time_zone=timezone.get_current_timezone_name())
                )
            except Refused as refusal:
                field = refusal.code if refusal.code in self.fields else None
                self.add_error(field, str(refusal.reason))
        return data

    @property
    def plan(self) -> PollPlan:
        plan: PollPlan = self.cleaned_data["plan"]
        return plan


def typed(form: forms.Form) -> dict[str, Any]:
    """What was typed so far, as the initial values of a form that judges nothing yet."""
    return {name: form[name].value() for name in form.fields}


def poll_beside(data: QueryDict | None) -> PollForm:
    """The form beside that of a new thread: bound only where a poll is wanted and to be judged."""
    if data and (rows := with_rows(data)) is not None:
        form = PollForm(initial=typed(PollForm(rows)))
        form.has_new_rows = True
        return form
    form = PollForm(data)
    return form if form.is_wanted else PollForm()


def initial_of(poll: Poll) -> dict[str, Any]:
    return {
        "question": poll.question,
        "options": poll.options,
        "kind": poll.kind,
        "max_choices": poll.max_choices if poll.kind == Poll.Kind.MULTIPLE else None,
        "is_secret": "yes" if poll.is_secret else "no",
        "results": poll.results,
        "closes_at": poll.closes_at,
    }


def with_rows(data: QueryDict) -> QueryDict | None:
    """The data with an option more or less, if that is what the pressed button asks."""
    action, name = data.get("action", ""), "poll-options"
    if action != ADD and not action.startswith(REMOVE):
        return None
    changed = data.copy()
    rows = data.getlist(name)[:MAX_OPTIONS]
    if action == ADD:
        rows.append("")
    elif (place := action.removeprefix(REMOVE)).isascii() and place.isdigit():
        del rows[int(place[:4]) - 1 : int(place[:4])]
    changed.setlist(name, rows[:MAX_OPTIONS])
    return changed


class MoreTimeForm(forms.Form):
    """What may still be changed once someone has voted."""

    closes_at = MomentField(label=_("Closes"), required=False)
    note = forms.CharField(
        label=_("Note to everyone"),
        required=False,
        max_length=MAX_NOTE,
        help_text=_("Shown under the question, such as what an option means."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].help_text = _(
            "Later than before, by the clock of %(zone)s. Empty to leave it open."
        ) % {"zone": timezone.get_current_timezone_name()}
