from __future__ import annotations

from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import FormerUnit, RosterTerm, Unit
from cms.core.models import MeetingPage, UnitIndexPage, UnitPage
from cms.core.richtext import markdown_html
from cms.core.rooms import BY_NAME, ROOMS, shelf, ways, whole_shelf
from cms.core.roster import can_keep_roster
from forum.access import readable_pages
from forum.actions.notices import mark_page_notices_read
from forum.following import following_context
from forum.models import Board

FEW = 6
PAST_TERMS = 20


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    sitting = Q(terms__starts_on__lte=today) & (
        Q(terms__ends_on__isnull=True) | Q(terms__ends_on__gte=today)
    )
    units = Unit.objects.select_related("parent").annotate(
        people=Count("terms__user", filter=sitting, distinct=True)
    )
    units = units.order_by(F("active_to").asc(nulls_first=True), "name")
    by_kind = [
        (kind.label, [unit for unit in units if unit.kind == kind.value]) for kind in Unit.Kind
    ]
    page = UnitIndexPage.objects.live().public().first()
    context = {"page": page, "groups": [(label, rows) for label, rows in by_kind if rows]}
    return render(request, "cms/unit_list.html", context)


@require_safe
def unit_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a unit is, does and keeps; with `?room=`, all that it has in one room."""
    unit = get_unit(slug)
    if unit.slug != slug:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(unit.get_absolute_url() + query)
    if room := BY_NAME.get(request.GET.get("room", "")):
        one = whole_shelf(room, room.of_unit(unit), "newest", request.GET.get("page"))
        follow = following_context(request.user, unit)
        context = {"of": unit, "follow": follow, **ways(request, one)}
        return render(request, "cms/room.html", context)
    page = UnitPage.objects.filter(pk__in=readable_pages(request.user), unit=unit).first()
    if page is not None and request.user.is_authenticated:
        mark_page_notices_read(request.user, page)
    return render_unit(request, unit, page)


def get_unit(slug: str) -> Unit:
    """The unit of this or a former slug; 404 for none."""
    unit = Unit.objects.select_related("parent").known_as(slug)
    if unit is None:
        raise Http404
    return unit


def render_unit(request: HttpRequest, unit: Unit, page: UnitPage | None) -> HttpResponse:
    """The unit's record and what it owns; `page` may be a draft that its editors preview."""
    terms = RosterTerm.objects.filter(unit=unit).select_related("user")
    past = terms.filter(ends_on__lt=timezone.localdate()).order_by("-ends_on", "-pk")
    past_terms = list(past[: PAST_TERMS + 1])
    meetings = MeetingPage.objects.filter(pk__in=readable_pages(request.user), unit=unit)
    context = {
        "unit": unit,
        "page": page,
        "current_terms": sorted(terms.current(), key=by_role),
        "past_terms": past_terms[:PAST_TERMS],
        "has_more_past": len(past_terms) > PAST_TERMS,
        "can_keep_roster": can_keep_roster(request.user, unit),
        "children": unit.children.all(),
        "successors": unit.successors.all(),
        "history": history_of(unit),
        "boards": Board.objects.visible_to(request.user).filter(unit=unit),
        "shelves": [each for room in ROOMS if (each := shelf(room, room.of_unit(unit), "")).rows],
        "upcoming_meetings": meetings.upcoming()[:FEW],
        "past_meetings": (held := list(meetings.past()[: FEW + 1]))[:FEW],
        "has_more_meetings": len(held) > FEW,
        "documents": page.documents.select_related("document") if page and page.pk else [],
        "pages": page.get_children().live().public().not_type(MeetingPage)
        if page and page.pk
        else [],
        "follow": following_context(request.user, unit),
        "charge": markdown_html(unit.charge) if unit.charge else "",
        "can_edit": page is not None and page.is_edited_by(request.user),
    }
    return render(request, "cms/unit_detail.html", context)


def history_of(unit: Unit) -> list[Unit | FormerUnit]:
    """What the unit was called, and the bodies that it grew from, with theirs: two queries."""
    own: list[Unit | FormerUnit] = list(unit.former.all())
    before = unit.predecessors.prefetch_related("former").order_by(
        F("active_to").desc(nulls_last=True), "name"
    )
    for earlier in before:
        own += [earlier, *earlier.former.all()]
    return own


def by_role(term: RosterTerm) -> tuple[int, str]:
    return RosterTerm.Role.values.index(term.role), term.user.display_name
