"""The conflict and duplication check, clause by clause of the newest draft."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from cms.core import roster
from cms.core.richtext import html_text
from cms.policies.office.life import crumbs, policy_for
from cms.policies.overlap import resembling

PAGE_SIZE = 10
MAX_WORDS = 5000


@require_safe
def policy_overlap(request: HttpRequest, pk: int) -> HttpResponse:
    """Ten clauses at a time, or the words that were typed."""
    policy = policy_for(request, pk)
    words = request.GET.get("words", "").replace("\0", "")[:MAX_WORDS]
    draft = policy.get_latest_revision_as_object()
    clauses = [block.value for block in draft.body]
    page = Paginator(clauses, PAGE_SIZE).get_page(request.GET.get("page"))
    found = []
    for clause in [] if words else page:
        text = f"{clause['heading']} {html_text(clause['text'].source)}".strip()
        found.append((clause["number"], text, resembling(request.user, text, but=policy.pk)))
    if words:
        found = [("", words, resembling(request.user, words, but=policy.pk))]
    context = {
        "policy": policy,
        "words": words,
        "found": found,
        "page_obj": page,
        "header_title": _("Overlap check: %s") % policy.title,
        "header_icon": "search",
        "breadcrumbs_items": crumbs(policy, ("", _("Overlap check"))),
    }
    return render(request, "cms/admin/policy_overlap.html", context)


@require_safe
def clause_overlap(request: HttpRequest) -> HttpResponse:
    """A list for under the clause that is being written; empty where nothing is like it."""
    user = request.user
    if not isinstance(user, User) or not (user.is_superuser or roster.editing_unit_ids(user)):
        raise Http404
    words = request.GET.get("words", "").replace("\0", "")[:MAX_WORDS]
    but = request.GET.get("but", "")
    page = int(but) if but.isascii() and but.isdigit() and len(but) <= 18 else None
    alike = resembling(user, words, but=page)
    return render(request, "cms/admin/clause_overlap.html", {"alike": alike})
