"""The frameworks for everyone, and what the site has for each competency."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cms.clearinghouse.models import ArticlePage
from cms.competencies.models import CompetencyFramework


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    frameworks = CompetencyFramework.objects.select_related("replaced_by")
    frameworks = frameworks.annotate(count=Count("competencies"))
    return render(request, "cms/framework_list.html", {"frameworks": frameworks})


@require_safe
def framework_detail(request: HttpRequest, slug: str) -> HttpResponse:
    frameworks = CompetencyFramework.objects.select_related("replaces", "replaced_by")
    framework = get_object_or_404(frameworks, slug=slug)
    tagged = ArticlePage.objects.listed().filter(competencies__framework=framework).order_by()
    counts = dict(tagged.values_list("competencies").annotate(n=Count("pk", distinct=True)))
    rows = [(row, counts.get(row.pk, 0)) for row in framework.competencies.in_order()]
    return render(request, "cms/framework_detail.html", {"framework": framework, "rows": rows})
