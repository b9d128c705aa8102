"""What changed in the register since a day."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.policies.events import event_page
from cms.policies.models import PolicyPage

RECENT = timedelta(days=90)


@require_safe
def policy_changes(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("since", "").strip()
    since, problem = read_day(typed)
    changes = event_page(PolicyPage.objects.listed(), request.GET, since=since)
    context = {
        "since": since,
        "typed": typed[:40] or since.isoformat(),
        "problem": problem,
        "changes": changes,
        "register": reverse("wagtail_serve", args=["policies/"]),
    }
    return render(request, "cms/policy_changes.html", context)


def read_day(typed: str) -> tuple[date, str]:
    """The day, or the last three months and why what was typed is no day."""
    recent = timezone.localdate() - RECENT
    if not typed:
        return recent, ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return recent, _("“%s” is no date. Write it as in 2026-01-31.") % typed[:40]
    if day > timezone.localdate():
        return day, _("That day is still to come, so nothing has changed since.")
    return day, ""
