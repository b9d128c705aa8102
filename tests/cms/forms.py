"""What a browser sends from the admin's page forms, filled in."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def policy_form(**fields: Any) -> dict[str, Any]:
    clause = {"number": "1", "heading": "", "text": rich_text("<p>Learning is work.</p>")}
    return nested_form_data(
        {
            "title": "Paid time for learning",
            "slug": "paid-time",
            "summary": rich_text("<p>In short.</p>"),
            "body": streamfield([("clause", clause)]),
            "kind": "policy",
            "status": "drafting",
            "numbers": inline_formset([]),
            "actions": inline_formset([]),
            "comment_periods": inline_formset([]),
            "sources": inline_formset([]),
            **COMMENTS,
            **fields,
        }
    )


def article_form(**fields: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "Ask first",
            "slug": "ask-first",
            "body": streamfield([("text", rich_text("<p>Five questions.</p>"))]),
            "level": "foundational",
            "format": "guide",
            "licence": "CC-BY-4.0",
            "language": "en",
            "credits": inline_formset([]),
            "files": inline_formset([]),
            "sources": inline_formset([{"title": "Annals of Examples", "url": ""}]),
            **COMMENTS,
            **fields,
        }
    )


COMMENTS = {"comments": inline_formset([])}
