"""Makes the whole search index anew, from the posts as they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.html import strip_tags

from forum.actions.engine import fill_engine, forget_engine
from forum.actions.indexing import entry_for, upsert
from forum.markup import MarkupRefused, render
from forum.models import Post, SearchEntry, Thread
from forum.search.labels import thread_labels
from forum.search.schema import create_index, drop_index
from forum.signals import pages_wanted

BATCH = 500

# Through negative numbers, because each new id may still be another entry's old one.
IN_ORDER = (
    """UPDATE forum_searchentry SET id = -ordered.place FROM (
        SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM forum_searchentry
    ) AS ordered WHERE forum_searchentry.id = ordered.id""",
    "UPDATE forum_searchentry SET id = -id",
)


def rebuild_search() -> tuple[int, int]:
    """Index every post and page again, in the order of dates; gives how many of each.

    Search answers that it is down until this is done; everything else goes on. The search
    engine's index, if one is named, comes last; raises EngineAway when it can't be filled.
    """
    forget_engine()
    with transaction.atomic():
        drop_index(connection)
    _label_threads()
    for posts in _batches():
        upsert([entry_for(post, title=_title(post), text=_text(post)) for post in posts])
    pages_wanted.send(SearchEntry)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*IN_ORDER, *connection.ops.sequence_reset_sql(no_style(), [SearchEntry])):
            cursor.execute(statement)
        create_index(connection)
        # After an import the planner knows nothing of the rows: searches took ten times as long.
        cursor.execute("ANALYZE")
    if settings.SEARCH_URL:
        fill_engine()
    entries = SearchEntry.objects.order_by()
    return entries.filter(post__isnull=False).count(), entries.filter(page__isnull=False).count()


def _batches() -> Iterator[list[Post]]:
    last = 0
    while True:
        posts = list(
            Post.objects.select_related("thread").filter(pk__gt=last).order_by("pk")[:BATCH]
        )
        if not posts:
            return
        last = posts[-1].pk
        yield posts


def _label_threads() -> None:
    """As their topics are now."""
    labels = Thread.topics.through.objects.order_by("thread", "topic")
    for thread, rows in groupby(labels.values_list("thread", "topic"), key=itemgetter(0)):
        column = thread_labels(topic for _thread, topic in rows)
        Thread.objects.filter(pk=thread).exclude(search_labels=column).update(search_labels=column)


def _title(post: Post) -> str:
    return post.thread.title if post.number == 1 else ""


def _text(post: Post) -> str:
    """As the writer's page gave it; imported markup that is refused today lends its HTML."""
    try:
        return render(post.source).text
    except MarkupRefused:
        return strip_tags(post.html)
