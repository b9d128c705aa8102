"""Writing into a policy's public record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from cms.core.searching import index
from cms.policies.models import Act, PolicyAction, PolicyPage
from forum.actions.notices import queue_page_notices

MAX_NOTE = 300


def lock_policy(policy: PolicyPage) -> PolicyPage:
    """The policy as it is now, its row locked until the transaction ends."""
    return PolicyPage.objects.select_for_update(of=("self",)).get(pk=policy.pk)


def record_act(
    policy: PolicyPage,
    act: Act,
    *,
    by: User | None,
    body: Unit | None = None,
    body_text: str = "",
    on: date | None = None,
    document: str = "",
    note: str = "",
) -> PolicyAction:
    """Add a dated line to the record, after all others; the caller holds the policy's row."""
    last = PolicyAction.objects.filter(policy=policy).aggregate(Max("sort_order"))
    return PolicyAction.objects.create(
        policy_id=policy.pk,
        act=act,
        body=body,
        body_text=body_text,
        date=on or timezone.localdate(),
        document=document,
        note=note[:MAX_NOTE],
        recorded_by=by,
        recorded_at=timezone.now(),
        sort_order=(last["sort_order__max"] or 0) + 1,
    )


def set_facts(policy: PolicyPage, **values: Any) -> None:
    """Change what the record says of the policy, past every draft of its text."""
    PolicyPage.objects.filter(pk=policy.pk).update(**values)
    for name, value in values.items():
        setattr(policy, name, value)
    if "status" in values and policy.live:
        index(policy)


def follow_up(policy: PolicyPage, act: PolicyAction, *, by: User | None, is_told: bool) -> None:
    """Search finds its documents, and followers hear of it; nothing where it isn't public."""
    if not policy.live:
        return
    index(policy)
    if is_told and not policy.get_view_restrictions().exists():
        words = _("%(title)s: %(act)s.") % {
            "title": policy.title,
            "act": act.get_act_display().lower(),
        }
        queue_page_notices(
            policy,
            words=f"{words} {act.note}".strip(),
            actor=by,
            topics=policy.topics.all(),
            units=policy.owning_units(),
            occasion=f"act:{act.pk}",
        )
