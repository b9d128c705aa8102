"""Answers to acts on a post: a redirect for a form, the pieces that changed for a script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise

from forum import rendering
from forum.highlights import highlights_html
from forum.models import Post
from forum.views.asking import get_post, json_refusal, wants_json
from forum.views.menus import menu_for


def part_or_page(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page `name`, or for a script the part of it that a panel on the thread page shows.

    The template of the part is the page's name with `_part`; the page includes it.
    """
    if wants_json(request):
        html = render_to_string(f"forum/{name}_part.html", {**context, "in_place": True}, request)
        response: HttpResponse = JsonResponse({"html": html}, status=status)
    else:
        response = render(request, f"forum/{name}.html", context, status=status)
    patch_vary_headers(response, ["Accept"])
    return response


def acted(
    request: HttpRequest,
    post: Post,
    said: str | Promise,
    *,
    changed: Iterable[int | None] = (),
    **marks: bool,
) -> HttpResponse:
    """`said` tells what was done, `changed` are ids of posts that look different for everyone,
    `marks` classes of the post's wrapper. A script gets all that, socket or none."""
    if not wants_json(request):
        messages.success(request, str(said))
        return redirect(post)
    fresh = get_post(request.user, post.thread_id, post.number)
    menu = {**menu_for(request.user, fresh), "in_place": True}
    pieces: dict[str, Any] = {}
    if pks := [pk for pk in changed if pk]:
        posts = rendering.rows(Post.objects.filter(pk__in=pks, thread=fresh.thread))
        audience = rendering.audience_of(request.user)
        pieces["posts"] = rendering.post_fragments(posts, audience)
        pieces["highlights"] = highlights_html(fresh.thread)
        pieces["answered"] = fresh.thread.answer_id is not None
    return JsonResponse(
        {
            "said": str(said),
            "marks": {f"is-{name}": on for name, on in marks.items()},
            "html": render_to_string("forum/post_menu_part.html", menu, request),
            **pieces,
        }
    )


def not_allowed(request: HttpRequest, post: Post, reason: str | Promise) -> HttpResponse:
    if wants_json(request):
        return json_refusal(reason, status=403)
    context = {"post": post, "thread": post.thread, "reason": reason}
    return render(request, "forum/refused.html", context, status=403)
