"""Voting, changing one's vote, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.actions.poll_rows import bump_poll, lock_poll
from forum.actions.refusals import Refused, require
from forum.models import Ballot, Poll, Post
from forum.models.polls import voter_keys, write_choices
from forum.permissions import can_vote


def cast_ballot(
    poll: Poll, *, voter: User, choices: Sequence[int], version: int, at: datetime | None = None
) -> Poll:
    """Vote, or vote anew: everyone has one ballot. Raises Refused; locks the thread's row.

    `choices` are numbers of options, of a ranking the first first. `at` tells of the past.
    """
    with transaction.atomic():
        current = lock_poll(poll)
        if at is None:
            require_open(current, voter)
        if version != current.version:
            raise Refused(
                _("The poll was changed since you opened it. Read it again, then vote."),
                code="version",
            )
        chosen = write_choices(check_choices(current, choices))
        mine = Ballot.objects.of(current, voter).first()
        if mine is not None and mine.choices == chosen:
            return current
        if mine is None:
            mine = Ballot(poll=current, voter_key=voter_keys(current.thread_id, voter)[0])
            mine.voter = None if current.is_secret else voter
            current.voter_count += 1
        mine.choices = chosen
        mine.save()
        bump_poll(current)
    return current


def withdraw_ballot(poll: Poll, *, voter: User) -> Poll:
    """Take one's vote back, as if it had never been cast."""
    with transaction.atomic():
        current = lock_poll(poll)
        require_open(current, voter)
        deleted, _rows = Ballot.objects.of(current, voter).delete()
        if deleted:
            current.voter_count -= 1
            bump_poll(current)
    return current


def require_open(poll: Poll, voter: User) -> None:
    require(can_vote(voter, poll.thread, poll))
    if Post.objects.get(thread=poll.thread, number=1).is_gone:
        raise Refused(_("The opening post was removed, and its poll with it."), code="forbidden")


def check_choices(poll: Poll, choices: Sequence[int]) -> list[int]:
    """The choices as a ballot keeps them: a ranking in its order, others ascending."""
    if not choices:
        raise Refused(_("Choose an option first."), code="choices")
    if not set(choices) <= {number for number, _text in poll.numbered}:
        raise Refused(_("That is not an option of this poll. Choose again."), code="choices")
    if len(set(choices)) < len(choices):
        raise Refused(_("Give each option a rank of its own."), code="choices")
    if len(choices) > poll.max_choices:
        raise Refused(
            ngettext("Choose one option only.", "Choose at most %(n)d options.", poll.max_choices)
            % {"n": poll.max_choices},
            code="choices",
        )
    return list(choices) if poll.kind == Poll.Kind.RANKED else sorted(choices)
