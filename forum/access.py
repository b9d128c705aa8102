"""Who may read what: every way out of the forum asks here.

`readable_boards` is the read gate; the QuerySets' `visible_to` are built on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from wagtail.models import Page, PageViewRestriction

from accounts.models import RosterTerm, User

if TYPE_CHECKING:
    from forum.models import Board, Thread

Viewer = User | AnonymousUser


def readable_boards(user: Viewer, prefix: str = "") -> Q:
    """A condition on boards, or on rows that reach one through `prefix` (as "thread__board__")."""
    if not user.is_authenticated:
        return Q(**{f"{prefix}reading": "public"})
    if user.is_moderator or not user.is_active:
        return Q() if user.is_active else Q(**{f"{prefix}reading": "public"})
    readable = Q(**{f"{prefix}reading__in": ["public", "members"]})
    if user.unit_ids:
        readable |= Q(**{f"{prefix}reading": "unit", f"{prefix}unit__in": user.unit_ids})
    return readable


class Reach(NamedTuple):
    """All that the read gate asks of a person: whoever reaches the same has the same queries."""

    kind: str
    units: frozenset[int] = frozenset()


def reach_of(user: Viewer) -> Reach:
    if not user.is_authenticated:
        return Reach("visitor")
    if not user.is_active:
        return Reach("closed")
    return Reach("moderator") if user.is_moderator else Reach("member", user.unit_ids)


def stand_in(reach: Reach) -> Viewer:
    """Nobody, who reaches this."""
    if reach.kind == "visitor":
        return AnonymousUser()
    nobody = User(is_active=reach.kind != "closed", is_moderator=reach.kind == "moderator")
    nobody.__dict__["unit_ids"] = reach.units
    return nobody


def can_read_board(user: Viewer, board: Board) -> bool:
    """The same rule as `readable_boards`, for a board already loaded: no query but the roster's."""
    if board.reading == "public":
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    return board.reading == "members" or user.is_moderator or board.unit_id in user.unit_ids


def readers_of_board(board: Board, prefix: str = "") -> Q:
    """The same rule turned round: a condition on members, or on rows that reach one."""
    active = Q(**{f"{prefix}is_active": True})
    if board.reading != "unit":
        return active
    terms = RosterTerm.objects.current().filter(unit=board.unit_id).values("user")
    return active & (Q(**{f"{prefix}is_moderator": True}) | Q(**{f"{prefix}pk__in": terms}))


def readable_pages(user: Viewer) -> QuerySet[Page]:
    """Published pages that this person may read; those behind a shared password are left out."""
    accepted = Q(pk__in=[])
    if user.is_authenticated and user.is_active:
        accepted = Q(restriction_type=PageViewRestriction.LOGIN)
        in_group = Q() if user.is_superuser else Q(groups__in=user.groups.all())
        accepted |= Q(restriction_type=PageViewRestriction.GROUPS) & in_group
    # No join: SQLite would walk every page of the site for each of them. Restrictions are few.
    above = PageViewRestriction.objects.annotate(
        below=ExpressionWrapper(OuterRef("path"), output_field=CharField()),
        top=Subquery(Page.objects.filter(pk=OuterRef("page")).order_by().values("path")[:1]),
    )
    above = above.filter(below__startswith=F("top"))
    allowed = PageViewRestriction.objects.filter(accepted).values("pk")
    pages: QuerySet[Page] = Page.objects.filter(~Exists(above.exclude(pk__in=allowed)), live=True)
    return pages


def readers_of_page(page: Page, prefix: str = "") -> Q:
    """The same rule turned round: a condition on members, or on rows that reach one."""
    readers = Q(**{f"{prefix}is_active": True})
    if not page.live:
        return Q(pk__in=[])
    for restriction in page.get_view_restrictions():
        if restriction.restriction_type == PageViewRestriction.PASSWORD:
            return Q(pk__in=[])
        if restriction.restriction_type == PageViewRestriction.GROUPS:
            members = User.objects.filter(groups__in=restriction.groups.all()).values("pk")
            readers &= Q(**{f"{prefix}is_superuser": True}) | Q(**{f"{prefix}pk__in": members})
    return readers


def can_read_thread(user: Viewer, thread: Thread) -> bool:
    if thread.hidden_at is not None and not is_moderator(user):
        return False
    return can_read_board(user, thread.board)


def is_moderator(user: Viewer) -> bool:
    return user.is_authenticated and user.is_active and user.is_moderator
