"""Whom a mention names: a member by handle, or a unit's current roster by the unit's slug."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import RosterTerm, Unit, User
from forum.access import readers_of_board
from forum.models import Board

# A unit with a larger roster is told through its board or by following, not by a mention.
MAX_ROSTER = 100


def mentionable(handles: set[str]) -> dict[str, str]:
    """Addresses of the active members and the units that these name: two queries at most."""
    members = User.objects.filter(handle__in=handles, is_active=True)
    found = {
        handle: reverse("accounts:profile", args=[handle])
        for handle in members.values_list("handle", flat=True)
    }
    if rest := handles - found.keys():
        units = mentionable_units().filter(slug__in=rest).annotate(told=roster_size())
        for slug in units.filter(told__gte=1, told__lte=MAX_ROSTER).values_list("slug", flat=True):
            found[slug] = reverse("unit_detail", args=[slug])
    return found


def mentionable_units() -> QuerySet[Unit]:
    """Units whose slug is nobody's handle: a member comes first, as before there were units."""
    return Unit.objects.filter(~Exists(User.objects.filter(handle=OuterRef("slug")))).order_by()


def roster_size(readers: Q | None = None) -> Count:
    """How many different members sit on a unit today; `readers` is on terms and narrows it."""
    current = Q(terms__in=RosterTerm.objects.current())
    return Count("terms__user", distinct=True, filter=current & (readers or Q()))


def rosters_named(mentions: Iterable[str]) -> set[int]:
    """Members who sit today on the units among these mentions."""
    units = mentionable_units().filter(slug__in=list(mentions)).annotate(told=roster_size())
    terms = RosterTerm.objects.current().filter(unit__in=units.filter(told__lte=MAX_ROSTER))
    return set(terms.values_list("user_id", flat=True))


def told_of(board: Board, units: list[Unit]) -> dict[int, int]:
    """How many members a mention of each unit would tell in this board: one query."""
    terms = RosterTerm.objects.current().filter(unit__in=units)
    terms = terms.filter(readers_of_board(board, "user__")).order_by()
    return dict(
        terms.values("unit").annotate(n=Count("user", distinct=True)).values_list("unit", "n")
    )
