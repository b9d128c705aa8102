"""The row of page numbers under a thread: 1 … 4 5 6 … 40."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from forum.windows import Window

NEAR = 2


class PageLink(NamedTuple):
    """One page, or with label 0 the gap where some are left out."""

    label: int
    url: str = ""
    current: bool = False


def shown_pages(index: int, total: int) -> list[int | None]:
    """Indexes of the pages to offer, None for a gap: the ends, and those around `index`.

    >>> shown_pages(5, 40)
    [0, None, 3, 4, 5, 6, 7, None, 39]
    """
    near = range(index - NEAR, index + NEAR + 1)
    wanted = sorted({0, total - 1, *(page for page in near if 0 <= page < total)})
    found: list[int | None] = []
    for page in wanted:
        last = found[-1] if found else None
        if last is not None and page - last == 2:
            found.append(last + 1)
        elif last is not None and page - last > 2:
            found.append(None)
        found.append(page)
    return found


def page_url(base: str, order: str, window: Window, index: int) -> str:
    """The address of one numbered page: it names the post with which the page begins, so it
    stays right when pages come in between. The first to be read needs no name."""
    query = {} if order == "threaded" else {"view": order}
    start = len(window.names) - 1 if order == "newest" else 0
    if index != start:
        query["from"] = str(window.names[index])
    return f"{base}?{urlencode(query)}" if query else base


def page_context(
    base: str, order: str, window: Window, *, anchor: str = "#replies"
) -> dict[str, Any]:
    """What the template says about the numbered page that is shown."""
    total, index, newest = len(window.names), window.index, order == "newest"

    def url(page: int) -> str:
        return page_url(base, order, window, page)

    shown = shown_pages(index, total) if total > 1 else []
    links = [
        PageLink(0) if page is None else PageLink(page + 1, f"{url(page)}{anchor}", page == index)
        for page in (reversed(shown) if newest else shown)
    ]
    later, earlier = (index - 1, index + 1) if newest else (index + 1, index - 1)
    return {
        "pages": links,
        "page_label": index + 1,
        "page_total": total,
        "canonical": url(index),
        "branch_goes_on": window.cut,
        "previous": f"{url(earlier)}{anchor}" if 0 <= earlier < total else "",
        "next": f"{url(later)}{anchor}" if 0 <= later < total else "",
    }
