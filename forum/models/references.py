"""Which posts show the title of which thread or page, so that they can follow its changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Reference(models.Model):
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="references")
    thread = models.ForeignKey(
        "forum.Thread", null=True, on_delete=models.CASCADE, related_name="referred_from"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="referred_from"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(thread__isnull=True) ^ Q(page__isnull=True),
                name="forum_reference_one_target",
            ),
            models.UniqueConstraint(fields=["post", "thread"], name="forum_reference_thread"),
            models.UniqueConstraint(fields=["post", "page"], name="forum_reference_page"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} to {self.thread_id or self.page_id}"
