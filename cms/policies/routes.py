"""Addresses under a policy's own: its comments, the answers to them, and its votes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.contrib.routable_page.models import path as route


class WorkingRoutes:
    """Mixed into the policy's page, so that each asks first whether the page may be read."""

    def working_context(self: Any, request: HttpRequest) -> dict[str, Any]:
        from cms.policies.working import working_context

        return working_context(self, request)

    @route("comments/", name="comments")
    def comments(self: Any, request: HttpRequest) -> HttpResponse:
        from cms.policies.views.comments import comment_list

        return comment_list(request, self)

    @route("comments/answers/", name="answers")
    def answers(self: Any, request: HttpRequest) -> HttpResponse:
        from cms.policies.views.answers import answer_table

        return answer_table(request, self)

    @route("comments/answers/csv/", name="answers_csv")
    def answers_csv(self: Any, request: HttpRequest) -> HttpResponseBase:
        from cms.policies.views.answers import answers_csv

        return answers_csv(request, self)

    @route("motions/<int:pk>/", name="motion")
    def motion(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        from cms.policies.views.motions import motion_detail

        return motion_detail(request, self, pk)
