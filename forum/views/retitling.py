"""Another title or other topics for a thread, and what it was called before."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from forum.access import is_moderator
from forum.actions.refusals import Refused
from forum.actions.retitling import retitle_thread
from forum.forms import RetitleForm
from forum.permissions import can_retitle_thread
from forum.views.asking import get_thread, sign_in_first


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def thread_retitle(request: MemberRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    context: dict[str, Any] = {"thread": thread}
    if not (verdict := can_retitle_thread(request.user, thread)):
        context |= {"reason": verdict.reason}
        return render(request, "forum/thread_retitle_refused.html", context, status=403)
    form = RetitleForm(
        request.POST if request.method == "POST" else None,
        initial={"title": thread.title, "topics": thread.topics.all()},
        moderating=thread.author_id != request.user.pk,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(retitle_thread(thread, by=request.user, **form.cleaned_data))
        except Refused as refusal:
            field = refusal.code if refusal.code in form.fields else None
            form.add_error(field, str(refusal.reason))
    context |= {"form": form}
    return render(request, "forum/thread_retitle.html", context, status=422 if form.errors else 200)


@require_safe
def thread_titles(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Earlier titles; those that a moderator replaced are for moderators only."""
    thread = get_thread(request.user, thread_id)
    titles = thread.earlier_titles.select_related("replaced_by")
    shown = titles if is_moderator(request.user) else titles.filter(replaced_by=F("thread__author"))
    context: dict[str, Any] = {
        "thread": thread,
        "titles": shown[:200],
        "unshown": titles.count() - shown.count(),
    }
    return render(request, "forum/thread_titles.html", context)
