"""A roster file is read whatever wrote it, planned line by line, and applied once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.roster_imports import (
    ChangedMeanwhileError,
    RosterRefused,
    apply_import,
    plan_import,
    set_term,
)
from accounts.models import RosterTerm, User
from accounts.rosters.reading import MAX_LINES, Row, UnreadableError, read_rows
from accounts.signals import rights_changed
from tests.factories import make_user

HEAD = "member,role,starts_on,ends_on\n"


@pytest.fixture
def liaison(unit) -> User:
    user = make_user(handle="liaison")
    RosterTerm.objects.create(unit=unit, user=user, role="liaison", starts_on="2020-01-01")
    return user


def acts(planned) -> list[tuple[int, str]]:
    return [(line["number"], line["act"]) for line in planned.plan]


@pytest.mark.parametrize(
    "data",
    [
        b"Member;Role;From;Until\r\n@bob;Chair;2026-07-01;\r\n",
        "\ufeffmember,role,starts_on\nbob,chair,2026-07-01\n".encode(),
        "handle\trole\tstart\tend\nbob\tchair\t2026-07-01\t\n".encode("utf-16"),
        "name,member,role,starts_on\nB\u00f6b,bob,chair,2026-07-01\n".encode("cp1252"),
    ],
)
def test_files_of_any_spreadsheet_are_read(data):
    (row,) = read_rows(data)
    assert (row.member.removeprefix("@"), row.role.lower(), row.starts_on, row.ends_on) == (
        "bob",
        "chair",
        "2026-07-01",
        "",
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"name,job\nBob,chair\n", "member, role, starts_on"),
        (b"PK\x03\x04\x00\x00", "no text"),
        (HEAD.encode() + b"bob,chair,2026-07-01,\n" * (MAX_LINES + 8_000), "at most"),
        (b"x" * 500_001, "too large"),
    ],
)
def test_what_is_no_roster_is_refused_in_a_sentence(data, why):
    with pytest.raises(UnreadableError, match=why):
        read_rows(data)


def test_plan_says_for_each_line_what_it_would_do(unit, liaison, insider, bob, alice):
    today = timezone.localdate()
    start = insider.terms.get().starts_on
    file = HEAD + "\n".join(
        [
            "bob,chair,2026-07-01,2027-06-30",
            f"insider,member,{start},{today - timedelta(days=1)}",
            f"insider,Member,{start},",
            "=HYPERLINK(1),member,2026-07-01,",
            "alice,owner,2026-07-01,",
            "alice,member,07/01/2026,",
            "alice,member,2026-07-01,2026-06-01",
            "alice,liaison,2026-07-01,",
            "liaison,liaison,2020-01-01,",
            "bob,chair,2027-01-01,",
        ]
    )
    planned = plan_import(unit, file.encode(), by=liaison)
    expected = ["add", "end", *["refuse"] * 6, "keep", "refuse"]
    assert acts(planned) == list(enumerate(expected, start=2))
    whys = [line["why"] for line in planned.plan if line["act"] == "refuse"]
    assert whys[0] == "Line 3 says the same."
    assert "keepers" in whys[5]
    assert "another term" in whys[6]
    assert not RosterTerm.objects.filter(user=bob).exists()


def test_an_address_tells_nothing_of_who_has_an_account(unit, liaison, insider, bob):
    file = HEAD + "\n".join(
        f"{address},member,2026-07-01," for address in (bob.email, "nobody@example.org")
    )
    with_account, without = plan_import(unit, file.encode(), by=liaison).plan
    assert with_account["why"] == without["why"]
    assert with_account["act"] == without["act"] == "refuse"
    # Whoever is on this roster is known to its liaison anyway.
    file = f"{HEAD}{insider.email.upper()},chair,2026-07-01,"
    assert plan_import(unit, file.encode(), by=liaison).plan[0]["user_id"] == insider.pk


def test_applying_does_what_was_shown_once_and_tells_whose_rights_changed(
    unit, liaison, insider, bob
):
    told: list[User] = []

    def hear(user, **kwargs):
        told.append(user)

    rights_changed.connect(hear)
    yesterday = timezone.localdate() - timedelta(days=1)
    file = f"{HEAD}bob,chair,2026-07-01,\n"
    planned = plan_import(unit, file.encode(), by=liaison, end_missing_on=yesterday)
    assert acts(planned) == [(2, "add"), (0, "refuse"), (0, "end")]
    assert apply_import(planned, by=liaison) == {"add": 1, "end": 1, "refuse": 1}
    assert apply_import(planned, by=liaison) == {}
    rights_changed.disconnect(hear)
    assert bob.terms.count() == 1
    assert insider.terms.get().ends_on == yesterday
    assert liaison.terms.get().ends_on is None
    assert set(told) == {bob, insider}
    again = plan_import(unit, file.encode(), by=liaison, end_missing_on=yesterday)
    assert acts(again) == [(2, "keep"), (0, "refuse")]


def test_nothing_is_applied_where_the_roster_changed_meanwhile(unit, liaison, insider, bob):
    start = insider.terms.get().starts_on
    file = f"{HEAD}bob,chair,2026-07-01,\ninsider,member,{start},2031-01-01\n"
    planned = plan_import(unit, file.encode(), by=liaison)
    insider.terms.update(ends_on="2030-01-01")
    with pytest.raises(ChangedMeanwhileError):
        apply_import(planned, by=liaison)
    assert not bob.terms.exists()
    planned.refresh_from_db()
    assert planned.plan[1]["was"] == "2030-01-01"
    assert apply_import(planned, by=liaison)["add"] == 1


def test_a_long_file_costs_no_more_questions_than_a_short_one(unit, liaison):
    for number in range(12):
        make_user(handle=f"person{number}")

    def cost(people: range) -> int:
        rows = "\n".join(f"person{number},member,2026-07-01," for number in people)
        with CaptureQueriesContext(connection) as asked:
            apply_import(plan_import(unit, (HEAD + rows).encode(), by=liaison), by=liaison)
        return len(asked)

    cost(range(1))
    assert cost(range(1, 3)) == cost(range(3, 12))


def test_one_term_is_set_under_the_same_rules(unit, liaison, bob, keeper):
    set_term(unit, Row(0, "@bob", "member", "2026-01-01", ""), by=liaison)
    set_term(unit, Row(0, "bob", "member", "2026-01-01", "2026-02-01"), by=liaison)
    assert str(bob.terms.get().ends_on) == "2026-02-01"
    row = Row(0, "bob", "liaison", "2026-03-01", "")
    with pytest.raises(RosterRefused, match="keepers"):
        set_term(unit, row, by=liaison)
    assert set_term(unit, row, by=keeper).act == "add"
