"""The versions of a policy: all of them, and one as it was published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.policies.citations import citations
from cms.policies.models import PolicyPage, PolicyVersion
from cms.policies.models.register import succession
from cms.policies.texts import read_clauses

MAX_NUMBER = 2**31 - 1


@require_safe
def version_list(request: HttpRequest, policy: PolicyPage) -> HttpResponse:
    context = {"page": policy, "policy": policy, "versions": policy.versions_at_hand()}
    return render(request, "cms/policy_versions.html", context)


@require_safe
def version_detail(request: HttpRequest, policy: PolicyPage, number: int) -> HttpResponse:
    version = get_version(policy, number)
    newest = policy.versions.values_list("number", flat=True).first()
    return render(
        request,
        "cms/policy_version.html",
        {
            "page": policy,
            "policy": policy,
            "version": version,
            "clauses": read_clauses(version.body),
            "citations": citations(policy, version),
            "is_newest": newest == number,
            **succession(policy),
        },
    )


def get_version(policy: PolicyPage, number: int) -> PolicyVersion:
    found = policy.versions.filter(number=number).first() if number <= MAX_NUMBER else None
    if found is None:
        raise Http404
    found.policy = policy
    return found
