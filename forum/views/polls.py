"""Voting in a thread's poll, and making, changing and closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from accounts.models import User
from forum.access import Viewer, is_moderator
from forum.actions.ballots import cast_ballot, withdraw_ballot
from forum.actions.polls import add_poll, change_poll, close_poll, extend_poll
from forum.actions.refusals import Refused
from forum.ballot_forms import BallotForm
from forum.forms import ReasonForm
from forum.models import Poll, Post, Thread
from forum.models.polls import read_choices
from forum.permissions import can_run_poll, can_see_results, can_vote
from forum.poll_forms import MoreTimeForm, PollForm, initial_of, typed, with_rows
from forum.poll_fragments import poll_parts
from forum.views.asking import get_thread, sign_in_first


def panel(
    user: Viewer, thread: Thread, *, form: BallotForm | None = None, said: str = ""
) -> dict[str, Any]:
    """What one person sees of the thread's poll: the shared fragments and what is theirs."""
    poll = thread.poll
    own: str | None = vars(thread).get("own_choices")
    numbers = read_choices(own) if own else ()
    texts = dict(poll.numbered)
    shown = can_see_results(poll, has_voted=bool(numbers))
    parts = poll_parts(poll, results=shown)
    runs = bool(can_run_poll(user, thread))
    return {
        "poll": poll,
        "thread": thread,
        "head": parts.head,
        "results": parts.results,
        "mine": [texts[number] for number in numbers],
        "form": form or BallotForm(poll, mine=numbers),
        "can_vote": can_vote(user, thread, poll),
        "refetch": shown and poll.results == Poll.Results.VOTED and not poll.is_closed,
        "runs": runs,
        "closes": (runs or is_moderator(user)) and not poll.is_closed,
        "exports": shown and can_export(user, thread),
        "said": said,
    }


def panel_on_page(user: Viewer, thread: Thread, *, opening_is_gone: bool) -> dict[str, Any] | None:
    """The panel, if the thread has a poll that this person may see."""
    if poll_of(thread) is None or (opening_is_gone and not is_moderator(user)):
        return None
    return panel(user, thread)


def poll_of(thread: Thread) -> Poll | None:
    return getattr(thread, "poll", None)


def can_export(user: Viewer, thread: Thread) -> bool:
    return user.is_authenticated and (thread.author_id == user.pk or is_moderator(user))


def get_poll(user: Viewer, thread_id: int) -> Thread:
    """The thread with its poll if this person may see both, else 404."""
    thread = get_thread(user, thread_id)
    opening = Post.objects.visible_to(user).filter(thread=thread, number=1)
    if poll_of(thread) is None or not opening.exists():
        raise Http404
    return thread


@require_safe
def poll_detail(request: HttpRequest, thread_id: int) -> HttpResponse:
    return _show(request, get_poll(request.user, thread_id))


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def poll_vote(request: MemberRequest, thread_id: int) -> HttpResponse:
    thread = get_poll(request.user, thread_id)
    if request.method != "POST":
        return redirect(_place(thread))
    form = BallotForm(thread.poll, request.POST)
    if form.is_valid():
        try:
            choices, version = form.cleaned_data["choices"], form.cleaned_data["version"]
            cast_ballot(thread.poll, voter=request.user, choices=choices, version=version)
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return _done(request, thread, _("Your vote is counted."))
    return _show(request, thread, form, status=422)


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def poll_withdraw(request: MemberRequest, thread_id: int) -> HttpResponse:
    thread = get_poll(request.user, thread_id)
    if request.method != "POST":
        return redirect(_place(thread))
    try:
        withdraw_ballot(thread.poll, voter=request.user)
    except Refused as refusal:
        return _refused(request, thread, refusal)
    return _done(request, thread, _("Your vote was taken back."))


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def poll_new(request: MemberRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    if poll_of(thread) is not None:
        return redirect("forum:poll_edit", thread.pk)
    return _edit(request, thread, PollForm(**_sent(request)))


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def poll_edit(request: MemberRequest, thread_id: int) -> HttpResponse:
    """The whole poll before the first vote; after it, its time and note."""
    thread = get_poll(request.user, thread_id)
    poll = thread.poll
    if poll.voter_count or poll.is_closed:
        return _more_time(request, thread)
    return _edit(request, thread, PollForm(**_sent(request), initial=initial_of(poll)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def poll_close(request: MemberRequest, thread_id: int) -> HttpResponse:
    thread = get_poll(request.user, thread_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not is_moderator(request.user) and not (verdict := can_run_poll(request.user, thread)):
        return _refused(request, thread, Refused(verdict.reason))
    if request.method == "POST" and form.is_valid():
        try:
            close_poll(thread.poll, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The poll is closed. That is in the public log."))
            return redirect(_place(thread))
    context = {"thread": thread, "form": form, "title": _("Close the poll"), "back": _place(thread)}
    return render(request, "forum/moderate.html", context, status=422 if form.errors else 200)


def start_with_poll(start: Callable[[], Thread], *, by: User, form: PollForm) -> Thread:
    """Start a thread together with its poll, or neither."""
    with transaction.atomic():
        thread = start()
        if form.is_wanted:
            add_poll(thread, by=by, plan=form.plan)
    return thread


def _edit(request: MemberRequest, thread: Thread, form: PollForm) -> HttpResponse:
    """One page for a new poll and for one that nobody has voted in."""
    if not (verdict := can_run_poll(request.user, thread)):
        return _refused(request, thread, Refused(verdict.reason))
    poll = poll_of(thread)
    if request.method == "POST" and (rows := with_rows(request.POST)) is not None:
        form = PollForm(initial=typed(PollForm(rows)))
    elif request.method == "POST" and form.is_valid():
        try:
            if poll is None:
                add_poll(thread, by=request.user, plan=form.plan)
            else:
                change_poll(poll, by=request.user, plan=form.plan)
            return redirect(_place(thread))
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
    context = {"thread": thread, "poll": poll, "poll_form": form, "back": _place(thread)}
    return render(request, "forum/poll_edit.html", context, status=422 if form.errors else 200)


def _more_time(request: MemberRequest, thread: Thread) -> HttpResponse:
    if not (verdict := can_run_poll(request.user, thread)):
        return _refused(request, thread, Refused(verdict.reason))
    poll = thread.poll
    initial = {"closes_at": poll.closes_at, "note": poll.note}
    form = MoreTimeForm(request.POST if request.method == "POST" else None, initial=initial)
    if poll.is_closed:
        del form.fields["closes_at"]
    if request.method == "POST" and form.is_valid():
        wanted = {"closes_at": poll.closes_at, **form.cleaned_data}
        try:
            extend_poll(poll, by=request.user, **wanted)
            return redirect(_place(thread))
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
    context = {"thread": thread, "poll": poll, "form": form, "back": _place(thread)}
    return render(request, "forum/poll_more.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST} if request.method == "POST" else {}


def _place(thread: Thread) -> str:
    return f"{thread.get_absolute_url()}#poll"


def _is_swap(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _show(
    request: HttpRequest, thread: Thread, form: BallotForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The panel alone where script asks for it, else on a page of its own."""
    context = panel(request.user, thread, form=form)
    template = "forum/poll.html" if _is_swap(request) else "forum/poll_detail.html"
    return render(request, template, context, status=status)


def _done(request: MemberRequest, thread: Thread, said: str) -> HttpResponse:
    if not _is_swap(request):
        messages.success(request, said)
        return redirect(_place(thread))
    fresh = get_thread(request.user, thread.pk)
    return render(request, "forum/poll.html", panel(request.user, fresh, said=said))


def _refused(request: HttpRequest, thread: Thread, refusal: Refused) -> HttpResponse:
    context = {"thread": thread, "post": None, "reason": refusal.reason}
    return render(request, "forum/refused.html", context, status=403)
