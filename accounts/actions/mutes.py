"""Folding away what one member does not want to read of another."""

from __future__ import annotations

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Mute, User

MAX_MUTES = 500


class MuteRefused(Exception):
    """`reason` is a sentence for the page."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


def reason_not_to_mute(user: User, member: User) -> str | Promise:
    """Why `user` can't mute `member`, or nothing."""
    if user.pk == member.pk:
        return gettext_lazy("You can't mute yourself.")
    if member.is_moderator:
        return gettext_lazy("You can't mute a moderator: you would miss what they decide.")
    return ""


def mute_member(user: User, member: User) -> Mute:
    """Asking twice changes nothing. Raises MuteRefused."""
    if reason := reason_not_to_mute(user, member):
        raise MuteRefused(reason)
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if mute := Mute.objects.filter(user=locked, member=member).first():
            return mute
        if locked.mute_count >= MAX_MUTES:
            raise MuteRefused(
                ngettext(
                    "You can mute %(limit)d member. Unmute one first.",
                    "You can mute %(limit)d members. Unmute one first.",
                    MAX_MUTES,
                )
                % {"limit": MAX_MUTES}
            )
        mute = Mute.objects.create(user=locked, member=member)
        _count(locked)
    return mute


def unmute_member(user: User, member: User) -> None:
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        Mute.objects.filter(user=locked, member=member).delete()
        _count(locked)


def _count(user: User) -> None:
    user.mute_count = user.mutes.count()
    user.save(update_fields=["mute_count"])
