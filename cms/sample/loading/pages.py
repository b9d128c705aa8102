"""What all published pages of the sample have in common: people, topics, sources and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from wagtail.models import Page, Revision

from accounts.models import Unit, User
from cms.core.discussion import ensure_discussion
from cms.core.models import OwnedPage, SectionPage, Source
from cms.core.tree import add_draft
from cms.sample.loading.content import Clock, Entry, read
from cms.sample.loading.people import Members
from forum.models import Board, Topic

P = TypeVar("P", bound=OwnedPage)
S = TypeVar("S", bound=Source)


@dataclass(frozen=True)
class Desk:
    """What is at hand for whoever writes a page."""

    members: Members
    units: dict[str, Unit]
    topics: dict[str, Topic]
    boards: dict[str, Board]
    clock: Clock

    def unit(self, entry: Entry, name: str = "unit") -> Unit | None:
        slug = entry.get(name)
        return self.units[slug] if slug else None

    def draft(
        self, section: SectionPage, page: P, entry: Entry, *, by: User, at: datetime | None
    ) -> P:
        """Put the page into the tree, unpublished; `at` is when it is going to be public."""
        page.slug, page.title = entry["slug"], entry["title"]
        page.first_published_at = at
        page.topics.set([self.topics[slug] for slug in entry["topics"] if slug in self.topics])
        return add_draft(section, page, by=by)

    def publish(self, page: P, *, by: User, at: datetime) -> P:
        """The keeper publishes what `by` wrote, as of an earlier day; its thread opens then.

        Otherwise two dozen threads of the sample would stand above everything that is said.
        """
        section = page.get_parent().specific
        if board := section.discussion_board:
            ensure_discussion(page, board, by, at=at)
        page.save_revision(user=by).publish(user=self.members["kofi"])
        fresh = Revision.objects.for_instance(page).filter(created_at__gte=self.clock.now)
        fresh.update(created_at=at)
        Page.objects.filter(pk=page.pk).update(last_published_at=at, latest_revision_created_at=at)
        published: P = type(page).objects.get(pk=page.pk)
        return published


def sources(entry: Entry, model: type[S]) -> Iterator[S]:
    """The sources that the entry names by number."""
    known = read("sources")["sources"]
    for number in entry["sources"]:
        yield model(title=known[number]["title"], url=known[number]["url"])


def fill(model: type[Page], load: Callable[[], int]) -> int:
    """Load a section once, whole or not at all; what members remove from it stays away."""
    if model.objects.exists():
        return 0
    with transaction.atomic():
        return load()
