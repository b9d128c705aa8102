"""What articles hold beyond the text of other pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, TextBlock

from cms.core.blocks import BodyBlock


class QuotationBlock(StructBlock):
    """Words from a post, with the credit that its author chose; the page decides whether to show
    them, so a search finds the post itself and never its quotation."""

    words = TextBlock(label=_("Words of the post, with … where some are left out"))
    post = CharBlock(
        max_length=300, label=_("Address of the post"), help_text=_("Copy it from “Posts”.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation from a post")
        template = "cms/blocks/quotation.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from cms.clearinghouse.quotations import place_of

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        sources = (parent_context or {}).get("source_posts", {})
        place = place_of(value["post"])
        return {**context, "source": sources.get(place) if place else None}


class ArticleBodyBlock(BodyBlock):
    quotation = QuotationBlock()
