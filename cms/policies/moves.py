"""The life cycle as a state machine: which role moves a policy from where to where.

A committee recommends and only Council adopts: a move of Council's is recorded by a staff liaison
of the bodies that own the policy. Opening a comment period and calling a vote have actions of
their own (`actions/periods.py`, `actions/motions.py`); `rights.py` answers for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import RosterTerm
from cms.policies.models import Act, Status
from cms.policies.models.states import FORCE, PAST

Role = RosterTerm.Role
DRAFTERS = (Role.CHAIR, Role.MEMBER)
CHAIR = (Role.CHAIR,)
LIAISON = (Role.LIAISON,)
REVIEW_YEARS = 5

S = Status


@dataclass(frozen=True, slots=True)
class Move:
    """`asks` names the fields of its form; `is_told` says whether followers hear of it."""

    name: str
    label: Promise | str
    sources: frozenset[Status]
    target: Status | None
    act: Act
    roles: tuple[str, ...]
    asks: tuple[str, ...] = ("reason",)
    needs: tuple[str, ...] = ()
    is_council: bool = False
    is_told: bool = False
    help: Promise | str = ""


def _of(*states: Status) -> frozenset[Status]:
    return frozenset(states)


BEFORE_VOTE = _of(S.PROPOSED, S.DRAFTING, S.CONSULTATION, S.REVISING, S.REFERRED)
AT_COUNCIL = _of(S.SENT_TO_COUNCIL, S.POSTPONED)
ADOPTED = _of(S.ADOPTED, S.ADOPTED_AS_AMENDED)
STANDING = _of(S.IN_FORCE, S.REVIEW_DUE, S.REAFFIRMED, S.REVISED)
COUNCIL_ASKS = ("date", "document", "reason")


def _council(name: str, label: Promise | str, target: Status, act: Act) -> Move:
    return Move(name, label, AT_COUNCIL, target, act, LIAISON, COUNCIL_ASKS, ("date",), True, True)


COUNCIL_MOVES = (
    _council("adopt", gettext_lazy("Council adopted it"), S.ADOPTED, Act.ADOPTED),
    _council(
        "adopt_amended",
        gettext_lazy("Council adopted it as amended"),
        S.ADOPTED_AS_AMENDED,
        Act.ADOPTED_AS_AMENDED,
    ),
    _council("refer", gettext_lazy("Council referred it back"), S.REFERRED, Act.REFERRED),
    _council("postpone", gettext_lazy("Council postponed it"), S.POSTPONED, Act.POSTPONED),
    _council("defeat", gettext_lazy("Council defeated it"), S.DEFEATED, Act.DEFEATED),
    _council(
        "withdraw_from_council",
        gettext_lazy("It was withdrawn from Council"),
        S.WITHDRAWN,
        Act.WITHDRAWN,
    ),
)

MOVES = {
    move.name: move
    for move in (
        Move(
            "take_up",
            gettext_lazy("Take it up for drafting"),
            _of(S.PROPOSED),
            S.DRAFTING,
            Act.TAKEN_UP,
            DRAFTERS,
        ),
        Move(
            "consult",
            gettext_lazy("Send it to units for consultation"),
            _of(S.DRAFTING, S.REVISING),
            S.CONSULTATION,
            Act.CONSULTATION,
            CHAIR,
            is_told=True,
            help=gettext_lazy("Say whom you asked, and by when they should answer."),
        ),
        Move(
            "revise",
            gettext_lazy("Revise the draft"),
            _of(S.CONSULTATION, S.REFERRED),
            S.REVISING,
            Act.REVISING,
            DRAFTERS,
        ),
        Move(
            "withdraw",
            gettext_lazy("Withdraw it"),
            BEFORE_VOTE,
            S.WITHDRAWN,
            Act.WITHDRAWN,
            (*CHAIR, *LIAISON),
            needs=("reason",),
            is_told=True,
        ),
        Move(
            "send",
            gettext_lazy("Send it to Council"),
            _of(S.COMMITTEE_VOTE),
            S.SENT_TO_COUNCIL,
            Act.SENT_TO_COUNCIL,
            (*CHAIR, *LIAISON),
            ("date", "document", "reason"),
            is_told=True,
            help=gettext_lazy("After the committee has recommended it."),
        ),
        *COUNCIL_MOVES,
        Move(
            "codify",
            gettext_lazy("Codify it"),
            ADOPTED,
            S.CODIFIED,
            Act.CODIFIED,
            LIAISON,
            ("date", "number", "scheme", "reason"),
            ("number",),
            is_council=True,
            help=gettext_lazy("Give it its number in the manual."),
        ),
        Move(
            "enforce",
            gettext_lazy("Put it in force"),
            ADOPTED | {S.CODIFIED},
            S.IN_FORCE,
            Act.IN_FORCE,
            LIAISON,
            ("effective_on", "next_review", "reason"),
            ("effective_on",),
            is_council=True,
            is_told=True,
            help=gettext_lazy("What it supersedes is marked as superseded with it."),
        ),
        Move(
            "review",
            gettext_lazy("Say that its review is due"),
            _of(S.IN_FORCE, S.REAFFIRMED, S.REVISED),
            S.REVIEW_DUE,
            Act.REVIEW_DUE,
            (*CHAIR, *LIAISON),
            help=gettext_lazy("On the day of its next review this happens by itself."),
        ),
        Move(
            "reaffirm",
            gettext_lazy("Council reaffirmed it"),
            STANDING,
            S.REAFFIRMED,
            Act.REAFFIRMED,
            LIAISON,
            ("date", "document", "next_review", "reason"),
            ("date",),
            is_council=True,
            is_told=True,
        ),
        Move(
            "amend",
            gettext_lazy("Council amended it"),
            STANDING,
            S.REVISED,
            Act.AMENDED,
            LIAISON,
            ("date", "document", "next_review", "reason"),
            ("date",),
            is_council=True,
            is_told=True,
            help=gettext_lazy(
                "The amended text is published after this: the next change of the text counts as"
                " Council's and needs no word that it is an editorial correction."
            ),
        ),
        Move(
            "supersede",
            gettext_lazy("Another policy supersedes it"),
            FORCE,
            S.SUPERSEDED,
            Act.SUPERSEDED,
            LIAISON,
            ("date", "successor", "document", "reason"),
            ("successor",),
            is_council=True,
            is_told=True,
        ),
        Move(
            "rescind",
            gettext_lazy("Council rescinded it"),
            FORCE,
            S.RESCINDED,
            Act.RESCINDED,
            LIAISON,
            COUNCIL_ASKS,
            ("date", "reason"),
            is_council=True,
            is_told=True,
        ),
        Move(
            "enter",
            gettext_lazy("Enter a policy that stands already"),
            _of(S.PROPOSED, S.DRAFTING),
            None,
            Act.ENTERED,
            LIAISON,
            ("status", "date", "effective_on", "next_review", "document", "reason"),
            ("status",),
            help=gettext_lazy("For what was decided before it came into this register."),
        ),
    )
}
ENTERED_AS = (*(state for state in Status if state in FORCE | PAST),)

# What has an action of its own, for `can_move`.
OPEN_COMMENT = Move(
    "open_comment",
    gettext_lazy("Open a comment period"),
    _of(S.DRAFTING, S.CONSULTATION, S.REVISING),
    S.PUBLIC_COMMENT,
    Act.COMMENT_OPENED,
    CHAIR,
)
CALL_VOTE = Move(
    "call_vote",
    gettext_lazy("Call a committee vote"),
    _of(S.DRAFTING, S.CONSULTATION, S.REVISING),
    S.COMMITTEE_VOTE,
    Act.VOTE_CALLED,
    CHAIR,
)


def review_after(day: date) -> date:
    """Five years on, as most bodies review; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + REVIEW_YEARS)
    except ValueError:
        return date(day.year + REVIEW_YEARS, 3, 1)
