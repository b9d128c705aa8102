"""The clauses of a policy as parts of its thread."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.policies.models import Comment, CommentPeriod, PolicyPage
from cms.policies.places import comments_url
from forum.access import Viewer
from forum.models import Thread
from forum.parts import About, Part

# What addresses call the comments on no clause.
WHOLE = "whole"


class Clauses:
    heading: str | Promise = _("By clause")

    def listed(self, user: Viewer, thread: Thread) -> list[Part]:
        """Those that somebody commented on, in the order of their numbers: one query."""
        counts = Comment.objects.filter(post__thread=thread).visible_to(user).by_clause()
        numbers = sorted(counts, key=part_order)
        return [
            Part(number or WHOLE, number or _("The whole"), counts[number]) for number in numbers
        ]

    def about(self, user: Viewer, thread: Thread, value: str) -> About | None:
        number = "" if value == WHOLE else value
        comments = Comment.objects.filter(post__thread=thread).visible_to(user)
        paths = list(comments.filter(clause=number).values_list("post__path", flat=True))
        policy = PolicyPage.objects.live().public().filter(pk=thread.page_id).first()
        numbers = {block.value["number"] for block in policy.body} if policy else set()
        if not paths and number not in numbers:
            return None
        periods = CommentPeriod.objects.filter(policy=thread.page_id, cancelled_at__isnull=True)
        is_open = policy is not None and any(period.is_open for period in periods)
        write = f"{comments_url(policy)}?clause={value}#compose" if policy and is_open else ""
        label = _("clause %(number)s") % {"number": number} if number else _("the whole draft")
        return About(value, label, paths, write)


def part_order(number: str) -> list[tuple[int, int, str]]:
    """Sorts 4.10 after 4.9; words come after numbers, and the whole before all."""
    return [
        (0, int(part[:9]), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in number.split(".")
        if part
    ]
