"""Removing files: by their sender, by moderators with a reason, by upkeep when nobody posted them.

A removal is decided in one transaction; showing it in the posts and deleting the bytes follow,
and upkeep takes them up again where a crash came between.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.actions.composing import compose
from forum.actions.indexing import index_post
from forum.actions.moderation import clean_reason, record
from forum.actions.posts import bump
from forum.actions.refusals import Refused, require
from forum.actions.threads import lock_row
from forum.files import storage
from forum.files.limits import DAY
from forum.models import Attachment, Draft, ModerationAction, Post
from forum.permissions import can_write

# How long an upload may take to be stored whole before it counts as interrupted.
STORING = timedelta(hours=1)
AT_ONCE = 100
NAMED = re.compile(r"/files/([1-9][0-9]{0,17})/[0-9a-f]{32}/")


def remove_file(attachment: Attachment, *, by: User, reason: str = "") -> Attachment:
    """Take a file away for good; its posts say so. Others than its sender need a reason."""
    own = attachment.uploader_id == by.pk
    if own:
        require(can_write(by))
    else:
        reason = clean_reason(by, reason)
    with transaction.atomic():
        row = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if row.removed_at is None:
            row.removed_at, row.removed_by, row.removed_reason = timezone.now(), by, reason
            row.save(update_fields=["removed_at", "removed_by", "removed_reason"])
            post = Post.objects.filter(attachment_uses__attachment=row).order_by("pk").first()
            if not own:
                thread = post.thread if post else row.thread
                record(
                    ModerationAction.Kind.REMOVE_FILE, by, reason, post=post, thread=thread,
                    board=row.board, member=row.uploader,
                )  # fmt: skip
    finish_removal(row)
    return row


def finish_removal(row: Attachment) -> None:
    """Show the removal in every post and delete the bytes; harmless when done before."""
    for post in _posts_showing(row):
        _show_anew(post)
    storage.delete(row.all_stored)
    Attachment.objects.filter(pk=row.pk).update(purged_at=timezone.now())


def _posts_showing(row: Attachment) -> QuerySet[Post]:
    """Of the threads where its sender posted it: others may have shown the picture there again."""
    threads = row.uses.order_by().values("post__thread")
    place = f"/files/{row.pk}/{row.token}/"
    return Post.objects.filter(thread__in=threads, html__contains=place).order_by("pk")


def _show_anew(post: Post) -> None:
    with transaction.atomic():
        thread = lock_row(post.thread)
        current = Post.objects.select_related("author").get(pk=post.pk)
        try:
            words = compose(current.source, author=current.author, thread=thread)
        except Refused:
            return  # Imported, or older than a limit: its picture is not found, which must do.
        current.html, current.renderer_version = words.html, words.renderer_version
        bump(thread, current)
        current.save(update_fields=["html", "renderer_version", "changed_seq"])
        index_post(current, title=thread.title if current.number == 1 else "", text=words.text)


def tidy_files() -> None:
    """Forget what was never posted or never stored whole; safe in any number of workers."""
    now = timezone.now()
    waiting = Attachment.objects.filter(claimed_at=None, removed_at=None)
    forgotten = Q(created_at__lt=now - DAY) | Q(ready_at=None, created_at__lt=now - STORING)
    waiting.filter(forgotten).exclude(pk__in=_named_in_drafts(now)).update(removed_at=now)
    # An upload that another one with its key overtook may still be writing.
    settled = (
        Q(ready_at__isnull=False) | Q(removed_at__lt=now - STORING) | Q(created_at__lt=now - DAY)
    )
    removed = Attachment.objects.filter(settled, removed_at__isnull=False, purged_at=None)
    for row in removed.order_by("removed_at")[:AT_ONCE]:
        finish_removal(row)
    # Kept for a day, because what was sent and taken back counts for the day's limit.
    gone = Attachment.objects.filter(claimed_at=None, purged_at__isnull=False)
    gone.filter(created_at__lt=now - DAY).delete()


def _named_in_drafts(now: datetime) -> set[int]:
    """Files that a draft still names, however long it has been lying."""
    waiting = Attachment.objects.standing().filter(claimed_at=None, created_at__lt=now - DAY)
    people = waiting.order_by().values("uploader")
    drafts = Draft.objects.kept().filter(user__in=people).order_by()
    texts = (draft.value("source") for draft in drafts.only("fields").iterator())
    return {int(number) for text in texts for number in NAMED.findall(text)}
