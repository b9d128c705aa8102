"""Where moderators split posts off a thread, or merge posts and threads into another."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from forum.access import Viewer
from forum.actions.moving import merge_posts, split_thread
from forum.actions.refusals import Refused
from forum.markup import excerpt
from forum.models import Post, Thread
from forum.move_forms import MoveForm
from forum.views.asking import check_number, get_thread, int_param
from forum.views.moderation import require_moderator

PAGE = 50
EXCERPT = 140


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_split(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Choose posts, by boxes or by numbers, and where they go."""
    require_moderator(request)
    thread = get_thread(request.user, thread_id)
    initial = {"numbers": str(int_param(request, "post") or "")}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _moved(request, _carry(request, thread, form))
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
    context = {
        "thread": thread,
        "form": form,
        "back": thread.get_absolute_url(),
        "chosen": form.chosen(),
        **choices(thread, int_param(request, "after") or 1),
    }
    return render(request, "forum/thread_split.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_merge(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Merge the whole thread into another."""
    require_moderator(request)
    thread = get_thread(request.user, thread_id)
    form = MoveForm(request.POST if request.method == "POST" else None)
    for name in ("numbers", "title"):
        del form.fields[name]
    form.fields["target"].required = True
    if request.method == "POST" and form.is_valid():
        try:
            into = find_thread(request.user, form.cleaned_data["target"])
            reason = form.cleaned_data["reason"]
            merged = merge_posts(thread, into=into, moderator=request.user, reason=reason)
            return _moved(request, merged)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
    context = {"thread": thread, "form": form, "back": thread.get_absolute_url()}
    return render(request, "forum/thread_merge.html", context, status=422 if form.errors else 200)


def choices(thread: Thread, after: int) -> dict[str, Any]:
    """PAGE posts that may be chosen, after a number, and where the next ones begin."""
    posts = Post.objects.filter(thread=thread, number__gt=after, moved_to__isnull=True)
    found = list(posts.select_related("author", "parent").order_by("number")[: PAGE + 1])
    shown = found[:PAGE]
    return {
        "posts": [(post, excerpt(unescape(strip_tags(post.html)), EXCERPT)) for post in shown],
        "next": f"?after={shown[-1].number}" if len(found) > PAGE else "",
        "previous": "?" if after > 1 else "",
    }


def find_thread(user: Viewer, words: str) -> Thread:
    """The thread that an address, or its number alone, names; raises Refused."""
    match = re.fullmatch(r"(?:\S*/t/)?([0-9]{1,9})(?:/\S*)?", words.strip(), re.ASCII)
    thread = None
    if match:
        threads = Thread.objects.visible_to(user).select_related("board")
        thread = threads.filter(pk=int(match[1])).first()
    if thread is None:
        raise Refused(_("Give the address of the thread, or its number."), code="target")
    return thread


def moved_address(user: Viewer, thread_id: int, number: int) -> str | None:
    """Where a post that stood here can be read now, by whoever may read it there."""
    here = Post.objects.filter(
        thread=check_number(thread_id), number=check_number(number), moved_to__isnull=False
    )
    found = Post.objects.in_threads_of(user).filter(pk__in=here.values("moved_to"))
    post = found.select_related("thread").first()
    return post.get_absolute_url() if post else None


def lead_on(request: HttpRequest, thread_id: int, number: int | None) -> HttpResponse | None:
    """A way on for a post that moved, or a thread that moved whole; one query."""
    address = moved_address(request.user, thread_id, number or 1)
    return redirect(address) if address else None


def get_thread_or_lead_on(
    request: HttpRequest, thread_id: int, number: int | None
) -> Thread | HttpResponse:
    try:
        return get_thread(request.user, thread_id)
    except Http404:
        if (response := lead_on(request, thread_id, number)) is not None:
            return response
        raise


def _carry(request: MemberRequest, thread: Thread, form: MoveForm) -> Thread:
    words, numbers = form.cleaned_data, form.chosen()
    reason = words["reason"]
    if not words["target"]:
        title = words["title"]
        return split_thread(
            thread, numbers=numbers, title=title, moderator=request.user, reason=reason
        )
    into = find_thread(request.user, words["target"])
    return merge_posts(thread, into=into, numbers=numbers, moderator=request.user, reason=reason)


def _moved(request: MemberRequest, target: Thread) -> HttpResponse:
    messages.success(request, _("Done. Where the posts stood, a line leads on; it is in the log."))
    return redirect(target)
