"""The pages that hold the rooms of the site: each lists what lies under it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from accounts.models import Unit, User
from cms.core import roster
from cms.core.blocks import SHORT_TEXT


class SectionPage(Page):
    """An index page; `discussion_board` is where the threads of its pages are opened."""

    intro = RichTextField(
        blank=True, features=SHORT_TEXT, help_text=_("Above the list, in a sentence or two.")
    )
    discussion_board = models.ForeignKey(
        "forum.Board",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Each page published here opens its own thread on this board."),
    )

    unit_kinds: ClassVar[frozenset[str] | None] = frozenset()
    """Kinds of unit whose roster may start a page here; None for all."""
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("discussion_board")]

    class Meta:
        abstract = True

    def is_open_to(self, unit: Unit) -> bool:
        return self.unit_kinds is None or unit.kind in self.unit_kinds

    def may_be_added_to(self, user: User | AnonymousUser) -> bool:
        """Whether to offer the way to a new page here: asked of the roster, not of the groups."""
        if not user.is_authenticated:
            return False
        if user.is_superuser:
            return True
        units = Unit.objects.filter(pk__in=roster.editing_unit_ids(user))
        return any(self.is_open_to(unit) for unit in units)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "can_add": self.may_be_added_to(request.user)}
