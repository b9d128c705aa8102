"""Telling that a poll has ended: open pages at once, voters who follow by a notice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum import counting
from forum.access import readers_of_board
from forum.actions.fanout import decided_of, tell
from forum.actions.poll_rows import bump_poll, lock_poll, ring_poll
from forum.models import Ballot, Follow, Notice, Poll, Post, Topic
from forum.models.bulk import Told
from forum.models.polls import voter_keys


def end_poll(poll_id: int) -> int:
    """Tell of a poll whose time has come, once however often this runs; returns how many.

    A poll that got more time meanwhile is left to the task of that time.
    """
    poll = Poll.objects.select_related("thread").filter(pk=poll_id).first()
    if poll is None:
        return 0
    with transaction.atomic():
        current = lock_poll(poll)
        if current.told_at is not None or not current.is_closed:
            return 0
        current.told_at = timezone.now()
        bump_poll(current)
        ring_poll(current)
        opening = Post.objects.get(thread=current.thread, number=1)
        if opening.is_gone or current.thread.hidden_at is not None:
            return 0
        return tell(
            concerned(current),
            event=f"poll:{current.pk}",
            at=current.told_at,
            actor_id=None,
            thread_id=current.thread_id,
            post_id=opening.pk,
            words=_("The poll has closed: %(finding)s In")
            % {"finding": counting.count(current).finding},
        )


def concerned(poll: Poll) -> list[Told]:
    """Voters, and who started the thread, as far as they follow it and may read it.

    A secret poll knows no voters: each follower's key is made and looked for.
    """
    thread = poll.thread
    topics = Topic.objects.filter(threads=thread).order_by().values("pk")
    follows = Follow.objects.reaching(thread, topics).select_related("user")
    follows = follows.filter(readers_of_board(thread.board, "user__"))
    keys = set(Ballot.objects.filter(poll=poll).values_list("voter_key", flat=True))

    def voted(user: User) -> bool:
        return not keys.isdisjoint(voter_keys(thread.pk, user))

    return [
        Told(user_id, Notice.Kind.POLL, follow.pk, False)
        for user_id, follow in decided_of(follows).items()
        if follow.level != Follow.Level.MUTED
        and (user_id == thread.author_id or voted(follow.user))
    ]
