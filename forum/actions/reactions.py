"""Marking posts as helpful."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from forum.actions.posts import bump
from forum.actions.refusals import require
from forum.actions.threads import lock_row
from forum.models import Post, Reaction
from forum.permissions import can_mark_helpful


def set_helpful(post: Post, *, user: User, on: bool) -> Post:
    """Set or clear one member's mark; asking twice changes nothing. Locks the thread's row."""
    with transaction.atomic():
        thread = lock_row(post.thread)
        current = Post.objects.get(pk=post.pk)
        current.thread = thread
        require(can_mark_helpful(user, current))
        if on:
            _, changed = Reaction.objects.get_or_create(post=current, user=user)
        else:
            changed = bool(Reaction.objects.filter(post=current, user=user).delete()[0])
        if changed:
            current.helpful_count += 1 if on else -1
            bump(thread, current)
            current.save(update_fields=["helpful_count", "changed_seq"])
    return current
