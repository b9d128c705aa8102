"""Where the committee answers comments: alike ones together."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.models import User
from cms.policies.actions.comments import MAX_REASON, answer_comments, can_answer
from cms.policies.models import Comment, CommentPeriod, Disposition, PolicyPage
from cms.policies.models.comments import CommentQuerySet
from cms.policies.office.forms import words_field
from cms.policies.office.life import crumbs, policy_for, sent_by
from cms.policies.views.comments import is_id, know_policy
from forum.actions.refusals import Refused

PAGE_SIZE = 50


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What the committee decided"),
        choices=Disposition.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the committee decided.")},
    )
    reason = words_field(
        gettext_lazy("Reason"),
        length=MAX_REASON,
        rows=4,
        help_text=gettext_lazy("Everybody reads it beside the comment."),
        error_messages={"required": gettext_lazy("Give the reason: everybody reads it.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def policy_answers(request: HttpRequest, pk: int, period_pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    period = get_object_or_404(CommentPeriod, pk=period_pk, policy=policy)
    form = AnswerForm(sent_by(request))
    chosen = [int(pk) for pk in request.POST.getlist("comments") if is_id(pk)]
    if request.POST.get("every"):
        chosen = list(asked_for(request, period).values_list("pk", flat=True))
    if request.method == "POST":
        if not chosen:
            form.add_error(None, _("Choose the comments that this answers."))
        if form.is_valid():
            try:
                assert isinstance(request.user, User)
                count = answer_comments(
                    period, by=request.user, comments=chosen, **form.cleaned_data
                )
            except Refused as refusal:
                form.add_error(
                    refusal.code if refusal.code in form.fields else None, str(refusal.reason)
                )
            else:
                said = ngettext("%(n)d comment is answered.", "%(n)d comments are answered.", count)
                messages.success(request, said % {"n": count})
                return redirect(f"{request.path}?{request.GET.urlencode()}")
    context = _listing(request, policy, period)
    context |= {
        "form": form,
        "chosen": chosen,
        "verdict": can_answer(request.user, policy, period),
        "header_title": _("Answers: %s") % policy.title,
        "header_icon": "comment",
        "breadcrumbs_items": crumbs(policy, ("", _("Answers"))),
    }
    status = 422 if form.errors else 200
    return render(request, "cms/admin/policy_answers.html", context, status=status)


def asked_for(request: HttpRequest, period: CommentPeriod) -> CommentQuerySet:
    """The unanswered ones unless asked otherwise, of one clause or of all."""
    comments = Comment.objects.filter(period=period).visible_to(request.user)
    show = request.GET.get("show", "")
    clause = request.GET.get("clause", "").replace("\0", "")[:20]
    if show not in ("all", "answered"):
        comments = comments.unanswered()
    elif show == "answered":
        comments = comments.filter(disposition__isnull=False)
    if clause:
        comments = comments.filter(clause="" if clause == "whole" else clause)
    return comments


def _listing(request: HttpRequest, policy: PolicyPage, period: CommentPeriod) -> dict[str, Any]:
    every = Comment.objects.filter(period=period).visible_to(request.user)
    counts = every.by_clause()
    left = every.unanswered().count()
    show = request.GET.get("show", "")
    clause = request.GET.get("clause", "").replace("\0", "")[:20]
    comments = asked_for(request, period)
    page = Paginator(comments.with_words().order_by("position", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    know_policy(page, policy)
    query = {"show": show, "clause": clause}
    return {
        "policy": policy,
        "period": period,
        "comments": page,
        "left": left,
        "total": sum(counts.values()),
        "clauses": counts.items(),
        "show": show,
        "clause": clause,
        "life_url": reverse("policy_life", args=[policy.pk]),
        "previous_url": f"?{urlencode({**query, 'page': page.number - 1})}"
        if page.has_previous()
        else "",
        "next_url": f"?{urlencode({**query, 'page': page.number + 1})}" if page.has_next() else "",
    }
