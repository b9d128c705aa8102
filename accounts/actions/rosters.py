from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import RosterTerm, Unit, User
from accounts.signals import rights_changed


@transaction.atomic
def add_term(
    unit: Unit, *, user: User, role: str, starts_on: date, ends_on: date | None = None
) -> RosterTerm:
    """Seat someone on a unit; raises ValidationError for a role or dates that can't be."""
    term = RosterTerm(unit=unit, user=user, role=role, starts_on=starts_on, ends_on=ends_on)
    term.full_clean()
    term.save()
    rights_changed.send(User, user=user)
    return term


@transaction.atomic
def end_term(term: RosterTerm, *, on: date) -> RosterTerm:
    """Make `on` the last day; raises ValidationError when the term starts after it."""
    term.ends_on = on
    term.full_clean()
    term.save(update_fields=["ends_on"])
    rights_changed.send(User, user=term.user)
    return term
