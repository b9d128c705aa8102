"""Locking a poll and counting its changes in its thread."""

from __future__ import annotations

from forum import doorbell
from forum.actions.threads import lock_row
from forum.models import Poll


def lock_poll(poll: Poll) -> Poll:
    """The poll as it is now, its thread's row locked until the transaction ends."""
    thread = lock_row(poll.thread)
    current = Poll.objects.get(pk=poll.pk)
    current.thread = thread
    return current


def bump_poll(poll: Poll) -> None:
    """Save the poll and count its change in the thread, whose row is locked.

    Nothing rings: each server's tick finds the change within two seconds, so that two hundred
    votes in a minute cost a reader thirty frames and not two hundred.
    """
    poll.thread.seq += 1
    poll.changed_seq = poll.thread.seq
    poll.thread.save(update_fields=["seq"])
    poll.save()


def ring_poll(poll: Poll) -> None:
    thread = poll.thread
    doorbell.ring("thread", id=thread.pk, seq=thread.seq, board=thread.board_id)
