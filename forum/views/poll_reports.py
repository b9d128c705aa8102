"""A poll's results as a file, and who chose what in an open ballot."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from forum import counting
from forum.access import Viewer
from forum.models import Ballot, Poll
from forum.permissions import can_see_results
from forum.spreadsheets import cell
from forum.views.asking import int_param, sign_in_first
from forum.views.polls import can_export, get_poll

PAGE = 100


@sign_in_first
@require_safe
def poll_csv(request: MemberRequest, thread_id: int) -> HttpResponse:
    thread = get_poll(request.user, thread_id)
    if not can_export(request.user, thread):
        raise PermissionDenied(_("Only who started the thread, and moderators, export its poll."))
    if not sees_results(request.user, thread.poll):
        raise PermissionDenied(_("The results of this poll are not shown yet, to anyone."))
    name = f'attachment; filename="poll-{thread.pk}.csv"'
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )
    response.write("\ufeff")  # without it Excel reads no UTF-8
    csv.writer(response).writerows(rows_of(thread.poll))
    return response


def rows_of(poll: Poll) -> Iterator[list[object]]:
    results = counting.count(poll)
    rounds = len(results.runoff.rounds) if results.runoff else 0
    named = [_("Round %d") % n for n in range(1, rounds + 1)]
    yield [cell(poll.question)]
    yield [_("Voters"), results.voters]
    yield [_("Option"), _("Votes"), _("Share of voters, %"), *named]
    by_round = dict(results.rounds)
    for line in results.lines:
        counts = ["" if n is None else n for n in by_round.get(line.text, [])]
        yield [cell(line.text), line.count, line.share, *counts]
    if rounds:
        yield [_("Ballots with no choice left"), "", "", *results.spent]


@require_safe
def poll_voters(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Who chose what, by handle, where the ballot is open and the results are shown."""
    thread = get_poll(request.user, thread_id)
    poll = thread.poll
    if poll.is_secret:
        raise Http404
    context = {"thread": thread, "poll": poll, "shown": sees_results(request.user, poll)}
    if context["shown"]:
        page = min(max(int_param(request, "page") or 1, 1), poll.voter_count // PAGE + 1)
        ballots = Ballot.objects.filter(poll=poll, voter__isnull=False).select_related("voter")
        start = (page - 1) * PAGE
        found = list(ballots.order_by("voter__handle")[start : start + PAGE + 1])
        texts = dict(poll.numbered)
        context["votes"] = [
            (ballot.voter, [texts[number] for number in ballot.numbers]) for ballot in found[:PAGE]
        ]
        context["previous"] = f"?page={page - 1}" if page > 1 else ""
        context["next"] = f"?page={page + 1}" if len(found) > PAGE else ""
    return render(request, "forum/poll_voters.html", context)


def sees_results(user: Viewer, poll: Poll) -> bool:
    voted = user.is_authenticated and Ballot.objects.of(poll, user).exists()
    return can_see_results(poll, has_voted=voted)
