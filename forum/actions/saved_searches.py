"""Keeping searches, and telling of what they find anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.actions.notices import mark_events_read, tell_person
from forum.actions.refusals import Refused
from forum.models import Notice, SavedSearch, SearchEntry
from forum.search.filters import read_filters
from forum.search.queries import parse_query
from forum.search.results import search
from forum.search.synonyms import synonyms

MAX_SAVED = 50
MAX_QUERY = 700
FILTERS = ("kind", "board", "topic", "unit", "author", "status")
PAUSE = timedelta(hours=1)
BATCH = 50
# Begins the names of the events that notices of saved searches tell of.
EVENT = "search:"


def save_search(user: User, values: Mapping[str, str]) -> SavedSearch:
    """Keep a search with its filters; asking twice keeps one. Raises Refused.

    Its date and order are left out: what is new is told, newest first.
    """
    query = parse_query(values.get("q", ""))
    if not query:
        raise Refused(_("Only a search that looks for words can be kept. Add at least one."))
    narrowed = {name: values.get(name, "").replace("\0", "").strip() for name in FILTERS}
    _filters, notes = read_filters(narrowed, user)
    if notes:
        raise Refused(notes[0])
    chosen = urlencode({"q": query.text} | {name: v for name, v in narrowed.items() if v})
    if len(chosen) > MAX_QUERY:
        raise Refused(_("This search is too long to be kept. Take some words out."))
    now = timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        kept = SavedSearch.objects.filter(user=user)
        if found := kept.filter(query=chosen).first():
            return found
        if kept.count() >= MAX_SAVED:
            raise Refused(
                ngettext(
                    "You can keep %(most)d search. Remove one first.",
                    "You can keep %(most)d searches. Remove one first.",
                    MAX_SAVED,
                )
                % {"most": MAX_SAVED}
            )
        return SavedSearch.objects.create(
            user=user, words=query.text, query=chosen, checked_at=now, seen_at=now
        )


def remove_search(user: User, pk: int) -> None:
    """Forget it; what was told of it is read."""
    if SavedSearch.objects.filter(user=user, pk=pk).delete()[0]:
        mark_events_read(user, f"{EVENT}{pk}:")


def found_since(saved: SavedSearch, since: datetime) -> list[SearchEntry]:
    """What its owner may read now of what came after `since`, newest first: the first page.

    What the owner wrote is no news.
    """
    user = saved.user
    filters, notes = read_filters(saved.values, user)
    if notes:  # A board or topic that is gone, or closed to the owner by now.
        return []
    query = parse_query(saved.values.get("q", ""), synonyms=synonyms())
    newest = replace(filters, since=since, is_newest=True)
    entries = search(user, query, newest, widens=False).entries
    return [entry for entry in entries if entry.author_id != user.pk]


def look_again() -> int:
    """Look after up to BATCH kept searches whose hour has come; gives how many notices came of it.

    Safe in any number of workers: each row is claimed in the transaction that tells of it.
    """
    due = SavedSearch.objects.filter(checked_at__lt=timezone.now() - PAUSE, user__is_active=True)
    ids = list(due.order_by("checked_at").values_list("pk", flat=True)[:BATCH])
    return sum(look_after(pk) for pk in ids)


def look_after(pk: int) -> bool:
    """Tell its owner, at most once a day, that it finds something new."""
    now = timezone.now()
    with transaction.atomic():
        due = SavedSearch.objects.filter(pk=pk, checked_at__lt=now - PAUSE)
        if not due.update(checked_at=now):
            return False
        saved = SavedSearch.objects.select_related("user").get(pk=pk)
        with timezone.override(saved.user.time_zone):
            today = timezone.localdate(now)
        if saved.told_on == today or not found_since(saved, saved.seen_at):
            return False
        saved.told_from, saved.seen_at, saved.told_on = saved.seen_at, now, today
        saved.save(update_fields=["told_from", "seen_at", "told_on"])
        return tell_person(
            saved.user,
            event=event_of(saved.pk, f"{today:%Y%m%d}"),
            words=_("There is something new for your saved search “%(words)s”.")
            % {"words": saved.words},
            address=saved.get_absolute_url(),
        )


def event_of(pk: int, day: str) -> str:
    return f"{EVENT}{pk}:{day}"


def still_finds(notice: Notice) -> bool:
    """Whether what a notice told of can still be read: asked when its mail is sent."""
    raw = notice.event.removeprefix(EVENT).partition(":")[0]
    saved = SavedSearch.objects.filter(pk=int(raw), user=notice.user_id).first()
    if saved is None:
        return False
    saved.user = notice.user
    return bool(found_since(saved, saved.told_from or notice.created_at))


def open_search(user: User, pk: int) -> SavedSearch | None:
    """The member's own search, after what was told of it is marked as read."""
    saved = SavedSearch.objects.filter(user=user, pk=pk).first()
    if saved is not None:
        mark_events_read(user, f"{EVENT}{pk}:")
    return saved
