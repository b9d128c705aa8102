"""Calling a vote, voting, and what follows from the result."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import RosterTerm, Unit, User
from cms.policies.actions.moving import start_adoption, stop_adoption
from cms.policies.actions.recording import follow_up, lock_policy, record_act, set_facts
from cms.policies.actions.telling import tell_voters
from cms.policies.models import (
    Act,
    Comment,
    CommentPeriod,
    Motion,
    PolicyPage,
    PolicyVersion,
    Status,
    Vote,
    VotingRule,
)
from cms.policies.models.motions import VOTING_ROLES, voter_keys, voters_of
from cms.policies.moves import CALL_VOTE, CHAIR
from cms.policies.rights import can_move, has_part
from forum import doorbell
from forum.access import Viewer
from forum.actions.refusals import Refused, require
from forum.permissions import ALLOWED, Verdict, can_write, refused


def call_vote(
    policy: PolicyPage,
    *,
    by: User,
    text: str,
    closes_at: datetime,
    time_zone: str,
    key: UUID,
    mover: User | None = None,
    seconder: User | None = None,
    place: str = "",
) -> Motion:
    """Put the newest version to the vote of the body that recommends; raises Refused.

    The same key gives the same motion. The text is locked until Council has acted.
    """
    from cms.policies.tasks import end_vote

    with transaction.atomic():
        current = lock_policy(policy)
        if earlier := Motion.objects.filter(key=key, policy=current).first():
            return earlier
        require(can_move(by, current, CALL_VOTE))
        unit = current.recommending_body or current.responsible_body
        if unit is None:
            raise Refused(_("Say on the form of the policy which body recommends it."))
        version = _version_to_vote_on(current)
        if closes_at <= timezone.now():
            raise Refused(_("This time is past. Choose one that is still to come."), code="closes")
        voters = set(voters_of(unit).values_list("pk", flat=True))
        mover = mover or by
        _check_movers(mover, seconder, voters)
        rule = VotingRule.objects.filter(unit=unit).first() or VotingRule(unit=unit)
        motion = Motion.objects.create(
            policy_id=current.pk,
            version=version,
            unit=unit,
            text=text,
            mover=mover,
            seconder=seconder,
            place=place,
            is_secret=rule.is_secret,
            needs_second=rule.needs_second,
            quorum=rule.quorum or len(voters) // 2 + 1,
            entitled=len(voters),
            opened_at=timezone.now(),
            closes_at=closes_at,
            time_zone=time_zone,
            key=key,
            recorded_by=by,
        )
        start_adoption(current, by=by)
        set_facts(current, status=Status.COMMITTEE_VOTE)
        note = _("On version %(n)d.") % {"n": version.number}
        act = record_act(current, Act.VOTE_CALLED, by=by, body=unit, note=note)
        follow_up(current, act, by=by, is_told=False)
        tell_voters(motion, by=by)
        end_vote.using(run_after=closes_at).enqueue(motion.pk)
        doorbell.ring("work")
    return motion


def _version_to_vote_on(policy: PolicyPage) -> PolicyVersion:
    newest: PolicyVersion | None = policy.versions.order_by("-number").first()
    if newest is None or not policy.live:
        raise Refused(_("Publish the draft first: a motion is about a version that can be read."))
    if policy.has_unpublished_changes:
        raise Refused(
            _("The draft has changes that are not published. Publish them, or take them back.")
        )
    periods = CommentPeriod.objects.filter(policy=policy, cancelled_at__isnull=True)
    if periods.filter(closed_at__isnull=True).exists():
        raise Refused(_("A comment period is set or open. Let it end before you call the vote."))
    comments = Comment.objects.filter(period__policy=policy, period__answers_first=True)
    comments = comments.filter(post__hidden_at__isnull=True, post__withdrawn_at__isnull=True)
    if left := comments.unanswered().count():
        raise Refused(
            ngettext(
                "%(n)d comment has no answer yet. Answer it before you call the vote.",
                "%(n)d comments have no answer yet. Answer each one before you call the vote.",
                left,
            )
            % {"n": left}
        )
    return newest


def _check_movers(mover: User, seconder: User | None, voters: set[int]) -> None:
    if mover.pk not in voters:
        raise Refused(_("Only a current chair or member of the body moves."), code="mover")
    if seconder is not None and seconder.pk not in voters:
        raise Refused(_("Only a current chair or member of the body seconds."), code="seconder")
    if seconder is not None and seconder.pk == mover.pk:
        raise Refused(_("Nobody seconds their own motion."), code="seconder")


def can_vote_on(user: Viewer, motion: Motion) -> Verdict:
    """Asked of today's roster: a vote by somebody whose term has ended is refused."""
    if not (verdict := can_write(user)):
        return verdict
    if not motion.is_open:
        return refused(_("This vote has ended."))
    if motion.awaits_second:
        return refused(_("The motion needs a second before anyone votes."))
    return _sits(user, motion.unit)


def can_second(user: Viewer, motion: Motion) -> Verdict:
    if not motion.is_open or not motion.awaits_second:
        return refused(_("This motion needs no second now."))
    if user.pk == motion.mover_id:
        return refused(_("Nobody seconds their own motion."))
    return _sits(user, motion.unit)


def _sits(user: Viewer, unit: Unit) -> Verdict:
    terms = RosterTerm.objects.filter(user=user.pk, unit=unit, role__in=VOTING_ROLES)
    if user.is_authenticated and terms.current().exists():
        return ALLOWED
    last = terms.order_by("-ends_on").first() if user.is_authenticated else None
    if last is not None and last.is_past:
        return refused(
            _("Your term on %(unit)s ended on %(day)s, so you don't vote in it any more.")
            % {"unit": unit, "day": f"{last.ends_on:%Y-%m-%d}"}
        )
    return refused(_("Only the current chair and members of %(unit)s vote.") % {"unit": unit})


def cast_vote(motion: Motion, *, voter: User, choice: str) -> Vote:
    """Vote, or vote anew while it runs: everyone has one vote. Raises Refused."""
    if choice not in Vote.Choice.values:
        raise Refused(_("Choose for, against or abstain."), code="choice")
    with transaction.atomic():
        current = lock_motion(motion)
        require(can_vote_on(voter, current))
        vote = Vote.objects.of(current, voter).first()
        if vote is None:
            vote = Vote(motion=current, voter_key=voter_keys(current.pk, voter)[0])
            vote.voter = None if current.is_secret else voter
        vote.choice = choice
        vote.save()
    return vote


def second_motion(motion: Motion, *, by: User) -> Motion:
    with transaction.atomic():
        current = lock_motion(motion)
        require(can_second(by, current))
        current.seconder = by
        current.save(update_fields=["seconder"])
    return current


def end_now(motion: Motion, *, by: User) -> Motion:
    """End it before its time, for a chair, once everyone on today's roster has voted."""
    with transaction.atomic():
        policy = lock_policy(motion.policy)
        current = lock_motion(motion)
        require(has_part(by, policy, CHAIR))
        if current.ended_at is not None:
            return current
        if not has_everyone_voted(current):
            raise Refused(_("Not everyone has voted yet, so the vote runs to its end."))
        return _end(policy, current, by=by)


def has_everyone_voted(motion: Motion) -> bool:
    """Everyone on today's roster: whose term ended after voting stands in for nobody."""
    voted = set(Vote.objects.filter(motion=motion).values_list("voter_key", flat=True))
    return all(voted & set(voter_keys(motion.pk, voter)) for voter in voters_of(motion.unit))


def end_by_clock(motion_id: int) -> bool:
    """End a vote whose time has come; once, however often this runs."""
    motion = Motion.objects.select_related("policy").filter(pk=motion_id).first()
    if motion is None:
        return False
    with transaction.atomic():
        policy = lock_policy(motion.policy)
        current = lock_motion(motion)
        if current.ended_at is not None or current.closes_at > timezone.now():
            return False
        _end(policy, current, by=None)
    return True


def _end(policy: PolicyPage, motion: Motion, *, by: User | None) -> Motion:
    votes = Vote.objects.filter(motion=motion).values_list("choice", flat=True)
    count = Counter(votes)
    motion.for_count = count[Vote.Choice.FOR]
    motion.against_count = count[Vote.Choice.AGAINST]
    motion.abstain_count = count[Vote.Choice.ABSTAIN]
    motion.result = result_of(motion)
    motion.ended_at = timezone.now()
    motion.save()
    if policy.status == Status.COMMITTEE_VOTE:
        follow_result(policy, motion, by=by)
    return motion


def result_of(motion: Motion) -> str:
    """Abstentions count for the quorum, and for neither side."""
    if motion.cast < motion.quorum:
        return Motion.Result.NO_QUORUM
    carried = motion.for_count > motion.against_count
    return Motion.Result.CARRIED if carried else Motion.Result.LOST


def follow_result(policy: PolicyPage, motion: Motion, *, by: User | None) -> None:
    note = _("%(result)s: %(for)d for, %(against)d against, %(abstain)d abstained.") % {
        "result": motion.get_result_display(),
        "for": motion.for_count,
        "against": motion.against_count,
        "abstain": motion.abstain_count,
    }
    carried = motion.result == Motion.Result.CARRIED
    act = record_act(
        policy,
        Act.RECOMMENDED if carried else Act.NOT_RECOMMENDED,
        by=by,
        body=motion.unit,
        note=f"{note} {motion.correction_note}".strip(),
    )
    if not carried:
        set_facts(policy, status=Status.REVISING)
        stop_adoption(policy, by=by)
    follow_up(policy, act, by=by, is_told=True)


def lock_motion(motion: Motion) -> Motion:
    return (
        Motion.objects.select_for_update(of=("self",))
        .select_related("unit", "policy")
        .get(pk=motion.pk)
    )
