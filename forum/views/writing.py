"""Writing: replies, new threads, and changes to one's own posts."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from forum import rendering
from forum.actions.composing import preview as preview_of
from forum.actions.continuing import continue_thread
from forum.actions.posts import EditConflict, edit_post, reply_to_thread
from forum.actions.refusals import Refused
from forum.actions.threads import start_thread
from forum.differences import word_difference
from forum.forms import EditForm, ReplyForm, ThreadForm
from forum.models import Board, Post, Thread, ThreadTemplate
from forum.permissions import can_edit_post, can_start_thread
from forum.poll_forms import poll_beside, typed
from forum.views.asking import (
    get_post,
    get_thread,
    int_param,
    refusal_page,
    sign_in_first,
    signed_out,
    typed_words,
    wants_json,
)
from forum.views.attaching import tray, with_files
from forum.views.composing import (
    answer_script,
    initial_of,
    keep_draft,
    place_of,
    poll_begun,
    writing,
)
from forum.views.continuing import Origin, origin_of
from forum.views.polls import start_with_poll
from forum.views.thread_asked import read_request
from forum.views.thread_page import page


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Reading leads to the form: a preview and a refusal stand at this address, and what is
    pressed there comes back to it."""
    thread = get_thread(request.user, thread_id)
    if request.method != "POST":
        return redirect(f"{thread.get_absolute_url()}#compose")
    form = ReplyForm(request.POST)
    action = request.POST.get("action")
    preview = ""
    if not request.user.is_authenticated:
        return signed_out(request, back=thread.get_absolute_url())
    form = with_files(request, form, thread)
    if action == "draft":
        back = f"{thread.get_absolute_url()}#compose"
        if kept := keep_draft(request, request.user, place_of(thread), back=back, form=form):
            return kept
    elif form.is_valid():
        try:
            if action == "preview":
                words = form.cleaned_data["source"]
                board_id = thread.board_id
                preview = preview_of(words, author=request.user, board_id=board_id, thread=thread)
            else:
                post = reply_to_thread(thread, author=request.user, **form.cleaned_data)
                return _posted(request, post)
        except Refused as refusal:
            field = refusal.code if refusal.code in {"source", "key"} else None
            form.add_error(field, str(refusal.reason))
    if wants_json(request):
        return answer_script(form, preview=preview)
    context = page(request, thread, read_request(request, None), form.with_fresh_key())
    context |= {"form": form, "preview": preview, "typed": typed_words(request)}
    context["tray"] = tray(request.user, form)
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
def thread_new(request: MemberRequest, board: str) -> HttpResponse:
    found = get_object_or_404(Board.objects.visible_to(request.user), slug=board)
    templates = list(ThreadTemplate.objects.for_board(found)[:20])
    origin = origin_of(request, found)
    form, poll_form = ThreadForm(request.POST or None), poll_beside(request.POST or None)
    form = with_files(request, form, found)
    preview = ""
    action = request.POST.get("action")
    if poll_form.has_new_rows:
        form = ThreadForm(initial=typed(form))
    elif action == "draft":
        if kept := keep_draft(request, request.user, place_of(found), back=request.path, form=form):
            return kept
    elif request.method == "POST" and form.is_valid() and not poll_form.errors:
        words = form.cleaned_data
        try:
            if action == "preview":
                preview = preview_of(words["source"], author=request.user, board_id=found.pk)
            else:
                start = partial(_started, request, found, origin, words)
                return _done(request, start_with_poll(start, by=request.user, form=poll_form))
        except Refused as refusal:
            field = refusal.code if refusal.code in {"title", "source", "topics", "key"} else None
            form.add_error(field, str(refusal.reason))
    if wants_json(request) and request.method == "POST":
        return answer_script(form, preview=preview)
    context = _new_thread(request, found, templates, origin)
    if request.method == "POST":
        form = form.with_fresh_key() if form.is_bound else form
        context |= {"form": form, "poll_form": poll_form, "draft": None}
    context |= {"board": found, "preview": preview, "origin": origin}
    context["tray"] = tray(request.user, context["form"])
    status = 422 if form.errors or poll_form.errors else 200
    return render(request, "forum/thread_new.html", context, status=status)


def _started(
    request: MemberRequest, board: Board, origin: Origin | None, words: dict[str, Any]
) -> Thread:
    if origin is None:
        return start_thread(board, author=request.user, **words)
    is_told = origin.may_tell and request.POST.get("tell") == "on"
    return continue_thread(origin.post, board=board, author=request.user, is_told=is_told, **words)


def _new_thread(
    request: MemberRequest,
    board: Board,
    templates: list[ThreadTemplate],
    origin: Origin | None,
) -> dict[str, Any]:
    """The form as it opens: with the template that was asked for, or else the newest draft."""
    context = writing(request.user, place_of(board), wanted=request.GET.get("draft"))
    wanted = int_param(request, "template")
    template = next((each for each in templates if each.pk == wanted), None)
    if template is not None:
        # The draft stays where it is; this begins another one.
        context |= {"draft": None, "other_drafts": 0}
        initial: dict[str, Any] = {"source": template.body}
    elif origin is not None and "draft" not in request.GET:
        context |= {"draft": None, "other_drafts": 0}
        initial = dict(origin.initial)
    else:
        initial = initial_of(context["draft"], "topics")
    return {
        **context,
        "form": ThreadForm(initial=initial),
        "poll_form": poll_begun(context["draft"]),
        "can_start": can_start_thread(request.user, board),
        "templates": templates,
        "template": template,
    }


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    post = get_post(request.user, thread_id, number)
    verdict = can_edit_post(request.user, post)
    if not verdict:
        return refusal_page(request, post, verdict)
    context: dict[str, Any] = {"post": post, "thread": post.thread}
    if request.method != "POST":
        context |= writing(request.user, place_of(post), wanted=request.GET.get("draft"))
        initial = {"source": post.source, "version": post.version}
        context["form"] = EditForm(initial=initial | initial_of(context["draft"]))
        context["tray"] = tray(request.user, context["form"])
        return render(request, "forum/post_edit.html", context)
    form = with_files(request, EditForm(request.POST), post.thread)
    context |= writing(request.user, place_of(post)) | {"form": form, "draft": None}
    context["tray"] = tray(request.user, form)
    action = request.POST.get("action")
    if action == "draft":
        if kept := keep_draft(request, request.user, place_of(post), back=request.path, form=form):
            return kept
    elif form.is_valid():
        words = form.cleaned_data["source"]
        try:
            if action == "preview":
                context["preview"] = preview_of(words, author=request.user, thread=post.thread)
            else:
                edited = edit_post(post, editor=request.user, **form.cleaned_data)
                edited.thread = post.thread
                return _done(request, edited)
        except EditConflict as conflict:
            context |= _conflict(conflict, words, form)
            return render(request, "forum/post_edit.html", context, status=409)
        except Refused as refusal:
            form.add_error("source", str(refusal.reason))
    if wants_json(request):
        return answer_script(form, preview=context.get("preview", ""))
    return render(request, "forum/post_edit.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, made: Thread | Post) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"url": made.get_absolute_url()}, status=201)
    return redirect(made)


def _conflict(conflict: EditConflict, words: str, form: EditForm) -> dict[str, Any]:
    """Both texts side by side, and the form made ready to save over what stands now."""
    return {
        "form": form.with_value("version", str(conflict.post.version)),
        "conflict": conflict.reason,
        "standing": conflict.post,
        "difference": word_difference(conflict.post.source, words),
    }
