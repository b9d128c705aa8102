"""What members ask a committee to take up."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from cms.core import roster
from cms.policies.models.states import Kind


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User | AnonymousUser) -> ProposalQuerySet:
        """One's own, and those sent to a body on whose roster one works."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        sent = Q(sent_at__isnull=False)
        if user.is_superuser:
            return self.filter(Q(proposer=user) | sent)
        return self.filter(Q(proposer=user) | sent & Q(unit__in=roster.editing_unit_ids(user)))

    def waiting(self) -> ProposalQuerySet:
        return self.filter(sent_at__isnull=False, answered_at__isnull=True)


class Proposal(models.Model):
    """The fields of the form for resolutions, and the committee's duplication check."""

    class Scope(models.TextChoices):
        GENERAL = "general", _("A general policy")
        VIEWPOINT = "viewpoint", _("A viewpoint on a question of the day")

    class Answer(models.TextChoices):
        TAKEN_UP = "taken_up", _("Taken up")
        DECLINED = "declined", _("Not taken up")
        WITHDRAWN = "withdrawn", _("Withdrawn by the proposer")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    proposer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=24, choices=Kind.choices, default=Kind.POLICY)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="proposals")
    problem = models.TextField(max_length=4000, blank=True)
    text = models.TextField(max_length=20000, blank=True)
    resources = models.TextField(max_length=2000, blank=True)
    fit = models.TextField(max_length=2000, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.GENERAL)
    existing_number = models.CharField(max_length=30, blank=True)
    existing_change = models.TextField(max_length=2000, blank=True)
    conflict = models.TextField(max_length=2000, blank=True)
    conflict_resolved = models.TextField(max_length=2000, blank=True)
    sources = models.TextField(max_length=2000, blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answer_reason = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    policy = models.OneToOneField(
        "policies.PolicyPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposal",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policy_proposal", args=[self.pk])
