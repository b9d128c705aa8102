"""Acting on posts, and what is known of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from forum.access import is_moderator
from forum.actions.moderation import report_post
from forum.actions.posts import withdraw_post
from forum.actions.reactions import set_helpful
from forum.actions.refusals import Refused
from forum.differences import word_difference
from forum.forms import ReportForm
from forum.permissions import Verdict, can_mark_helpful, can_withdraw_post
from forum.views.acting import part_or_page
from forum.views.asking import (
    get_post,
    json_refusal,
    refusal_page,
    sign_in_first,
    wants_json,
)
from forum.views.menus import menu_for

# Wordings that a page of the history compares.
WORDINGS = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_withdraw(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    post = get_post(request.user, thread_id, number)
    if not (verdict := can_withdraw_post(request.user, post)):
        return refusal_page(request, post, verdict)
    if request.method == "POST":
        try:
            withdraw_post(post, by=request.user)
        except Refused as refusal:  # Hidden, or the thread closed, a moment ago.
            return refusal_page(request, post, Verdict(False, refusal.reason))
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
        return refusal_page(request, post, verdict)
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
        return refusal_page(request, post, Verdict(False, refusal.reason))
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
    """The wordings, newest first; a removed post shows its history to moderators only."""
    post = get_post(request.user, thread_id, number)
    if post.is_gone and not is_moderator(request.user):
        return refusal_page(request, post, Verdict(False, _("This post was removed.")))
    versions = post.versions.all()
    page = Paginator(range(versions.count() + 1), WORDINGS).get_page(request.GET.get("page"))
    first = page.object_list[0]
    # One more, because each is compared with the one before it.
    rows = list(versions.values_list("source", "written_at")[max(first - 1, 0) : first + WORDINGS])
    if not first:
        rows.insert(0, (post.source, post.edited_at or post.created_at))
    changes = [
        {
            "number": post.version - first - place,
            "written_at": written_at,
            "difference": word_difference(rows[place + 1][0], text) if rows[place + 1 :] else None,
            "source": text,
        }
        for place, (text, written_at) in enumerate(rows[:WORDINGS])
    ]
    context = {
        "post": post,
        "thread": post.thread,
        "changes": changes,
        "wordings": page,
        "newer": f"?page={page.number - 1}" if page.has_previous() else "",
        "older": f"?page={page.number + 1}" if page.has_next() else "",
    }
    return render(request, "forum/post_history.html", context)


@require_safe
def post_menu(request: HttpRequest, thread_id: int, number: int) -> HttpResponse:
    """Everything this person can do with a post, as links and forms."""
    post = get_post(request.user, thread_id, number)
    return part_or_page(request, "post_menu", menu_for(request.user, post))
