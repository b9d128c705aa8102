"""The member whom the moderators have stopped for a while."""

from __future__ import annotations

from cms.sample.loading.content import Clock, read
from cms.sample.loading.people import Members
from forum.actions.moderation import suspend_member
from forum.models import ModerationAction


def load_suspensions(members: Members, moderator: str, clock: Clock) -> None:
    """Once, and after the threads, as a suspended member can't write.

    Whoever was reinstated since is left in peace: the log says that it was done.
    """
    for person in read("people")["people"]:
        if not person.get("suspended"):
            continue
        member, kind = members[person["handle"]], ModerationAction.Kind.SUSPEND
        if ModerationAction.objects.filter(member=member, kind=kind).exists():
            continue
        ago = person["suspended_days_ago"]
        suspend_member(
            member,
            moderator=members[moderator],
            reason=person["suspended_reason"],
            until=clock.days_ago(ago - person["suspended_for_days"]),
            at=clock.days_ago(ago),
        )
