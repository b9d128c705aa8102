"""Tells the people who may approve a page that it waits for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.models import TaskState

from accounts.models import User
from cms.core.models.approval import SecondPersonApprovalTask, reviewers_of


class ReviewersNotifier(BaseGroupApprovalTaskStateEmailNotifier):
    notification = "submitted"

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, TaskState) and isinstance(
            instance.task.specific, SecondPersonApprovalTask
        )

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> QuerySet[User]:
        people = reviewers_of(task_state.workflow_state.content_object.specific)
        submitter = kwargs.get("user")
        return people.exclude(pk=submitter.pk) if submitter else people


tell_reviewers = ReviewersNotifier()
