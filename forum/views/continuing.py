"""Going on in a new thread, from any post that can be read, also of a closed thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from forum.actions.continuing import set_continued
from forum.actions.refusals import Refused
from forum.actions.threads import MAX_TITLE
from forum.models import Board, Post
from forum.permissions import can_choose_posts, can_lead_to, can_start_thread
from forum.views.acting import not_allowed
from forum.views.asking import get_post, get_thread
from forum.views.reply_form import quotation_of

FROM = re.compile(r"([0-9]{1,10})\.([0-9]{1,10})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origin:
    """The post that a new thread in `board` goes on from."""

    post: Post
    may_tell: bool
    is_exposing: bool

    @property
    def initial(self) -> dict[str, Any]:
        title = _("%(title)s (continued)") % {"title": self.post.thread.title}
        fits = len(title) <= MAX_TITLE
        return {
            "title": title if fits else self.post.thread.title,
            "source": f"{quotation_of(self.post)}\n",
        }


def origin_of(request: HttpRequest, board: Board) -> Origin | None:
    """What `?from=12.5` names, if anything: thread 12, no. 5; 404 where it can't be read."""
    asked = request.GET.get("from")
    if asked is None:
        return None
    if not (match := FROM.fullmatch(asked)):
        raise BadRequest(_("“from” must name a thread and a post, such as 12.5."))
    post = get_post(request.user, int(match[1]), int(match[2]))
    if post.is_gone:
        raise Http404
    thread = post.thread
    leads = can_lead_to(thread, board)
    return Origin(
        post,
        may_tell=bool(leads and can_choose_posts(request.user, thread)),
        is_exposing=thread.board.reading != "public" and board.pk != thread.board_id,
    )


@login_required
@require_safe
def post_continue(request: MemberRequest, thread_id: int, number: int) -> HttpResponse:
    """Choose the board: the thread's own first, then the others where this person may start."""
    post = get_post(request.user, thread_id, number)
    if post.is_gone:
        return not_allowed(request, post, _("This post was removed, so nothing can go on from it."))
    boards = Board.objects.visible_to(request.user).select_related("unit")
    own = post.thread.board_id
    open_ones = [board for board in boards if can_start_thread(request.user, board)]
    choices = sorted(open_ones, key=lambda board: board.pk != own)
    query = f"?from={post.thread_id}.{post.number}"
    context = {
        "post": post,
        "thread": post.thread,
        "choices": [(b, reverse("forum:thread_new", args=[b.slug]) + query) for b in choices],
        "refusal": "" if choices else can_start_thread(request.user, post.thread.board).reason,
    }
    return render(request, "forum/post_continue.html", context)


@login_required
@require_POST
def thread_continued(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Takes down what says where the thread goes on."""
    thread = get_thread(request.user, thread_id)
    try:
        set_continued(thread, to=None, by=request.user)
        messages.success(request, _("The thread says no more where it goes on."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(thread)
