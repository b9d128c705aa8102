"""Taking a post elsewhere, and who found it helpful: pages that change nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.access import is_moderator
from forum.citations import citations
from forum.models import Post, Reaction
from forum.views.acting import not_allowed, part_or_page
from forum.views.asking import get_post, int_param

PEOPLE = 50


@require_safe
def post_cite(request: HttpRequest, thread_id: int, number: int) -> HttpResponse:
    post = get_post(request.user, thread_id, number)
    if post.is_gone:
        return not_allowed(request, post, _("This post was removed, so it can't be cited."))
    context = {**context_of(post), "citations": citations(post)}
    return part_or_page(request, "post_cite", context)


@require_safe
def post_share(request: HttpRequest, thread_id: int, number: int) -> HttpResponse:
    post = get_post(request.user, thread_id, number)
    if post.is_gone:
        return not_allowed(request, post, _("This post was removed, so it can't be shared."))
    context = context_of(post)
    mail = {"subject": post.thread.title, "body": context["address"]}
    context["mail"] = f"mailto:?{urlencode(mail, quote_via=quote)}"
    return part_or_page(request, "post_share", context)


@require_safe
def post_helpful_by(request: HttpRequest, thread_id: int, number: int) -> HttpResponse:
    """Who found it helpful, the latest first."""
    post = get_post(request.user, thread_id, number)
    if post.is_gone and not is_moderator(request.user):
        return not_allowed(request, post, _("This post was removed."))
    marks = Reaction.objects.filter(post=post).select_related("user").order_by("-pk")
    if (before := int_param(request, "before")) is not None:
        marks = marks.filter(pk__lt=before)
    found = list(marks[: PEOPLE + 1])
    context = {
        **context_of(post),
        "marks": found[:PEOPLE],
        "next": f"?before={found[PEOPLE - 1].pk}" if len(found) > PEOPLE else "",
    }
    return part_or_page(request, "post_helpful_by", context)


def context_of(post: Post) -> dict[str, Any]:
    return {
        "post": post,
        "thread": post.thread,
        "address": f"{settings.SITE_URL.rstrip('/')}{post.get_absolute_url()}",
        "is_public": post.thread.board.reading == "public",
    }
