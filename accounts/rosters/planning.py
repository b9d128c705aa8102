"""What a roster file would do to a unit's terms, line by line; nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import FormerHandle, RosterTerm, Unit, User
from accounts.rosters.reading import Row

ADD, CHANGE, END, KEEP, REFUSE = "add", "change", "end", "keep", "refuse"
Role = RosterTerm.Role
ROLES = {
    **{value: value for value in Role.values},
    **{str(label).lower(): value for value, label in Role.choices},
}


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is that of the file's line, 0 for a term that the file does not list."""

    number: int
    act: str
    who: str
    role: str
    starts_on: str
    ends_on: str
    was: str = ""
    why: str = ""
    user_id: int | None = None
    term_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def can_seat_liaisons(user: User) -> bool:
    """Liaisons record what Council did, so the keepers of the site alone appoint them."""
    return user.has_perm("accounts.change_rosterterm")


def plan_lines(
    unit: Unit, rows: Sequence[Row], *, by: User, end_missing_on: date | None = None
) -> list[Line]:
    """In the order of the file; the same roster, rows and day give the same lines.

    Four queries, however long the file is.
    """
    terms = list(unit.terms.select_related("user").order_by("pk"))
    planner = _Planner(terms, _members(rows, terms), may_seat=can_seat_liaisons(by))
    lines = [planner.line(row) for row in rows]
    if end_missing_on is not None:
        lines += planner.missing(end_missing_on)
    return lines


def _members(rows: Sequence[Row], terms: list[RosterTerm]) -> dict[str, User]:
    """By handle any member; by mail address only those who sit or sat on this very roster."""
    typed = {row.member.lower() for row in rows}
    handles = {name.removeprefix("@") for name in typed}
    members = User.objects.known().filter(is_active=True)
    known = {user.email: user for term in terms if (user := term.user).is_active}
    former = FormerHandle.objects.filter(handle__in=handles, user__in=members)
    known |= {old.handle: old.user for old in former.select_related("user") if old.user}
    return known | {user.handle: user for user in members.filter(handle__in=handles)}


class _Planner:
    def __init__(
        self, terms: list[RosterTerm], members: dict[str, User], *, may_seat: bool
    ) -> None:
        self.terms, self.members, self.may_seat = terms, members, may_seat
        self.by_key = {(term.user_id, term.role, term.starts_on): term for term in terms}
        self.spans = [(t.user_id, t.role, t.starts_on, t.ends_on) for t in terms]
        self.seen: dict[tuple[int, str, date], int] = {}
        self.today = timezone.localdate()

    def line(self, row: Row) -> Line:
        user = self.members.get(row.member.lower().removeprefix("@"))
        role = ROLES.get(row.role.lower(), "")
        starts_on, ends_on = _day(row.starts_on), _day(row.ends_on)
        if why := self._unreadable(row, user, role, starts_on, ends_on):
            return self._refused(row, why)
        assert user is not None
        assert starts_on is not None
        key = (user.pk, role, starts_on)
        if key in self.seen:
            return self._refused(
                row, _("Line %(number)d says the same.") % {"number": self.seen[key]}
            )
        self.seen[key] = row.number
        term = self.by_key.get(key)
        act = self._act(term, ends_on)
        if role == Role.LIAISON and act != KEEP and not self.may_seat:
            return self._refused(row, _("Staff liaisons are seated by the keepers of this site."))
        if self._overlaps(user.pk, role, starts_on, ends_on):
            return self._refused(
                row, _("This member has another term in the same role at that time.")
            )
        self._remember(key, ends_on)
        return Line(
            number=row.number,
            act=act,
            who=user.display_name,
            role=role,
            starts_on=starts_on.isoformat(),
            ends_on=_text(ends_on),
            was=_text(term.ends_on) if term and act != KEEP else "",
            user_id=user.pk,
            term_id=term.pk if term else None,
        )

    def missing(self, day: date) -> list[Line]:
        """Terms of today that no line names end on `day`."""
        lines = []
        for term in self.terms:
            key = (term.user_id, term.role, term.starts_on)
            if key in self.seen or not term.is_current or term.ends_on == day:
                continue
            why = ""
            if term.role == Role.LIAISON and not self.may_seat:
                why = _("Staff liaisons are seated by the keepers of this site.")
            elif term.starts_on > day:
                why = _("This term starts after the last day that you chose.")
            lines.append(
                Line(
                    number=0,
                    act=REFUSE if why else END,
                    who=term.user.display_name,
                    role=term.role,
                    starts_on=term.starts_on.isoformat(),
                    ends_on=day.isoformat(),
                    was=_text(term.ends_on),
                    why=why,
                    user_id=term.user_id,
                    term_id=term.pk,
                )
            )
        return lines

    def _unreadable(
        self, row: Row, user: User | None, role: str, starts: date | None, ends: date | None
    ) -> str:
        if not row.member:
            return _("The member is missing: write a handle, as in @handle.")
        if user is None and "@" in row.member[1:]:
            return _(
                "Nobody on this roster, past or present, has this address. Ask the person for"
                " the handle, and write that."
            )
        if user is None:
            return _("No member has this handle.")
        if not role:
            return _("The role is one of: %(roles)s.") % {"roles": ", ".join(Role.values)}
        if starts is None or (row.ends_on and ends is None):
            return _("Write dates as 2026-07-01.")
        if ends is not None and ends < starts:
            return _("A term can't end before it starts.")
        return ""

    def _act(self, term: RosterTerm | None, ends_on: date | None) -> str:
        if term is None:
            return ADD
        if term.ends_on == ends_on:
            return KEEP
        return END if ends_on is not None and ends_on < self.today else CHANGE

    def _overlaps(self, user_id: int, role: str, starts: date, ends: date | None) -> bool:
        return any(
            (user_id, role) == (who, what)
            and start != starts
            and start <= (ends or date.max)
            and starts <= (end or date.max)
            for who, what, start, end in self.spans
        )

    def _remember(self, key: tuple[int, str, date], ends_on: date | None) -> None:
        self.spans = [span for span in self.spans if span[:3] != key] + [(*key, ends_on)]

    def _refused(self, row: Row, why: str) -> Line:
        return Line(row.number, REFUSE, row.member, row.role, row.starts_on, row.ends_on, why=why)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and 1876 <= day.year <= 2200 else None


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
