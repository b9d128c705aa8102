"""What lists of threads are kept by: scores, what is no longer new, and a way back from marking."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.models.threads import Thread


class ThreadScore(models.Model):
    """Replies and helpful marks of a thread's last week, month or year; the worker counts them.

    The board repeats the thread's, so that a board's best are one index range.
    """

    class Period(models.TextChoices):
        WEEK = "week", _("Week")
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="scores")
    board = models.ForeignKey("forum.Board", on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=5, choices=Period.choices)
    score = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "period"], name="forum_threadscore_unique")
        ]
        indexes = [
            models.Index(fields=["period", "-score", "-thread"], name="forum_score_best"),
            models.Index(fields=["board", "period", "-score", "-thread"], name="forum_score_board"),
        ]

    def __str__(self) -> str:
        return f"{self.thread}: {self.score} in a {self.period}"


class ReadFloor(models.Model):
    """Threads started up to `at` are not new to a member: on a board, a topic, or anywhere."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(
        "forum.Board", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    topic = models.ForeignKey(
        "forum.Topic", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", *([name] if name else [])],
                condition=models.Q(board__isnull=name != "board", topic__isnull=name != "topic"),
                name=f"forum_readfloor_{name or 'all'}",
            )
            for name in ("board", "topic", "")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.board or self.topic or 'everything'} to {self.at}"


class MarkUndo(models.Model):
    """What a member's last marking of a list changed, for an hour; one row a member."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(help_text=_("Names the marking that the button takes back."))
    made_at = models.DateTimeField()
    before = models.JSONField(help_text=_("Marks, floors and follows as they were."))

    def __str__(self) -> str:
        return f"{self.user} at {self.made_at}"
