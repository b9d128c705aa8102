"""What a page with a list of threads shows, for everyone and for one member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Case, OuterRef, Subquery, TextField, When, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum.lists.compound import union
from forum.lists.filters import STATUSES, Filters, read_filters
from forum.lists.paging import PAGE, Window, beyond, read_cursor, window
from forum.lists.reach import reach_of
from forum.lists.tabs import (
    BADGE,
    MEMBERS_NEW,
    PERIODS,
    TABS,
    Scope,
    Tab,
    badge_counts,
    show,
)
from forum.models import Board, Post, Thread, Topic
from forum.models.posts import GONE
from forum.models.threads import ThreadQuerySet
from forum.unread import with_unread

MAX_PINNED = 5
# Moments on the wire count seconds from here, to fit the numbers that sockets resume by.
EPOCH = 1_577_836_800


def list_page(
    request: HttpRequest, *, boards: Sequence[Board], board: Board | None = None
) -> dict[str, Any]:
    """Tabs, filters and one page of threads of `boards`, or of the one `board`."""
    since = moment()
    topics = list(Topic.objects.only("name", "slug"))
    query = request.GET.dict()
    if board is not None:
        query.pop("board", None)
    filters = read_filters(query, boards=boards, topics=topics)
    tab, period = asked_tab(request), asked_period(request)
    user, threads = request.user, readable(request)
    reach = reach_of(user) if user.is_authenticated else None
    scope = Scope(
        filters.narrow(threads),
        boards,
        reach,
        board or filters.board,
        filters.topic.pk if filters.topic else None,
        period,
    )
    cursor = read_cursor(request.GET, tab.key)
    needs_account = tab.members and scope.reach is None
    headed = bool(board) and tab.name == "all" and not filters
    page: Window | None = None
    pinned: list[Thread] = []
    if not needs_account and (cursor or not headed):
        page = show(scope, tab, cursor)
    if headed and (page is None or page.is_first):
        page, pinned = with_pinned(scope)
    shown = page.threads if page else []
    above = {thread.pk for thread in pinned}
    with_unread([*pinned, *shown], user)
    prefetch_related_objects([*pinned, *shown], "topics")
    kept = kept_query(tab, period)
    address = {**kept, **filters.values}
    return {
        "tabs": tab_links(request, filters, badge_counts(scope)),
        "tab": tab,
        "tab_words": MEMBERS_NEW if tab.name == "new" and scope.reach else tab.words,
        "periods": [
            (name, label, f"?{urlencode({**address, 'period': name})}")
            for name, label in PERIODS.items()
        ],
        "period": period,
        "filters": filters,
        "chips": filters.chips(kept),
        "unfiltered": f"?{urlencode(kept)}",
        "statuses": [(name, label) for name, (label, _condition) in STATUSES.items()],
        "kept": kept.items(),
        "boards": boards,
        "board_topics": topics,
        "needs_account": needs_account,
        "pinned": pinned,
        "threads": [thread for thread in shown if thread.pk not in above],
        "older": page.older if page else "",
        "newer": page.newer if page else "",
        "older_url": f"?{urlencode({**address, 'after': page.older})}"
        if page and page.older
        else "",
        "newer_url": f"?{urlencode({**address, 'before': page.newer})}"
        if page and page.newer
        else "",
        "first_url": f"?{urlencode(address)}",
        "is_first": page is None or page.is_first,
        "since": since,
        "watched": watched(filters, scope, shown),
        "levels": reach.levels if reach else {},
        **place_of(board, filters),
        "selects": user.is_authenticated,
    }


def moment() -> int:
    """Now, as live lists count it: taken before the rows are read."""
    return int(timezone.now().timestamp()) - EPOCH


def watched(filters: Filters, scope: Scope, shown: list[Thread]) -> dict[str, int | str]:
    """The filters as live-list.js compares them with what it hears."""
    found = {"board": filters.board and filters.board.pk, "topic": scope.topic}
    # Nobody's threads have a 0: of an author without any, none comes to be shown.
    author = (shown[0].author_id if shown else 0) if filters.author else None
    return {
        name: value
        for name, value in {**found, "author": author, "status": filters.status}.items()
        if value or (name == "author" and value == 0)
    }


def place_of(board: Board | None, filters: Filters) -> dict[str, str | Promise]:
    """What the button over the list marks as read: what it shows, where that is one place."""
    if filters.author or filters.status or (filters.topic and (board or filters.board)):
        return {}
    if filters.topic:
        words = _("Mark all on this topic as read")
        return {"place": f"topic:{filters.topic.pk}", "place_label": words}
    if here := board or filters.board:
        return {"place": f"board:{here.pk}", "place_label": _("Mark all on this board as read")}
    return {"place": "all", "place_label": _("Mark everything as read")}


def readable(request: HttpRequest) -> ThreadQuerySet:
    return Thread.objects.visible_to(request.user).with_people().with_polls()


def asked_tab(request: HttpRequest) -> Tab:
    name = request.GET.get("show", "all")
    if name not in TABS:
        raise BadRequest(_("The list shows one of: %(names)s.") % {"names": ", ".join(TABS)})
    return TABS[name]


def asked_period(request: HttpRequest) -> str:
    period = request.GET.get("period", "week")
    if period not in PERIODS:
        raise BadRequest(_("The period is one of: %(names)s.") % {"names": ", ".join(PERIODS)})
    return period


def kept_query(tab: Tab, period: str) -> dict[str, str]:
    kept = {"show": tab.name} if tab.name != "all" else {}
    return kept | ({"period": period} if tab.name == "top" else {})


def tab_links(
    request: HttpRequest, filters: Filters, badges: dict[str, int]
) -> list[dict[str, Any]]:
    """For visitors those tabs alone that mean something to them."""
    member = request.user.is_authenticated
    return [
        {
            "name": tab.name,
            "label": tab.label,
            "url": "?" + urlencode({"show": tab.name, **filters.values}),
            "count": badges.get(tab.name, 0),
            "badge": _("%(n)d+") % {"n": BADGE - 1}
            if badges.get(tab.name) == BADGE
            else badges.get(tab.name),
        }
        for tab in TABS.values()
        if member or not tab.members
    ]


def with_pinned(scope: Scope) -> tuple[Window, list[Thread]]:
    """A board's first page and what is pinned above it, with the start of each opening post:
    one query for both."""
    threads = scope.here()
    pinned = threads.filter(pinned_at__isnull=False).order_by("-pinned_at")[:MAX_PINNED]
    latest = beyond(threads, "last_post_at", None)
    opening = Post.objects.filter(thread=OuterRef("pk"), number=1).exclude(GONE)
    words = Subquery(opening.order_by().values("html")[:1])
    shown = threads.filter(pk__in=union([latest[: PAGE + 1], pinned])).annotate(
        opening=Case(When(pinned_at__isnull=False, then=words), output_field=TextField())
    )
    rows = list(beyond(shown, "last_post_at", None))
    above = sorted(
        ((row.pinned_at, row.pk, row) for row in rows if row.pinned_at), key=lambda r: r[:2]
    )
    found = [row for _at, _pk, row in reversed(above)][:MAX_PINNED]
    for thread in found:
        thread.excerpt = excerpt(vars(thread)["opening"] or "")  # type: ignore[attr-defined]
    return window(rows, "last_post_at", None), found


def excerpt(html: str) -> str:
    return Truncator(" ".join(strip_tags(html.replace("</p>", " ")).split())).chars(
        180, truncate="…"
    )
