"""Keeping a search, and the list of those that are kept."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum.actions.refusals import Refused
from forum.actions.saved_searches import open_search, remove_search, save_search
from forum.models import SavedSearch
from forum.views.notices import member, next_address


@require_safe
@login_required
def saved_searches(request: HttpRequest) -> HttpResponse:
    saved = SavedSearch.objects.filter(user=member(request))
    return render(request, "forum/saved_searches.html", {"saved": saved})


@require_safe
@login_required
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    saved = open_search(member(request), pk)
    if saved is None:
        raise Http404
    return redirect(f"{reverse('forum:search')}?{saved.query}&sort=newest")


@require_POST
@login_required
def search_save(request: HttpRequest) -> HttpResponse:
    back = next_address(request, reverse("forum:saved_searches"))
    try:
        save_search(member(request), request.POST.dict())
    except Refused as refusal:
        messages.warning(request, str(refusal.reason))
        return redirect(back)
    said = _("Kept. The bell tells you when something new appears, at most once a day.")
    messages.success(request, said)
    return redirect(back)


@require_POST
@login_required
def search_remove(request: HttpRequest, pk: int) -> HttpResponse:
    remove_search(member(request), pk)
    messages.success(request, _("Removed. You hear no more of this search."))
    return redirect("forum:saved_searches")
