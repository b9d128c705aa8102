"""Telling everyone concerned of one event, in a number of statements that never grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Mute, User
from forum import doorbell
from forum.access import readers_of_board, readers_of_page
from forum.actions.mentions import rosters_named
from forum.models import Delivery, Follow, Notice, Post, Topic
from forum.models.bulk import Told
from forum.models.following import deciding

Kind = Notice.Kind
Level = Follow.Level


def tell_of_post(post_id: int, *, mentions: Iterable[str], edited: bool, mail: bool) -> int:
    """Tell followers, the answered author and the mentioned of a post; returns how many.

    May run twice: nobody is told twice. A post gone meanwhile is not told of.
    """
    post = (
        Post.objects.select_related("thread__board", "parent", "author").filter(pk=post_id).first()
    )
    if post is None or post.is_gone or post.thread.hidden_at is not None:
        return 0
    people = _addressed(post, set(mentions)) if edited else _concerned(post, set(mentions))
    return tell(
        people if mail else [told._replace(mail=False) for told in people],
        event=f"post:{post.pk}",
        at=timezone.now() if edited else post.created_at,
        actor_id=post.author_id,
        thread_id=post.thread_id,
        post_id=post.pk,
    )


def tell_of_page(
    page_id: int,
    *,
    revision_id: int,
    words: str,
    actor_id: int | None,
    topic_ids: list[int],
    unit_ids: list[int],
    occasion: str = "",
) -> int:
    """Tell those who follow a page, its topics or its units at every post; returns how many."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return 0
    near = Q(page=page) | Q(topic__in=topic_ids) | Q(unit__in=unit_ids)
    follows = Follow.objects.filter(near).filter(readers_of_page(page, "user__"))
    people = [
        Told(user_id, Kind.PAGE, decided.pk, True)
        for user_id, decided in decided_of(follows.exclude(user=actor_id)).items()
        if decided.level == Level.EVERY
    ]
    event = f"page:{page.pk}:{occasion or revision_id}"
    return tell(
        people, event=event, at=timezone.now(), actor_id=actor_id, page_id=page.pk, words=words
    )


def _concerned(post: Post, mentions: set[str]) -> list[Told]:
    """Everyone whom a new post concerns, each with the nearest reason."""
    settings = _settings(post)
    addressed = _addressed(post, mentions, settings)
    seen = {told.user_id for told in addressed}
    kind = Kind.THREAD if post.number == 1 else Kind.POST
    followers = [
        Told(user_id, kind, decided.pk, True)
        for user_id, decided in settings.items()
        if decided.level == Level.EVERY and user_id not in seen and _is_news(post, decided)
    ]
    return addressed + followers


def _is_news(post: Post, decided: Follow) -> bool:
    """Publishing a page opens its thread, and the page's own notice has told of that."""
    opens_page = post.number == 1 and post.thread.page_id is not None
    return not opens_page or decided.kind == "board"


def _addressed(
    post: Post, mentions: set[str], settings: dict[int, Follow] | None = None
) -> list[Told]:
    """The mentioned and the answered, but for those who muted; "digest only" gets no mail."""
    rosters = rosters_named(mentions) if mentions else set()
    named = Q(handle__in=mentions) | Q(pk__in=rosters)
    if post.parent is not None:
        named |= Q(pk=post.parent.author_id)
    members = User.objects.filter(named).exclude(pk=post.author_id).exclude(_muters(post))
    readers = list(members.filter(readers_of_board(post.thread.board)))
    if settings is None:
        settings = _settings(post, only=[user.pk for user in readers])
    people = []
    for user in readers:
        level = settings[user.pk].level if user.pk in settings else Level.REPLIES
        if level != Level.MUTED:
            is_named = user.handle in mentions or user.pk in rosters
            kind = Kind.MENTION if is_named else Kind.REPLY
            people.append(Told(user.pk, kind, None, level != Level.DIGEST))
    return people


def _settings(post: Post, only: Sequence[int] | None = None) -> dict[int, Follow]:
    """Who may read the thread and has a setting that reaches it, with the one that decides."""
    topics = list(
        Topic.objects.filter(threads=post.thread_id).order_by().values_list("pk", flat=True)
    )
    follows = Follow.objects.reaching(post.thread, topics).exclude(user=post.author_id)
    follows = follows.exclude(_muters(post, "user__"))
    if only is not None:
        follows = follows.filter(user__in=only)
    return decided_of(follows.filter(readers_of_board(post.thread.board, "user__")))


def _muters(post: Post, prefix: str = "") -> Q:
    """Who does not want to hear of this author; nobody is spared a moderator's words."""
    if post.author.is_moderator:
        return Q(pk__in=[])
    return Q(**{f"{prefix}pk__in": Mute.objects.filter(member=post.author_id).values("user")})


def decided_of(follows: Iterable[Follow]) -> dict[int, Follow]:
    of_user: dict[int, list[Follow]] = defaultdict(list)
    for follow in follows:
        of_user[follow.user_id].append(follow)
    decided = ((user_id, deciding(theirs)) for user_id, theirs in of_user.items())
    return {user_id: follow for user_id, follow in decided if follow is not None}


def tell(people: Sequence[Told], *, event: str, at: datetime, **what: Any) -> int:
    """Insert the notices and their mails together, and ring each person's bell."""
    if not people:
        return 0
    with transaction.atomic():
        told = Notice.objects.tell(people, event=event, at=at, **what)
        Delivery.objects.queue(people, event=event, at=timezone.now())
        for person in people:
            doorbell.ring("me", id=person.user_id)
        doorbell.ring("work")
    return told


def tell_one(person: Told, *, event: str, **what: Any) -> bool:
    """Tell one person of something that nobody did, such as that a time has come."""
    return bool(tell([person], event=event, at=timezone.now(), actor_id=None, **what))
