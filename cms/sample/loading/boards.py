"""Topics and boards: what threads are about, and where they stand."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Unit
from cms.sample.loading.content import read
from forum.models import Board, Topic


def load_topics() -> dict[str, Topic]:
    """Make the topics that are missing; one that was renamed here stays as it is."""
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    names = {topic.name for topic in topics.values()}
    for entry in read("topics")["topics"]:
        slug = entry["slug"]
        if slug not in topics and entry["name"] not in names:
            topics[slug] = Topic.objects.create(
                slug=slug,
                name=entry["name"],
                description=entry["description"],
                synonyms=", ".join(entry["synonyms"]),
            )
    return topics


def load_boards(units: dict[str, Unit]) -> dict[str, Board]:
    """Make the boards that are missing, in the order of the file."""
    boards: dict[str, Board] = {}
    for position, entry in enumerate(read("boards")["boards"], start=1):
        slug, name = entry["slug"], entry["name"]
        boards[slug] = Board.objects.filter(
            Q(slug=slug) | Q(name=name)
        ).first() or Board.objects.create(
            slug=slug,
            name=name,
            purpose=entry["purpose"],
            guidelines=entry.get("guidelines", ""),
            heading=entry["heading"],
            position=position * 10,
            reading=entry["reading"],
            starting=entry["starting"],
            unit=units[entry["unit"]] if "unit" in entry else None,
        )
    return boards
