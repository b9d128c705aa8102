"""How the form of a policy is laid out in the admin."""

from __future__ import annotations

from django.forms import SelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from cms.core.models import OwnedPage

STEPS = _(
    "<p>A committee recommends; only Council adopts. Save a draft as often as you like; nobody"
    " outside the admin sees it. Submit it when it is ready: a chair or staff liaison of the"
    " responsible body reads and approves it, and then it is public.</p>"
)


def policy_tabs() -> TabbedInterface:
    text = [
        HelpPanel(content=STEPS),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        OwnedPage.change_panels,
    ]
    record = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
        FieldPanel("status_note"),
        FieldRowPanel([FieldPanel("responsible_body"), FieldPanel("recommending_body")]),
        FieldRowPanel([FieldPanel("effective_on"), FieldPanel("next_review")]),
        FieldPanel("next_review_note"),
        FieldPanel("official_url"),
        InlinePanel("numbers", label=_("Number"), heading=_("Numbers")),
        InlinePanel("actions", label=_("Action"), heading=_("What bodies did")),
        InlinePanel("comment_periods", label=_("Comment period"), heading=_("Comment periods")),
        InlinePanel("sources", label=_("Source"), heading=_("Sources")),
    ]
    links = [
        MultiFieldPanel(
            [
                FieldPanel("supersedes", widget=SelectMultiple({"size": 8})),
                FieldPanel("related", widget=SelectMultiple({"size": 8})),
            ],
            heading=_("Other policies"),
        ),
        OwnedPage.topic_panel,
    ]
    return TabbedInterface(
        [
            ObjectList(text, heading=_("Text")),
            ObjectList(record, heading=_("Record")),
            ObjectList(links, heading=_("Links")),
            ObjectList(OwnedPage.promote_panels, heading=_("Promote")),
            ObjectList(OwnedPage.settings_panels, heading=_("Settings")),
        ]
    )
