from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def on_clause(counts: Mapping[str, int] | None, number: str) -> int:
    """How many comments there are on the clause with this number."""
    return (counts or {}).get(number, 0)
