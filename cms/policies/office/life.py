"""A policy's life in the admin: where it stands, what was done, and what may be done next."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from accounts.models import User
from cms.core import roster
from cms.policies.actions.comments import can_answer
from cms.policies.actions.motions import call_vote
from cms.policies.actions.moving import move_policy
from cms.policies.actions.periods import cancel_period, close_early, schedule_period
from cms.policies.models import Comment, CommentPeriod, PolicyPage
from cms.policies.models.register import in_order
from cms.policies.moves import CALL_VOTE, CHAIR, LIAISON, MOVES, OPEN_COMMENT
from cms.policies.office.forms import MoveForm, PeriodForm, ReasonForm, VoteForm
from cms.policies.rights import can_move, has_part, moves_for
from forum.actions.refusals import Refused


def policy_for(request: HttpRequest, pk: int) -> PolicyPage:
    """The policy, for those who work on it; 404 for everybody else."""
    policy = get_object_or_404(
        PolicyPage.objects.select_related("responsible_body", "recommending_body"), pk=pk
    )
    user = request.user
    if not isinstance(user, User) or not (
        user.is_superuser or policy.owning_unit_ids() & roster.editing_unit_ids(user)
    ):
        raise Http404
    return policy


def sent_by(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with: also nothing, where all of it may be left empty."""
    return request.POST if request.method == "POST" else None


def crumbs(policy: PolicyPage, *more: tuple[str, str]) -> list[dict[str, str]]:
    pages = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("wagtailadmin_pages:edit", args=[policy.pk]), policy.title),
        (reverse("policy_life", args=[policy.pk]), _("Life cycle")),
        *more,
    ]
    return [{"url": url, "label": label} for url, label in pages]


@require_safe
def policy_life(request: HttpRequest, pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    periods = list(CommentPeriod.objects.filter(policy=policy).order_by("-opens_at"))
    unanswered = Comment.objects.of_policy(policy.pk).visible_to(request.user).unanswered()
    context = {
        "policy": policy,
        "moves": moves_for(request.user, policy),
        "can_open": can_move(request.user, policy, OPEN_COMMENT),
        "can_call": can_move(request.user, policy, CALL_VOTE),
        "is_chair": has_part(request.user, policy, CHAIR),
        "is_liaison": has_part(request.user, policy, LIAISON),
        "acts": in_order(policy.actions.select_related("body", "recorded_by"))[::-1],
        "periods": periods,
        "can_answer": any(can_answer(request.user, policy, period) for period in periods),
        "unanswered": unanswered.count() if periods else 0,
        "motions": policy.motions.select_related("version"),
        "newest": policy.versions.order_by("-number").first(),
        "header_title": _("Life cycle: %s") % policy.title,
        "header_icon": "history",
        "breadcrumbs_items": crumbs(policy),
    }
    return render(request, "cms/admin/policy_life.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    policy = policy_for(request, pk)
    chosen = MOVES.get(move)
    if chosen is None:
        raise Http404
    form = MoveForm(sent_by(request), move=chosen, policy=policy)
    if request.method == "POST" and form.is_valid():
        return acted(
            request,
            policy,
            form,
            lambda by: move_policy(policy, move=move, by=by, **form.cleaned_data),
            title=str(chosen.label),
            words=_("It is recorded."),
            advice=chosen.help,
        )
    if request.method != "POST" and not (verdict := can_move(request.user, policy, chosen)):
        messages.error(request, verdict.reason)
        return redirect("policy_life", pk)
    return form_page(request, policy, form, title=str(chosen.label), advice=chosen.help)


@require_http_methods(["GET", "HEAD", "POST"])
def period_new(request: HttpRequest, pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    form = PeriodForm(sent_by(request), zone=zone_of(request))
    title = _("Open a comment period")
    advice = _(
        "The newest published version is pinned: what it says can't change while people comment"
        " on it. The period opens and closes by itself, and followers are told."
    )
    if request.method == "POST" and form.is_valid():
        opens, closes = form.moment("opens"), form.moment("closes")
        if form.is_valid() and closes is not None:
            data = form.cleaned_data
            return acted(
                request,
                policy,
                form,
                lambda by: schedule_period(
                    policy,
                    by=by,
                    opens_at=opens,
                    closes_at=closes,
                    time_zone=data["time_zone"],
                    note=data["note"],
                    answers_first=data["answers_first"],
                ),
                title=title,
                words=_("The comment period is set."),
                advice=advice,
            )
    if request.method != "POST" and not (verdict := can_move(request.user, policy, OPEN_COMMENT)):
        messages.error(request, verdict.reason)
        return redirect("policy_life", pk)
    return form_page(request, policy, form, title=title, advice=advice)


@require_http_methods(["GET", "HEAD", "POST"])
def period_end(request: HttpRequest, pk: int, period_pk: int) -> HttpResponse:
    """Call a period off before it opens, or close it before its time."""
    policy = policy_for(request, pk)
    period = get_object_or_404(CommentPeriod, pk=period_pk, policy=policy)
    end = cancel_period if period.is_to_come else close_early
    title = _("Call the period off") if period.is_to_come else _("Close the period now")
    form = ReasonForm(sent_by(request))
    if request.method == "POST" and form.is_valid():
        return acted(
            request,
            policy,
            form,
            lambda by: end(period, by=by, reason=form.cleaned_data["reason"]),
            title=title,
            words=_("It is recorded."),
        )
    return form_page(request, policy, form, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
def vote_new(request: HttpRequest, pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    initial = {"key": uuid.uuid4(), "mover": request.user}
    form = VoteForm(sent_by(request), zone=zone_of(request), policy=policy, initial=initial)
    title = _("Call a committee vote")
    advice = _(
        "The motion is about the newest published version and no other. While the vote runs and"
        " Council has it, the text is locked."
    )
    if request.method == "POST" and form.is_valid():
        closes = form.moment("closes")
        if form.is_valid() and closes is not None:
            data = form.cleaned_data
            return acted(
                request,
                policy,
                form,
                lambda by: call_vote(
                    policy,
                    by=by,
                    text=data["text"],
                    closes_at=closes,
                    time_zone=data["time_zone"],
                    place=data["place"],
                    mover=data["mover"],
                    seconder=data["seconder"],
                    key=data["key"],
                ),
                title=title,
                words=_("The vote is open, and the committee is told."),
                advice=advice,
            )
    if request.method != "POST" and not (verdict := can_move(request.user, policy, CALL_VOTE)):
        messages.error(request, verdict.reason)
        return redirect("policy_life", pk)
    return form_page(request, policy, form, title=title, advice=advice)


def zone_of(request: HttpRequest) -> str:
    user = request.user
    return user.time_zone if isinstance(user, User) else "UTC"


def acted(
    request: HttpRequest,
    policy: PolicyPage,
    form: forms.BaseForm,
    act: Any,
    *,
    title: str,
    words: str,
    advice: Any = "",
) -> HttpResponse:
    """Do it and go back to the policy's life; a refusal stands above what was typed."""
    try:
        act(request.user)
    except Refused as refusal:
        field = refusal.code if refusal.code in form.fields else None
        form.add_error(field, str(refusal.reason))
        return form_page(request, policy, form, title=title, advice=advice)
    messages.success(request, words)
    return redirect("policy_life", policy.pk)


def form_page(
    request: HttpRequest, policy: PolicyPage, form: forms.BaseForm, *, title: str, advice: Any = ""
) -> HttpResponse:
    context = {
        "policy": policy,
        "form": form,
        "advice": advice,
        "action_url": request.path,
        "submit_button_label": title,
        "submit_button_active_label": _("Saving…"),
        "page_title": title,
        "header_title": f"{title}: {policy.title}",
        "header_icon": "history",
        "breadcrumbs_items": crumbs(policy, ("", title)),
    }
    status = 422 if form.errors else 200
    return render(request, "cms/admin/policy_form.html", context, status=status)
