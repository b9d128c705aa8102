"""Marking posts read or new again, with a way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from forum.actions.notices import mark_group_read, mark_notices_read
from forum.actions.reading import mark_all_read, mark_read, mark_unread_from, restore_mark
from forum.models import Post, ReadMark, Thread
from forum.views.asking import check_number, get_thread, wants_json
from forum.views.notices import next_address
from forum.where_new import count_new

# One marking can be taken back: the thread, and its mark as it stood before.
UNDO = "undo_reading"
MAX_NUMBERS = 1_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_read(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Marks `numbers` (commas between) as read, or `all`, or nothing from `unread` on; `undo`
    takes the last of these back. Without one of them, it offers the choice."""
    thread = get_thread(request.user, thread_id)
    before = ReadMark.objects.filter(user=request.user, thread=thread).first()
    if request.method != "POST":
        context = {
            "thread": thread,
            "new_total": count_new(thread, before),
            "can_undo": _kept(request, thread) is not None,
        }
        return render(request, "forum/thread_read.html", context)
    said = _mark(request, thread)
    if "numbers" in request.POST and "tell" not in request.POST and wants_json(request):
        return HttpResponse(status=204)  # What a page reports by itself, as its posts are seen.
    undo = "undo" not in request.POST
    if undo:
        request.session[UNDO] = {
            "thread": thread.pk,
            "number": before.number if before else None,
            "above": before.above if before else [],
        }
    return _answer(request, thread, said, undo=undo)


def _mark(request: MemberRequest, thread: Thread) -> str:
    user, sent = request.user, request.POST
    try:
        if "unread" in sent:
            number = check_number(int(sent["unread"]))
            mark_unread_from(thread, user=user, number=number)
            return _("Everything from no. %(n)d on is new again.") % {"n": number}
        if "numbers" in sent:
            numbers = [check_number(int(n)) for n in sent["numbers"].split(",")[:MAX_NUMBERS]]
            mark_read(thread, user=user, numbers=numbers)
            mark_notices_read(user, thread, numbers)
            return ngettext(
                "%(n)d post is marked as read.", "%(n)d posts are marked as read.", len(numbers)
            ) % {"n": len(numbers)}
    except ValueError:
        raise BadRequest(_("Post numbers are whole numbers.")) from None
    if "undo" in sent:
        kept = _kept(request, thread)
        if kept is None:
            return _("There is nothing to take back in this thread.")
        restore_mark(thread, user=user, number=kept["number"], above=kept["above"])
        del request.session[UNDO]
        return _("Taken back: what was new before is new again.")
    mark_all_read(thread, user=user)
    mark_group_read(user, thread_id=thread.pk)
    return _("Everything in this thread is marked as read.")


def _kept(request: MemberRequest, thread: Thread) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(UNDO)
    return kept if kept and kept.get("thread") == thread.pk else None


def _answer(request: MemberRequest, thread: Thread, said: str, *, undo: bool) -> HttpResponse:
    mark = ReadMark.objects.filter(user=request.user, thread=thread).first()
    if wants_json(request):
        new = count_new(thread, mark)
        state = {"number": mark.number, "above": mark.above} if mark else {}
        return JsonResponse({"said": said, "undo": undo, "new": new, **state})
    if undo:
        said = format_html(
            '{} <a href="{}">{}</a>',
            said,
            reverse("forum:thread_read", args=[thread.pk]),
            _("Undo"),
        )
    messages.success(request, said)
    return redirect(_back(request, thread))


def _back(request: MemberRequest, thread: Thread) -> str:
    """The page that the form stood on, or the post from which everything is new again."""
    if back := next_address(request, ""):
        return back
    number = request.POST.get("unread", "")
    post = Post.objects.filter(thread=thread, number=number).first() if number.isdigit() else None
    if post is None:
        return thread.get_absolute_url()
    post.thread = thread
    return post.get_absolute_url()
