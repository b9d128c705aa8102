"""Units, rosters, topics and boards in the admin, for those whom the keeper lets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.models import FormerUnit, RosterTerm, Unit
from cms.core.vocabulary import TopicForm, UnitForm
from forum.models import Board, SynonymSet, Topic


class UnitViewSet(SnippetViewSet):
    model = Unit
    icon = "group"
    list_display = ("name", "acronym", "kind", "parent")
    list_filter = ("kind",)
    search_fields = ("name", "acronym")
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("slug")]),
            FieldPanel("charge"),
            FieldPanel("parent"),
            FieldPanel("predecessors"),
            FieldRowPanel([FieldPanel("active_from"), FieldPanel("active_to")]),
        ],
        base_form_class=UnitForm,
    )


class FormerUnitViewSet(SnippetViewSet):
    model = FormerUnit
    icon = "history"
    menu_label = _("Earlier names of units")
    list_display = ("name", "acronym", "unit", "used_to")
    list_filter = ("unit",)
    search_fields = ("name", "acronym")
    search_backend_name = None
    panels = [
        FieldPanel("unit"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("used_to")]),
    ]


class RosterTermViewSet(SnippetViewSet):
    model = RosterTerm
    icon = "user"
    list_display = ("user", "role", "unit", "starts_on", "ends_on")
    list_filter = ("unit", "role")
    search_fields = ("user__display_name", "unit__name")
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("unit"), FieldPanel("user"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ("name", "slug")
    search_fields = ("name", "synonyms")
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("description"),
            FieldPanel("synonyms"),
        ],
        base_form_class=TopicForm,
    )


class SynonymViewSet(SnippetViewSet):
    model = SynonymSet
    icon = "search"
    menu_label = _("Synonyms for search")
    list_display = ("words",)
    search_fields = ("words",)
    search_backend_name = None
    panels = [FieldPanel("words")]


class BoardViewSet(SnippetViewSet):
    model = Board
    icon = "comment"
    list_display = ("name", "heading", "position", "reading", "starting")
    list_filter = ("reading", "unit")
    search_fields = ("name",)
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldPanel("purpose"),
        FieldPanel("guidelines"),
        FieldRowPanel([FieldPanel("heading"), FieldPanel("position")]),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("reading"), FieldPanel("starting")]),
        FieldPanel("shows_readers"),
    ]


class RegisterViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Association")
    menu_icon = "globe"
    menu_order = 250
    items = (
        UnitViewSet,
        FormerUnitViewSet,
        RosterTermViewSet,
        TopicViewSet,
        SynonymViewSet,
        BoardViewSet,
    )
