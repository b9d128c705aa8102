"""From any number that a policy has or had to the policy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.policies.models import PolicyNumber
from forum.access import readable_pages

MOST = 50


@require_safe
def policy_number(request: HttpRequest, number: str = "") -> HttpResponse:
    """Lead to the one policy that has or had the number; to a choice where several did.

    The redirect is not permanent: the same number may be given to another policy later.
    """
    asked = " ".join((number or request.GET.get("number", "")).replace("\0", "").split())
    found = _held_by(request, asked) if asked else []
    holders = {row.policy_id for row in found}
    if len(holders) == 1:
        return redirect(found[0].policy.url)
    return render(
        request,
        "cms/policy_number.html",
        {
            "asked": asked[:60],
            "rows": found,
            "register": reverse("wagtail_serve", args=["policies/"]),
        },
        status=200 if found or not asked else 404,
    )


def _held_by(request: HttpRequest, number: str) -> list[PolicyNumber]:
    """Those that hold it now first, then the latest former ones."""
    rows = PolicyNumber.objects.filter(
        number__iexact=number, policy__in=readable_pages(request.user).values("pk")
    )
    found = list(rows.select_related("policy").order_by("-valid_from", "pk")[:MOST])
    return sorted(found, key=lambda row: row.is_former)
