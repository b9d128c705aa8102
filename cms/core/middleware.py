from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.core.permissions import sync_groups


class RosterMiddleware:
    """Brings a member's rights in the admin into line with today's roster, at each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.admin) and request.user.is_authenticated:
            sync_groups(request.user)
        return self.get_response(request)
