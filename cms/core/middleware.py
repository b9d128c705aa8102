from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.permissions import sync_groups
from forum.models import Topic

MAX_TOPICS = 30


class RosterMiddleware:
    """Brings a member's rights in the admin into line with today's roster, at each request.

    Who has none is refused here: Wagtail would send them to sign in, which leads straight back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.admin) and request.user.is_authenticated:
            sync_groups(request.user)
            if not request.user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied(
                    _("Only those who edit pages or sit on a unit’s roster open the editing pages.")
                )
        return self.get_response(request)


class FormerTopicMiddleware:
    """Leads kept filters, such as ?topic=old-slug, to the topic's address of today, in any list."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "topic" in request.GET and request.method in {"GET", "HEAD"}:
            query = request.GET.copy()
            former = Topic.objects.renamed(query.getlist("topic")[:MAX_TOPICS])
            if former:
                query.setlist("topic", [former.get(slug, slug) for slug in query.getlist("topic")])
                return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        return self.get_response(request)
