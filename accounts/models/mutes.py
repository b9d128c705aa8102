"""Whose posts a member would rather not read."""

from django.db import models
from django.db.models import F, Q


class Mute(models.Model):
    """`user` does not want to read `member`, who is never told."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="mutes")
    member = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="muted_by")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "member"], name="accounts_mute_once"),
            models.CheckConstraint(condition=~Q(user=F("member")), name="accounts_mute_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.user} does not read {self.member}"
