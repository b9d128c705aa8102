"""What members have begun to write, and the forms that boards suggest for it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.models.boards import Board


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: Any) -> DraftQuerySet:
        """Nobody's drafts but one's own, whoever asks."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def kept(self) -> DraftQuerySet:
        return self.filter(deleted_at__isnull=True)


class Draft(models.Model):
    """One composition: `key` is the idempotency key of the form it was typed into.

    Two windows have two keys, and so two drafts of the same place; where one draft was opened in
    two windows, `version` tells which of them knows the words that stand.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(
        max_length=40, help_text=_("“reply:”, “thread:” or “edit:” and a thread, board or post.")
    )
    key = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    fields = models.JSONField(help_text=_("Every field of the form, each with its values."))
    saved_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="forum_draft_key")]
        indexes = [models.Index(fields=["user", "place", "-saved_at"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.place}"

    def value(self, name: str) -> str:
        """The first value of a field, or an empty string."""
        values = self.fields.get(name)
        return str(values[0]) if isinstance(values, list) and values else ""

    @property
    def kind(self) -> str:
        return self.place.partition(":")[0]

    @property
    def target_id(self) -> int:
        return int(self.place.partition(":")[2])


class ThreadTemplateQuerySet(models.QuerySet["ThreadTemplate"]):
    def for_board(self, board: Board) -> ThreadTemplateQuerySet:
        return self.filter(Q(board=board) | Q(board__isnull=True))


class ThreadTemplate(models.Model):
    """Words that a new thread may begin with."""

    board = models.ForeignKey(
        Board,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="templates",
        help_text=_("Empty: offered in every board."),
    )
    name = models.CharField(max_length=60, help_text=_("Such as “Question” or “Event report”."))
    body = models.TextField(max_length=4000, help_text=_("Markdown that the writer fills in."))
    position = models.PositiveSmallIntegerField(default=0)

    objects = ThreadTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
