"""The comments on a draft, by clause, and the form for one more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cms.policies.actions.comments import can_comment, comment_on, preview_comment
from cms.policies.models import Comment, CommentPeriod, PolicyPage, PolicyVersion
from forum.actions.refusals import Refused
from forum.forms.composing import ComposeForm
from forum.views.asking import sign_in_first

PAGE_SIZE = 50
WHOLE = "whole"


class CommentForm(ComposeForm):
    clause = forms.CharField(
        label=_("Clause"),
        required=False,
        validators=[MaxLengthValidator(20)],  # As max_length it would stand on the select.
        widget=forms.Select,
        help_text=_("What you comment on."),
    )
    field_order = ("clause", "source", "key")

    def __init__(self, *args: Any, version: PolicyVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].label = _("Your comment")
        select = self.fields["clause"].widget
        assert isinstance(select, forms.Select)
        select.choices = [("", _("The whole draft")), *clause_choices(version)]


def clause_choices(version: PolicyVersion | None) -> list[tuple[str, str]]:
    return [
        (block.value["number"], f"{block.value['number']} {block.value['heading']}".strip()[:90])
        for block in (version.body if version else [])
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def comment_list(request: HttpRequest, policy: PolicyPage) -> HttpResponse:
    if request.method == "POST":
        return _comment(request, policy)
    period = open_period(policy)
    version = version_of(policy, period)
    clause = request.GET.get("clause", "")
    form = CommentForm(version=version, initial={"clause": "" if clause == WHOLE else clause})
    return render(request, "cms/policy_comments.html", listing(request, policy, form))


@sign_in_first
def _comment(request: HttpRequest, policy: PolicyPage) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    # The period of the form, so that words for one that has just ended are answered as such.
    periods = CommentPeriod.objects.filter(policy=policy.pk, cancelled_at__isnull=True)
    sent = request.POST.get("period", "")
    period = periods.filter(pk=int(sent)).first() if is_id(sent) else None
    period = period or open_period(policy) or periods.order_by("-closes_at").first()
    form = CommentForm(request.POST, version=version_of(policy, period))
    closed, preview = "", ""
    if period is not None and form.is_valid():
        try:
            if request.POST.get("action") != "preview":
                comment = comment_on(period, author=user, **form.cleaned_data)
                below = urlencode({"clause": comment.clause or WHOLE})
                return redirect(f"{comments_url(policy)}?{below}#c{comment.post.number}")
            preview = preview_comment(period, author=user, source=form.cleaned_data["source"])
        except Refused as refusal:
            closed = str(refusal.reason) if refusal.code == "closed" else ""
            field = refusal.code if refusal.code in form.fields else None
            form.add_error(field, str(refusal.reason))
    form = form.with_fresh_key()
    context = listing(request, policy, form)
    context |= {"closed": closed, "preview": preview, "typed": request.POST.get("source", "")}
    return render(request, "cms/policy_comments.html", context, status=200 if preview else 422)


def listing(request: HttpRequest, policy: PolicyPage, form: CommentForm) -> dict[str, Any]:
    """One page of comments; the number of queries is that of an empty list."""
    period = open_period(policy)
    clause = request.GET.get("clause", "") if request.method != "POST" else ""
    if "\0" in clause or len(clause) > 20:
        clause = ""
    comments = Comment.objects.of_policy(policy.pk).visible_to(request.user)
    counts = comments.by_clause()
    if clause:
        comments = comments.filter(clause="" if clause == WHOLE else clause)
    rows = comments.with_words().order_by("-period__opens_at", "position", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    know_policy(page, policy)
    query = {"clause": clause} if clause else {}
    return {
        "page": policy,
        "policy": policy,
        "form": form,
        "period": period,
        "verdict": can_comment(request.user, policy, period),
        "over": CommentPeriod.objects.filter(policy=policy.pk, closed_at__isnull=False).exists(),
        "comments": page,
        "total": sum(counts.values()),
        "clause": clause,
        "clauses": sorted(counts.items(), key=lambda row: [_part(p) for p in row[0].split(".")]),
        "comments_url": comments_url(policy),
        "answers_url": policy.url + policy.reverse_subpage("answers"),
        "previous_url": _page_url(query, page.number - 1) if page.has_previous() else "",
        "next_url": _page_url(query, page.number + 1) if page.has_next() else "",
    }


def know_policy(comments: Iterable[Comment], policy: PolicyPage) -> None:
    """Let each find the address of its version without asking for the policy again."""
    for comment in comments:
        comment.version.policy = policy


def open_period(policy: PolicyPage) -> CommentPeriod | None:
    periods = CommentPeriod.objects.filter(policy=policy.pk, cancelled_at__isnull=True)
    return next((period for period in periods if period.is_open), None)


def version_of(policy: PolicyPage, period: CommentPeriod | None) -> PolicyVersion | None:
    if period is None or period.version is None:
        return None
    return PolicyVersion.objects.filter(policy=policy.pk, number=period.version).first()


def comments_url(policy: PolicyPage) -> str:
    return str(policy.url) + policy.reverse_subpage("comments")


def _page_url(query: dict[str, str], number: int) -> str:
    return f"?{urlencode({**query, 'page': number})}"


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _part(text: str) -> tuple[int, int, str]:
    """Sorts 4.10 after 4.9."""
    return (0, int(text[:9]), "") if text.isascii() and text.isdigit() else (1, 0, text)
