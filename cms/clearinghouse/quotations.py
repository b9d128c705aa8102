"""Quotations from posts: shown only as their authors allow, and while the post stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from cms.clearinghouse.models import ArticlePage, Contribution, SourcePost
from cms.core.richtext import stream_text
from forum.models import Post, Thread

ADDRESS = re.compile(r"/t/([0-9]{1,10})/[^/]+/([0-9]{1,10})/")
LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?")
RUN = 8
"""So many words of a post in a row, outside a quotation, are a quotation all the same."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A picked post; `why_not` is a sentence where it can't be quoted (now)."""

    post: Post
    contribution: Contribution
    why_not: str

    @property
    def words(self) -> str:
        return words_of(self.post)


def sources_of(article: ArticlePage) -> dict[Place, Source]:
    """The picked posts by thread and number: three queries, one where there are none."""
    picked = SourcePost.objects.filter(article=article.pk)
    rows = list(picked.select_related("post__thread__board", "post__author"))
    if not rows:
        return {}
    posts = [row.post for row in rows]
    readable = Post.objects.visible_to(AnonymousUser()).filter(pk__in=[post.pk for post in posts])
    standing = set(readable.values_list("pk", flat=True))
    asked = Contribution.objects.filter(article=article.pk).select_related("person")
    by_person = {each.person_id: each for each in asked}
    return {
        (post.thread_id, post.number): Source(
            post, by_person[post.author_id], why_not(post, by_person[post.author_id], standing)
        )
        for post in posts
        if post.author_id in by_person
    }


@dataclass(frozen=True, slots=True)
class FromThread:
    """What readers are told of a thread that the article was made from."""

    thread: Thread
    named: list[Source]
    unnamed: int


def thread_context(article: ArticlePage) -> dict[str, Any]:
    """For the article's page: its quotations, its threads that everyone may read, later replies."""
    sources = sources_of(article)
    if not sources:
        return {"source_posts": {}, "source_threads": [], "from_threads": []}
    rows = article.source_threads.with_later()
    rows = rows.filter(thread__in=Thread.objects.visible_to(AnonymousUser()))
    told = []
    for row in rows:
        its = [source for source in sources.values() if source.post.thread_id == row.thread_id]
        named = [each for each in its if not each.why_not and each.contribution.is_named]
        people = {each.contribution.pk for each in its} - {each.contribution.pk for each in named}
        told.append(FromThread(row.thread, named, len(people)))
    return {"source_posts": sources, "source_threads": rows, "from_threads": told}


def why_not(post: Post, contribution: Contribution, standing: set[int]) -> str:
    names = {"name": post.author.display_name, "number": post.number}
    if post.pk not in standing:
        return _("No. %(number)d can't be read by everyone any more.") % names
    if contribution.is_pending():
        until = date_format(contribution.answer_by_there, "j F Y")
        return _("%(name)s (no. %(number)d) has until %(day)s to answer.") % {**names, "day": until}
    if not contribution.choice:
        return _("%(name)s (no. %(number)d) has not answered in time.") % names
    if contribution.choice == Contribution.Choice.NOTHING:
        return _("%(name)s (no. %(number)d) does not wish to be quoted.") % names
    return ""


def place_of(address: str) -> Place | None:
    """Thread and number from the address of a post, with or without this site's name."""
    try:
        match = ADDRESS.fullmatch(urlsplit(address.strip()).path)
    except ValueError:
        return None
    return (int(match[1]), int(match[2])) if match else None


def words_of(post: Post) -> str:
    return unescape(strip_tags(post.html.replace("</p>", "</p>\n"))).strip()


def problems(article: ArticlePage, body: Any) -> Iterator[str]:
    """Why `body` can't be published as it stands: a sentence for each quotation that stands in
    the way, or that nobody allowed."""
    sources = sources_of(article)
    for block in body:
        if block.block_type == "quotation":
            yield from _quotation_problems(block.value, sources)
    text = _plain(stream_text(body))
    for source in sources.values():
        if source.why_not and (run := _shared_run(text, _plain(source.words))):
            yield _("%(why)s Say “%(words)s …” in your own words, or wait.") % {
                "why": source.why_not,
                "words": run,
            }


def _quotation_problems(value: Any, sources: dict[Place, Source]) -> Iterator[str]:
    place = place_of(value["post"])
    source = sources.get(place) if place else None
    if source is None:
        yield _(
            "A quotation names a post that was not picked for this article: %(address)s. Pick it"
            " first, so that its author is asked, or take the quotation out."
        ) % {"address": value["post"]}
    elif source.why_not:
        yield _("%(why)s Wait, or take the quotation out.") % {"why": source.why_not}
    elif not is_verbatim(value["words"], source.words):
        yield _(
            "A quotation differs from what no. %(number)d says. Quote its words, with … where you"
            " leave some out."
        ) % {"number": source.post.number}


def is_verbatim(quoted: str, said: str) -> bool:
    """Whether each part, between marks of omission, stands in the post, in this order."""
    said, at = _plain(said), 0
    for part in filter(None, (_plain(part) for part in LEFT_OUT.split(quoted))):
        at = said.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _shared_run(text: str, said: str) -> str:
    """The first RUN words in a row that both hold."""
    words = said.split()
    padded = f" {text} "
    for start in range(len(words) - RUN + 1):
        run = " ".join(words[start : start + RUN])
        if f" {run} " in padded:
            return run
    return ""
