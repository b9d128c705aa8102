"""The thread page: one address, threaded or flat, at any place in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forum.access import Viewer
from forum.actions.notices import mark_notices_read
from forum.actions.reading import mark_read
from forum.models import Thread
from forum.stamps import thread_stamp
from forum.views.asking import check_number
from forum.views.moving import get_thread_or_lead_on, lead_on
from forum.views.thread_asked import Asked, read_request
from forum.views.thread_page import page
from forum.views.visitors import has_short_query, is_plain_visit, kept_page

# Set by static/js/site.js: this browser reports what it reads.
SCRIPT_COOKIE = "script"


@require_safe
def thread_detail(
    request: HttpRequest, thread_id: int, slug: str, number: int | None = None
) -> HttpResponse:
    asked = read_request(request, number)
    if is_plain_visit(request):
        return visitor_page(request, thread_id, slug, asked)
    return fresh_page(request, thread_id, slug, asked)


def fresh_page(request: HttpRequest, thread_id: int, slug: str, asked: Asked) -> HttpResponse:
    number = asked.target
    thread = get_thread_or_lead_on(request, thread_id, number)
    if isinstance(thread, HttpResponse):
        return thread
    if slug != thread.slug:
        view = "forum:post_detail" if number else "forum:thread_detail"
        args = [thread.pk, thread.slug, *([number] if number else [])]
        return _permanent(request, view, args)
    context = page(request, thread, asked)
    if context["target_moved"] and (response := lead_on(request, thread_id, number)):
        return response
    response = render(request, "forum/thread_detail.html", context)
    if request.user.is_authenticated and SCRIPT_COOKIE not in request.COOKIES:
        # Without script nobody can tell what was looked at: a visit reads what it shows.
        read_posts(thread, user=request.user, numbers=context["shown_numbers"])
    return remember_view(request, response)


def read_posts(thread: Thread, *, user: Viewer, numbers: list[int]) -> None:
    """Count posts as read and their notices as seen."""
    if user.is_authenticated:
        mark_read(thread, user=user, numbers=numbers)
        mark_notices_read(user, thread, numbers)


def visitor_page(request: HttpRequest, thread_id: int, slug: str, asked: Asked) -> HttpResponse:
    """Kept whole until the thread changes.

    One query through the read gate says whether the page may be shown and which one it is. All
    of the address counts: robots are told of it, and forms lead back to it.
    """
    found = thread_stamp(check_number(thread_id), slug)
    if found is None or not has_short_query(request):
        return fresh_page(request, thread_id, slug, asked)
    stamp = (request.get_full_path(), asked.order, found)
    kept = kept_page(request, stamp, lambda: fresh_page(request, thread_id, slug, asked))
    return remember_view(request, kept)


def remember_view(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    order = request.GET.get("view")
    if order:
        response.set_cookie("thread_view", order, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def _permanent(request: HttpRequest, view: str, args: list[Any]) -> HttpResponse:
    response = redirect(view, *args, permanent=True)
    if request.META.get("QUERY_STRING"):
        response["Location"] += "?" + request.META["QUERY_STRING"]
    return response
