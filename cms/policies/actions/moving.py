"""Moving a policy through its life."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Workflow, WorkflowState

from accounts.models import Unit, User
from cms.policies.actions.recording import follow_up, lock_policy, record_act, set_facts
from cms.policies.models import Act, Motion, PolicyAction, PolicyNumber, PolicyPage, Status
from cms.policies.models.states import FORCE
from cms.policies.moves import COUNCIL_MOVES, MOVES, STANDING, Move, review_after
from cms.policies.rights import can_move
from forum.actions.refusals import Refused, require

ADOPTION = "From the committee to Council"


def move_policy(
    policy: PolicyPage,
    *,
    move: str,
    by: User,
    expected: str = "",
    reason: str = "",
    **facts: Any,
) -> PolicyAction:
    """Make a move of MOVES and record it; raises Refused.

    `expected` is the status that the person saw: of two who move at once, the second is told.
    `facts` are those that the move asks for: date, document, number, scheme, effective_on,
    next_review, status, successor.
    """
    with transaction.atomic():
        current = lock_policy(policy)
        chosen = MOVES[move]
        require_unmoved(current, expected)
        require(can_move(by, current, chosen))
        _require_facts(chosen, {**facts, "reason": reason})
        act = _make(current, chosen, by=by, reason=reason, **facts)
        follow_up(current, act, by=by, is_told=chosen.is_told)
    return act


def require_unmoved(policy: PolicyPage, expected: str) -> None:
    if not expected or policy.status == expected:
        return
    steps = policy.actions.filter(recorded_at__isnull=False).select_related("recorded_by")
    last = steps.order_by("recorded_at").last()
    who = last.recorded_by.display_name if last and last.recorded_by else _("Somebody")
    raise Refused(
        _("%(who)s moved it meanwhile: it is “%(status)s” now. Look at it again before you go on.")
        % {"who": who, "status": policy.get_status_display()},
        code="moved",
    )


def _require_facts(move: Move, facts: dict[str, Any]) -> None:
    for name in move.needs:
        if not facts.get(name):
            raise Refused(_("This is missing, and the record needs it."), code=name)
    day = facts.get("date")
    if day and day > timezone.localdate():
        raise Refused(_("This day is still to come. Record it when it has happened."), code="date")
    effective, review = facts.get("effective_on"), facts.get("next_review")
    if effective and effective > timezone.localdate() and _status(move, facts) in STANDING:
        raise Refused(
            _("It is not in force before that day. Put it in force when the day has come."),
            code="effective_on",
        )
    if effective and review and review <= effective:
        raise Refused(_("The next review comes after the effective date."), code="next_review")


def _status(move: Move, facts: dict[str, Any]) -> Status | None:
    """Where the move brings it: for what stands already, the person says."""
    return Status(facts["status"]) if move.name == "enter" else move.target


def _make(policy: PolicyPage, move: Move, *, by: User, reason: str, **facts: Any) -> PolicyAction:
    on: date | None = facts.get("date")
    if move.name == "send":
        _require_recommended(policy)
    status = _status(move, facts)
    set_facts(policy, status=status, **_dates(move, status, facts))
    if move.name == "codify":
        _number(policy, facts["number"], facts.get("scheme", ""), on)
    body, body_text = _actor(policy, move)
    act = record_act(
        policy,
        move.act,
        by=by,
        body=body,
        body_text=body_text,
        on=on,
        document=facts.get("document", ""),
        note=reason,
    )
    if move.name == "supersede":
        successor: PolicyPage = facts["successor"]
        if not possible_successors(policy).contains(successor):
            raise Refused(
                _("Choose another policy that Council has adopted or that is in force."),
                code="successor",
            )
        successor.supersedes.add(policy)
        successor.save()
    if move.name == "enforce":
        _supersede_others(policy, by=by, on=policy.effective_on)
    _go_on(policy, move, by=by)
    return act


def _dates(move: Move, status: Status | None, facts: dict[str, Any]) -> dict[str, date]:
    """The effective date and the next review that the move sets, where it sets any."""
    dates = {name: facts[name] for name in ("effective_on", "next_review") if facts.get(name)}
    begins = facts.get("effective_on") or facts.get("date")
    if "next_review" in move.asks and status in FORCE and "next_review" not in dates and begins:
        dates["next_review"] = review_after(begins)
    return dates


def _actor(policy: PolicyPage, move: Move) -> tuple[Unit | None, str]:
    """Who did it: Council, or the body whose policy it is."""
    if not move.is_council:
        return policy.recommending_body or policy.responsible_body, ""
    council = Unit.objects.filter(kind=Unit.Kind.COUNCIL, active_to__isnull=True).first()
    return council, "" if council else _("Council")


def _require_recommended(policy: PolicyPage) -> None:
    newest = policy.versions.order_by("-number").first()
    carried = Motion.objects.filter(policy=policy, result=Motion.Result.CARRIED)
    carried = carried.filter(correction__isnull=True, version=newest)
    if newest is None or not carried.exists():
        raise Refused(_("The committee has not recommended this version yet."), code="vote")
    if Motion.objects.filter(policy=policy, ended_at__isnull=True).exists():
        raise Refused(
            _("The committee votes on it again. Send it to Council once that vote has ended."),
            code="vote",
        )


def _number(policy: PolicyPage, number: str, scheme: str, on: date | None) -> None:
    _require_free(policy, number, scheme)
    last = policy.numbers.count()
    PolicyNumber.objects.get_or_create(
        policy=policy,
        number=number,
        defaults={"scheme": scheme, "valid_from": on, "sort_order": last + 1},
    )


def _require_free(policy: PolicyPage, number: str, scheme: str) -> None:
    """No other policy in force has the number, but one whose place this takes.

    Where either names no scheme, nothing tells the two numbers apart.
    """
    runs = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
    held = PolicyNumber.objects.filter(runs, number__iexact=number, policy__live=True)
    if scheme:
        held = held.filter(Q(scheme__iexact=scheme) | Q(scheme=""))
    held = held.filter(policy__status__in=FORCE).exclude(policy=policy)
    held = held.exclude(policy__in=policy.supersedes.values("pk"))
    if other := held.select_related("policy").first():
        raise Refused(
            _(
                "“%(title)s” is in force under this number. Give another one, or say first on the"
                " form of that policy until when it had it."
            )
            % {"title": other.policy.title},
            code="number",
        )


def possible_successors(policy: PolicyPage) -> QuerySet[PolicyPage]:
    """What Council has adopted, and so may take the place of this one."""
    return PolicyPage.objects.live().in_force().exclude(pk=policy.pk)


def _supersede_others(policy: PolicyPage, *, by: User, on: date | None) -> None:
    """What this one supersedes leaves force with it."""
    older = PolicyPage.objects.filter(pk__in=policy.supersedes.values("pk"), status__in=FORCE)
    for other in older.order_by("pk"):
        locked = lock_policy(other)
        if locked.status not in FORCE:
            continue
        set_facts(locked, status=Status.SUPERSEDED)
        act = record_act(
            locked,
            Act.SUPERSEDED,
            by=by,
            body_text=_("Council"),
            on=on,
            note=_("Superseded by %(title)s.") % {"title": policy.title},
        )
        follow_up(locked, act, by=by, is_told=True)


def start_adoption(policy: PolicyPage, *, by: User) -> None:
    """Lock the text while the committee votes and Council has it: Wagtail's workflow."""
    if policy.workflow_in_progress:
        raise Refused(
            _("A change of the text waits for approval. Approve it or take it back first."),
            code="workflow",
        )
    workflow = Workflow.objects.get(name=ADOPTION)
    if state := policy.current_workflow_state:  # One that asked for changes, and got none.
        state.cancel(user=by)
    workflow.start(policy, by)


def stop_adoption(policy: PolicyPage, *, by: User | None) -> None:
    if state := _adoption_of(policy):
        state.cancel(user=by)


def _go_on(policy: PolicyPage, move: Move, *, by: User) -> None:
    """The workflow follows the life cycle, never the other way round."""
    state = _adoption_of(policy)
    if state is None or state.current_task_state is None:
        return
    if move.name in ("send", "adopt", "adopt_amended"):
        state.current_task_state.specific.approve(user=by)
    elif move in COUNCIL_MOVES and move.name != "postpone":
        state.cancel(user=by)


def _adoption_of(policy: PolicyPage) -> WorkflowState | None:
    state = policy.current_workflow_state
    return state if state is not None and state.workflow.name == ADOPTION else None
