"""People's pages: who they are and what of theirs the viewer may read."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe

from accounts.keyset import read_cursor, window
from accounts.models import FormerHandle, User
from accounts.models.privacy import PARTS
from accounts.names import normalize_handle

PAGE = 20


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    member = User.objects.known().filter(handle=handle).first()
    if member is None:
        return redirect(present_address(handle), permanent=True)
    show = "threads" if request.GET.get("show") == "threads" else "posts"
    shown = {part: member.shows(part, request.user) for part in PARTS}
    cursor = read_cursor(request.GET.get("before", ""))
    wrote = written(member, request, show)
    rows, older = window(wrote if shown["posts"] else wrote.none(), cursor, size=PAGE)
    if show == "posts":
        for post in rows:
            post.excerpt = unescape(strip_tags(post.html))
    context: dict[str, Any] = {
        "member": member,
        "shown": shown,
        "topics": member.expertise.all() if shown["topics"] else (),
        "muted": request.user.is_authenticated and member.pk in request.user.muted_ids,
        "terms": member.terms.select_related("unit").order_by("-starts_on"),
        "show": show,
        "rows": rows,
        "older": older,
        "is_first": cursor is None,
        "is_own": member == request.user,
        "sees_suspension": request.user.is_authenticated and request.user.is_moderator,
    }
    return render(request, "accounts/profile.html", context)


def present_address(handle: str) -> str:
    """Where an old or oddly written handle leads; raises Http404 for one never known."""
    plain = normalize_handle(handle)
    if plain != handle and User.objects.known().filter(handle=plain).exists():
        return User(handle=plain).get_absolute_url()
    former = get_object_or_404(FormerHandle, handle=plain, user__isnull=False)
    if former.user is None:
        raise Http404
    return former.user.get_absolute_url()


def written(member: User, request: HttpRequest, show: str) -> Any:
    """The forum's own read gate, reached through its relation: this floor can't import it."""
    if show == "threads":
        return member.threads.visible_to(request.user).select_related("board")
    return member.posts.visible_to(request.user).select_related("thread__board")
