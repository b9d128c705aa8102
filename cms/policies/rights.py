"""Who may make a move of `moves.py`: today's roster of the bodies that own the policy says."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RosterTerm, User
from cms.core import roster
from cms.policies.models import PolicyPage, Status
from cms.policies.moves import MOVES, Move
from forum.access import Viewer
from forum.permissions import ALLOWED, Verdict, refused


def can_move(user: Viewer, policy: PolicyPage, move: Move) -> Verdict:
    """Whether this person may do it now: asks the status first, then today's roster."""
    if policy.status not in move.sources:
        return refused(
            _("It is “%(status)s” now. “%(move)s” is for a policy that is %(sources)s.")
            % {
                "status": policy.get_status_display(),
                "move": move.label,
                "sources": get_text_list([f"“{state.label}”" for state in _sorted(move.sources)]),
            }
        )
    return has_part(user, policy, move.roles, is_council=move.is_council)


def has_part(
    user: Viewer, policy: PolicyPage, roles: Iterable[str], *, is_council: bool = False
) -> Verdict:
    """Whether a term in one of these roles, on a body that owns the policy, runs today.

    Keepers may do all but record what Council did: that is a staff liaison's word alone.
    """
    is_keeper = isinstance(user, User) and user.is_active and user.is_superuser
    if is_keeper and not is_council:
        return ALLOWED
    if roster.has_role(user, policy.owning_unit_ids(), roles):
        return ALLOWED
    if is_council:
        return refused(
            gettext_lazy(
                "Council does this, and a staff liaison of the responsible or recommending body"
                " records it."
            )
        )
    names = get_text_list([str(RosterTerm.Role(role).label).lower() for role in roles], _("or"))
    return refused(
        _("Only a current %(roles)s of the responsible or recommending body can do this.")
        % {"roles": names}
    )


def moves_for(user: Viewer, policy: PolicyPage) -> list[Move]:
    """The moves of the general form that this person may make now."""
    return [move for move in MOVES.values() if can_move(user, policy, move)]


def _sorted(states: Iterable[Status]) -> list[Status]:
    return sorted(states, key=list(Status).index)
