"""Comment periods: set by a chair, opened and closed by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cms.core.discussion import ensure_discussion
from cms.policies.actions.recording import follow_up, lock_policy, record_act, set_facts
from cms.policies.models import Act, CommentPeriod, PolicyPage, Status
from cms.policies.moves import CHAIR, OPEN_COMMENT
from cms.policies.rights import can_move, has_part
from forum import doorbell
from forum.actions.refusals import Refused, require
from forum.models import Thread

LONGEST = timedelta(days=366)


def schedule_period(
    policy: PolicyPage,
    *,
    by: User,
    closes_at: datetime,
    time_zone: str,
    opens_at: datetime | None = None,
    note: str = "",
    answers_first: bool = True,
) -> CommentPeriod:
    """Pin the newest version and set when comments on it are open; raises Refused.

    The worker opens and closes the period; without `opens_at` it opens now.
    """
    from cms.policies.tasks import turn_period

    now = timezone.now()
    starts = opens_at or now
    with transaction.atomic():
        current = lock_policy(policy)
        require(can_move(by, current, OPEN_COMMENT))
        _check_times(starts, closes_at, is_now=opens_at is None)
        newest = current.versions.order_by("-number").first()
        if newest is None or not current.live:
            raise Refused(
                _("Publish the draft first: people comment on a version that they can read.")
            )
        _have_thread(current, by)
        standing = CommentPeriod.objects.filter(policy=current, closed_at__isnull=True)
        if standing.filter(cancelled_at__isnull=True).exists():
            raise Refused(_("A comment period is set already. Call it off or let it end first."))
        last = CommentPeriod.objects.filter(policy=current).aggregate(Max("sort_order"))
        period = CommentPeriod.objects.create(
            policy_id=current.pk,
            opens_at=starts,
            closes_at=closes_at,
            time_zone=time_zone,
            version=newest.number,
            note=note,
            answers_first=answers_first,
            sort_order=(last["sort_order__max"] or 0) + 1,
        )
        if opens_at is None:
            _open(current, period, by=by)
        else:
            turn_period.using(run_after=starts).enqueue(period.pk)
        turn_period.using(run_after=closes_at).enqueue(period.pk)
        doorbell.ring("work")
    return period


def _check_times(opens_at: datetime, closes_at: datetime, *, is_now: bool) -> None:
    if not is_now and opens_at <= timezone.now():
        raise Refused(_("This time is past. Leave it empty to open at once."), code="opens")
    if closes_at <= opens_at:
        raise Refused(_("A comment period closes after it opens."), code="closes")
    if closes_at - opens_at > LONGEST:
        raise Refused(_("A comment period lasts a year at most."), code="closes")


def _have_thread(policy: PolicyPage, by: User) -> None:
    """Comments are posts of the policy's thread."""
    board = policy.get_parent().specific.discussion_board
    has_none = not Thread.objects.filter(page_id=policy.pk).exists()
    if has_none and board is None:
        raise Refused(_("Ask the keeper of the site to give the register a board for its threads."))
    if has_none and policy.get_view_restrictions().exists():
        raise Refused(
            _("Its thread would tell everyone of a policy that not everyone may read yet.")
        )
    if board is not None:
        ensure_discussion(policy, board, by)


def turn(period_id: int) -> bool:
    """Open or close the period if its time has come; once, however often this runs."""
    period = CommentPeriod.objects.filter(pk=period_id).first()
    if period is None:
        return False
    with transaction.atomic():
        policy = lock_policy(period.policy)
        period.refresh_from_db()
        now = timezone.now()
        if period.cancelled_at is not None or period.closed_at is not None:
            return False
        turned = False
        if period.opened_at is None and policy.status not in OPEN_COMMENT.sources:
            # It went another way before the period came.
            period.cancelled_at = now
            period.save(update_fields=["cancelled_at"])
            return False
        if period.opened_at is None and period.opens_at <= now:
            _open(policy, period, by=None)
            turned = True
        if period.opened_at is not None and period.closes_at <= now:
            _close(policy, period, by=None)
            turned = True
    return turned


def close_early(period: CommentPeriod, *, by: User, reason: str) -> CommentPeriod:
    """End an open period now, for a chair; with its reason in the record."""
    with transaction.atomic():
        policy = lock_policy(period.policy)
        period.refresh_from_db()
        require(has_part(by, policy, CHAIR))
        if not period.is_open or period.closed_at is not None:
            raise Refused(_("This comment period is not open."))
        if period.opened_at is None:
            _open(policy, period, by=by)
        period.closes_at = timezone.now()
        period.save(update_fields=["closes_at"])
        _close(policy, period, by=by, reason=reason)
    return period


def cancel_period(period: CommentPeriod, *, by: User, reason: str) -> CommentPeriod:
    """Call it off before it opens."""
    with transaction.atomic():
        policy = lock_policy(period.policy)
        period.refresh_from_db()
        require(has_part(by, policy, CHAIR))
        if period.opened_at is not None or not period.is_to_come:
            raise Refused(_("It has opened already. You can close it before its time."))
        period.cancelled_at = timezone.now()
        period.note = reason
        period.save(update_fields=["cancelled_at", "note"])
    return period


def _open(policy: PolicyPage, period: CommentPeriod, *, by: User | None) -> None:
    period.opened_at = timezone.now()
    period.save(update_fields=["opened_at"])
    set_facts(policy, status=Status.PUBLIC_COMMENT)
    words = _("Version %(n)d is open for comment until %(closes)s (%(zone)s).") % {
        "n": period.version or 0,
        "closes": f"{period.closes_there:%Y-%m-%d %H:%M}",
        "zone": period.time_zone,
    }
    act = record_act(
        policy,
        Act.COMMENT_OPENED,
        by=by,
        body=policy.recommending_body or policy.responsible_body,
        note=f"{words} {period.note}".strip(),
    )
    follow_up(policy, act, by=by, is_told=True)


def _close(policy: PolicyPage, period: CommentPeriod, *, by: User | None, reason: str = "") -> None:
    period.closed_at = timezone.now()
    period.save(update_fields=["closed_at"])
    if policy.status == Status.PUBLIC_COMMENT:
        set_facts(policy, status=Status.REVISING)
    act = record_act(
        policy,
        Act.COMMENT_CLOSED,
        by=by,
        body=policy.recommending_body or policy.responsible_body,
        note=reason or _("The committee answers each comment."),
    )
    follow_up(policy, act, by=by, is_told=True)
