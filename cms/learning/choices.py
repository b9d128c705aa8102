"""What may be said of a program's level, and of an offering's mode and status."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    ALL = "all", _("All levels")
    FOUNDATIONAL = "foundational", _("Foundational")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Mode(models.TextChoices):
    LIVE_ONLINE = "live_online", _("Live online")
    SELF_PACED = "self_paced", _("Self-paced")
    FACILITATED = "facilitated", _("Facilitated, no fixed hours")
    IN_PERSON = "in_person", _("In person")
    HYBRID = "hybrid", _("In person and online")


class OfferingStatus(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open")
    FULL = "full", _("Full")
    CLOSED = "closed", _("Registration closed")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")
    COMPLETED = "completed", _("Completed")
    RECORDING = "recording", _("Recording available")
