"""The bell's list, and marking it as read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from forum.actions.notices import (
    mark_all_notices_read,
    mark_group_read,
    mark_notice_read,
    mark_reminder_read,
)
from forum.bell import SHOWS, groups
from forum.models import Notice
from forum.views.asking import int_param


@require_safe
@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "all")
    if show not in SHOWS:
        raise BadRequest(_("Show all, mentions or unread notices."))
    shown, next_before = groups(member(request), show=show, before=int_param(request, "before"))
    tabs = [("all", _("All")), ("mentions", _("Mentions")), ("unread", _("Unread"))]
    context = {"groups": shown, "show": show, "tabs": tabs, "next_before": next_before}
    return render(request, "forum/notice_list.html", context)


@require_safe
@login_required
@never_cache
def notice_count(request: HttpRequest) -> HttpResponse:
    """The number on the bell, for a page that can have no socket."""
    return JsonResponse({"unread": Notice.objects.bell_count(member(request))})


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """Marks one thread's or page's notices as read, or all of them where no group is named."""
    user, address = member(request), request.POST.get("group", "")
    kind, _colon, raw = address.partition(":")
    if not address:
        mark_all_notices_read(user)
    elif (
        kind in {"thread", "page", "reminder", "notice"}
        and raw.isascii()
        and raw.isdigit()
        and len(raw) <= 10
    ):
        pk = int(raw)
        if kind in {"reminder", "notice"}:
            (mark_reminder_read if kind == "reminder" else mark_notice_read)(user, pk)
            return redirect(next_address(request, reverse("forum:notice_list")))
        mark_group_read(
            user,
            thread_id=pk if kind == "thread" else None,
            page_id=pk if kind == "page" else None,
        )
    else:
        raise BadRequest(_("That names no notices. Open the list again."))
    return redirect(next_address(request, reverse("forum:notice_list")))


def member(request: HttpRequest) -> User:
    """The signed-in member, which `login_required` has made sure of."""
    assert isinstance(request.user, User)
    return request.user


def next_address(request: HttpRequest, default: str) -> str:
    """Where the form asked to return to, if that is on this site."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else default
