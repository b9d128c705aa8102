"""What the home page shows: a fixed number of queries, however much there is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from cms.clearinghouse.models import ArticlePage
from cms.learning.models import Offering
from cms.policies.models import PolicyPage
from forum.models import Follow, ReadMark, Thread
from forum.models.threads import ThreadQuerySet
from forum.unread import with_unread

ROWS = 8
FEW = 3


def home_context(user: User | AnonymousUser) -> dict[str, Any]:
    recent = Thread.objects.visible_to(user).with_people().prefetch_related("topics")
    recent = recent.order_by("-last_post_at", "-id")[:ROWS]
    return {
        "consultations": PolicyPage.objects.listed().open_for_comment().with_record()[:FEW],
        "offerings": Offering.objects.upcoming().with_program()[:FEW],
        "articles": ArticlePage.objects.listed()
        .current()
        .order_by("-first_published_at")
        .with_labels()[:FEW],
        "recent_threads": with_unread(recent, user),
        "unread_threads": with_unread(unread_threads(user)[:ROWS], user)
        if user.is_authenticated
        else [],
    }


def unread_threads(user: User) -> ThreadQuerySet:
    """Threads that reach this member by a follow, with posts after the last one read."""
    follows = Follow.objects.filter(user=user)
    muted = follows.filter(level=Follow.Level.MUTED)
    wanted = follows.exclude(level=Follow.Level.MUTED)
    reached = (
        Q(pk__in=wanted.filter(thread__isnull=False).values("thread"))
        | Q(board__in=wanted.filter(board__isnull=False).values("board"))
        | Q(topics__in=wanted.filter(topic__isnull=False).values("topic"))
        | Q(board__unit__in=wanted.filter(unit__isnull=False).values("unit"))
        | Q(page__in=wanted.filter(page__isnull=False).values("page"))
    )
    reading = ReadMark.objects.filter(user=user, thread=OuterRef("pk")).values("number")[:1]
    found = Thread.objects.filter(reached).exclude(
        pk__in=muted.filter(thread__isnull=False).values("thread")
    )
    return (
        Thread.objects.visible_to(user)
        .with_people()
        .filter(pk__in=found.values("pk"))
        .prefetch_related("topics")
        .annotate(read_to=Coalesce(Subquery(reading), 0))
        .filter(last_number__gt=F("read_to"))
        .order_by("-last_post_at", "-id")
    )
