"""What reaches a member, and what is no longer new to them, as conditions on threads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from accounts.models import User
from forum.models import Follow, ReadFloor, Thread

MUTED = Follow.Level.MUTED
# What floors and follows are set on, as columns; a floor on none of them is one for everything.
KINDS = ("board", "topic", "unit", "page", "all")


@dataclass(frozen=True, slots=True)
class Reach:
    """A member's settings on boards, topics, units and pages; those on threads stay rows.

    Of several settings the nearest counts, as `forum.models.following.deciding` says for one.
    """

    user: User
    on: dict[str, set[int]]
    off: dict[str, set[int]]
    floors: dict[tuple[str, int], datetime] = field(default_factory=dict)
    levels: dict[tuple[str, int], str] = field(default_factory=dict)

    def own(self) -> QuerySet[Follow]:
        return Follow.objects.filter(user=self.user, thread=OuterRef("pk"))

    def followed(self) -> Q:
        """Threads that some setting reaches, and the nearest is not to be quiet."""
        chosen = Q(Exists(self.own().exclude(level=MUTED)))
        return chosen | Q(~Exists(self.own()) & self._farther(self.on, self.off))

    def muted(self) -> Q:
        chosen = Q(Exists(self.own().filter(level=MUTED)))
        if not any(self.off.values()):
            return chosen
        return chosen | Q(~Exists(self.own()) & self._farther(self.off, self.on))

    def _farther(self, wanted: dict[str, set[int]], other: dict[str, set[int]]) -> Q:
        """Where page, board, topics or unit, in this order, decide as wanted."""
        answer = self._on("unit", wanted)
        # Of several topics the most talkative decides.
        topics, others = self._on("topic", wanted), self._on("topic", other)
        answer = (
            (topics | (~others & answer)) if wanted is self.on else (~others & (topics | answer))
        )
        for kind in ("board", "page"):
            answer = self._on(kind, wanted) | (~self._on(kind, other) & answer)
        return answer

    def _on(self, kind: str, ids: dict[str, set[int]]) -> Q:
        if not ids[kind]:
            return Q(pk__in=[])
        if kind == "topic":
            return Q(topic_among(ids["topic"]))
        column = "board__unit" if kind == "unit" else kind
        return Q(**{f"{column}__in": sorted(ids[kind])})

    def past_floors(self) -> Q:
        """Threads that no marking of a whole board or topic has passed."""
        passed = Q(pk__in=[])
        for (kind, pk), at in self.floors.items():
            if kind == "board":
                passed |= Q(board=pk, created_at__lte=at)
            elif kind == "topic":
                passed |= Q(topic_among({pk}), created_at__lte=at)
        return ~passed

    @property
    def floor(self) -> datetime:
        """The moment up to which nothing anywhere is new."""
        joined = self.user.date_joined
        return max(joined, self.floors.get(("all", 0), joined))


def topic_among(topics: set[int]) -> Exists:
    labels = Thread.topics.through.objects.filter(thread=OuterRef("pk"), topic__in=sorted(topics))
    return Exists(labels)


def reach_of(user: User) -> Reach:
    """One query, whatever the member follows."""
    on: dict[str, set[int]] = defaultdict(set)
    off: dict[str, set[int]] = defaultdict(set)
    levels, floors = {}, {}
    for level, at, *places in _settings(user):
        place = next((k, p) for k, p in zip(KINDS, [*places, 0], strict=True) if p is not None)
        if at is not None:
            floors[place] = at
            continue
        (off if level == MUTED else on)[place[0]].add(place[1])
        levels[place] = level
    return Reach(user, on, off, floors, levels)


def _settings(user: User) -> QuerySet[Any, Any]:
    never = Value(None, output_field=DateTimeField())
    none = Value(None, output_field=BigIntegerField())
    follows = Follow.objects.filter(user=user, thread__isnull=True).order_by()
    floors = ReadFloor.objects.filter(user=user)
    return follows.values_list("level", never, "board", "topic", "unit", "page").union(
        floors.values_list(Value(""), "at", "board", "topic", none, none), all=True
    )
