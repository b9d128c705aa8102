"""The ballot that a poll's page shows: radio buttons, boxes, or a rank for each option."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Poll

STALE = gettext_lazy("This page had gone stale. Reload it, look at the options, and vote again.")


class BallotForm(forms.Form):
    """`choices` in `cleaned_data` are numbers of options; whether they will do, the action says."""

    def __init__(self, poll: Poll, data: Any = None, *, mine: tuple[int, ...] = ()) -> None:
        super().__init__(data, prefix="vote")
        self.poll = poll
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput,
            initial=poll.version,
            min_value=1,
            max_value=2_000_000_000,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), STALE),
        )
        if poll.kind == Poll.Kind.RANKED:
            self._add_ranks(mine)
        else:
            self._add_choices(mine)

    def _add_choices(self, mine: tuple[int, ...]) -> None:
        several = self.poll.kind == Poll.Kind.MULTIPLE
        field, widget = (
            (forms.TypedMultipleChoiceField, forms.CheckboxSelectMultiple)
            if several
            else (forms.TypedChoiceField, forms.RadioSelect)
        )
        self.fields["choices"] = field(
            label=_("Choose up to %d") % self.poll.max_choices if several else _("Choose one"),
            choices=self.poll.numbered,
            coerce=int,
            widget=widget,
            initial=list(mine) if several else next(iter(mine), None),
            error_messages={"required": _("Choose an option first.")},
        )

    def _add_ranks(self, mine: tuple[int, ...]) -> None:
        places = [("", _("no rank")), *((n, str(n)) for n, _text in self.poll.numbered)]
        for number, text in self.poll.numbered:
            self.fields[f"rank-{number}"] = forms.TypedChoiceField(
                label=text,
                choices=places,
                coerce=int,
                empty_value=None,
                required=False,
                initial=mine.index(number) + 1 if number in mine else "",
            )

    @property
    def ranks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("rank-")]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.poll.kind == Poll.Kind.RANKED:
            placed = [(data.get(f"rank-{number}"), number) for number, _t in self.poll.numbered]
            given = sorted((rank, number) for rank, number in placed if rank is not None)
            if len({rank for rank, _number in given}) < len(given):
                raise forms.ValidationError(_("Give each rank to one option only."))
            data["choices"] = [number for _rank, number in given]
        elif self.poll.kind == Poll.Kind.SINGLE and "choices" in data:
            data["choices"] = [data["choices"]]
        return data
