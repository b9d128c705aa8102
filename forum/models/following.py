"""What people follow, what they were told, and the mail that told them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

TARGETS = ("thread", "board", "topic", "unit", "page")


def _exactly_one_target() -> Q:
    condition = Q()
    for chosen in TARGETS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in TARGETS})
    return condition


class Follow(models.Model):
    """A member's level on one thing; the nearest setting wins (thread, board, topic, unit)."""

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

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=_exactly_one_target(), name="forum_follow_one_target"),
            *(
                models.UniqueConstraint(
                    fields=["user", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"forum_follow_{name}_unique",
                )
                for name in TARGETS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} follows {self.target}: {self.get_level_display()}"

    @property
    def target(self) -> models.Model:
        for name in TARGETS:
            if getattr(self, f"{name}_id") is not None:
                target: models.Model = getattr(self, name)
                return target
        raise ValueError("a follow without a target")


class Notice(models.Model):
    """One thing told to one person; `event` names it, so that it is told once."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("replied to you")
        MENTION = "mention", _("mentioned you")
        POST = "post", _("posted")
        THREAD = "thread", _("started a thread")
        PAGE = "page", _("published")
        MODERATION = "moderation", _("moderation")

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    event = models.CharField(max_length=80)
    actor = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    thread = models.ForeignKey(
        "forum.Thread", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    post = models.ForeignKey(
        "forum.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    follow = models.ForeignKey(
        Follow, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.CharField(max_length=500, blank=True, help_text=_("Where no post says it."))
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="forum_notice_once")
        ]
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(
                fields=["user"], name="forum_notice_unread", condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.event}"


class Delivery(models.Model):
    """One mail of one notice: claimed before it is sent, so that two workers never both send."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="delivery")
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="forum_delivery_due",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"mail of {self.notice}"
