"""Clause by clause, what changed from one version of a policy to another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from cms.policies.models import PolicyVersion
from cms.policies.texts import ClauseText, read_clauses
from forum.differences import word_difference, word_sides

Pair = tuple[ClauseText | None, ClauseText | None]


@dataclass(frozen=True)
class Change:
    """A clause then and now; one of the two may be absent."""

    old: ClauseText | None
    new: ClauseText | None
    is_moved: bool = False

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        if (self.old.heading, self.old.words) != (self.new.heading, self.new.words):
            return "changed"
        return "same" if self.old.html == self.new.html else "formatted"

    @property
    def is_renumbered(self) -> bool:
        return bool(self.old and self.new and self.old.number != self.new.number)

    @property
    def is_change(self) -> bool:
        return self.kind != "same" or self.is_moved or self.is_renumbered

    @property
    def clause(self) -> ClauseText:
        clause = self.new or self.old
        assert clause is not None
        return clause

    @property
    def headings(self) -> tuple[str, str]:
        return (self.old.heading if self.old else "", self.new.heading if self.new else "")

    @property
    def words(self) -> tuple[str, str]:
        return (self.old.words if self.old else "", self.new.words if self.new else "")

    @property
    def heading_inline(self) -> SafeString:
        return word_difference(*self.headings)

    @property
    def words_inline(self) -> SafeString:
        return word_difference(*self.words)

    @property
    def heading_sides(self) -> tuple[SafeString, SafeString]:
        return word_sides(*self.headings)

    @property
    def words_sides(self) -> tuple[SafeString, SafeString]:
        return word_sides(*self.words)


@dataclass(frozen=True)
class Row:
    """A change as the page shows it: `at` counts what changed from 1, and is 0 for the rest."""

    change: Change
    name: str | Promise
    at: int
    is_last: bool


@dataclass(frozen=True)
class Comparison:
    title: Change | None
    summary: Change | None
    clauses: list[Change]

    @property
    def rows(self) -> list[Row]:
        beside = ((_("Title"), self.title), (_("Summary"), self.summary))
        present: list[tuple[str | Promise, Change]] = [
            (name, change) for name, change in beside if change is not None
        ]
        present += [("", change) for change in self.clauses]
        last = sum(change.is_change for _name, change in present)
        rows, at = [], 0
        for name, change in present:
            at += change.is_change
            own = at if change.is_change else 0
            rows.append(Row(change, name, own, own == last))
        return rows

    @property
    def counts(self) -> Counter[str]:
        """Of clauses: changed, formatted, added, removed, same; and moved, renumbered beside."""
        counts = Counter(change.kind for change in self.clauses)
        counts["moved"] = sum(change.is_moved for change in self.clauses)
        counts["renumbered"] = sum(
            change.is_renumbered and not change.is_moved for change in self.clauses
        )
        return counts

    @property
    def is_same(self) -> bool:
        return not (self.title or self.summary or any(change.is_change for change in self.clauses))


def compare(before: PolicyVersion, after: PolicyVersion) -> Comparison:
    return Comparison(
        title=_beside(escape(before.title), escape(after.title)),
        summary=_beside(before.summary, after.summary),
        clauses=clause_changes(read_clauses(before.body), read_clauses(after.body)),
    )


def clause_changes(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[Change]:
    """In the new order; what was removed stands after what it stood after."""
    partner = _partners(old, new)
    was = [partner.get(place) for place in range(len(new))]
    still = set(_longest_rise([place for place in was if place is not None]))
    kept = set(partner.values())

    def removed_from(place: int) -> list[Change]:
        run = []
        while place < len(old) and place not in kept:
            run.append(Change(old[place], None))
            place += 1
        return run

    changes = removed_from(0)
    for clause, place in zip(new, was, strict=True):
        if place is None:
            changes.append(Change(None, clause))
            continue
        changes.append(Change(old[place], clause, is_moved=place not in still))
        changes += removed_from(place + 1)
    return changes


def _partners(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> dict[int, int]:
    """New place to old place: by the clause's own key, then its number, then its very words."""
    found: dict[int, int] = {}
    marks: list[Callable[[ClauseText], object]] = [
        lambda clause: clause.key,
        lambda clause: clause.number.lower(),
        lambda clause: clause.words and (clause.heading, clause.words),
    ]
    for mark in marks:
        taken = set(found.values())
        left = {mark(clause): place for place, clause in enumerate(old) if place not in taken}
        for place, clause in enumerate(new):
            if place not in found and mark(clause) and mark(clause) in left:
                found[place] = left.pop(mark(clause))
    return found


def _longest_rise(places: Sequence[int]) -> list[int]:
    """The longest run of clauses that kept their order: all others were moved."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int | None] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(tails[length - 1] if length else None)
        if length == len(ends):
            ends.append(place)
            tails.append(at)
        else:
            ends[length], tails[length] = place, at
    rise: list[int] = []
    at_last = tails[-1] if tails else None
    while at_last is not None:
        rise.append(places[at_last])
        at_last = before[at_last]
    return rise


def _beside(before: str, after: str) -> Change | None:
    """What stands beside the clauses, as a change of its own, if it is one."""
    if before == after:
        return None
    old, new = (
        ClauseText("", "", "", "", False, mark_safe(html))  # noqa: S308 - taken apart, not shown
        for html in (before, after)
    )
    return Change(old, new)
