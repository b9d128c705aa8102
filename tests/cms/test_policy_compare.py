"""What changed between two versions: matched by the clauses' own keys, and said in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString

from accounts.models import User
from cms.core.tree import publish
from cms.policies.comparing import Change, clause_changes
from cms.policies.models import PolicyPage
from cms.policies.texts import ClauseText
from forum.differences import word_changes, word_sides
from tests.cms.factories import clause, make_policy


def text(number: str, words: str = "", *, key: str = "", heading: str = "") -> ClauseText:
    return ClauseText(key, number, heading, f"s{number}", False, SafeString(f"<p>{words}</p>"))


def told(changes: list[Change]) -> list[str]:
    """Each change in short: number, kind, and whether it moved or was renumbered."""
    return [
        " ".join(
            [
                change.clause.number,
                change.kind,
                *(["moved"] if change.is_moved else []),
                *(["renumbered"] if change.is_renumbered else []),
            ]
        )
        for change in changes
    ]


def test_inserted_clause_renumbers_the_rest_and_moves_none() -> None:
    old = [text("1", "One.", key="a"), text("2", "Two.", key="b")]
    new = [text("1", "Zero.", key="c"), text("2", "One.", key="a"), text("3", "Two.", key="b")]
    assert told(clause_changes(old, new)) == [
        "1 added",
        "2 same renumbered",
        "3 same renumbered",
    ]


def test_clause_that_went_elsewhere_is_moved_and_the_others_stay() -> None:
    old = [text(str(n), f"Words {n}.", key=f"k{n}") for n in (1, 2, 3, 4)]
    new = [old[3], old[0], old[1], old[2]]
    assert told(clause_changes(old, new)) == ["4 same moved", "1 same", "2 same", "3 same"]


def test_removed_clause_stands_where_it_stood() -> None:
    old = [text("1", "One."), text("2", "Two."), text("3", "Three.")]
    assert told(clause_changes(old, [old[0], old[2]])) == ["1 same", "2 removed", "3 same"]
    assert told(clause_changes(old, [])) == ["1 removed", "2 removed", "3 removed"]
    assert told(clause_changes([], old[:1])) == ["1 added"]


def test_clauses_without_a_key_are_matched_by_number_then_by_words() -> None:
    old = [text("1", "One."), text("2", "The very same words.")]
    new = [text("1", "One, reworded."), text("5", "The very same words.")]
    assert told(clause_changes(old, new)) == ["1 changed", "5 same renumbered"]


def test_link_with_another_target_is_no_silent_change() -> None:
    old = [text("1", '<a href="https://a.example/">See</a>')]
    new = [text("1", '<a href="https://b.example/">See</a>')]
    assert told(clause_changes(old, new)) == ["1 formatted"]


def test_change_names_what_was_removed_and_added_in_words() -> None:
    [change] = clause_changes([text("1", "Paid <b>time</b>.")], [text("1", "Paid leave.")])
    assert change.words_inline == (
        'Paid <del><span class="vh">[removed: </span>time<span class="vh">]</span></del>'
        '<ins><span class="vh">[added: </span>leave<span class="vh">]</span></ins>.'
    )
    old, new = change.words_sides
    assert "leave" not in old
    assert "time" not in new


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("paid time off", "paid leave off", "paid -time-+leave+ off"),
        ("paid time.", "paid time and leave.", "paid time +and leave+."),
        ("one two three", "one 2 3", "one -two three-+2 3+"),
        ("a\nb", "a\n\nb", "a\n+\n+b"),
        ("", "new", "+new+"),
        ("gone", "", "-gone-"),
        ("a  b", "a b", "a b"),
        ("stands for time.", "stands for.", "stands for- time-."),
    ],
)
def test_changed_words_are_told_as_phrases(before: str, after: str, parts: str) -> None:
    marks = {"same": "", "del": "-", "ins": "+"}
    told = [f"{marks[kind]}{text}{marks[kind]}" for kind, text in word_changes(before, after)]
    assert "".join(told) == parts


def test_markup_in_a_heading_is_shown_as_text() -> None:
    [change] = clause_changes([text("1", heading="<b>A</b>")], [text("1", heading="<i>B</i>")])
    assert "<b>" not in change.heading_inline
    assert change.heading_inline.startswith("&lt;<del>")


@pytest.fixture
def policy(home: Any, alice: User) -> PolicyPage:
    """Three versions, of which the third says what the first said, but for a new clause."""
    page = make_policy(by=alice, body=[clause("1", "Staff learn in paid time.")])
    for body in (
        [clause("1", "Staff learn in free time.")],
        [clause("1", "Staff learn in paid time."), clause("2", "Always.")],
    ):
        page.body = body
        page = publish(page, by=alice)
    return page


def test_each_column_reads_as_its_own_text_does() -> None:
    before = "The title and the contact hours."
    after = "The title, the contact hours may be added. So be it."
    marks = r'<span class="vh">.*?</span>|<[^>]+>'
    assert [re.sub(marks, "", side) for side in word_sides(before, after)] == [before, after]


@pytest.mark.parametrize("view", ["inline", "side"])
def test_any_two_versions_are_compared(client: Client, policy: PolicyPage, view: str) -> None:
    address = f"{policy.url}compare/"

    html = client.get(address, {"a": "1", "b": "2", "view": view}).content.decode()
    assert "From version 1 to version 2" in html
    assert "[removed: </span>paid" in html
    assert "[added: </span>free" in html

    html = client.get(address, {"a": "1", "b": "3", "view": view}).content.decode()
    assert "[removed: " not in html
    assert "1 added" in html
    only = client.get(address, {"a": "1", "b": "3", "only": "1"}).content.decode()
    assert "paid time" not in only

    html = client.get(address).content.decode()
    assert "From version 2 to version 3" in html


@pytest.mark.parametrize("asked", ["9", "x", "²", "-1", "9" * 40, "<b>"])
def test_version_that_is_not_there_is_named_and_the_form_stays(
    client: Client, policy: PolicyPage, asked: str
) -> None:
    page = client.get(f"{policy.url}compare/", {"a": asked, "b": "3"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "There is no version" in html
    assert "<b>." not in html
    assert '<option value="3" selected>' in html


def test_one_version_says_that_there_is_nothing_to_compare(client: Client, home: Any) -> None:
    policy = make_policy()
    html = client.get(f"{policy.url}compare/").content.decode()
    assert "nothing to compare yet" in html
    assert "Version 1" in client.get(f"{policy.url}versions/").content.decode()


def test_list_of_versions_names_each_with_its_fingerprint(
    client: Client, policy: PolicyPage
) -> None:
    html = client.get(f"{policy.url}versions/").content.decode()
    for version in policy.versions.all():
        assert version.url in html
        assert version.content_hash in html


def test_versions_of_a_draft_are_not_there(client: Client, home: Any) -> None:
    draft = make_policy(live=False)
    for path in ("versions/", "compare/", "versions/1/"):
        assert client.get(f"{draft.url}{path}").status_code == 404


def test_three_hundred_clauses_cost_no_more_queries_than_three(
    client: Client, home: Any, alice: User
) -> None:
    target = make_policy(title="Linked one")
    link = f'Read <a linktype="page" id="{target.pk}">this</a>, word'

    def asked(count: int) -> list[int]:
        page = make_policy(
            by=alice,
            title=f"Of {count}",
            body=[clause(f"{n}", f"{link} {n}.") for n in range(count)],
        )
        page.body = [clause(f"{n}", f"{link} {n + n % 2}.") for n in range(count)]
        page = publish(page, by=alice)
        costs = []
        for path in ("", "versions/", "versions/1/", "compare/", "compare/?view=side"):
            client.get(f"{page.url}{path}")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{page.url}{path}").status_code == 200
            costs.append(len(queries))
        return costs

    assert asked(3) == asked(300)
