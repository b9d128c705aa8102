"""What a current roster term allows in the CMS."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import RosterTerm, Unit, User
from accounts.rosters.planning import can_seat_liaisons

Role = RosterTerm.Role
EDITING_ROLES = (Role.CHAIR, Role.MEMBER, Role.LIAISON, Role.EDITOR)
APPROVING_ROLES = (Role.CHAIR, Role.LIAISON)


def editing_unit_ids(user: User | AnonymousUser) -> set[int]:
    """Units whose pages this member may edit today."""
    return unit_ids(user, EDITING_ROLES)


def liaison_unit_ids(user: User | AnonymousUser) -> set[int]:
    """Units for which this member records what Council did."""
    return unit_ids(user, (Role.LIAISON,))


def can_keep_roster(user: User | AnonymousUser, unit: Unit) -> bool:
    """Whether this person seats members on the unit: its staff liaison and the site's keepers."""
    if not user.is_authenticated or not user.is_active:
        return False
    return can_seat_liaisons(user) or unit.pk in liaison_unit_ids(user)


def approvers(unit_ids: Iterable[int], group_name: str = "") -> QuerySet[User]:
    """Today's chairs and staff liaisons of the units, and the members of the named group."""
    terms = RosterTerm.objects.current().with_role(*APPROVING_ROLES).filter(unit__in=unit_ids)
    wanted = Q(pk__in=terms.order_by().values("user"))
    if group_name:
        members = User.groups.through.objects.filter(group__name=group_name)
        wanted |= Q(pk__in=members.values("user"))
    return User.objects.filter(wanted, is_active=True)


def has_role(user: User | AnonymousUser, unit_ids: Iterable[int], roles: Iterable[str]) -> bool:
    """Whether a term in one of these roles, on one of these units, runs today."""
    if not user.is_authenticated or not user.is_active:
        return False
    terms = RosterTerm.objects.current().with_role(*roles)
    return terms.filter(user=user, unit__in=list(unit_ids)).exists()


def is_in_group(user: User, name: str) -> bool:
    return bool(name) and user.groups.filter(name=name).exists()


def unit_ids(user: User | AnonymousUser, roles: tuple[str, ...]) -> set[int]:
    """Units on which this member has a term in one of these roles today."""
    if not user.is_authenticated or not user.is_active:
        return set()
    terms = RosterTerm.objects.current().with_role(*roles).filter(user=user)
    return set(terms.values_list("unit_id", flat=True))
