"""Putting a result right that was counted or written down wrongly: by a row beside it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms.policies.actions.motions import follow_result, lock_motion, result_of
from cms.policies.actions.moving import start_adoption
from cms.policies.actions.recording import lock_policy, set_facts
from cms.policies.models import Motion, PolicyPage, Status
from cms.policies.moves import CHAIR, LIAISON
from cms.policies.rights import has_part
from forum.actions.refusals import Refused, require


def correct_result(motion: Motion, *, by: User, counts: dict[str, int], note: str) -> Motion:
    """Put a new row beside a result that was counted or written down wrongly; raises Refused.

    For the chair and the staff liaison; while Council has not got it, the policy follows.
    """
    with transaction.atomic():
        policy = lock_policy(motion.policy)
        current = lock_motion(motion)
        require(has_part(by, policy, (*CHAIR, *LIAISON)))
        if current.ended_at is None:
            raise Refused(_("The vote is still running."))
        if Motion.objects.filter(corrects=current).exists():
            raise Refused(_("It is corrected already. Correct the newest row."))
        if sum(counts.values()) > current.entitled:
            raise Refused(
                _("More votes than the %(n)d people on the roster.") % {"n": current.entitled},
                code="for_count",
            )
        row = _corrected(current, by=by, counts=counts, note=note)
        if row.result != current.result:
            _change_course(policy, row, by=by)
    return row


def _corrected(motion: Motion, *, by: User, counts: dict[str, int], note: str) -> Motion:
    kept: dict[str, Any] = {
        field.attname: getattr(motion, field.attname)
        for field in Motion._meta.concrete_fields
        if field.name not in ("id", "key", "corrects", "correction_note", "recorded_by")
    }
    row = Motion(**{**kept, **counts, "corrects": motion, "recorded_by": by})
    row.correction_note = note
    row.result = result_of(row)
    row.save()
    return row


def _change_course(policy: PolicyPage, row: Motion, *, by: User) -> None:
    if Motion.objects.filter(policy=policy, opened_at__gt=row.opened_at).exists():
        raise Refused(
            _(
                "The committee was asked again since, and that motion decides. If its result is"
                " wrong, correct it there."
            )
        )
    carried = row.result == Motion.Result.CARRIED
    if policy.status not in (Status.COMMITTEE_VOTE, Status.REVISING):
        raise Refused(
            _("It has gone on since, so that another result changes nothing. Ask Council.")
        )
    if carried and policy.status == Status.REVISING:
        start_adoption(policy, by=by)
        set_facts(policy, status=Status.COMMITTEE_VOTE)
    follow_result(policy, row, by=by)
