"""A motion on the public site: its text, its vote, and the ballot of those who sit on the body."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cms.policies.actions.motions import (
    can_second,
    can_vote_on,
    cast_vote,
    end_now,
    has_everyone_voted,
    second_motion,
)
from cms.policies.models import Motion, PolicyPage, Vote
from cms.policies.moves import CHAIR
from cms.policies.rights import has_part
from forum.actions.refusals import Refused
from forum.views.asking import sign_in_first

ROWS = ("version", "unit", "mover", "seconder", "policy", "corrects")


@require_http_methods(["GET", "HEAD", "POST"])
def motion_detail(request: HttpRequest, policy: PolicyPage, pk: int) -> HttpResponse:
    motion = get_object_or_404(Motion.objects.select_related(*ROWS), pk=pk, policy=policy.pk)
    if request.method != "POST":
        return render(request, "cms/motion.html", motion_context(request, policy, motion))
    return _act(request, policy, motion)


@sign_in_first
def _act(request: HttpRequest, policy: PolicyPage, motion: Motion) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    action = request.POST.get("action", "vote")
    try:
        if action == "second":
            second_motion(motion, by=user)
        elif action == "end":
            end_now(motion, by=user)
        else:
            cast_vote(motion, voter=user, choice=request.POST.get("choice", ""))
    except Refused as refusal:
        context = motion_context(request, policy, motion)
        context |= {"problem": refusal.reason, "typed_choice": request.POST.get("choice", "")}
        status = 403 if refusal.code == "forbidden" else 422
        return render(request, "cms/motion.html", context, status=status)
    return redirect(f"{motion.url}#vote")


def motion_context(request: HttpRequest, policy: PolicyPage, motion: Motion) -> dict[str, Any]:
    """What everyone may see of it: while it runs only how many voted, after it who, if open."""
    user = request.user
    verdict = can_vote_on(user, motion)
    mine = Vote.objects.of(motion, user).first() if isinstance(user, User) else None
    cast = motion.cast if motion.ended_at else motion.votes.count()
    roll: list[tuple[str, list[str]]] = []
    if motion.ended_at and not motion.is_secret:
        rows = motion.votes.select_related("voter")
        votes = [(vote.choice, vote.voter.display_name if vote.voter else "") for vote in rows]
        for choice, label in Vote.Choice.choices:
            names = sorted(name or _("A former member") for each, name in votes if each == choice)
            roll.append((str(label), names))
    may_end = motion.is_open and has_part(user, policy, CHAIR)
    return {
        "page": policy,
        "policy": policy,
        "motion": motion,
        "verdict": verdict,
        "mine": mine,
        "typed_choice": mine.choice if mine else "",
        "choices": Vote.Choice.choices,
        "cast": cast,
        "roll": roll,
        "can_second": can_second(user, motion),
        "can_end": bool(may_end) and has_everyone_voted(motion),
        "correction": Motion.objects.filter(corrects=motion).first(),
    }
