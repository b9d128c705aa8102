"""Addresses under a policy's own: its versions, and what is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.contrib.routable_page.models import path as route

if TYPE_CHECKING:
    from cms.policies.models.register import PolicyPage


class VersionRoutes(RoutablePageMixin):
    """The views stand above the models, so each route fetches its own when it is asked for."""

    @property
    def versions_url(self) -> str:
        return self._below("versions")

    @property
    def compare_url(self) -> str:
        return self._below("compare")

    @property
    def feed_url(self) -> str:
        return self._below("policy_feed")

    def version_url(self, number: int) -> str:
        return self._below("version", number)

    def _below(self, name: str, *args: int) -> str:
        """The address of a route under the policy's own."""
        return f"{cast('PolicyPage', self).url}{self.reverse_subpage(name, args=args)}"

    @route("versions/", name="versions")
    def version_list(self, request: HttpRequest) -> HttpResponse:
        from cms.policies.views.versions import version_list

        return version_list(request, cast("PolicyPage", self))

    @route("versions/<int:number>/", name="version")
    def version_detail(self, request: HttpRequest, number: int) -> HttpResponse:
        from cms.policies.views.versions import version_detail

        return version_detail(request, cast("PolicyPage", self), number)

    @route("versions/<int:number>/print/", name="version_print")
    def version_print(self, request: HttpRequest, number: int) -> HttpResponseBase:
        from cms.policies.views.files import version_print

        return version_print(request, cast("PolicyPage", self), number)

    @route("versions/<int:number>/pdf/", name="version_pdf")
    def version_pdf(self, request: HttpRequest, number: int) -> HttpResponseBase:
        from cms.policies.views.files import version_pdf

        return version_pdf(request, cast("PolicyPage", self), number)

    @route("versions/<int:number>/word/", name="version_word")
    def version_word(self, request: HttpRequest, number: int) -> HttpResponseBase:
        from cms.policies.views.files import version_word

        return version_word(request, cast("PolicyPage", self), number)

    @route("compare/", name="compare")
    def version_compare(self, request: HttpRequest) -> HttpResponse:
        from cms.policies.views.comparing import version_compare

        return version_compare(request, cast("PolicyPage", self))

    @route("feed/", name="policy_feed")
    def policy_feed(self, request: HttpRequest) -> HttpResponseBase:
        from cms.policies.views.feeds import policy_feed

        return policy_feed(request, cast("PolicyPage", self))
