"""Where the numbered pages of long threads begin."""

from __future__ import annotations

from django.db import models

from forum.models.threads import Thread


class ThreadPages(models.Model):
    """A checkpoint of `forum.paging`: its state once the posts up to `upto` were folded in."""

    thread = models.OneToOneField(
        Thread, primary_key=True, on_delete=models.CASCADE, related_name="pages"
    )
    upto = models.PositiveIntegerField()
    state = models.JSONField()

    class Meta:
        verbose_name = "pages of a thread"
        verbose_name_plural = "pages of threads"

    def __str__(self) -> str:
        return f"{self.thread}: pages as of no. {self.upto}"
