"""Who may see each part of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models.users import User

# The parts that a member may keep from others; the name stands on every post and is not one.
PARTS = ("pronouns", "library", "role", "bio", "topics", "posts")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Signed-in members")
    NOBODY = "nobody", _("Only me")


def audience_field(label: object) -> models.CharField[str, str]:
    return models.CharField(
        label,  # type: ignore[arg-type]
        max_length=8,
        choices=Audience.choices,
        default=Audience.EVERYONE,
    )


class ProfilePrivacy(models.Model):
    """One column for each of PARTS: `<part>_for` says who sees it."""

    pronouns_for = audience_field(_("Your pronouns"))
    library_for = audience_field(_("Your library"))
    role_for = audience_field(_("Your role"))
    bio_for = audience_field(_("What you wrote about yourself"))
    topics_for = audience_field(_("The topics you know about"))
    posts_for = audience_field(_("The list of your posts and threads"))

    class Meta:
        abstract = True

    def shows(self, part: str, viewer: User | AnonymousUser) -> bool:
        audience = getattr(self, f"{part}_for")
        if audience == Audience.EVERYONE or viewer.pk == self.pk:
            return True
        return audience == Audience.MEMBERS and viewer.is_authenticated and viewer.is_active
