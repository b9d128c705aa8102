"""The titles that bare links and policy numbers of a post are shown with.

A post is read by everyone who may read its board, so a title is only shown where every one of
them may read it: on what is public, and inside one board. What is not open to them has no title
here; the post remembers it all the same, and shows it from when it is opened on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from wagtail.models import Page, Site

from forum.access import readable_boards, readable_pages
from forum.markup.references import References, Target, Targets
from forum.markup.words import NUMBERED, in_site_language
from forum.models import Post, Reference, Thread
from forum.models.threads import RESERVED_SLUGS

THREAD = re.compile(
    r"/t/(?P<thread>[0-9]{1,9})/(?:(?P<slug>[^/]{1,400})/(?:(?P<number>[0-9]{1,9})/)?)?"
)
FRAGMENT = re.compile(r"p([0-9]{1,9})")
PAGE = re.compile(r"/(?!t/|forum/|people/|media/|static/|accounts/)(?:[\w-]{1,255}/){1,8}")

PolicyLookup = Callable[[set[str]], dict[str, Target]]
_policy_lookups: list[PolicyLookup] = []


def name_policies_with(lookup: PolicyLookup) -> None:
    """`lookup` gets numbers and gives policies' page and address; a title to public ones only."""
    _policy_lookups.append(lookup)


def resolver(board_id: int | None) -> Callable[[References], Targets]:
    """Resolves what a post in this board refers to: one query for each kind of target."""
    return lambda found: {
        **_threads(found.addresses, board_id),
        **_pages(found.addresses),
        **_policies(found.numbers),
    }


def _policies(numbers: set[str]) -> dict[str, Target]:
    found: dict[str, Target] = {}
    if numbers:
        for lookup in _policy_lookups:
            found |= lookup(numbers)
    return found


def _threads(addresses: set[str], board_id: int | None) -> dict[str, Target]:
    asked: dict[str, tuple[int, int]] = {}
    for address in addresses:
        path, fragment = _own(address)
        match = THREAD.fullmatch(path)
        if match and match["slug"] not in RESERVED_SLUGS:
            shown = FRAGMENT.fullmatch(fragment)
            asked[address] = int(match["thread"]), int(match["number"] or (shown or "01")[1])
    if not asked:
        return {}
    open_to_all = readable_boards(AnonymousUser(), "board__") | Q(board=board_id)
    is_open = ExpressionWrapper(open_to_all & Q(hidden_at__isnull=True), BooleanField())
    threads: QuerySet[Any] = Thread.objects.annotate(is_open=is_open).only("title", "slug")
    by_id = threads.in_bulk({thread for thread, _number in asked.values()})
    return {
        address: (_shown if by_id[thread].is_open else _unshown)(by_id[thread], number)
        for address, (thread, number) in asked.items()
        if thread in by_id
    }


def _unshown(thread: Thread, number: int) -> Target:
    return Target("", "", thread_id=thread.pk)


def _shown(thread: Thread, number: int) -> Target:
    if number <= 1:
        return Target(thread.get_absolute_url(), thread.title, thread_id=thread.pk)
    title = in_site_language(NUMBERED) % {
        "title": thread.title,
        "number": number,
    }
    href = f"{thread.get_absolute_url()}{number}/#p{number}"
    return Target(href, title, thread_id=thread.pk)


def _pages(addresses: set[str]) -> dict[str, Target]:
    asked: dict[str, tuple[str, str]] = {}
    for address in addresses:
        path, fragment = _own(address)
        if PAGE.fullmatch(path):
            asked[address] = path, fragment
    roots = [root.root_path.rstrip("/") for root in Site.get_site_root_paths()] if asked else []
    if not roots:
        return {}
    # By slug too, because Wagtail has no index on whole paths.
    public = readable_pages(AnonymousUser()).filter(pk=OuterRef("pk"))
    pages = Page.objects.annotate(is_open=Exists(public)).filter(
        slug__in={path.split("/")[-2] for path, _fragment in asked.values()},
        url_path__in={root + path for root in roots for path, _fragment in asked.values()},
    )
    by_path = {page.url_path: page for page in pages.only("title", "url_path")}
    found = {}
    for address, (path, fragment) in asked.items():
        page = next((by_path[root + path] for root in roots if root + path in by_path), None)
        if page is not None:
            href = f"{path}#{fragment}" if fragment else path
            found[address] = Target(href, page.title if page.is_open else "", page_id=page.pk)
    return found


def _own(address: str) -> tuple[str, str]:
    """Path and fragment of an address on this site; empty for others, or with a query."""
    try:
        parts, home = urlsplit(address), urlsplit(settings.SITE_URL)
    except ValueError:
        return "", ""
    if parts.netloc and (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
        return "", ""
    return ("", "") if parts.query else (unquote(parts.path), parts.fragment)


def keep_references(post: Post, targets: Sequence[Target], *, anew: bool = False) -> None:
    """Remember whose titles the post shows or would show, so that it follows them."""
    if anew:
        Reference.objects.filter(post=post).delete()
    if not targets:
        return
    found = {(target.thread_id, target.page_id) for target in targets}
    Reference.objects.bulk_create(
        [
            Reference(post=post, thread_id=thread, page_id=page)
            for thread, page in sorted(found, key=str)
        ],
        ignore_conflicts=True,
    )
