"""Where a comment that is being written goes on, for the list of its author's drafts."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from cms.policies.models import PolicyPage
from forum.access import Viewer
from forum.draft_places import DraftPlace
from forum.models import Thread

COMMENT = "comment"


def place_of_comment(thread: Thread) -> str:
    return f"{COMMENT}:{thread.pk}"


def comment_places(user: Viewer, threads: Collection[int]) -> dict[int, DraftPlace]:
    """The forms for comments on the policies that these threads are about: two queries."""
    pages = dict(
        Thread.objects.visible_to(user)
        .filter(pk__in=threads, page__live=True)
        .values_list("pk", "page")
    )
    policies = PolicyPage.objects.live().public().in_bulk(set(pages.values()))
    return {
        thread: DraftPlace(
            _("Comment on “%(title)s”") % {"title": policy.title},
            comments_url(policy),
        )
        for thread, page in pages.items()
        if (policy := policies.get(page))
    }


def comments_url(policy: PolicyPage) -> str:
    return str(policy.url) + policy.reverse_subpage("comments")
