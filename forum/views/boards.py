from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forum.following import following_context
from forum.lists.filters import Filters
from forum.lists.page import list_page, moment, tab_links
from forum.lists.paging import PAGE
from forum.lists.places import BoardCount, board_counts
from forum.lists.reach import reach_of
from forum.lists.tabs import Scope, badge_counts
from forum.models import Board, Thread
from forum.permissions import can_start_thread
from forum.stamps import board_stamp, boards_stamp
from forum.views.visitors import kept_for_visitors


@require_safe
@kept_for_visitors(lambda request: boards_stamp())
def board_list(request: HttpRequest) -> HttpResponse:
    user, since = request.user, moment()
    latest = Thread.objects.filter(board=OuterRef("pk"), hidden_at__isnull=True).values("pk")[:1]
    boards = list(
        Board.objects.visible_to(user).select_related("unit").annotate(latest_id=Subquery(latest))
    )
    latest_of: dict[int, int] = {b.pk: vars(b)["latest_id"] for b in boards}
    threads = Thread.objects.select_related("last_author").in_bulk(filter(None, latest_of.values()))
    reach = reach_of(user) if user.is_authenticated else None
    unread = board_counts(reach) if reach else {}
    headings: dict[str, list[dict[str, Any]]] = {}
    for board in boards:
        row = {
            "board": board,
            "latest": threads.get(latest_of[board.pk]),
            "unread": unread.get(board.pk, BoardCount()),
        }
        headings.setdefault(board.heading, []).append(row)
    badges = badge_counts(Scope(Thread.objects.visible_to(user), boards, reach))
    tabs = tab_links(request, Filters(), badges)
    context = {"headings": headings, "tabs": tabs, "since": since}
    return render(request, "forum/board_list.html", context)


@require_safe
@kept_for_visitors(lambda request, board: None if request.GET else board_stamp(board, page=PAGE))
def board_detail(request: HttpRequest, board: str) -> HttpResponse:
    boards = Board.objects.visible_to(request.user).select_related("unit")
    found = get_object_or_404(boards, slug=board)
    page = list_page(request, boards=[found], board=found)
    context = {
        **page,
        "board": found,
        "can_start": can_start_thread(request.user, found),
        "follow": following_context(request.user, found, known=page["levels"]),
    }
    return render(request, "forum/board_detail.html", context)
