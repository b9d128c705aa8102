"""What readers sent, in the admin, and the answers to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.http import MemberRequest
from cms.clearinghouse.feedback import can_answer_readers, decline, settle_problem
from cms.clearinghouse.models import ProblemReport, Suggestion
from forum.actions.refusals import Refused

PAGE = 30


def feedback(request: MemberRequest) -> HttpResponse:
    if not (verdict := can_answer_readers(request.user)):
        raise PermissionDenied(verdict.reason)
    error: dict[str, Any] = {}
    if request.method == "POST":
        try:
            settle(request)
        except Refused as refusal:
            kept = ("suggestion", "problem", "answer")
            error = {"reason": refusal.reason, **{k: request.POST.get(k, "") for k in kept}}
        else:
            messages.success(request, _("The sender is told."))
            return redirect("article_feedback")
    suggestions = Suggestion.objects.filter(settled_at=None).select_related("article", "sender")
    problems = ProblemReport.objects.filter(settled_at=None).select_related("article", "sender")
    context = {
        "suggestions": Paginator(suggestions, PAGE).get_page(request.GET.get("suggestions")),
        "problems": Paginator(problems, PAGE).get_page(request.GET.get("problems")),
        "error": error,
    }
    return render(request, "cms/admin/feedback.html", context, status=422 if error else 200)


def settle(request: MemberRequest) -> None:
    words = request.POST.get("answer", "")
    if (pk := number(request.POST.get("suggestion", ""))) is not None:
        decline(get_object_or_404(Suggestion, pk=pk), by=request.user, reason=words)
    elif (pk := number(request.POST.get("problem", ""))) is not None:
        settle_problem(get_object_or_404(ProblemReport, pk=pk), by=request.user, answer=words)
    else:
        raise Refused(_("Choose what to answer."))


def number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 18 else None
