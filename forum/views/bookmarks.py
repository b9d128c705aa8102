"""A member's bookmarks: keeping a post, and the list of what is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from forum.actions.bookmarks import (
    edit_bookmark,
    keep_post,
    remove_bookmark,
    restore_bookmark,
)
from forum.actions.refusals import Refused
from forum.bookmarks import SHOWS, kept_by, readable
from forum.forms import BookmarkForm
from forum.models import Bookmark
from forum.permissions import can_bookmark
from forum.views.acting import acted, not_allowed
from forum.views.asking import check_number, get_post, int_param, wants_json

MAX_QUERY = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_bookmark(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    """POST keeps the post, or with `keep=off` lets go of it; the form sends a note as well."""
    post = get_post(request.user, thread_id, number)
    kept = Bookmark.objects.of(request.user).filter(post=post).first()
    if request.method == "POST" and request.POST.get("keep") == "off":
        if kept:
            remove_bookmark(kept)
        return acted(request, post, _("The bookmark was removed."), bookmarked=False)
    if not (verdict := can_bookmark(request.user, post)):
        return not_allowed(request, post, verdict.reason)
    form = BookmarkForm(request.POST if "note" in request.POST else None, kept=kept)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            keep_post(post, user=request.user, **form.changes())
            return acted(request, post, _("Bookmarked. Only you see it."), bookmarked=True)
        except Refused as refusal:
            if wants_json(request) or not form.is_bound:
                return not_allowed(request, post, refusal.reason)
            form.refuse(refusal)
    context = {"post": post, "thread": post.thread, "kept": kept, "form": form}
    status = 422 if form.errors else 200
    return render(request, "forum/bookmark_form.html", context, status=status)


@login_required
@require_safe
def bookmark_list(request: MemberRequest) -> HttpResponse:
    show = request.GET.get("show", "all")
    if show not in SHOWS:
        raise BadRequest(_("Show all bookmarks, those with notes, or those with reminders."))
    words = request.GET.get("q", "").replace("\0", "").strip()
    too_long = len(words) > MAX_QUERY
    rows, older = kept_by(
        request.user,
        show=show,
        words="" if too_long else words,
        before=int_param(request, "before"),
    )
    query = {name: value for name, value in (("show", show), ("q", words)) if value}
    context: dict[str, Any] = {
        "rows": [] if too_long else rows,
        "show": show,
        "words": words,
        "too_long": MAX_QUERY if too_long else None,
        "next": f"?{urlencode({**query, 'before': str(older)})}" if older else "",
        "removed": _removed(request),
        "tabs": [
            ("all", _("All")),
            ("notes", _("With a note")),
            ("waiting", _("Reminder set")),
            ("reminded", _("Reminded")),
        ],
    }
    return render(request, "forum/bookmark_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bookmark_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Note and reminder, also of a post that can't be read any more."""
    kept = own(request, pk)
    form = BookmarkForm(request.POST if request.method == "POST" else None, kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            edit_bookmark(kept, **form.changes())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The bookmark was saved."))
            return redirect("forum:bookmark_list")
    post = readable(request.user, [kept.post_id]).get(kept.post_id)
    context = {"kept": kept, "form": form, "post": post, "thread": post.thread if post else None}
    status = 422 if form.errors else 200
    return render(request, "forum/bookmark_form.html", context, status=status)


@login_required
@require_POST
def bookmark_remove(request: MemberRequest, pk: int) -> HttpResponse:
    kept = own(request, pk)
    remove_bookmark(kept)
    return redirect(f"{reverse('forum:bookmark_list')}?{urlencode({'removed': kept.pk})}")


@login_required
@require_POST
def bookmark_restore(request: MemberRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(Bookmark, pk=check_number(pk), user=request.user)
    try:
        restore_bookmark(kept)
        messages.success(request, _("The bookmark is back."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("forum:bookmark_list")


def own(request: MemberRequest, pk: int) -> Bookmark:
    return get_object_or_404(Bookmark.objects.of(request.user), pk=check_number(pk))


def _removed(request: MemberRequest) -> Bookmark | None:
    """The one that was just removed, to be brought back."""
    pk = int_param(request, "removed")
    rows = Bookmark.objects.filter(user=request.user, removed_at__isnull=False)
    return rows.filter(pk=pk).first() if pk is not None else None
