"""Limits that keep the slowest 32,000 characters under a second, met while the text is parsed.

A rule that would nest or widen too much refuses, where Markdown's own parser goes on at quadratic
cost, or leaves words out without a sign.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block, table
from markdown_it.rules_core import StateCore

from forum.markup.refusal import MarkupRefused

MAX_LEVEL = 12
MAX_INLINE_LEVEL = 20
MAX_PEEKS = 50_000
MAX_CELLS = 4_000
MAX_BRACKETS = 3_000
MAX_LINKS = 1_000
MAX_MENTIONS = 50

Rule = Callable[[StateBlock, int, int, bool], bool]


def limit(parser: MarkdownIt) -> None:
    rules: dict[str, tuple[Rule, list[str]]] = {
        "blockquote": (
            few_peeks(not_too_deep(blockquote)),
            ["paragraph", "reference", "blockquote", "list"],
        ),
        "list": (not_too_deep(list_block), ["paragraph", "reference", "blockquote"]),
        "table": (not_too_wide, ["paragraph", "reference"]),
    }
    for name, (rule, may_interrupt) in rules.items():
        parser.block.ruler.at(name, rule, {"alt": may_interrupt})
    parser.core.ruler.before("inline", "few_brackets", few_brackets)


def not_too_deep(rule: Rule) -> Rule:
    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if silent or state.level < MAX_LEVEL:
            return rule(state, start, end, silent)
        if rule(state, start, end, True):
            raise too_deep()
        return False

    return limited


def few_peeks(rule: Rule) -> Rule:
    """Count how often a line is looked at to see whether a quote begins there.

    A line that goes on a quote without its mark is looked at once for each quote it may go on.
    """

    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if silent:
            state.env["peeks"] = state.env.get("peeks", 0) + 1
            if state.env["peeks"] > MAX_PEEKS:
                raise too_deep()
        return rule(state, start, end, silent)

    return limited


def not_too_wide(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Count cells before there are any: short rows are filled up to the width of the first."""
    is_table = table(state, start, end, True)
    if silent or not is_table:
        return is_table
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    rows = next((line for line in range(start, end) if state.isEmpty(line)), end) - start
    state.env["cells"] = state.env.get("cells", 0) + columns * rows
    if state.env["cells"] > MAX_CELLS:
        raise MarkupRefused(
            _(
                "The tables have more than %(limit)s cells. "
                "Attach them as a file, or keep the rows that matter here."
            )
            % {"limit": f"{MAX_CELLS:,}"}
        )
    return table(state, start, end, False)


def few_brackets(state: StateCore) -> None:
    """Each opening bracket has the text behind it searched for its end, up to twenty times."""
    texts = (token.content for token in state.tokens if token.type == "inline")
    if sum(text.count("[") for text in texts) > MAX_BRACKETS:
        raise MarkupRefused(
            _(
                "The text has more than %(limit)s opening square brackets. If it is data or code, "
                "put a line of three backticks (```) before and after it."
            )
            % {"limit": f"{MAX_BRACKETS:,}"}
        )


def too_deep() -> MarkupRefused:
    return MarkupRefused(
        _(
            "Quotes, lists, spoilers or emphasis are nested too deep: at most twelve quotes, or "
            "six lists, may stand inside each other. Take some of the inner ones out."
        )
    )


def too_many_links() -> MarkupRefused:
    return MarkupRefused(
        _("The text has more than %(limit)s links. Link to a page that lists them.")
        % {"limit": f"{MAX_LINKS:,}"}
    )


def too_many_mentions() -> MarkupRefused:
    return MarkupRefused(
        _("The text mentions more than %(limit)d people, who would all be told. Mention fewer.")
        % {"limit": MAX_MENTIONS}
    )
