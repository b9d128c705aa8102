"""What the admin refuses and adds for policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from cms.policies import hooks as office  # noqa: F401 - registers the rest
from cms.policies.models import PolicyVersion


@hooks.register("before_delete_page")
def keep_policies(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refusal(request, [page])


@hooks.register("before_bulk_action")
def keep_policies_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class: Any
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    return _refusal(request, [row for row in objects if isinstance(row, Page)])


def _refusal(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    """Published texts lie under one of the pages: they are kept, and this says what to do."""
    for page in pages:
        if PolicyVersion.objects.filter(policy__path__startswith=page.path).exists():
            messages.error(
                request,
                _(
                    "A policy that was published is never deleted. Record that it was superseded"
                    " or rescinded, or unpublish it."
                ),
            )
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
