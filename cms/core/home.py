"""What the home page shows: a fixed number of queries, however much there is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from cms.clearinghouse.models import ArticlePage
from cms.learning.models import Offering
from cms.policies.models import PolicyPage
from forum.lists.places import news_in_followed, since_in_followed
from forum.lists.reach import reach_of
from forum.models import Thread
from forum.unread import with_unread

ROWS = 8
FEW = 3


def home_context(user: User | AnonymousUser) -> dict[str, Any]:
    recent = Thread.objects.visible_to(user).with_people().with_polls().prefetch_related("topics")
    recent = recent.order_by("-last_post_at", "-id")[:ROWS]
    return {
        "consultations": PolicyPage.objects.listed().open_for_comment().with_record()[:FEW],
        "offerings": Offering.objects.upcoming().with_program()[:FEW],
        "articles": ArticlePage.objects.listed()
        .current()
        .order_by("-first_published_at")
        .with_labels()[:FEW],
        "recent_threads": with_unread(recent, user),
        **(followed_context(user) if user.is_authenticated else {}),
    }


def followed_context(user: User) -> dict[str, Any]:
    """What is unread and new to a member, counted and in rows."""
    reach, week = reach_of(user), timezone.now() - timedelta(days=6)
    since = since_in_followed(reach)
    return {
        "since": since,
        "since_this_week": since.at is not None and since.at > week,
        "unread_threads": with_unread(news_in_followed(reach, ROWS), user),
    }
