"""The table of comments received and what the committee answered, to read and to take away."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.core.richtext import html_text
from cms.policies.models import Comment, CommentPeriod, Disposition, PolicyPage
from cms.policies.views.comments import know_policy
from forum.spreadsheets import cell

PAGE_SIZE = 100
BATCH = 200


def answerable(request: HttpRequest, policy: PolicyPage) -> QuerySet[Comment]:
    """Comments of periods that are over, as far as this person may read them."""
    over = CommentPeriod.objects.filter(policy=policy.pk, closed_at__isnull=False)
    comments = Comment.objects.filter(period__in=over).visible_to(request.user)
    return comments.with_words().order_by("-period__opens_at", "position", "pk")


@require_safe
def answer_table(request: HttpRequest, policy: PolicyPage) -> HttpResponse:
    rows = answerable(request, policy)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    know_policy(page, policy)
    counted = rows.order_by().values_list("disposition__outcome").annotate(Count("pk"))
    counts = dict(counted)
    context = {
        "page": policy,
        "policy": policy,
        "comments": page,
        "total": sum(counts.values()),
        "unanswered": counts.get(None, 0),
        "outcomes": [(label, counts.get(value, 0)) for value, label in Disposition.Outcome.choices],
        "periods": CommentPeriod.objects.filter(policy=policy.pk, closed_at__isnull=False),
        "csv_url": policy.url + policy.reverse_subpage("answers_csv"),
        "comments_url": policy.url + policy.reverse_subpage("comments"),
        "previous_url": f"?page={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?page={page.number + 1}" if page.has_next() else "",
    }
    return render(request, "cms/policy_answers.html", context)


class Echo:
    """Gives each line to whoever iterates, instead of keeping them."""

    def write(self, line: str) -> str:
        return line


@require_safe
def answers_csv(request: HttpRequest, policy: PolicyPage) -> StreamingHttpResponse:
    writer = csv.writer(Echo())
    lines = (writer.writerow([cell(value) for value in row]) for row in _rows(request, policy))
    marked = chain(["\ufeff"], lines)  # without it Excel reads no UTF-8
    response = StreamingHttpResponse(marked, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{policy.slug}-comments.csv"'
    return response


def _rows(request: HttpRequest, policy: PolicyPage) -> Iterator[list[Any]]:
    yield [
        _("Version"),
        _("Clause"),
        _("Post"),
        _("Author"),
        _("Written (UTC)"),
        _("Changed after the period (UTC)"),
        _("Comment"),
        _("Outcome"),
        _("Reason"),
        _("Answered (UTC)"),
    ]
    for comment in answerable(request, policy).iterator(chunk_size=BATCH):
        comment.version.policy = policy
        answer = getattr(comment, "disposition", None)
        yield [
            comment.version.number,
            comment.clause or _("The whole"),
            comment.post.number,
            comment.post.author.display_name,
            f"{comment.post.created_at:%Y-%m-%d %H:%M}",
            f"{late:%Y-%m-%d %H:%M}" if (late := comment.changed_late_at) else "",
            html_text(comment.html),
            answer.get_outcome_display() if answer else "",
            answer.reason if answer else "",
            f"{answer.answered_at:%Y-%m-%d %H:%M}" if answer else "",
        ]
