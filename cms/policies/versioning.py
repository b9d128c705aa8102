"""Keeps each published text of a policy as a version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.policies.actions.recording import record_act
from cms.policies.models import Act, PolicyPage, PolicyVersion
from cms.policies.models.states import FORCE
from cms.policies.models.versions import content_hash
from cms.policies.wording import say_the_same


@transaction.atomic
def record_version(
    policy: PolicyPage, revision: Revision, *, at: datetime | None = None
) -> PolicyVersion:
    """The version that this text is; a new one unless the newest says exactly the same.

    `at` is when it was first read elsewhere, for a text that is entered afterwards.
    """
    PolicyPage.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    newest = policy.versions.order_by("-number").first()
    if newest is not None and say_the_same(newest, policy):
        return newest
    if newest is not None and policy.status in FORCE and not policy.awaits_amended_text:
        record_act(
            policy,
            Act.EDITORIAL,
            by=revision.user,
            body=policy.responsible_body,
            note=policy.change_note,
        )
    return policy.versions.create(
        number=newest.number + 1 if newest else 1,
        title=policy.title,
        status=policy.status,
        summary=policy.summary,
        body=policy.body,
        note=policy.change_note,
        author_id=revision.user_id,
        revision_id=revision.pk,
        content_hash=content_hash(policy.title, policy.summary, policy.body),
        published_at=at or policy.last_published_at or timezone.now(),
    )
