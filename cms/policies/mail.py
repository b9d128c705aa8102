"""Tells the staff liaisons that Council has a policy; a committee hears of its votes by notice."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.models import TaskState

from accounts.models import RosterTerm, User
from cms.policies.models.tasks import CouncilActionTask


class LiaisonsNotifier(BaseGroupApprovalTaskStateEmailNotifier):
    notification = "submitted"

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, TaskState) and isinstance(
            instance.task.specific, CouncilActionTask
        )

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> QuerySet[User]:
        policy = task_state.workflow_state.content_object.specific
        terms = RosterTerm.objects.current().with_role(*task_state.task.specific.roles)
        terms = terms.filter(unit__in=policy.owning_unit_ids())
        people = User.objects.filter(pk__in=terms.order_by().values("user"), is_active=True)
        submitter = kwargs.get("user")
        return people.exclude(pk=submitter.pk) if submitter else people


tell_liaisons = LiaisonsNotifier()
