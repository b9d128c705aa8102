"""What one follows, at which level, and whether mail comes at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.access import can_read_board, can_read_thread, readable_pages
from forum.actions.following import follow as follow_target
from forum.actions.following import set_mail_notices, unfollow, unknown_target
from forum.actions.refusals import Refused
from forum.following import find_target, following_context, row_at
from forum.lists.places import counted
from forum.lists.reach import reach_of
from forum.models import Follow
from forum.models.following import Target, url_of
from forum.views.asking import int_param
from forum.views.notices import member, next_address

ROWS = 50
# Where threads keep what a follow names.
COLUMNS = {"thread": "pk", "topic": "topics", "unit": "board__unit"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def following(request: HttpRequest) -> HttpResponse:
    user = member(request)
    if request.method == "POST":
        set_mail_notices(user, on=request.POST.get("mail_notices") == "on")
        messages.success(request, _("Saved."))
        return redirect("forum:following")
    return render(request, "forum/following.html", following_page(request, user))


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Sets a level, or forgets the setting where the level is empty."""
    if request.method != "POST":
        return redirect("forum:following")
    back = next_address(request, reverse("forum:following"))
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    user, level = member(request), request.POST.get("level", "")
    try:
        target = change_level(user, request.POST.get("target", ""), level)
    except Refused as refusal:
        return refused(request, user, refusal)
    if is_fragment(request) and target is not None:
        context = following_context(user, target) | {"quiet_label": True, "saved": True}
        return render(request, "components/follow.html", context)
    messages.success(request, _("Saved."))
    return redirect(back)


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def refused(request: HttpRequest, user: User, refusal: Refused) -> HttpResponse:
    if is_fragment(request):
        note = {"kind": "bad", "text": refusal.reason}
        return render(request, "components/note.html", note, status=422)
    context = following_page(request, user) | {"problem": refusal.reason}
    return render(request, "forum/following.html", context, status=422)


def change_level(user: User, address: str, level: str) -> Target | None:
    """Follow what `address` names, or forget it; raises Refused."""
    target = find_target(user, address)
    if not level and target is None:
        forget_lost(user, address)
        return None
    if target is None:
        raise unknown_target()
    if level:
        follow_target(user, target=target, level=level)
    else:
        unfollow(user, target=target)
    return target


def forget_lost(user: User, address: str) -> None:
    """Drop an own setting on what can't be read any more."""
    target = row_at(address)
    if target is None or not Follow.objects.of(user).on(target).exists():
        raise unknown_target()
    unfollow(user, target=target)


def following_page(request: HttpRequest, user: User) -> dict[str, Any]:
    before = int_param(request, "before")
    rows = Follow.objects.of(user).with_targets().order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: ROWS + 1])
    shown = found[:ROWS]
    count_unread(user, shown)
    wanted = find_target(user, request.GET.get("target", ""))
    return {
        "follows": readable(user, shown),
        "levels": Follow.Level.choices,
        "mail_notices": user.mail_notices,
        "asked": following_context(user, wanted) if wanted else None,
        "asked_for": wanted,
        "asked_url": url_of(wanted) if wanted else "",
        "next_before": shown[-1].pk if len(found) > ROWS else None,
    }


def readable(user: User, follows: list[Follow]) -> list[tuple[Follow, bool]]:
    """Each with whether its target may still be shown: a name can say too much."""
    pages = [follow.page_id for follow in follows if follow.page_id is not None]
    open_pages = set(readable_pages(user).filter(pk__in=pages).values_list("pk", flat=True))

    def may_show(follow: Follow) -> bool:
        if follow.thread is not None:
            return can_read_thread(user, follow.thread)
        if follow.board is not None:
            return can_read_board(user, follow.board)
        return follow.page_id is None or follow.page_id in open_pages

    return [(follow, may_show(follow)) for follow in follows]


def count_unread(user: User, follows: list[Follow]) -> None:
    """Sets `new_count` on each: a query for each kind of thing among them."""
    reach = reach_of(user)
    for kind in {follow.kind for follow in follows}:
        column = COLUMNS.get(kind, kind)
        counts = counted(reach, column)
        for follow in follows:
            if follow.kind == kind:
                follow.new_count = counts.get(follow.target.pk, 0)  # type: ignore[attr-defined]
