"""A member's proposals: the form, what became of each, and the committee's answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from cms.policies.actions.proposals import (
    NEEDED,
    REQUIRED,
    bodies,
    can_answer_proposal,
    decline,
    save_proposal,
    send_proposal,
    take_up,
    withdraw_proposal,
)
from cms.policies.models import Proposal
from forum.actions.refusals import Refused
from forum.views.asking import sign_in_first

LABELS = {
    "title": _l("Title"),
    "kind": _l("What it would be"),
    "unit": _l("Committee"),
    "problem": _l("What is the problem?"),
    "text": _l("What should it say?"),
    "resources": _l("What would it cost, in money and time?"),
    "fit": _l("How does it fit the plan, the mission and the values?"),
    "scope": _l("Is it a general policy or a viewpoint?"),
    "existing_number": _l("Number of the policy that it changes"),
    "existing_change": _l("What would change in that policy?"),
    "conflict": _l("Does it conflict with a policy that stands, or repeat one?"),
    "conflict_resolved": _l("How would that be resolved?"),
    "sources": _l("Sources"),
}
HELP = {
    "problem": _l("Whom does it affect, and how do you know? Needed before you send."),
    "unit": _l("Needed before you send."),
    "text": _l(
        "The draft as you would have it; an empty line begins a new clause. Needed before you send."
    ),
    "resources": _l("Staff, money, time; who would bear it."),
    "existing_number": _l("Such as B.9.1. Empty for a new policy."),
    "conflict": _l("Search the register first: the committee checks it again."),
}


LONG = (
    "problem",
    "resources",
    "fit",
    "existing_change",
    "conflict",
    "conflict_resolved",
    "sources",
)


class ProposalForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Proposal
        fields = list(LABELS)
        labels = LABELS
        help_texts = HELP
        widgets: ClassVar[dict[str, forms.Widget]] = {
            **{name: forms.Textarea(attrs={"rows": 4, "dir": "auto"}) for name in LONG},
            "text": forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
            "scope": forms.RadioSelect(),
        }
        error_messages: ClassVar[dict[str, dict[str, Any]]] = {
            "title": {"required": _l("Give it a title, by which you find it again.")}
        }

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = bodies()
        unit.required = False
        unit.empty_label = _("Choose a committee")
        self.initial.setdefault("key", uuid.uuid4())

    def name_missing(self) -> None:
        """Every field that the committee needs, so that nobody sends once for each."""
        for name in REQUIRED:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, NEEDED)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in LABELS}


@require_safe
@sign_in_first
def proposal_list(request: MemberRequest) -> HttpResponse:
    mine = Proposal.objects.filter(proposer=request.user).select_related("unit", "policy")
    waiting = Proposal.objects.visible_to(request.user).waiting().exclude(proposer=request.user)
    context = {
        "mine": mine.order_by("-saved_at")[:100],
        "waiting": waiting.select_related("unit", "proposer").order_by("sent_at")[:100],
    }
    return render(request, "cms/proposal_list.html", context)


def keep_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `sign_in_first`; every field that was typed before the session ended comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        said = [(label, request.POST.get(name, "")) for name, label in LABELS.items()]
        typed = "\n\n".join(f"{label}\n{value}" for label, value in said if value)
        context = {"typed": typed, "back": request.get_full_path()}
        return render(request, "forum/signed_out.html", context, status=401)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@keep_words
def proposal_new(request: MemberRequest) -> HttpResponse:
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@keep_words
def proposal_edit(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.filter(proposer=request.user), pk=pk)
    if proposal.sent_at is not None and request.method != "POST":
        return redirect(proposal)
    return _form(request, proposal)


def _form(request: MemberRequest, proposal: Proposal | None) -> HttpResponse:
    instance = Proposal.objects.get(pk=proposal.pk) if proposal else None
    form = ProposalForm(request.POST if request.method == "POST" else None, instance=instance)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"] or uuid.uuid4()
        try:
            saved = save_proposal(proposal, by=request.user, key=key, **form.values())
            if request.POST.get("action") != "send":
                messages.success(request, _("Your proposal is kept. Nobody else sees it yet."))
                return redirect("policy_proposal_edit", saved.pk)
            proposal = saved
            send_proposal(saved, by=request.user)
        except Refused as refusal:
            field = refusal.code if refusal.code in form.fields else None
            form.add_error(field, str(refusal.reason))
        else:
            messages.success(request, _("Your proposal is with the committee."))
            return redirect(saved)
    if form.errors and request.POST.get("action") == "send":
        form.name_missing()
    # After a refusal to send, the words are kept already: the form goes on from there.
    edit = reverse("policy_proposal_edit", args=[proposal.pk]) if proposal else request.path
    context = {"form": form, "proposal": proposal, "action_url": edit, "needed": REQUIRED}
    status = 422 if form.errors else 200
    return render(request, "cms/proposal_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def proposal_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Where it stands, for its proposer and the body it was sent to; 404 for everybody else."""
    rows = Proposal.objects.visible_to(request.user)
    proposal = get_object_or_404(rows.select_related("unit", "proposer", "policy"), pk=pk)
    if proposal.sent_at is None and not proposal.answered_at:
        return redirect("policy_proposal_edit", pk)
    problem = ""
    if request.method == "POST":
        try:
            return _answered(request, proposal)
        except Refused as refusal:
            problem = str(refusal.reason)
    context = {
        "proposal": proposal,
        "fields": _said(proposal),
        "can_answer": can_answer_proposal(request.user, proposal),
        "is_mine": proposal.proposer_id == request.user.pk,
        "problem": problem,
        "typed": request.POST.get("reason", ""),
        "steps": _steps(proposal),
        "policy_is_public": proposal.policy is not None and proposal.policy.live,
    }
    return render(request, "cms/proposal_detail.html", context, status=422 if problem else 200)


def _answered(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    action, reason = request.POST.get("action"), request.POST.get("reason", "")[:2000]
    if action == "take_up":
        policy = take_up(proposal, by=request.user, reason=reason)
        return redirect("wagtailadmin_pages:edit", policy.pk)
    if action == "decline":
        decline(proposal, by=request.user, reason=reason)
    elif action == "withdraw":
        withdraw_proposal(proposal, by=request.user)
    return redirect(proposal)


def _said(proposal: Proposal) -> list[tuple[Any, str]]:
    rows = []
    for name, label in LABELS.items():
        show = getattr(proposal, f"get_{name}_display", None)
        value = show() if show else getattr(proposal, name)
        if value and name != "title":
            rows.append((label, str(value)))
    return rows


def _steps(proposal: Proposal) -> list[Any]:
    """What has been done with the policy that it became; drafts are told of by step only."""
    if proposal.policy is None:
        return []
    return list(proposal.policy.actions.select_related("body").order_by("sort_order"))
