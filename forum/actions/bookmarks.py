"""Keeping posts for oneself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.actions.refusals import Refused, require
from forum.models import Bookmark, Post
from forum.models.bookmarks import MAX_NOTE
from forum.permissions import can_bookmark

MAX_BOOKMARKS = 1_000
FARTHEST = timedelta(days=5 * 366)
# As long can a bookmark that was removed be brought back.
UNDO = timedelta(days=1)


def keep_post(
    post: Post, *, user: User, note: str | None = None, remind_at: datetime | None = None
) -> Bookmark:
    """Bookmark a post, once however often it is asked; a note or time given replaces the old."""
    require(can_bookmark(user, post))
    with transaction.atomic():
        # One at a time per member: the limit holds, and a double click makes one bookmark.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        kept = Bookmark.objects.filter(user=user, post=post).first()
        if kept is None or kept.removed_at is not None:
            check_room(user)
        if kept is None:
            kept = Bookmark(user=user, post=post, created_at=timezone.now())
        elif kept.removed_at is not None:
            kept.note, kept.remind_at, kept.reminded_at = "", None, None
            kept.removed_at, kept.created_at = None, timezone.now()
        if note is not None:
            kept.note = clean_note(note)
            set_time(kept, remind_at)
        kept.save()
    return kept


def edit_bookmark(kept: Bookmark, *, note: str, remind_at: datetime | None) -> Bookmark:
    """Change note and reminder, also where the post can't be read any more."""
    with transaction.atomic():
        current = Bookmark.objects.select_for_update().get(pk=kept.pk)
        current.note = clean_note(note)
        set_time(current, remind_at)
        current.save(update_fields=["note", "remind_at", "reminded_at"])
    return current


def remove_bookmark(kept: Bookmark) -> None:
    Bookmark.objects.filter(pk=kept.pk, removed_at__isnull=True).update(removed_at=timezone.now())


def restore_bookmark(kept: Bookmark) -> Bookmark:
    """Bring back one that was removed less than UNDO ago, with its note and reminder."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=kept.user_id)
        current = Bookmark.objects.filter(pk=kept.pk).first()
        if current is None:
            raise Refused(_("This bookmark was removed for good. Bookmark the post again."))
        if current.removed_at is not None:
            check_room(kept.user)
            current.removed_at = None
            current.save(update_fields=["removed_at"])
    return current


def forget_removed() -> int:
    old = Bookmark.objects.filter(removed_at__lt=timezone.now() - UNDO)
    return old.delete()[0]


def check_room(user: User) -> None:
    if Bookmark.objects.of(user).count() >= MAX_BOOKMARKS:
        raise Refused(
            ngettext(
                "You can keep %(limit)d bookmark. Remove one that you no longer need.",
                "You can keep %(limit)d bookmarks. Remove some that you no longer need.",
                MAX_BOOKMARKS,
            )
            % {"limit": MAX_BOOKMARKS}
        )


def clean_note(note: str) -> str:
    """One line without control characters; raises Refused past MAX_NOTE."""
    note = " ".join("".join(c if c.isprintable() else " " for c in note).split())
    if len(note) > MAX_NOTE:
        raise Refused(
            _("A note may have %(limit)d characters; yours has %(length)d.")
            % {"limit": MAX_NOTE, "length": len(note)},
            code="note",
        )
    return note


def set_time(kept: Bookmark, remind_at: datetime | None) -> None:
    """A new time may remind again; one that stands is left alone, past or not."""
    if remind_at == kept.remind_at:
        return
    now = timezone.now()
    if remind_at is not None and remind_at <= now:
        raise Refused(_("That time is past. Choose a later one."), code="at")
    if remind_at is not None and remind_at > now + FARTHEST:
        raise Refused(_("Choose a time within the next five years."), code="at")
    kept.remind_at, kept.reminded_at = remind_at, None
