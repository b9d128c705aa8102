"""Keeps the search engine's index in step with the search entries.

While there is one, a trigger notes each entry that is made, changed or deleted in the same
transaction, and the worker takes the notes to the engine. Nothing is lost while that is away:
the notes wait.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from forum.models import SearchChange, SearchEntry, SearchIndex
from forum.search.engine import INDEX, document
from forum.search.remote import EngineAway, ask, ask_lines, base_name
from forum.search.schema import ignore_changes, watch_changes

BATCH = 500
# Characters of words in one request; the engines take up to 100 MB.
MOST_CHARACTERS = 4_000_000
# Of one document: there was a newer one, or it was gone already. Of the engine: too busy.
SETTLED, BUSY = {404, 409}, {429, 500, 502, 503, 504}

logger = logging.getLogger("roundtable.worker")


def keep_in_step() -> bool:
    """Take some of what changed to the engine; true when there is more. Raises EngineAway.

    One worker at a time holds the index's row, so that no older wording comes after a newer.
    """
    if not settings.SEARCH_URL:
        return False
    with transaction.atomic():
        held = SearchIndex.objects.select_for_update(skip_locked=True).order_by("pk").first()
        if held is None:
            return False
        noted = dict(SearchChange.objects.order_by("pk").values_list("pk", "entry_id")[:BATCH])
        if not noted:
            return False
        entries = SearchEntry.objects.in_bulk(set(noted.values()))
        gone = set(noted.values()) - entries.keys()
        _send(held.name, "index", entries.values(), gone)
        SearchChange.objects.filter(pk__in=noted).delete()
    return len(noted) == BATCH


def fill_engine() -> int:
    """Make a new index from all entries and search by it from then on; gives how many they are.

    Raises EngineAway; the databases' own index answers then.
    """
    name = f"{base_name()}-{timezone.now():%Y%m%d%H%M%S}"
    forget_engine()
    ask("PUT", name, INDEX)
    try:
        with transaction.atomic():
            index = SearchIndex.objects.create(name=name)
            watch_changes(connection)
        count, last = 0, 0
        while entries := list(SearchEntry.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
            # "create" leaves alone what the worker brought meanwhile.
            _send(name, "create", entries)
            count, last = count + len(entries), entries[-1].pk
        ask("POST", f"{name}/_refresh")
    except BaseException:
        forget_engine()
        raise
    index.is_ready = True
    index.save(update_fields=["is_ready"])
    _drop_others(name)
    return count


def forget_engine() -> None:
    """Search by the database alone, and note no more changes."""
    with transaction.atomic():
        # Its row first, as the worker does: then neither waits for what the other holds.
        if list(SearchIndex.objects.select_for_update()):
            ignore_changes(connection)
            SearchIndex.objects.all().delete()
            SearchChange.objects.all().delete()


def forget_unnamed(**kwargs: Any) -> None:
    """After SEARCH_URL was taken away, the notes would grow for ever."""
    # Looking first spares SQLite a lock of its writer twice a minute.
    if not settings.SEARCH_URL and SearchIndex.objects.exists():
        forget_engine()


def _drop_others(name: str) -> None:
    base = base_name()
    for other in ask("GET", f"{base}-*/_settings"):
        stamp = other.removeprefix(f"{base}-")
        if other != name and len(stamp) == 14 and stamp.isdigit():
            ask("DELETE", other)


def _send(name: str, act: str, entries: Iterable[SearchEntry], gone: Iterable[int] = ()) -> None:
    """Raises EngineAway when the engine has not taken all; a document that it refuses for what
    it holds is logged and passed over, since it would be refused again."""
    for lines in _requests(act, entries, gone):
        answer = ask_lines(f"{name}/_bulk", lines)
        for item in answer["items"] if answer.get("errors") else ():
            result = next(iter(item.values()))
            status = result["status"]
            if status in BUSY:
                raise EngineAway(f"POST /{name}/_bulk: {status} for a document")
            if status >= 400 and status not in SETTLED:
                logger.error("The search engine refused entry %s: %s", result["_id"], result)


def _requests(
    act: str, entries: Iterable[SearchEntry], gone: Iterable[int]
) -> Iterator[list[dict[str, Any]]]:
    lines: list[dict[str, Any]] = [{"delete": {"_id": str(pk)}} for pk in gone]
    size = 0
    for entry in entries:
        lines += [{act: {"_id": str(entry.pk)}}, document(entry)]
        size += len(entry.text)
        if size > MOST_CHARACTERS:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines
