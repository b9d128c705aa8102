"""What threads were called before."""

from __future__ import annotations

from django.db import models


class ThreadTitle(models.Model):
    """A title that another one has replaced."""

    thread = models.ForeignKey(
        "forum.Thread", on_delete=models.CASCADE, related_name="earlier_titles"
    )
    title = models.CharField(max_length=160)
    replaced_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-id"]

    def __str__(self) -> str:
        return self.title
