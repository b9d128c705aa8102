"""Pages that belong to units: who may edit one, and who approves it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester
from wagtail.search import index

from accounts.models import Unit, User
from cms.competencies.models import as_choices
from cms.core import roster
from cms.core.discussion import discussion_of
from forum.following import following_context


class RosterPermissionTester(PagePermissionTester):
    """On a page that units own, having made it gives no lasting right: only the roster does.

    Wagtail lets whoever may add to a section go on editing the pages they made there, also
    after the term that such a page belongs to has ended.
    """

    def __init__(self, user: User | AnonymousUser, page: Page) -> None:
        super().__init__(user, page)
        rights: set[str] = getattr(self, "permissions", set())
        if "change" not in rights:
            rights.discard("add")


class OwnedPageForm(WagtailAdminPageForm):
    said_of_one_change: ClassVar[dict[str, Any]] = {"change_note": "", "tell_followers": False}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        published = page.live_revision_id is not None
        if published and page.live_revision_id == page.latest_revision_id:
            # What was said of the last change is no description of the next one.
            self.initial.update(self.said_of_one_change)
        if competencies := self.fields.get("competencies"):
            competencies.choices = as_choices(competencies.queryset)
        for field in self.fields.values():
            offered = getattr(field, "queryset", None)
            if offered is not None and issubclass(offered.model, Page):
                # Drafts are their own units' business.
                field.queryset = offered.filter(live=True).exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        user = self.for_user
        if user is None or user.is_superuser or self.instance.pk:
            return data
        if roster.is_in_group(user, self.instance.reviewing_group):
            return data
        units = {data[name].pk for name in self.instance.unit_fields if data.get(name)}
        own = roster.editing_unit_ids(user)
        if own and not units & own:
            names = ", ".join(Unit.objects.filter(pk__in=own).values_list("name", flat=True))
            message = _(
                "Choose a unit on whose roster you are, or nobody there could edit this: %s"
            )
            field = self.instance.unit_fields[0]
            self.add_error(field if field in self.fields else NON_FIELD_ERRORS, message % names)
        return data


class OwnedPage(Page):
    """A page under the care of units, with topics, that says what changed when it changes."""

    topics = ParentalManyToManyField(
        "forum.Topic",
        blank=True,
        related_name="%(app_label)s_%(class)s_pages",
        help_text=gettext_lazy("Followers of these topics hear of the page."),
    )
    change_note = models.CharField(
        gettext_lazy("what changed"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("In a sentence, for the list of versions."),
    )
    tell_followers = models.BooleanField(
        gettext_lazy("tell followers"),
        default=False,
        help_text=gettext_lazy(
            "The first publication is told to followers anyway; tick this when a later change"
            " matters to them."
        ),
    )

    unit_fields: ClassVar[tuple[str, ...]] = ()
    """Foreign keys to units; editors of any of them may edit. The first one's chair approves."""
    reviewing_group: ClassVar[str] = ""
    """Name of a group whose members may also approve."""
    search_kind: ClassVar[str] = "page"
    published_words = gettext_lazy("Published: %(title)s")
    changed_words = gettext_lazy("Changed: %(title)s. %(note)s")

    base_form_class = OwnedPageForm
    change_panels = MultiFieldPanel(
        [FieldPanel("change_note"), FieldPanel("tell_followers")],
        heading=gettext_lazy("This change"),
    )
    topic_panel = FieldPanel("topics", widget=forms.CheckboxSelectMultiple)
    search_fields = [
        *Page.search_fields,
        index.FilterField("topics"),
    ]

    class Meta:
        abstract = True

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Page | None, page: Page | None = None) -> bool:
        """Nor one under which readers would find something else, as at /policies/changes/."""
        is_free: bool = Page._slug_is_available(slug, parent_page, page)
        return is_free and not (parent_page and is_hidden(parent_page, slug))

    def owning_unit_ids(self) -> set[int]:
        """As the page's row in the database says, whatever a draft in hand may say."""
        return self._unit_ids(self.unit_fields)

    def approving_unit_ids(self) -> set[int]:
        return self._unit_ids(self.unit_fields[:1])

    def _unit_ids(self, names: tuple[str, ...]) -> set[int]:
        rows = type(self).objects.filter(pk=self.pk).values_list(*(f"{name}_id" for name in names))
        return {unit_id for row in rows for unit_id in row if unit_id is not None}

    def owning_units(self) -> list[Unit]:
        return [unit for name in self.unit_fields if (unit := getattr(self, name)) is not None]

    def permissions_for_user(self, user: User | AnonymousUser) -> PagePermissionTester:
        return RosterPermissionTester(user, self)

    def is_edited_by(self, user: User | AnonymousUser) -> bool:
        """Whether to offer the way into the admin: asked of the roster, not of the groups."""
        if not user.is_authenticated:
            return False
        if user.is_superuser or roster.is_in_group(user, self.reviewing_group):
            return True
        own = {unit.pk for unit in self.owning_units()}
        return bool(own & roster.editing_unit_ids(user))

    def what_keeps_it_back(self) -> list[str]:
        """Sentences that say why nobody may approve this text as it stands."""
        return []

    def search_text(self) -> str:
        """What the site's search looks through."""
        return ""

    def search_numbers(self) -> list[str]:
        """What somebody may type to find exactly this page, such as B.9.1."""
        return []

    @property
    def search_status(self) -> str:
        """The value of a status that search narrows by; its name is given to `name_statuses`."""
        return ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "topics": list(self.topics.all()),
            "follow": following_context(request.user, self),
            "discussion": discussion_of(self, request.user),
            "can_edit": self.is_edited_by(request.user),
        }


def is_hidden(parent: Page, slug: str) -> bool:
    """Whether a fixed address of the site stands where this page below `parent` would."""
    parts = parent.get_url_parts()
    if not parts or not parts[2]:
        return False
    try:
        found = resolve(f"{parts[2]}{slug}/")
    except Resolver404:
        return False
    return found.url_name != "wagtail_serve" and not found.kwargs
