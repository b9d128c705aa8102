"""What a poll is to ask and how: judged in one place, for forms and for the sample content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.actions.refusals import Refused
from forum.models import Poll
from forum.models.polls import MAX_OPTION, MAX_OPTIONS, MAX_QUESTION, MIN_OPTIONS

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PollPlan:
    question: str
    options: tuple[str, ...]
    kind: str = Poll.Kind.SINGLE
    max_choices: int | None = None
    results: str = Poll.Results.ALWAYS
    is_secret: bool = True
    closes_at: datetime | None = None
    time_zone: str = "UTC"


def clean_plan(plan: PollPlan, *, now: datetime | None = None) -> PollPlan:
    """The plan with its texts on one line each; raises Refused with the field as its code."""
    question = one_line(plan.question)
    if not question:
        raise Refused(_("Say what the poll asks."), code="question")
    if len(question) > MAX_QUESTION:
        raise Refused(
            _("The question may have %(limit)d characters; yours has %(length)d.")
            % {"limit": MAX_QUESTION, "length": len(question)},
            code="question",
        )
    options = clean_options(plan.options)
    check_closing(plan.closes_at, now=now)
    max_choices = clean_max(plan, len(options))
    return replace(plan, question=question, options=options, max_choices=max_choices)


def clean_options(texts: tuple[str, ...]) -> tuple[str, ...]:
    options = tuple(filter(None, map(one_line, texts)))
    if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
        raise Refused(
            _("A poll has %(least)d to %(most)d options; yours has %(n)d.")
            % {"least": MIN_OPTIONS, "most": MAX_OPTIONS, "n": len(options)},
            code="options",
        )
    for option in options:
        if len(option) > MAX_OPTION:
            raise Refused(
                _("An option may have %(limit)d characters; “%(start)s…” has %(length)d.")
                % {"limit": MAX_OPTION, "start": option[:30], "length": len(option)},
                code="options",
            )
    if len({option.casefold() for option in options}) < len(options):
        raise Refused(_("Two options read the same. Change one of them."), code="options")
    return options


def clean_max(plan: PollPlan, count: int) -> int:
    """How many options one ballot may hold."""
    if plan.kind == Poll.Kind.SINGLE:
        return 1
    if plan.kind == Poll.Kind.RANKED:
        return count
    chosen = count if plan.max_choices is None else plan.max_choices
    if not 2 <= chosen <= count:
        raise Refused(
            _("Let everyone choose 2 to %(n)d options, or leave the number empty.") % {"n": count},
            code="max_choices",
        )
    return chosen


def check_closing(closes_at: datetime | None, *, now: datetime | None = None) -> None:
    now = now or timezone.now()
    if closes_at is None:
        return
    if closes_at <= now:
        raise Refused(_("The poll would close in the past. Choose a later time."), code="closes_at")
    if closes_at > now + LONGEST:
        raise Refused(
            _("A poll closes within a year. Choose an earlier time, or none."), code="closes_at"
        )


def one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
