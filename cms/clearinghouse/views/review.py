"""Looking at an article again, in the admin: still right, in need of work, or retired."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import MemberRequest
from cms.clearinghouse.models import ArticlePage
from cms.clearinghouse.reviewing import can_record_review, confirm, retire
from forum.actions.refusals import Refused


class ReviewForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What did you find?"),
        choices=[
            ("confirm", gettext_lazy("It is still right: date the review")),
            ("update", gettext_lazy("It needs work: open it for editing")),
            ("retire", gettext_lazy("It is out of date for good: retire it, kept and marked")),
        ],
        widget=forms.RadioSelect,
    )
    next_review = forms.DateField(
        label=gettext_lazy("Next review"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Left empty, in a year."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is retired"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("In a sentence; readers see it on the page."),
    )


def article_review(request: MemberRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(ArticlePage, pk=pk)
    if not (verdict := can_record_review(request.user, article)):
        raise PermissionDenied(verdict.reason)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["outcome"] == "update":
            return redirect("wagtailadmin_pages:edit", article.pk)
        try:
            messages.success(request, record(article, request, form.cleaned_data))
        except Refused as refusal:
            form.add_error(
                refusal.code if refusal.code in form.fields else None, str(refusal.reason)
            )
        else:
            return redirect("wagtailadmin_home")
    return render(request, "cms/admin/article_review.html", {"article": article, "form": form})


def record(article: ArticlePage, request: MemberRequest, data: dict[str, Any]) -> str:
    if data["outcome"] == "retire":
        retire(article, by=request.user, reason=data["reason"])
        return _("Retired. The article stays, and says so.")
    confirm(article, by=request.user, next_review=data["next_review"])
    return _("The review is recorded.")
