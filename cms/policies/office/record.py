"""A staff liaison's forms for the record: dates, older lines, and corrected results."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cms.policies.actions.corrections import correct_result
from cms.policies.actions.entering import FACTS, correct_facts, enter_act
from cms.policies.models import Motion, PolicyAction, PolicyPage
from cms.policies.moves import CHAIR, LIAISON
from cms.policies.office.forms import words_field
from cms.policies.office.life import acted, form_page, policy_for, sent_by
from cms.policies.rights import has_part


class FactsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PolicyPage
        fields = FACTS
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "effective_on": forms.DateInput(attrs={"type": "date"}),
            "next_review": forms.DateInput(attrs={"type": "date"}),
        }


class ActForm(forms.ModelForm):  # type: ignore[type-arg]
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"), required=False, assume_scheme="https"
    )

    class Meta:
        model = PolicyAction
        fields = (
            "act",
            "date",
            "date_text",
            "body",
            "body_text",
            "document",
            "note",
            "source_url",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "date": forms.DateInput(attrs={"type": "date"})
        }


class CountForm(forms.Form):
    for_count = forms.IntegerField(label=gettext_lazy("For"), min_value=0, max_value=1000)
    against_count = forms.IntegerField(label=gettext_lazy("Against"), min_value=0, max_value=1000)
    abstain_count = forms.IntegerField(label=gettext_lazy("Abstained"), min_value=0, max_value=1000)
    note = words_field(
        gettext_lazy("What was wrong"),
        length=500,
        help_text=gettext_lazy("Everybody reads it. The earlier row stays beside this one."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def policy_facts(request: HttpRequest, pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    form = FactsForm(sent_by(request), instance=PolicyPage.objects.get(pk=pk))
    title = _("Correct dates and notes")
    if request.method == "POST" and form.is_valid():
        return acted(
            request,
            policy,
            form,
            lambda by: correct_facts(policy, by=by, **form.cleaned_data),
            title=title,
            words=_("It is corrected."),
        )
    return _shown_to(request, policy, form, LIAISON, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_act(request: HttpRequest, pk: int, act_pk: int | None = None) -> HttpResponse:
    policy = policy_for(request, pk)
    act = get_object_or_404(PolicyAction, pk=act_pk, policy=policy) if act_pk else None
    instance = PolicyAction.objects.get(pk=act.pk) if act else None
    form = ActForm(sent_by(request), instance=instance)
    title = _("Put a line right") if act else _("Enter something from older records")
    if request.method == "POST" and form.is_valid():
        return acted(
            request,
            policy,
            form,
            lambda by: enter_act(policy, by=by, line=act, **form.cleaned_data),
            title=title,
            words=_("It is recorded."),
        )
    return _shown_to(request, policy, form, LIAISON, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
def vote_correct(request: HttpRequest, pk: int, motion_pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    motion = get_object_or_404(Motion, pk=motion_pk, policy=policy)
    counts = ("for_count", "against_count", "abstain_count")
    form = CountForm(sent_by(request), initial={name: getattr(motion, name) for name in counts})
    title = _("Correct the result")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return acted(
            request,
            policy,
            form,
            lambda by: correct_result(
                motion, by=by, counts={name: data[name] for name in counts}, note=data["note"]
            ),
            title=title,
            words=_("The correction stands beside the earlier row."),
        )
    return _shown_to(request, policy, form, (*CHAIR, *LIAISON), title=title)


def _shown_to(
    request: HttpRequest, policy: PolicyPage, form: Any, roles: tuple[str, ...], *, title: str
) -> HttpResponse:
    """The form, for those who may send it; the others are told why not."""
    verdict = has_part(request.user, policy, roles)
    if request.method != "POST" and not verdict:
        messages.error(request, verdict.reason)
        return redirect("policy_life", policy.pk)
    return form_page(request, policy, form, title=title)
