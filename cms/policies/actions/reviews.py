"""A review falls due on its day, by the clock."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.policies.actions.recording import follow_up, lock_policy, record_act, set_facts
from cms.policies.models import Act, PolicyPage, Status
from cms.policies.moves import MOVES


def reviews_fall_due() -> int:
    """Say of every policy whose day of review has come that it is due; returns of how many.

    Once for each, in any number of workers at once.
    """
    standing = PolicyPage.objects.live().filter(status__in=MOVES["review"].sources)
    due = standing.filter(next_review__lte=timezone.localdate())
    return sum(_fall_due(policy) for policy in due.order_by("pk"))


def _fall_due(found: PolicyPage) -> bool:
    with transaction.atomic():
        policy = lock_policy(found)
        if policy.status not in MOVES["review"].sources or policy.next_review != found.next_review:
            return False
        set_facts(policy, status=Status.REVIEW_DUE)
        act = record_act(
            policy,
            Act.REVIEW_DUE,
            by=None,
            body=policy.responsible_body or policy.recommending_body,
            on=policy.next_review,
            note=_("The day that was set for its review has come."),
        )
        follow_up(policy, act, by=None, is_told=False)
    return True
