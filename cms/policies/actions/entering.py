"""What a staff liaison enters of a policy's past, and puts right in its record."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from cms.policies.actions.recording import follow_up, lock_policy, set_facts
from cms.policies.models import PolicyAction, PolicyPage
from cms.policies.moves import LIAISON
from cms.policies.rights import has_part
from forum.actions.refusals import Refused, require

FACTS = ("effective_on", "next_review", "next_review_note", "status_note")


def correct_facts(policy: PolicyPage, *, by: User, **facts: Any) -> PolicyPage:
    """Set dates and notes of FACTS; the status moves only by moves."""
    with transaction.atomic():
        current = lock_policy(policy)
        require(has_part(by, current, LIAISON))
        effective, review = facts.get("effective_on"), facts.get("next_review")
        if effective and review and review <= effective:
            raise Refused(_("The next review comes after the effective date."), code="next_review")
        set_facts(current, **{name: facts[name] for name in FACTS if name in facts})
    return current


def enter_act(
    policy: PolicyPage, *, by: User, line: PolicyAction | None = None, **values: Any
) -> PolicyAction:
    """Add a line from older records, or put one right; what a step recorded stays as it is."""
    with transaction.atomic():
        current = lock_policy(policy)
        require(has_part(by, current, LIAISON))
        if line is not None and line.recorded_at is not None:
            raise Refused(
                _("A step recorded this line as it was made. Add another line that corrects it.")
            )
        if line is None:
            last = PolicyAction.objects.filter(policy=current).aggregate(Max("sort_order"))
            line = PolicyAction(policy=current, sort_order=(last["sort_order__max"] or 0) + 1)
            line.recorded_by = by
        for name, value in values.items():
            setattr(line, name, value)
        line.save()
        follow_up(current, line, by=by, is_told=False)
    return line
