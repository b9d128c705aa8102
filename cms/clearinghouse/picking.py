"""From threads to an article: picking posts, asking their authors, linking back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from cms.clearinghouse.metadata import absolute
from cms.clearinghouse.models import (
    ArticleIndexPage,
    ArticlePage,
    Contribution,
    SourcePost,
    SourceThread,
)
from cms.clearinghouse.quotations import words_of
from cms.core import roster
from cms.core.tree import add_draft
from forum.actions.notices import mark_event_read, tell_person
from forum.actions.posts import reply_to_thread
from forum.actions.refusals import Refused, require
from forum.models import Post, Thread
from forum.permissions import ALLOWED, Verdict, refused

NAMESPACE = uuid.UUID("0d1b8f3a-3b1c-4a53-9c67-5a8f0c1f9f4e")
TO_ANSWER = timedelta(days=14)
MOST_POSTS = 60


def can_pick(user: User | AnonymousUser, article: ArticlePage) -> Verdict:
    if user.is_authenticated and article.permissions_for_user(user).can_edit():
        return ALLOWED
    return refused(_("Only those who edit this article pick posts for it."))


def can_start_article(user: User | AnonymousUser) -> Verdict:
    section = ArticleIndexPage.objects.first()
    if (
        user.is_authenticated
        and section is not None
        and section.permissions_for_user(user).can_add_subpage()
    ):
        return ALLOWED
    return refused(_("Only clearinghouse editors and units' editors start an article."))


@transaction.atomic
def start_article(posts: Iterable[Post], *, by: User, as_text: bool = False) -> ArticlePage:
    """A draft that begins with these posts: as quotations, or the text of one as its own.

    Raises Refused.
    """
    require(can_start_article(by))
    posts = list(posts)
    if not posts:
        raise Refused(_("Pick at least one post."))
    thread = posts[0].thread
    article = ArticlePage(title=thread.title[:255], unit=_own_unit(by))
    article.topics = list(thread.topics.all())
    article.body = (
        [("markdown", post.source) for post in posts]
        if as_text
        else [
            ("quotation", {"words": words_of(post), "post": post.get_absolute_url()})
            for post in posts
        ]
    )
    article = add_draft(ArticleIndexPage.objects.get(), article, by=by)
    _pick(article, posts, by=by)
    return article


@transaction.atomic
def pick_posts(article: ArticlePage, posts: Iterable[Post], *, by: User) -> int:
    """Put posts beside an article and ask their authors; returns how many are new.

    The same posts again change nothing. Raises Refused.
    """
    require(can_pick(by, article))
    return _pick(article, list(posts), by=by)


def _pick(article: ArticlePage, posts: list[Post], *, by: User) -> int:
    ArticlePage.objects.select_for_update().get(pk=article.pk)
    wanted = {post.pk for post in posts}
    public = Post.objects.visible_to(AnonymousUser()).filter(pk__in=wanted, moved_to=None)
    rows = list(public.select_related("thread", "author"))
    if len(rows) < len(wanted):
        raise Refused(_("Only posts that everyone may read can go into an article."))
    have = set(SourcePost.objects.filter(article=article).values_list("post", flat=True))
    if len(have | wanted) > MOST_POSTS:
        raise Refused(_("An article takes up to %(n)d posts.") % {"n": MOST_POSTS})
    SourcePost.objects.bulk_create(
        [SourcePost(article=article, post=row, picked_by=by) for row in rows],
        ignore_conflicts=True,
    )
    threads = {row.thread_id: row.thread for row in rows}
    SourceThread.objects.bulk_create(
        [
            SourceThread(article=article, thread=thread, seen_number=thread.last_number)
            for thread in threads.values()
        ],
        ignore_conflicts=True,
    )
    for person in {row.author_id: row.author for row in rows}.values():
        _ask(article, person, by=by)
    return len(wanted - have)


def _ask(article: ArticlePage, person: User, *, by: User) -> None:
    """Once for each article; who picks their own posts is asked nothing, and may change it."""
    now = timezone.now()
    own = {"choice": Contribution.Choice.NAME, "answered_at": now} if person == by else {}
    row, created = Contribution.objects.get_or_create(
        article=article, person=person, defaults={"answer_by": now + TO_ANSWER, **own}
    )
    if not created or own:
        return
    words = _(
        "An article is to be made from a thread that you wrote in. May it quote you, and how are"
        " you to be named? Please answer by %(day)s."
    ) % {"day": date_format(row.answer_by_there, "j F Y")}
    address = reverse("contribution_detail", args=[row.pk])
    tell_person(person, event=row.event, words=words, address=address, actor=by)


@transaction.atomic
def answer(contribution: Contribution, *, by: User, choice: str) -> Contribution:
    """How the person wishes to be named; may be changed at any time. Raises Refused."""
    row = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if row.person_id != by.pk:
        raise Refused(_("Only the author of the posts can answer this."), code="forbidden")
    if choice not in Contribution.Choice.values:
        raise Refused(_("Choose one of the answers."), code="choice")
    row.choice, row.answered_at = choice, timezone.now()
    row.save(update_fields=["choice", "answered_at"])
    mark_event_read(by, row.event)
    return row


@transaction.atomic
def drop_post(article: ArticlePage, post: Post, *, by: User) -> None:
    """Take a post from beside the article; raises Refused."""
    require(can_pick(by, article))
    SourcePost.objects.filter(article=article, post=post).delete()
    left = SourcePost.objects.filter(article=article)
    if not left.filter(post__author=post.author_id).exists():
        # Who said no is not asked anew when the post is picked again.
        asked = article.contributions.filter(person=post.author_id)
        asked.exclude(choice=Contribution.Choice.NOTHING).delete()
    if not left.filter(post__thread=post.thread_id).exists():
        article.source_threads.filter(thread=post.thread_id).delete()


@transaction.atomic
def looked_at_threads(article: ArticlePage, *, by: User) -> None:
    """An editor has read what was said since; raises Refused."""
    require(can_pick(by, article))
    for row in article.source_threads.select_related("thread"):
        SourceThread.objects.filter(pk=row.pk).update(seen_number=row.thread.last_number)


def announce_in_threads(
    article: ArticlePage, *, by: User, at: datetime | None = None
) -> list[Thread]:
    """Say in each thread, once, that an article was made from it; returns where it was said.

    A thread that is closed, or that `by` may not write in, goes without.
    """
    said = []
    for row in article.source_threads.select_related("thread__board"):
        words = _(
            "This thread went into an article of the clearinghouse: %(address)s\n\nThank you for"
            " what you wrote here. If something in it is wrong or out of date, say so here: a"
            " reply asks its editors to look again."
        ) % {"address": absolute(article.url or "/")}
        key = uuid.uuid5(NAMESPACE, f"{article.pk}/{row.thread_id}")
        try:
            post = reply_to_thread(row.thread, author=by, source=words, key=key, at=at)
        except Refused:
            continue
        SourceThread.objects.filter(pk=row.pk, seen_number=post.number - 1).update(
            seen_number=post.number
        )
        said.append(row.thread)
    return said


def _own_unit(user: User) -> Unit | None:
    """The unit whose editor starts a draft: clearinghouse editors need none."""
    if user.is_superuser or roster.is_in_group(user, ArticlePage.reviewing_group):
        return None
    return Unit.objects.filter(pk__in=roster.editing_unit_ids(user)).order_by("name").first()
