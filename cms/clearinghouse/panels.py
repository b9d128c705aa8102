"""How the form of an article is laid out in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from cms.core.models import OwnedPage

STEPS = _(
    "<p>Save a draft as often as you like. Submit it when it is ready: it needs a source by then."
    " A second person reads it: the one who approves is never the one who wrote or submitted it."
    " Approval dates the review and publishes.</p>"
)
REVIEW = _(
    "<p>Approving an article dates its review and sets the next one in a year, unless a later day"
    " stands here. To say later that it is still right, or to retire it, use"
    " <em>Review</em> in the page's menu.</p>"
)


class PostsPanel(Panel):
    """The picked posts beside the text, to copy from."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/posts_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from cms.clearinghouse.views.picker import posts_context

            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **(posts_context(self.instance) if self.instance.pk else {})}


def article_tabs() -> TabbedInterface:
    text = [
        HelpPanel(content=STEPS),
        FieldPanel("title"),
        FieldPanel("teaser"),
        InlinePanel("credits", label=_("Credit"), heading=_("Authors and credits")),
        FieldPanel("body"),
        InlinePanel("files", label=_("File"), heading=_("Files to take away")),
        InlinePanel("sources", label=_("Source"), heading=_("Sources")),
        OwnedPage.change_panels,
    ]
    found = [
        FieldPanel("unit"),
        FieldPanel("audience", widget=forms.CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("level"), FieldPanel("format")]),
        FieldPanel("library_types", widget=forms.CheckboxSelectMultiple),
        FieldPanel("competencies", widget=forms.SelectMultiple({"size": 14})),
        OwnedPage.topic_panel,
        FieldPanel("policies", widget=forms.SelectMultiple({"size": 8})),
        FieldRowPanel([FieldPanel("licence"), FieldPanel("language")]),
        FieldPanel("minutes_to_read"),
    ]
    review = [
        HelpPanel(content=REVIEW),
        FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("reviewed_by")]),
        FieldPanel("next_review"),
        FieldRowPanel([FieldPanel("retired_on"), FieldPanel("retired_reason")]),
    ]
    return TabbedInterface(
        [
            ObjectList(text, heading=_("Text")),
            ObjectList([PostsPanel()], heading=_("Posts")),
            ObjectList(found, heading=_("Who and what for")),
            ObjectList(review, heading=_("Review")),
            ObjectList(OwnedPage.promote_panels, heading=_("Promote")),
            ObjectList(OwnedPage.settings_panels, heading=_("Settings")),
        ]
    )
