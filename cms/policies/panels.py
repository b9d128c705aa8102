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
    "<p>Consultation, comment periods, votes and what Council does are steps of the policy's life:"
    " choose “Life cycle” in the menu at the top of this page. They are dated and recorded, and"
    " no draft of the text changes them.</p>"
)


def policy_tabs() -> TabbedInterface:
    text = [
        HelpPanel(content=STEPS),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("change_note"),
                FieldPanel("is_editorial"),
                FieldPanel("tell_followers"),
            ],
            heading=_("This change"),
        ),
    ]
    record = [
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("responsible_body"), FieldPanel("recommending_body")]),
        FieldPanel("official_url"),
        InlinePanel("numbers", label=_("Number"), heading=_("Numbers")),
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
