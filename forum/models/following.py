"""What people follow, and which of their settings decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import Unit, User
from forum.models.boards import Board
from forum.models.threads import Thread
from forum.models.topics import Topic

Target: TypeAlias = Thread | Board | Topic | Unit | Page
# Nearest first: the setting on a thread beats that on its board, and so on.
TARGETS = ("thread", "page", "board", "topic", "unit")
KIND_LABELS = {
    "thread": _("Thread"),
    "page": _("Page"),
    "board": _("Board"),
    "topic": _("Topic"),
    "unit": _("Unit"),
}
# Quietest first.
LEVELS = ("muted", "digest", "replies", "every")


def _exactly_one_target() -> Q:
    condition = Q()
    for chosen in ("thread", "board", "topic", "unit", "page"):
        others = ("thread", "board", "topic", "unit", "page")
        condition |= Q(**{f"{name}__isnull": name != chosen for name in others})
    return condition


def kind_of(target: Target) -> str:
    """The name of the column that holds such a target."""
    for kind, model in zip(TARGETS, (Thread, Page, Board, Topic, Unit), strict=True):
        if isinstance(target, model):
            return kind
    raise TypeError(f"{target!r} can't be followed")


def url_of(target: Target) -> str:
    address = target.get_url() if isinstance(target, Page) else target.get_absolute_url()
    return address or "/"


class FollowQuerySet(models.QuerySet["Follow"]):
    def reaching(
        self, thread: Thread, topics: Iterable[int] | models.QuerySet[Topic, Any]
    ) -> FollowQuerySet:
        """Settings on the thread, its page, its board, the board's unit, or one of `topics`."""
        near = Q(thread=thread) | Q(board=thread.board_id) | Q(topic__in=topics)
        if thread.page_id is not None:
            near |= Q(page=thread.page_id)
        if thread.board.unit_id is not None:
            near |= Q(unit=thread.board.unit_id)
        return self.filter(near)

    def with_targets(self) -> FollowQuerySet:
        return self.select_related("thread__board", "page", "board", "topic", "unit")

    def of(self, user: User) -> FollowQuerySet:
        return self.filter(user=user)

    def on(self, target: Target) -> FollowQuerySet:
        return self.filter(**{kind_of(target): target})


class Follow(models.Model):
    """A member's level on one thing; `deciding` says which of several counts."""

    class Level(models.TextChoices):
        EVERY = "every", _("Every post")
        REPLIES = "replies", _("Replies to me and mentions")
        DIGEST = "digest", _("Digest only")
        MUTED = "muted", _("Muted")

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="follows")
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.EVERY)
    thread = models.ForeignKey(
        "forum.Thread", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    board = models.ForeignKey(
        "forum.Board", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    topic = models.ForeignKey(
        "forum.Topic", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    unit = models.ForeignKey(
        "accounts.Unit", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    automatic = models.BooleanField(
        default=False, help_text=_("Made by taking part, not chosen; a choice replaces it.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=_exactly_one_target(), name="forum_follow_one_target"),
            *(
                models.UniqueConstraint(
                    fields=["user", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"forum_follow_{name}_unique",
                )
                for name in ("thread", "board", "topic", "unit", "page")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} follows {self.target}: {self.get_level_display()}"

    @property
    def kind(self) -> str:
        """What sort of thing is followed: one of TARGETS."""
        return next(name for name in TARGETS if getattr(self, f"{name}_id") is not None)

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.kind])

    @property
    def target(self) -> Target:
        target: Target = getattr(self, self.kind)
        return target

    @property
    def url(self) -> str:
        return url_of(self.target)

    @property
    def address(self) -> str:
        """The target as forms name it, such as "thread:42"."""
        return f"{self.kind}:{getattr(self, f'{self.kind}_id')}"


def deciding(follows: Iterable[Follow]) -> Follow | None:
    """The one of a person's settings that decides about a thread or page, or None.

    The nearest wins; of several at one distance (a thread's topics), the most talkative. What
    taking part made by itself never makes quieter what the person chose farther out.
    """
    ordered = sorted(follows, key=lambda f: (TARGETS.index(f.kind), -LEVELS.index(f.level)))
    chosen = next((follow for follow in ordered if not follow.automatic), None)
    made = next((follow for follow in ordered if follow.automatic), None)
    if chosen is None or made is None:
        return chosen or made
    return chosen if LEVELS.index(chosen.level) > LEVELS.index(made.level) else made
