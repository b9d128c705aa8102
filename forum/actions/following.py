"""Following, unfollowing, and whether mail comes at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.statements import Insert, Statement, together
from forum.actions.refusals import Refused
from forum.following import can_follow, following_context, level_for
from forum.models import Follow, Thread
from forum.models.following import Target, kind_of

__all__ = ["follow", "following_context", "level_for", "mute", "set_mail_notices", "unfollow"]

_insert = Insert(Follow, ignore=True)


def follow(user: User, *, target: Target, level: str, automatic: bool = False) -> Follow:
    """Set the level on a target; raises Refused for what the person may not read.

    An automatic follow, made by taking part, never changes a setting that exists; a chosen
    level replaces an automatic one.
    """
    if level not in Follow.Level.values:
        raise Refused(_("Choose one of the levels."), code="level")
    if not can_follow(user, target):
        raise unknown_target()
    if automatic:
        made = Follow(user=user, level=level, automatic=True, **{kind_of(target): target})
        together(_insert(made))
        return made
    return _choose(user, target, level)


def following(user: User, thread: Thread) -> Statement:
    """What replying sets where nothing is set; who may reply may follow."""
    return _insert(Follow(user=user, level=Follow.Level.REPLIES, automatic=True, thread=thread))


def unknown_target() -> Refused:
    """The one answer for what doesn't exist and what the person may not read."""
    return Refused(_("There is nothing here that you can follow."), code="target")


def unfollow(user: User, *, target: Target) -> None:
    """Forget the setting, also on what can't be read any more."""
    Follow.objects.of(user).on(target).delete()


def mute(user: User, *, target: Target) -> Follow:
    """Tell nothing more of a target: asked from a mail, so it works after access was lost."""
    return _choose(user, target, Follow.Level.MUTED)


def set_mail_notices(user: User, *, on: bool) -> User:
    """Whether each notice also goes out as a mail at once; those on their way still go."""
    user.mail_notices = on
    user.save(update_fields=["mail_notices"])
    return user


def _choose(user: User, target: Target, level: str) -> Follow:
    place: dict[str, Any] = {kind_of(target): target}
    chosen, _created = Follow.objects.update_or_create(
        user=user, **place, defaults={"level": level, "automatic": False}
    )
    return chosen
