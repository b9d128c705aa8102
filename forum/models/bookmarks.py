"""Posts that members keep for themselves, with a note and a time to be reminded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User

MAX_NOTE = 500


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def of(self, user: User) -> BookmarkQuerySet:
        return self.filter(user=user, removed_at__isnull=True)


class Bookmark(models.Model):
    """Its owner's alone: nobody else is told that it exists."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    created_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="forum_bookmark_unique")
        ]
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(
                fields=["remind_at"],
                name="forum_bookmark_due",
                condition=Q(
                    remind_at__isnull=False, reminded_at__isnull=True, removed_at__isnull=True
                ),
            ),
            models.Index(
                fields=["removed_at"],
                name="forum_bookmark_removed",
                condition=Q(removed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} keeps {self.post}"
