from __future__ import annotations

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import RosterTerm, Unit
from cms.clearinghouse.models import ArticlePage
from cms.core.models import UnitIndexPage, UnitPage
from cms.core.richtext import markdown_html
from cms.learning.models import ProgramPage
from cms.policies.models import PolicyPage
from cms.scholarships.models import ScholarshipPage
from forum.actions.notices import mark_page_notices_read
from forum.following import following_context
from forum.models import Board

FEW = 12


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


def unit_detail(request: HttpRequest, slug: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("parent"), slug=slug)
    page = UnitPage.objects.live().public().filter(unit=unit).first()
    if page is not None and request.user.is_authenticated:
        mark_page_notices_read(request.user, page)
    return render_unit(request, unit, page)


def render_unit(request: HttpRequest, unit: Unit, page: UnitPage | None) -> HttpResponse:
    """The unit's record and what it owns; `page` may be a draft that its editors preview."""
    terms = RosterTerm.objects.filter(unit=unit).select_related("user")
    today = timezone.localdate()
    policies = PolicyPage.objects.listed().with_record()
    policies = policies.filter(Q(responsible_body=unit) | Q(recommending_body=unit))
    articles = ArticlePage.objects.listed().with_labels().filter(unit=unit)
    programs = ProgramPage.objects.listed().with_offerings()
    programs = programs.filter(Q(unit=unit) | Q(co_sponsors=unit))
    context = {
        "unit": unit,
        "page": page,
        "current_terms": sorted((t for t in terms if t.is_current), key=by_role),
        "past_terms": [t for t in terms if t.ends_on is not None and t.ends_on < today],
        "children": unit.children.all(),
        "predecessors": unit.predecessors.all(),
        "boards": Board.objects.visible_to(request.user).filter(unit=unit),
        "policies": policies.order_by("title")[:FEW],
        "articles": articles.order_by("title")[:FEW],
        "programs": programs.distinct().order_by("title")[:FEW],
        "scholarships": ScholarshipPage.objects.listed().by_deadline().filter(unit=unit)[:FEW],
        "documents": page.get_children().live().public() if page and page.pk else [],
        "follow": following_context(request.user, unit),
        "charge": markdown_html(unit.charge) if unit.charge else "",
        "can_edit": page is not None and page.is_edited_by(request.user),
    }
    return render(request, "cms/unit_detail.html", context)


def by_role(term: RosterTerm) -> tuple[int, str]:
    return RosterTerm.Role.values.index(term.role), term.user.display_name
