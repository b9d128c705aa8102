"""Addresses under a policy's own: its comments, the answers to them, and its votes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path as route


class WorkingRoutes:
    """Mixed into the policy's page, so that each asks first whether the page may be read."""

    def working_context(self: Any, request: HttpRequest) -> dict[str, Any]:
        from cms.policies.working import working_context

        return working_context(self, request)

    @route("motions/<int:pk>/", name="motion")
    def motion(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        from cms.policies.views.motions import motion_detail

        return motion_detail(request, self, pk)
