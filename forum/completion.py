"""Names that complete what somebody types after "@": only of those who may read there."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Unit, User
from forum.access import Viewer, readers_of_board
from forum.actions.mentions import MAX_ROSTER, mentionable_units, told_of
from forum.models import Board, Post, Thread

PEOPLE = 8
UNITS = 4
# Whoever wrote lately in the thread is most likely meant.
RECENT_POSTS = 60


def names(user: Viewer, board: Board, text: str, thread: Thread | None) -> list[dict[str, Any]]:
    """Up to PEOPLE members and UNITS units; those of the conversation when nothing is typed."""
    return [*people(user, board, text, thread), *units(board, text)]


def people(user: Viewer, board: Board, text: str, thread: Thread | None) -> list[dict[str, Any]]:
    units_named = Unit.objects.filter(slug=OuterRef("handle")).values("name")
    found = addressable(board).exclude(pk=user.pk or 0)
    found = found.annotate(unit_of_this_name=Subquery(units_named[:1]))
    recent = _recent(user, thread) if thread else []
    if not text:
        members = found.in_bulk(recent)
        return [_person(members[pk], user) for pk in recent if pk in members][:PEOPLE]
    rank = Case(
        When(handle=text, then=Value(0)),
        When(pk__in=recent, then=Value(1)),
        When(handle__startswith=text, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    named = Q(display_name__istartswith=text) | Q(display_name__icontains=f" {text}")
    found = found.filter(Q(handle__startswith=text) | named)
    return [_person(member, user) for member in found.order_by(rank, "display_name", "pk")[:PEOPLE]]


def addressable(board: Board) -> QuerySet[User]:
    """Members who may read the board and can answer: no closed, suspended or pending account."""
    suspended = Q(suspended_at__isnull=False) & (
        Q(suspended_until__isnull=True) | Q(suspended_until__gt=timezone.now())
    )
    return User.objects.known().filter(readers_of_board(board)).exclude(suspended)


def _recent(user: Viewer, thread: Thread) -> list[int]:
    posts = Post.objects.visible_to(user).filter(thread=thread).order_by("-number")
    return list(dict.fromkeys(posts.values_list("author_id", flat=True)[:RECENT_POSTS]))


def units(board: Board, text: str) -> list[dict[str, Any]]:
    if not text:
        return []
    named = Q(slug__startswith=text) | Q(acronym__istartswith=text) | Q(name__istartswith=text)
    named |= Q(name__icontains=f" {text}")
    found = list(mentionable_units().filter(named).order_by(Length("slug"), "slug")[: 2 * UNITS])
    told = told_of(board, found) if found else {}
    return [_unit(unit, told[unit.pk]) for unit in found if told.get(unit.pk)][:UNITS]


def _person(member: Any, viewer: Viewer) -> dict[str, Any]:
    """A handle that is a unit's slug too means the member, and says so."""
    unit = member.unit_of_this_name
    library = member.library if member.shows("library", viewer) else ""
    return {
        "kind": "person",
        "label": _("Member"),
        "handle": member.handle,
        "name": member.display_name,
        "note": _("not the unit “%(unit)s”") % {"unit": unit} if unit else library,
    }


def _unit(unit: Unit, told: int) -> dict[str, Any]:
    if told > MAX_ROSTER:
        note = _("%(n)d people: too many to tell by a mention") % {"n": told}
    else:
        note = ngettext("Tells %(n)d person", "Tells %(n)d people", told) % {"n": told}
    return {
        "kind": "unit",
        "label": _("Unit"),
        "handle": unit.slug,
        "name": unit.short_name,
        "note": note,
    }
