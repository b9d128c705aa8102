from django.db import models
from django.utils.translation import gettext_lazy as _


class Announcement(models.Model):
    """Followers were told of this published version, once."""

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="announcements"
    )
    revision_id = models.PositiveBigIntegerField(help_text=_("The version that was published."))
    words = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "revision_id"], name="site_announced_once")
        ]

    def __str__(self) -> str:
        return self.words
