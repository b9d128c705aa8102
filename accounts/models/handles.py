"""Handles that are not a member's own any more, or not yet anyone's."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.units import Unit
from accounts.models.users import User
from accounts.names import is_reserved_handle, is_reserved_name, skeleton

HELD_FOR = timedelta(days=2)


class FormerHandleQuerySet(models.QuerySet["FormerHandle"]):
    def stale(self) -> FormerHandleQuerySet:
        return self.filter(user__isnull=True, created_at__lt=timezone.now() - HELD_FOR)


class FormerHandle(models.Model):
    """A handle that leads to its member still, or, without one, is held for a sign-up.

    A sign-up with an address that has an account already comes to nothing, but must not
    be told from one that waits for its code: so it holds its handle for as long.
    """

    handle = models.CharField(max_length=30, unique=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="former_handles"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = FormerHandleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.handle


def stale_sign_ups() -> models.QuerySet[User]:
    """Accounts whose address was not proved in time: their handles may be taken."""
    return User.objects.pending().filter(date_joined__lt=timezone.now() - HELD_FOR)


def check_handle(handle: str, *, member: User | None = None) -> None:
    """Raise ValidationError unless `member`, or a newcomer, may take this handle."""
    if member is not None and handle == member.handle:
        return
    if is_reserved_handle(handle):
        raise ValidationError(
            _("This handle is kept for the site itself. Choose another."), code="reserved"
        )
    if Unit.objects.filter(slug=handle).exists():
        raise ValidationError(
            _("This handle stands for a unit of the association. Choose another."), code="reserved"
        )
    former = FormerHandle.objects.filter(handle=handle)
    former = former.exclude(pk__in=FormerHandle.objects.stale().values("pk"))
    if member is not None:
        former = former.exclude(user=member)
    holders = User.objects.filter(handle=handle).exclude(pk__in=stale_sign_ups().values("pk"))
    if holders.exists() or former.exists():
        raise ValidationError(_("Someone has this handle already. Choose another."), code="taken")
    keepers = User.objects.keepers().exclude(pk=member.pk if member else 0)
    if skeleton(handle) in {skeleton(name) for name in keepers.values_list("handle", flat=True)}:
        raise ValidationError(
            _("This handle looks too much like a moderator's or staff member's."),
            code="look_alike",
        )


def check_name(name: str, *, member: User | None = None) -> None:
    """Raise ValidationError for a name that passes for the site's, a moderator's or the staff's."""
    if is_reserved_name(name) and not (member and (member.is_moderator or member.is_staff)):
        raise ValidationError(
            _("This name is kept for the site itself. Choose another."), code="reserved"
        )
    keepers = User.objects.keepers().exclude(pk=member.pk if member else 0)
    names = keepers.values_list("display_name", flat=True)
    if skeleton(name) in {skeleton(keeper) for keeper in names}:
        raise ValidationError(
            _("This name looks too much like a moderator's or staff member's. Add to it."),
            code="look_alike",
        )
