"""What a thread's starter and moderators choose among its replies: the answer and the summary."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from forum.actions.choosing import accept_answer, pin_summary
from forum.actions.refusals import Refused
from forum.forms import ReasonForm
from forum.permissions import can_choose_posts
from forum.views.acting import acted, not_allowed, part_or_page
from forum.views.asking import get_post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_answer(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    """POST accepts the post as the answer; with `answer=off` the thread has none."""
    post = get_post(request.user, thread_id, number)
    if not (verdict := can_choose_posts(request.user, post.thread)):
        return not_allowed(request, post, verdict.reason)
    if request.method != "POST":
        context = {
            "post": post,
            "thread": post.thread,
            "is_answer": post.thread.answer_id == post.pk,
        }
        return render(request, "forum/post_answer.html", context)
    before, on = post.thread.answer_id, request.POST.get("answer") != "off"
    try:
        accept_answer(post.thread, post=post if on else None, by=request.user)
    except Refused as refusal:
        return not_allowed(request, post, refusal.reason)
    words = _("No. %(number)d is the answer now.") if on else _("No. %(number)d is not the answer.")
    return acted(request, post, words % {"number": number}, changed=[before, post.pk])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_summary(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    """POST pins the post as the summary; with `summary=off` the thread has none."""
    post = get_post(request.user, thread_id, number)
    thread = post.thread
    if not (verdict := can_choose_posts(request.user, thread)):
        return not_allowed(request, post, verdict.reason)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    needs_reason = thread.author_id != request.user.pk
    if request.method == "POST" and (not needs_reason or form.is_valid()):
        before, on = thread.summary_id, request.POST.get("summary") != "off"
        reason = form.cleaned_data["reason"] if needs_reason else ""
        try:
            pin_summary(thread, post=post if on else None, by=request.user, reason=reason)
        except Refused as refusal:
            return not_allowed(request, post, refusal.reason)
        words = (
            _("No. %(number)d stands under the opening post as the summary.")
            if on
            else _("The thread has no summary now.")
        )
        return acted(request, post, words % {"number": number}, changed=[before, post.pk])
    context = {
        "post": post,
        "thread": thread,
        "form": form if needs_reason else None,
        "is_summary": thread.summary_id == post.pk,
        "standing": thread.summary if thread.summary_id != post.pk else None,
    }
    status = 422 if request.method == "POST" else 200
    return part_or_page(request, "post_summary", context, status=status)
