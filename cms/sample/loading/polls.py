"""Polls of the sample's conversations, with the votes that were cast in them."""

from __future__ import annotations

from cms.sample.loading.content import Clock, Entry
from cms.sample.loading.people import Members
from forum.actions.ballots import cast_ballot
from forum.actions.poll_plans import PollPlan
from forum.actions.polls import add_poll
from forum.models import Thread


def load_poll(thread: Thread, entry: Entry, members: Members, clock: Clock) -> None:
    closes = entry.get("closes_hours_ago")
    plan = PollPlan(
        question=entry["question"],
        options=tuple(entry["options"]),
        kind=entry["kind"],
        max_choices=entry.get("max_choices"),
        results=entry["results"],
        is_secret=entry["secret"],
        closes_at=clock.hours_ago(closes) if closes is not None else None,
        time_zone=thread.author.time_zone,
    )
    poll = add_poll(thread, by=thread.author, plan=plan, at=thread.created_at)
    for handle, choices in entry["votes"].items():
        cast_ballot(poll, voter=members[handle], choices=choices, version=1, at=thread.created_at)
