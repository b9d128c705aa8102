from __future__ import annotations

from typing import Any

from wagtail.models import TaskState
from wagtail.signals import page_published, task_submitted

from cms.policies.mail import tell_liaisons
from cms.policies.models import PolicyPage
from cms.policies.versioning import record_version


def connect() -> None:
    page_published.connect(keep_version, sender=PolicyPage, dispatch_uid="policies.keep_version")
    task_submitted.connect(tell_liaisons, sender=TaskState, dispatch_uid="policies.submitted")


def keep_version(instance: PolicyPage, revision: Any, **kwargs: Any) -> None:
    if instance.live and revision is not None:
        record_version(instance, revision)
