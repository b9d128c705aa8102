"""The one step of the workflow: somebody else reads it before it is public."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Task, TaskState

from accounts.models import User
from cms.core import roster
from cms.core.models.owned import OwnedPage

Action = tuple[str, str, bool]


class SecondPersonApprovalTask(Task):
    """Approved by a chair or staff liaison of the page's unit who didn't write or submit it."""

    class Meta:
        verbose_name = gettext_lazy("approval by a second person")
        verbose_name_plural = gettext_lazy("approvals by a second person")

    @classmethod
    def get_description(cls) -> str:
        return _(
            "A current chair or staff liaison of the unit approves, or a member of the section's"
            " group of editors; never the person who submitted or last changed the text."
        )

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return can_review(obj, user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return not can_review(obj, user)

    def user_can_lock(self, obj: Page, user: User) -> bool:
        return can_review(obj, user)

    def get_actions(self, obj: Page, user: User) -> list[Action]:
        if not can_review(obj, user):
            return []
        actions: list[Action] = [("reject", _("Request changes"), True)]
        if is_second_person(obj, user):
            actions.append(("approve", _("Approve"), False))
            actions.append(("approve", _("Approve with comment"), True))
        return actions

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: User, action_name: str, **kwargs: Any
    ) -> object:
        """Approving together with a change of one's own only saves it: see `is_second_person`."""
        page = task_state.workflow_state.content_object
        if action_name == "approve" and not is_second_person(page, user):
            return None
        if action_name == "approve":
            # What Wagtail publishes, which may have been saved after it was submitted.
            text = page.get_latest_revision_as_object()
            if isinstance(text, OwnedPage) and (problems := text.what_keeps_it_back()):
                raise PermissionDenied(" ".join(problems))
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        of_page = dict(waiting.values_list("workflow_state__object_id", "pk"))
        pages = Page.objects.filter(pk__in=[int(pk) for pk in of_page]).specific()
        mine = [
            of_page[str(page.pk)]
            for page in pages
            if can_review(page, user) and is_second_person(page, user)
        ]
        return TaskState.objects.filter(pk__in=mine)


def reviewers_of(page: Page) -> QuerySet[User]:
    if isinstance(page, OwnedPage):
        return roster.approvers(page.approving_unit_ids(), page.reviewing_group)
    return User.objects.none()


def can_review(page: Page, user: User | AnonymousUser) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or reviewers_of(page.specific).filter(pk=user.pk).exists()


def is_second_person(page: Page, user: User | AnonymousUser) -> bool:
    """Whether the text that waits was neither submitted nor last changed by this person."""
    state = page.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return False
    latest = page.get_latest_revision()
    return latest is None or latest.user_id != user.pk
