from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from forum.access import can_start_thread
from forum.actions.composing import preview as preview_of
from forum.actions.continuing import continue_thread
from forum.actions.refusals import Refused
from forum.actions.threads import start_thread
from forum.following import following_context
from forum.forms import ThreadForm
from forum.models import Board, Thread
from forum.poll_forms import poll_beside, typed
from forum.stamps import board_stamp, boards_stamp
from forum.unread import with_unread
from forum.views.asking import sign_in_first
from forum.views.attaching import tray, with_files
from forum.views.continuing import Origin, origin_of
from forum.views.polls import start_with_poll
from forum.views.visitors import kept_for_visitors

PAGE = 30


@require_safe
@kept_for_visitors(lambda request: boards_stamp())
def board_list(request: HttpRequest) -> HttpResponse:
    latest = Thread.objects.filter(board=OuterRef("pk"), hidden_at__isnull=True).values("pk")[:1]
    boards = list(
        Board.objects.visible_to(request.user)
        .select_related("unit")
        .annotate(latest_id=Subquery(latest))
    )
    latest_of: dict[int, int] = {b.pk: vars(b)["latest_id"] for b in boards}
    threads = Thread.objects.select_related("last_author").in_bulk(filter(None, latest_of.values()))
    headings: dict[str, list[tuple[Board, Thread | None]]] = {}
    for board in boards:
        row = (board, threads.get(latest_of[board.pk]))
        headings.setdefault(board.heading, []).append(row)
    return render(request, "forum/board_list.html", {"headings": headings})


@require_safe
@kept_for_visitors(lambda request, board: None if request.GET else board_stamp(board, page=PAGE))
def board_detail(request: HttpRequest, board: str) -> HttpResponse:
    found = get_object_or_404(
        Board.objects.visible_to(request.user).select_related("unit"), slug=board
    )
    threads = Thread.objects.visible_to(request.user).filter(board=found).with_people()
    threads = threads.prefetch_related(Prefetch("topics"))
    shown, older, newer = thread_window(request, threads)
    pinned = [] if older_than(request) else list(threads.filter(pinned_at__isnull=False)[:5])
    context = {
        "board": found,
        "pinned": with_unread(pinned, request.user),
        "threads": with_unread(shown, request.user),
        "older": older,
        "newer": newer,
        "can_start": can_start_thread(request.user, found),
        "follow": following_context(request.user, found),
    }
    return render(request, "forum/board_detail.html", context)


def older_than(request: HttpRequest) -> tuple[datetime, int] | None:
    """The keyset cursor: time of the last post and id of the last thread shown."""
    raw = request.GET.get("after")
    if raw is None:
        return None
    stamp, _sep, pk = raw.rpartition("_")
    try:
        moment = parse_datetime(stamp)
        if moment is None or moment.tzinfo is None:
            raise ValueError(raw)
        # In UTC here, because not every moment of years 1 and 9999 has a time there.
        return moment.astimezone(UTC), int(pk[:10])
    except (OverflowError, ValueError):
        raise BadRequest(
            _("That page address is damaged. Start at the board's first page.")
        ) from None


def thread_window(
    request: HttpRequest, threads: QuerySet[Thread]
) -> tuple[list[Thread], str, bool]:
    """One page of threads by last post, the cursor of the next, and whether any came before."""
    cursor = older_than(request)
    threads = threads.order_by("-last_post_at", "-id")
    if cursor:
        moment, pk = cursor
        threads = threads.filter(
            Q(last_post_at__lt=moment) | Q(last_post_at=moment, pk__lt=pk),
            last_post_at__lte=moment,
        )
    found = list(threads[: PAGE + 1])
    shown = found[:PAGE]
    older = f"{shown[-1].last_post_at.isoformat()}_{shown[-1].pk}" if len(found) > PAGE else ""
    return shown, older, cursor is not None


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
