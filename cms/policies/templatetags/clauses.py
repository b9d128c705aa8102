from __future__ import annotations

from collections.abc import Mapping

from django import template

from cms.policies.texts import ClauseText

register = template.Library()


@register.filter
def on_clause(
    counts: Mapping[str, tuple[int, str]] | None, clause: ClauseText
) -> tuple[int, str] | None:
    """How many comments there are on this clause, and under which number they go."""
    return (counts or {}).get(clause.key or f"#{clause.number}")
