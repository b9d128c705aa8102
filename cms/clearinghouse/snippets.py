"""The clearinghouse's own words in the admin, for those whom the keeper lets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.clearinghouse.models import Audience, LibraryType


class TermViewSet(SnippetViewSet):
    list_display = ("name", "slug", "position")
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("position")]),
    ]


class AudienceViewSet(TermViewSet):
    model = Audience
    icon = "view"


class LibraryTypeViewSet(TermViewSet):
    model = LibraryType
    icon = "home"


class ClearinghouseViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Clearinghouse")
    menu_icon = "folder-open-inverse"
    menu_order = 255
    items = (AudienceViewSet, LibraryTypeViewSet)
