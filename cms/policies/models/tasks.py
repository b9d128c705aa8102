"""Steps of the life cycle that wait for somebody, as tasks of Wagtail's workflows.

While one waits, the text is locked: nobody changes what a committee votes on or Council has.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Task, TaskState

from accounts.models import RosterTerm, User
from cms.core import roster
from cms.core.models.approval import Action


class LifeCycleTask(Task):
    """Asks today's roster of the policy's bodies."""

    roles: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def concerns(self, page: Page, user: User | AnonymousUser) -> bool:
        if not user.is_authenticated or not user.is_active:
            return False
        return user.is_superuser or roster.has_role(
            user, page.specific.owning_unit_ids(), self.roles
        )

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return self.concerns(obj, user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return True

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        of_page = dict(waiting.values_list("workflow_state__object_id", "pk"))
        pages = Page.objects.filter(pk__in=[int(pk) for pk in of_page])
        mine = [of_page[str(page.pk)] for page in pages if self.concerns(page, user)]
        return TaskState.objects.filter(pk__in=mine)


class CommitteeVoteTask(LifeCycleTask):
    roles = (RosterTerm.Role.CHAIR, RosterTerm.Role.MEMBER)

    class Meta:
        verbose_name = gettext_lazy("committee vote")
        verbose_name_plural = gettext_lazy("committee votes")

    @classmethod
    def get_description(cls) -> str:
        return _("The committee votes on a motion; what it recommends goes to Council.")


class CouncilForm(forms.Form):
    """What Wagtail asks when a liaison records Council's action beside the text."""

    date = forms.DateField(
        label=gettext_lazy("When Council acted"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    document = forms.CharField(
        label=gettext_lazy("Council document"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("As written, such as 2001-2002 CD#3."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What Council said"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CouncilActionTask(LifeCycleTask):
    roles = (RosterTerm.Role.LIAISON,)

    class Meta:
        verbose_name = gettext_lazy("Council's action")
        verbose_name_plural = gettext_lazy("Council's actions")

    @classmethod
    def get_description(cls) -> str:
        return _(
            "Council adopts, refers, postpones or defeats, or it is withdrawn there; only a staff"
            " liaison records it."
        )

    def get_actions(self, obj: Page, user: User) -> list[Action]:
        if not self.concerns(obj, user):
            return []
        from cms.policies.moves import COUNCIL_MOVES

        return [(move.name, str(move.label), True) for move in COUNCIL_MOVES]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return CouncilForm

    def on_action(
        self, task_state: TaskState, user: User, action_name: str, **kwargs: Any
    ) -> object:
        from cms.policies.actions.moving import move_policy
        from forum.actions.refusals import Refused

        policy = task_state.workflow_state.content_object.specific
        try:
            move_policy(policy, move=action_name, by=user, **kwargs)
        except Refused as refusal:  # Recorded by somebody else a moment ago.
            raise PermissionDenied(str(refusal.reason)) from refusal
        return None
