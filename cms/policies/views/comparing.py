"""Two versions of a policy beside each other, as chosen by a plain form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.policies.comparing import compare
from cms.policies.models import PolicyPage, PolicyVersion

LAYOUTS = ("inline", "side")


@require_safe
def version_compare(request: HttpRequest, policy: PolicyPage) -> HttpResponse:
    """`a` and `b` are version numbers; without them, the newest and the one before it."""
    versions = policy.versions_at_hand()
    problems: list[str] = []
    newest = versions[0] if versions else None
    after = chosen(request, "b", versions, problems) or newest
    earlier = next((row for row in versions if after and row.number < after.number), newest)
    before = chosen(request, "a", versions, problems) or earlier
    view = request.GET.get("view", "")
    context = {
        "page": policy,
        "policy": policy,
        "versions": versions,
        "problems": problems,
        "before": before,
        "after": after,
        "view": view if view in LAYOUTS else LAYOUTS[0],
        "only": "only" in request.GET,
    }
    if before and after and before != after:
        whole = policy.versions.in_bulk([before.pk, after.pk])
        context["comparison"] = compare(whole[before.pk], whole[after.pk])
    return render(request, "cms/policy_compare.html", context)


def chosen(
    request: HttpRequest, name: str, versions: list[PolicyVersion], problems: list[str]
) -> PolicyVersion | None:
    """The version that the parameter names; what names none is said among `problems`."""
    asked = request.GET.get(name, "").strip()
    found = next((row for row in versions if str(row.number) == asked), None)
    if asked and found is None:
        problems.append(_("There is no version %s.") % asked[:20])
    return found
