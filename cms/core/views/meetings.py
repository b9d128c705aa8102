from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cms.core.models import MeetingPage
from cms.core.views.units import get_unit
from forum.access import readable_pages

PER_PAGE = 30


@require_safe
def unit_meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """Every meeting of the unit, the latest first."""
    unit = get_unit(slug)
    if unit.slug != slug:
        return redirect("unit_meetings", unit.slug)
    meetings = MeetingPage.objects.filter(pk__in=readable_pages(request.user), unit=unit)
    page = Paginator(meetings.order_by("-starts_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "cms/unit_meetings.html", {"unit": unit, "list": page})
