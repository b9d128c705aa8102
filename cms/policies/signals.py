from __future__ import annotations

from typing import Any

from wagtail.models import TaskState
from wagtail.signals import page_published, task_submitted

from cms.policies.mail import tell_liaisons
from cms.policies.models import PolicyPage
from cms.policies.versioning import record_version
from forum.signals import upkeep


def connect() -> None:
    page_published.connect(keep_version, sender=PolicyPage, dispatch_uid="policies.keep_version")
    upkeep.connect(look_for_reviews, dispatch_uid="policies.reviews")
    task_submitted.connect(tell_liaisons, sender=TaskState, dispatch_uid="policies.submitted")


def keep_version(instance: PolicyPage, revision: Any, **kwargs: Any) -> None:
    if instance.live and revision is not None:
        record_version(instance, revision)


def look_for_reviews(**kwargs: Any) -> None:
    from cms.policies.actions.reviews import reviews_fall_due

    reviews_fall_due()
