"""The committee's work on the invented drafts, as if it had been done on its days."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from cms.policies.actions.comments import place_in
from cms.policies.actions.motions import result_of
from cms.policies.models import Comment, Disposition, Motion, PolicyPage, Vote
from cms.policies.models.motions import voter_keys
from cms.sample.loading.content import Entry, key_of, read
from cms.sample.loading.pages import Desk
from forum.models import Post


def load_policy_work(desk: Desk) -> None:
    work = read("policy_work")
    comments: dict[tuple[str, str], Comment] = {}
    for entry in work["comments"]:
        comments |= load_comments(entry)
    for entry in work["answers"]:
        comment = comments[entry["policy"], entry["post"]]
        Disposition.objects.create(
            comment=comment,
            outcome=entry["outcome"],
            reason=entry["reason"],
            answered_by=desk.members[entry["by"]],
            answered_at=desk.clock.days_ago(-entry["in_days"]),
        )
    for entry in work["motions"]:
        load_motion(entry, desk)


def load_comments(entry: Entry) -> dict[tuple[str, str], Comment]:
    policy = PolicyPage.objects.get(slug=entry["policy"])
    period = policy.comment_periods.get()
    version = policy.versions.get(number=entry["version"])
    made = {}
    for name, clause in entry["clauses"].items():
        post = Post.objects.get(key=key_of("threads", policy.slug, name))
        position, key = place_in(version, clause)
        made[policy.slug, name] = Comment.objects.create(
            post=post, period=period, version=version, clause=clause, key=key, position=position
        )
    return made


def load_motion(entry: Entry, desk: Desk) -> None:
    policy = PolicyPage.objects.get(slug=entry["policy"])
    count = Counter(entry["votes"].values())
    ended = desk.clock.days_ago(-entry["closed_in_days"])
    motion = Motion(
        policy=policy,
        version=policy.versions.get(number=entry["version"]),
        unit=desk.units[entry["unit"]],
        text=entry["text"],
        mover=desk.members[entry["mover"]],
        seconder=desk.members[entry["seconder"]],
        place=entry["place"],
        quorum=entry["quorum"],
        entitled=len(entry["votes"]),
        opened_at=desk.clock.days_ago(-entry["opened_in_days"]),
        closes_at=ended,
        ended_at=ended + timedelta(seconds=1),
        time_zone=entry["time_zone"],
        key=key_of("motions", policy.slug),
        for_count=count["for"],
        against_count=count["against"],
        abstain_count=count["abstain"],
    )
    motion.result = result_of(motion)
    motion.save()
    Vote.objects.bulk_create(
        Vote(
            motion=motion,
            voter=desk.members[handle],
            voter_key=voter_keys(motion.pk, desk.members[handle])[0],
            choice=choice,
        )
        for handle, choice in entry["votes"].items()
    )
