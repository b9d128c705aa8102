"""What all forum views ask of a request."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from forum.access import Viewer
from forum.models import Post, Thread

MAX_NUMBER = 2_147_483_647


def get_thread(user: Viewer, thread_id: int) -> Thread:
    """The thread if this person may read it, else 404: both answers look the same."""
    check_number(thread_id)
    threads = Thread.objects.visible_to(user).with_people().select_related("page")
    return get_object_or_404(threads, pk=thread_id)


def get_post(user: Viewer, thread_id: int, number: int) -> Post:
    """A post whose words this person may read, or their own, else 404."""
    thread = get_thread(user, thread_id)
    posts = Post.objects.select_related("author", "parent")
    post = get_object_or_404(posts, thread=thread, number=check_number(number))
    post.thread = thread
    return post


def check_number(value: int) -> int:
    """Keeps numbers that no column can hold from the database."""
    if not 0 <= value <= MAX_NUMBER:
        raise BadRequest(_("That number is too large."))
    return value


def int_param(request: HttpRequest, name: str) -> int | None:
    """A whole number from the query string; anything else is a bad request."""
    value = request.GET.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        raise BadRequest(_("“%(name)s” must be a post's number.") % {"name": name})
    return check_number(int(value))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def json_refusal(reason: Any, *, status: int = 422, **more: Any) -> JsonResponse:
    return JsonResponse({"error": str(reason), **more}, status=status)
