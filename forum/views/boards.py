from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from forum.access import can_start_thread
from forum.actions.composing import preview as preview_of
from forum.actions.continuing import continue_thread
from forum.actions.refusals import Refused
from forum.actions.threads import start_thread
from forum.following import following_context
from forum.forms import ThreadForm
from forum.lists.filters import Filters
from forum.lists.page import list_page, moment, tab_links
from forum.lists.paging import PAGE
from forum.lists.places import BoardCount, board_counts
from forum.lists.reach import reach_of
from forum.lists.tabs import Scope, badge_counts
from forum.models import Board, Thread
from forum.poll_forms import poll_beside, typed
from forum.stamps import board_stamp, boards_stamp
from forum.views.asking import sign_in_first
from forum.views.attaching import tray, with_files
from forum.views.continuing import Origin, origin_of
from forum.views.polls import start_with_poll
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


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def thread_new(request: MemberRequest, board: str) -> HttpResponse:
    found = get_object_or_404(Board.objects.visible_to(request.user), slug=board)
    verdict = can_start_thread(request.user, found)
    origin = origin_of(request, found)
    form = ThreadForm(request.POST or None, initial=origin.initial if origin else {})
    poll_form = poll_beside(request.POST or None)
    form = with_files(request, form, found)
    preview = ""
    if poll_form.has_new_rows:
        form = ThreadForm(initial=typed(form))
    elif request.method == "POST" and form.is_valid() and not poll_form.errors:
        words = form.cleaned_data
        try:
            if request.POST.get("action") == "preview":
                preview = preview_of(words["source"], author=request.user)
            else:
                start = partial(_started, request, found, origin, words)
                return redirect(start_with_poll(start, by=request.user, form=poll_form))
        except (Refused, ValueError) as refusal:
            form.add_error(_field_of(refusal), str(getattr(refusal, "reason", refusal)))
    context = {
        "board": found,
        "form": form.with_fresh_key() if form.is_bound else form,
        "poll_form": poll_form,
        "can_start": verdict,
        "preview": preview,
        "tray": tray(request.user, form),
        "origin": origin,
    }
    status = 422 if form.errors or poll_form.errors else 200
    return render(request, "forum/thread_new.html", context, status=status)


def _started(
    request: MemberRequest, board: Board, origin: Origin | None, words: dict[str, Any]
) -> Thread:
    if origin is None:
        return start_thread(board, author=request.user, **words)
    is_told = origin.may_tell and request.POST.get("tell") == "on"
    return continue_thread(origin.post, board=board, author=request.user, is_told=is_told, **words)


def _field_of(refusal: Exception) -> str | None:
    code = getattr(refusal, "code", "source")
    return code if code in {"title", "source", "topics", "key"} else None
