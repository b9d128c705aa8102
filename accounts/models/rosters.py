"""What a staff liaison wants of a roster, kept between the dry run and its application."""

from django.db import models

from accounts.models.units import Unit


class RosterImport(models.Model):
    """A file as it was read, and what applying it was shown to do."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="imports")
    made_by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file, in hexadecimal.")
    rows = models.JSONField(help_text="The cells of each line, with its number.")
    end_missing_on = models.DateField(
        null=True, blank=True, help_text="Last day of terms that the file does not list."
    )
    plan = models.JSONField(help_text="What each line would do.")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.unit}: {self.created_at:%Y-%m-%d %H:%M}"
