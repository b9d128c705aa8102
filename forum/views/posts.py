"""Writing posts and acting on them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from forum import rendering
from forum.access import (
    Verdict,
    can_edit_post,
    can_mark_helpful,
    can_withdraw_post,
    is_moderator,
)
from forum.actions.composing import preview as preview_of
from forum.actions.moderation import report_post
from forum.actions.posts import EditConflict, edit_post, reply_to_thread, withdraw_post
from forum.actions.reactions import set_helpful
from forum.actions.refusals import Refused
from forum.differences import word_difference
from forum.forms import EditForm, ReplyForm, ReportForm
from forum.models import Post
from forum.views.acting import part_or_page
from forum.views.asking import (
    get_post,
    get_thread,
    json_refusal,
    sign_in_first,
    signed_out,
    wants_json,
)
from forum.views.attaching import tray, with_files
from forum.views.menus import menu_for
from forum.views.thread_page import page, read_request


@require_POST
def reply(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    form = ReplyForm(request.POST)
    preview = ""
    if not request.user.is_authenticated:
        return signed_out(request, back=thread.get_absolute_url())
    form = with_files(request, form, thread)
    if form.is_valid():
        try:
            if request.POST.get("action") == "preview":
                words = form.cleaned_data["source"]
                preview = preview_of(words, author=request.user, thread=thread)
            else:
                post = reply_to_thread(thread, author=request.user, **form.cleaned_data)
                return _posted(request, post)
        except Refused as refusal:
            field = refusal.code if refusal.code in {"source", "key"} else None
            form.add_error(field, str(refusal.reason))
    if wants_json(request):
        if preview:
            return JsonResponse({"preview": preview})
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return json_refusal(" ".join(errors), key=str(uuid.uuid4()))
    context = page(request, thread, read_request(request, None), form.with_fresh_key())
    context |= {"form": form, "preview": preview, "tray": tray(request.user, form)}
    status = 422 if form.errors else 200
    return render(request, "forum/thread_detail.html", context, status=status)


def _posted(request: HttpRequest, post: Post) -> HttpResponse:
    if not wants_json(request):
        return redirect(post)
    audience = rendering.audience_of(request.user)
    return JsonResponse(
        {
            "number": post.number,
            "parent": post.parent.number if post.parent else None,
            "depth": post.depth,
            "seq": post.changed_seq,
            "html": rendering.post_fragment(post, audience),
            "url": post.get_absolute_url(),
            "key": str(uuid.uuid4()),
        },
        status=201,
    )


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    post = get_post(request.user, thread_id, number)
    verdict = can_edit_post(request.user, post)
    if not verdict:
        return _refusal(request, post, verdict)
    form = EditForm(
        request.POST if request.method == "POST" else None,
        initial={"source": post.source, "version": post.version},
    )
    form = with_files(request, form, post.thread)
    context: dict[str, Any] = {"post": post, "thread": post.thread, "form": form}
    context["tray"] = tray(request.user, form)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["source"]
        try:
            if request.POST.get("action") == "preview":
                context["preview"] = preview_of(words, author=request.user, thread=post.thread)
            else:
                edited = edit_post(post, editor=request.user, **form.cleaned_data)
                edited.thread = post.thread
                return redirect(edited)
        except EditConflict as conflict:
            context |= _conflict(conflict, words, form)
            return render(request, "forum/post_edit.html", context, status=409)
        except Refused as refusal:
            form.add_error("source", str(refusal.reason))
    status = 422 if form.errors else 200
    return render(request, "forum/post_edit.html", context, status=status)


def _conflict(conflict: EditConflict, words: str, form: EditForm) -> dict[str, Any]:
    """Both texts side by side, and the form made ready to save over what stands now."""
    return {
        "form": form.with_value("version", str(conflict.post.version)),
        "conflict": conflict.reason,
        "standing": conflict.post,
        "difference": word_difference(conflict.post.source, words),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_withdraw(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    post = get_post(request.user, thread_id, number)
    if not (verdict := can_withdraw_post(request.user, post)):
        return _refusal(request, post, verdict)
    if request.method == "POST":
        try:
            withdraw_post(post, by=request.user)
        except Refused as refusal:  # Hidden, or the thread closed, a moment ago.
            return _refusal(request, post, Verdict(False, refusal.reason))
        return redirect(post)
    return render(request, "forum/post_withdraw.html", {"post": post, "thread": post.thread})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_helpful(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    """POST sets the mark, or with `off` clears it; without either it turns it over."""
    post = get_post(request.user, thread_id, number)
    marked = post.reactions.filter(user=request.user).exists()
    verdict = can_mark_helpful(request.user, post)
    if request.method != "POST" and not verdict:
        return _refusal(request, post, verdict)
    if request.method != "POST":
        context = {"post": post, "thread": post.thread, "marked": marked}
        return render(request, "forum/post_helpful.html", context)
    wanted = request.POST.get("helpful")
    on = not marked if wanted is None else wanted == "on"
    try:
        post = set_helpful(post, user=request.user, on=on)
    except Refused as refusal:
        if wants_json(request):
            return json_refusal(refusal.reason, status=403)
        return _refusal(request, post, Verdict(False, refusal.reason))
    if wants_json(request):
        return JsonResponse({"on": on, "count": post.helpful_count})
    return redirect(post)


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def post_report(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    post = get_post(request.user, thread_id, number)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {"post": post, "thread": post.thread, "form": form, "sent": False}
    if request.method == "POST" and form.is_valid():
        try:
            report_post(post, reporter=request.user, **form.cleaned_data)
            context["sent"] = True
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
    status = 422 if form.errors else 200
    return render(request, "forum/post_report.html", context, status=status)


@require_safe
def post_history(request: HttpRequest, thread_id: int, number: int) -> HttpResponse:
    """Every wording, newest first; a removed post shows its history to moderators only."""
    post = get_post(request.user, thread_id, number)
    if post.is_gone and not is_moderator(request.user):
        return _refusal(request, post, Verdict(False, _("This post was removed.")))
    versions = list(post.versions.all())
    texts = [post.source, *(version.source for version in versions)]
    times = [post.edited_at or post.created_at, *(version.written_at for version in versions)]
    changes = [
        {
            "number": post.version - place,
            "written_at": times[place],
            "difference": word_difference(texts[place + 1], text) if texts[place + 1 :] else None,
            "source": text,
        }
        for place, text in enumerate(texts)
    ]
    context = {"post": post, "thread": post.thread, "changes": changes}
    return render(request, "forum/post_history.html", context)


@require_safe
def post_menu(request: HttpRequest, thread_id: int, number: int) -> HttpResponse:
    """Everything this person can do with a post, as links and forms."""
    post = get_post(request.user, thread_id, number)
    return part_or_page(request, "post_menu", menu_for(request.user, post))


def _refusal(request: HttpRequest, post: Post, verdict: Verdict) -> HttpResponse:
    context = {"post": post, "thread": post.thread, "reason": verdict.reason}
    return render(request, "forum/refused.html", context, status=403)
