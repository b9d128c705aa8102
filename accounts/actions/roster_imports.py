"""A roster file in two steps: a dry run that is kept, and applying exactly what it showed."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import RosterImport, RosterTerm, Unit, User
from accounts.rosters.planning import ADD, CHANGE, END, REFUSE, Line, plan_lines
from accounts.rosters.reading import Row, read_rows
from accounts.signals import rights_changed

# Dry runs that nobody applied hold names and addresses: they go after a day.
FORGOTTEN = timedelta(days=1)


class ChangedMeanwhileError(Exception):
    """The roster is another one than at the dry run: the plan was made anew, to be read again."""


@transaction.atomic
def plan_import(
    unit: Unit, data: bytes, *, by: User, end_missing_on: date | None = None
) -> RosterImport:
    """Read the file and keep what it would do; raises UnreadableError."""
    rows = read_rows(data)
    waiting = RosterImport.objects.filter(applied_at__isnull=True)
    waiting.filter(created_at__lt=timezone.now() - FORGOTTEN).delete()
    lines = plan_lines(unit, rows, by=by, end_missing_on=end_missing_on)
    return RosterImport.objects.create(
        unit=unit,
        made_by=by,
        digest=hashlib.sha256(data).hexdigest(),
        rows=[asdict(row) for row in rows],
        end_missing_on=end_missing_on,
        plan=[line.as_json() for line in lines],
    )


def apply_import(planned: RosterImport, *, by: User) -> Counter[str]:
    """Do what the dry run showed, once; says how many terms were added, changed and ended.

    Raises ChangedMeanwhileError where that is not what it would do now. The caller has asked
    for permission. A number of statements that never grows, and rights follow at once.
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update().get(pk=planned.unit_id)
        planned = RosterImport.objects.select_for_update().get(pk=planned.pk)
        if planned.applied_at is not None:
            return Counter()
        rows = [Row(**row) for row in planned.rows]
        lines = plan_lines(unit, rows, by=by, end_missing_on=planned.end_missing_on)
        plan = [line.as_json() for line in lines]
        is_same = plan == planned.plan
        if is_same:
            _apply(unit, lines)
            planned.applied_at = timezone.now()
        planned.plan = plan
        planned.save(update_fields=["plan", "applied_at"])
    if not is_same:
        raise ChangedMeanwhileError
    return Counter(line.act for line in lines)


def _apply(unit: Unit, lines: list[Line]) -> None:
    RosterTerm.objects.bulk_create(
        RosterTerm(
            unit=unit,
            user_id=line.user_id,
            role=line.role,
            starts_on=date.fromisoformat(line.starts_on),
            ends_on=_day(line.ends_on),
        )
        for line in lines
        if line.act == ADD and line.user_id is not None
    )
    changed = {line.term_id: line for line in lines if line.act in {CHANGE, END}}
    terms = list(RosterTerm.objects.filter(unit=unit, pk__in=list(changed)))
    for term in terms:
        term.ends_on = _day(changed[term.pk].ends_on)
    RosterTerm.objects.bulk_update(terms, ["ends_on"], batch_size=500)
    concerned = {line.user_id for line in lines if line.act in {ADD, CHANGE, END}}
    for user in User.objects.filter(pk__in=concerned):
        rights_changed.send(User, user=user)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class RosterRefused(Exception):
    """`reason` is a sentence for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def set_term(unit: Unit, row: Row, *, by: User) -> Line:
    """Seat a member, or give a term another end: one line of a roster, under the same rules.

    Raises RosterRefused. The caller has asked for permission.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    (line,) = plan_lines(unit, [row], by=by)
    if line.act == REFUSE:
        raise RosterRefused(line.why)
    _apply(unit, [line])
    return line
