"""Threads of every board in one list, and marking what lists show."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from accounts.models import User
from forum.actions.marking import (
    Place,
    mark_place_read,
    mark_threads_read,
    mute_threads,
    undo_marking,
)
from forum.actions.refusals import Refused
from forum.lists.page import list_page
from forum.models import Board, Topic
from forum.views.notices import next_address

MAX_CHOSEN = 100


@require_safe
def thread_list(request: HttpRequest) -> HttpResponse:
    boards = list(Board.objects.visible_to(request.user))
    return render(request, "forum/thread_list.html", list_page(request, boards=boards))


@require_POST
@login_required
def list_mark(request: MemberRequest) -> HttpResponse:
    """Marks the chosen threads or a whole place as read, or mutes the chosen ones."""
    act, back = request.POST.get("act", ""), next_address(request, reverse("forum:thread_list"))
    if act == "place":
        place = place_at(request.user, request.POST.get("place", ""))
        key = mark_place_read(request.user, place)
        said = (
            _("Everything in %(place)s is marked as read.") % {"place": place}
            if place
            else _("Everything is marked as read.")
        )
    elif act in {"read", "mute"}:
        chosen = chosen_threads(request)
        if not chosen:
            messages.warning(request, _("Choose threads first: tick the boxes beside them."))
            return redirect(back)
        marked = mark_threads_read if act == "read" else mute_threads
        n, key = marked(request.user, chosen)
        said = words_for(act, n)
    else:
        raise BadRequest(_("Say what to do with the threads: mark them as read, or mute them."))
    # The message brings a button that takes this back (templates/layout/messages.html).
    messages.success(request, said, extra_tags=f"undo:{key}")
    return redirect(back)


def words_for(act: str, n: int) -> str:
    said = (
        ngettext("%(n)d thread is marked as read.", "%(n)d threads are marked as read.", n)
        if act == "read"
        else ngettext(
            "%(n)d thread is muted. You will hear no more of it.",
            "%(n)d threads are muted. You will hear no more of them.",
            n,
        )
    )
    return said % {"n": n}


def place_at(user: User, address: str) -> Place:
    """“all”, “board:3” or “topic:5”; a board that this person may not read is a 404."""
    kind, _colon, raw = address.partition(":")
    if address == "all":
        return None
    if kind not in {"board", "topic"} or not (raw.isascii() and raw.isdigit() and len(raw) <= 10):
        raise BadRequest(_("That names no place to mark as read. Open the list again."))
    if kind == "board":
        return get_object_or_404(Board.objects.visible_to(user), pk=int(raw))
    return get_object_or_404(Topic, pk=int(raw))


def chosen_threads(request: HttpRequest) -> list[int]:
    chosen = request.POST.getlist("thread")
    if len(chosen) > MAX_CHOSEN:
        raise BadRequest(_("Choose at most %(limit)d threads at once.") % {"limit": MAX_CHOSEN})
    if not all(raw.isascii() and raw.isdigit() and len(raw) <= 18 for raw in chosen):
        raise BadRequest(_("That names no threads. Open the list again."))
    return [int(raw) for raw in chosen]


@require_POST
@login_required
def list_undo(request: MemberRequest) -> HttpResponse:
    try:
        undo_marking(request.user, uuid.UUID(request.POST.get("key", "")))
    except ValueError:
        raise BadRequest(_("That names nothing to undo. Open the list again.")) from None
    except Refused as refusal:
        messages.warning(request, str(refusal.reason))
    else:
        messages.success(request, _("Undone: everything is as it was."))
    return redirect(next_address(request, reverse("forum:thread_list")))
