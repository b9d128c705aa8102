"""What the composer offers under the caret: names after "@", emoji after ":"."""

from __future__ import annotations

import re

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from forum.completion import names
from forum.draft_places import is_place
from forum.markup.emoji import suggestions
from forum.models import Board, Thread
from forum.views.asking import get_thread, json_refusal
from forum.views.bounds import within_rate

ASKED_A_MINUTE = 120
MAX_TEXT = 40
EMOJI = 8
PLACE = re.compile(r"(?P<kind>[a-z]{1,12}):(?P<id>[0-9]{1,9})")


@never_cache
@require_safe
def complete(request: HttpRequest) -> HttpResponse:
    """Members and units whose names begin with `q`, for a thread's or board's readers only."""
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return json_refusal(_("Sign in to mention people."), status=401)
    if not within_rate("complete", user, limit=ASKED_A_MINUTE):
        return json_refusal(_("Asked too often: go on in a minute."), status=429)
    board, thread = _place(request)
    text = _text(request).replace("\0", "").strip().lower()
    return JsonResponse({"names": names(user, board, text, thread)})


def _text(request: HttpRequest) -> str:
    text = request.GET.get("q", "")
    if len(text) > MAX_TEXT:
        limit = {"limit": MAX_TEXT}
        raise BadRequest(_("A name to look for has %(limit)d letters at most.") % limit)
    return text


def _place(request: HttpRequest) -> tuple[Board, Thread | None]:
    """The board whose readers may be named; 404 for one that this person may not read."""
    match = PLACE.fullmatch(request.GET.get("place", ""))
    if match is None or not is_place(match["kind"]):
        raise BadRequest(_("“place” must say where the words will stand."))
    number = int(match["id"])
    if match["kind"] == "thread":
        return get_object_or_404(Board.objects.visible_to(request.user), pk=number), None
    if match["kind"] == "edit":
        threads = Thread.objects.visible_to(request.user).select_related("board")
        thread = get_object_or_404(threads, posts=number, posts__author=request.user.pk)
    else:
        thread = get_thread(request.user, number)
    return thread.board, thread


@require_safe
@cache_control(public=True, max_age=86_400)
def complete_emoji(request: HttpRequest) -> HttpResponse:
    text = _text(request)
    found = suggestions(text, limit=EMOJI) if text else []
    return JsonResponse({"emoji": [{"name": name, "sign": sign} for name, sign in found]})
