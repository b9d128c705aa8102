"""The moderators' queue and acts, and the log that everyone may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from accounts.models import User
from forum.actions import moderation
from forum.actions.refusals import Refused
from forum.forms import ReasonForm
from forum.models import Board, ModerationAction, Post, Report, Thread
from forum.permissions import can_moderate
from forum.views.asking import get_post, get_thread, int_param

PostAct = Callable[..., object]
POST_ACTS: dict[str, tuple[PostAct, Promise]] = {
    "hide": (moderation.hide_post, gettext_lazy("Hide this post")),
    "restore": (moderation.restore_post, gettext_lazy("Restore this post")),
    "dismiss": (moderation.dismiss_reports, gettext_lazy("Keep this post and close its reports")),
}
THREAD_ACTS: dict[str, tuple[PostAct, Promise]] = {
    "lock": (moderation.lock_thread, gettext_lazy("Close this thread")),
    "unlock": (moderation.unlock_thread, gettext_lazy("Reopen this thread")),
    "pin": (moderation.pin_thread, gettext_lazy("Pin this thread")),
    "unpin": (moderation.unpin_thread, gettext_lazy("Unpin this thread")),
    "hide": (moderation.hide_thread, gettext_lazy("Hide this thread")),
    "restore": (moderation.restore_thread, gettext_lazy("Restore this thread")),
}
LOG_PAGE = 50
SLOW = {
    "0": gettext_lazy("Off"),
    "5": gettext_lazy("5 minutes"),
    "15": gettext_lazy("15 minutes"),
    "60": gettext_lazy("An hour"),
    "240": gettext_lazy("4 hours"),
    "1440": gettext_lazy("A day"),
}
SUSPENSIONS = {"1": 1, "7": 7, "30": 30, "": None}


def require_moderator(request: HttpRequest) -> None:
    if not can_moderate(request.user):
        raise PermissionDenied(_("Only moderators can open this page."))


@login_required
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """Reported posts, the longest waiting first, each with who reported it and why."""
    require_moderator(request)
    posts = (
        Post.objects.filter(reports__resolved_at__isnull=True, reports__isnull=False)
        .annotate(waiting_since=Min("reports__created_at"))
        .select_related("thread__board", "author", "parent__author")
        .order_by("waiting_since")[:50]
    )
    reports = Report.objects.filter(resolved_at__isnull=True, post__in=[p.pk for p in posts])
    by_post: dict[int, list[Report]] = {}
    for report in reports.select_related("reporter"):
        by_post.setdefault(report.post_id, []).append(report)
    items = [(post, by_post.get(post.pk, [])) for post in posts]
    return render(request, "forum/moderation.html", {"items": items, "form": ReasonForm()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_moderate(request: MemberRequest, thread_id: int, number: int, act: str) -> HttpResponse:
    require_moderator(request)
    post = get_post(request.user, thread_id, number)
    action, title = POST_ACTS[act]
    return _act(
        request,
        title,
        post.get_absolute_url(),
        {"post": post, "thread": post.thread},
        lambda reason: action(post, moderator=request.user, reason=reason),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_moderate(request: MemberRequest, thread_id: int, act: str) -> HttpResponse:
    require_moderator(request)
    thread = get_thread(request.user, thread_id)
    action, title = THREAD_ACTS[act]
    return _act(
        request,
        title,
        thread.get_absolute_url(),
        {"thread": thread},
        lambda reason: action(thread, moderator=request.user, reason=reason),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_slow(request: MemberRequest, thread_id: int) -> HttpResponse:
    require_moderator(request)
    thread = get_thread(request.user, thread_id)

    def slow(reason: str) -> None:
        sent = request.POST.get("minutes", "")
        if sent not in SLOW:
            raise Refused(_("Choose how long everyone waits between two posts."))
        moderation.slow_thread(thread, moderator=request.user, minutes=int(sent), reason=reason)

    context = {"thread": thread, "waits": SLOW, "wait": str(thread.slow_minutes)}
    return _act(request, _("Set slow mode"), thread.get_absolute_url(), context, slow)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_move(request: MemberRequest, thread_id: int) -> HttpResponse:
    require_moderator(request)
    thread = get_thread(request.user, thread_id)
    boards = Board.objects.visible_to(request.user).exclude(pk=thread.board_id)

    def move(reason: str) -> None:
        slug = request.POST.get("board", "")
        board = next((board for board in boards if board.slug == slug), None)
        if board is None:
            raise Refused(_("Choose the board to move the thread to."))
        moderation.move_thread(thread, moderator=request.user, board=board, reason=reason)

    context = {"thread": thread, "boards": boards}
    return _act(request, _("Move this thread"), thread.get_absolute_url(), context, move)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_suspend(request: MemberRequest, handle: str) -> HttpResponse:
    """Suspend, or reinstate who is suspended."""
    require_moderator(request)
    member = get_object_or_404(User, handle=handle)

    def change(reason: str) -> None:
        if member.is_suspended:
            moderation.reinstate_member(member, moderator=request.user, reason=reason)
            return
        days = SUSPENSIONS.get(request.POST.get("days", ""))
        until = timezone.now() + timedelta(days=days) if days else None
        moderation.suspend_member(member, moderator=request.user, reason=reason, until=until)

    title = _("Reinstate %s") if member.is_suspended else _("Suspend %s")
    context = {"member": member, "suspending": not member.is_suspended}
    return _act(request, title % member, member.get_absolute_url(), context, change)


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What moderators did and why; whom it concerned is for moderators' eyes."""
    moderator = bool(can_moderate(request.user))
    actions = ModerationAction.objects.select_related(
        "actor", "thread__board", "post__thread__board", "member", "board"
    )
    if not moderator:
        # A log row must not tell that something exists where the reader may not look.
        readable = Thread.objects.visible_to(request.user)
        actions = actions.filter(
            Q(thread__in=readable) | Q(thread__isnull=True, member__isnull=False)
        )
    year = timezone.now() - timedelta(days=365)
    kinds = actions.order_by().filter(created_at__gte=year).values_list("kind")
    counts = {
        ModerationAction.Kind(kind).label: count
        for kind, count in kinds.annotate(n=Count("pk")).order_by("-n")
    }
    if before := int_param(request, "before"):
        actions = actions.filter(pk__lt=before)
    found = list(actions.order_by("-id")[: LOG_PAGE + 1])
    context = {
        "actions": found[:LOG_PAGE],
        "older": found[LOG_PAGE - 1].pk if len(found) > LOG_PAGE else None,
        "counts": counts,
        "moderator": moderator,
    }
    return render(request, "forum/moderation_log.html", context)


def _act(
    request: HttpRequest,
    title: str | Promise,
    back: str,
    context: dict[str, Any],
    change: Callable[[str], object],
) -> HttpResponse:
    """One page for every act: say what will happen, ask why, do it, go back and say so."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            change(form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Done: “%s”. It is in the log.") % title)
            return redirect(back)
    status = 422 if form.errors else 200
    context |= {"form": form, "title": title, "back": back}
    return render(request, "forum/moderate.html", context, status=status)
