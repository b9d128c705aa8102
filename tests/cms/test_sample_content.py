"""The files of sample content agree with each other and with the fields they go into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from accounts.models import RosterTerm, Unit, User
from cms.sample.loading.attached import drawings
from cms.sample.loading.content import CONTENT, Entry, read, thread_files
from forum.actions.threads import MAX_TITLE, MAX_TOPICS
from forum.models import Board, Report, Topic

HANDLES = {person["handle"] for person in read("people")["people"]}
TOPICS = {topic["slug"] for topic in read("topics")["topics"]}
UNITS = [unit["slug"] for unit in read("units")["units"]]
THREADS = thread_files()
DISCUSSIONS = {
    policy["slug"]: policy["discussion"]
    for policy in read("policies")["policies"]
    if "discussion" in policy
}
CONVERSATIONS = {**THREADS, **DISCUSSIONS}


def posts() -> Iterator[tuple[str, Entry]]:
    for name, conversation in CONVERSATIONS.items():
        for post in conversation["posts"]:
            yield f"{name} {post['id']}", post


def tables(value: Any) -> Iterator[Entry]:
    """Every table in a file, at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner)


def all_tables() -> Iterator[Entry]:
    for path in sorted(CONTENT.rglob("*.toml")):
        yield from tables(read(str(path.relative_to(CONTENT).with_suffix(""))))


def test_every_author_reader_and_mentioned_member_exists() -> None:
    for where, post in posts():
        named = {post["author"], *post.get("helpful", [])}
        named |= set(re.findall(r"(?<![\w.])@([a-z]+)\b", post["body"]))
        assert named <= HANDLES, where


def test_nobody_finds_their_own_post_helpful() -> None:
    for where, post in posts():
        helpful = post.get("helpful", [])
        assert post["author"] not in helpful, where
        assert len(set(helpful)) == len(helpful), where


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_posts_stand_in_time_order_under_an_earlier_parent(name: str) -> None:
    entries = CONVERSATIONS[name]["posts"]
    assert "parent" not in entries[0]
    assert all(a["hours_ago"] >= b["hours_ago"] for a, b in pairwise(entries))
    for number, post in enumerate(entries[1:], start=1):
        assert post["parent"] in {earlier["id"] for earlier in entries[:number]}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_numbers_that_posts_cite_exist_and_come_before(name: str) -> None:
    entries = CONVERSATIONS[name]["posts"]
    assert [post["id"] for post in entries] == [f"p{n}" for n in range(1, len(entries) + 1)]
    for number, post in enumerate(entries, start=1):
        assert all(int(cited) < number for cited in re.findall(r"\bno\. (\d+)", post["body"]))


@pytest.mark.parametrize("name", THREADS)
def test_moderators_act_on_what_exists(name: str) -> None:
    ids = {post["id"] for post in THREADS[name]["posts"]}
    for act in THREADS[name].get("actions", []):
        assert act["by"] == "mika"
        assert act["kind"] in {"hide", "lock", "pin"}
        assert act.get("post", "p1") in ids
        assert act.get("rule", "other") in Report.Rule.values
    assert {THREADS[name].get(part, "p1") for part in ("answer", "summary")} <= ids
    assert {kept["post"] for kept in THREADS[name].get("bookmarks", [])} <= ids


@pytest.mark.parametrize("name", THREADS)
def test_a_thread_has_a_board_topics_and_a_title_that_fit(name: str) -> None:
    thread = THREADS[name]
    assert thread["board"] in {board["slug"] for board in read("boards")["boards"]}
    assert 1 <= len(thread["topics"]) <= MAX_TOPICS
    assert len(thread["title"]) <= MAX_TITLE


def test_the_conversations_vary_as_promised() -> None:
    lengths = sorted(len(thread["posts"]) for thread in THREADS.values())
    acts = [act["kind"] for thread in THREADS.values() for act in thread.get("actions", [])]
    assert len(THREADS) == 21
    assert lengths[0] == 1
    assert lengths[-1] == 41
    assert sum(lengths) >= 220
    assert {"hide", "lock", "pin"} <= set(acts)
    assert [name for name, thread in THREADS.items() if "answer" in thread]


def test_topics_units_and_sources_that_are_named_exist() -> None:
    sources = read("sources")["sources"]
    for table in all_tables():
        named = table.get("topics", [])
        assert all(isinstance(topic, dict) or topic in TOPICS for topic in named), table
        assert not table.get("unit") or table["unit"] in UNITS, table
        cited = table.get("sources", [])
        assert isinstance(cited, dict) or set(cited) <= set(sources), table


def test_units_stand_after_their_parents_and_predecessors() -> None:
    for position, unit in enumerate(read("units")["units"]):
        needed = {*unit.get("predecessors", []), *filter(None, [unit.get("parent")])}
        assert needed <= set(UNITS[:position]), unit["slug"]
        assert unit["kind"] in Unit.Kind.values
        for term in unit.get("roster", []):
            assert term["handle"] in HANDLES
            assert term["role"] in RosterTerm.Role.values


def test_the_chair_and_the_committee_account_sit_on_the_committee_today() -> None:
    roster = next(unit["roster"] for unit in read("units")["units"] if unit["slug"] == "coe")
    today = {
        (term["handle"], term["role"])
        for term in roster
        if term["starts"] <= 0 <= term.get("ends", 0)
    }
    assert {("chidi", "chair"), ("celeste", "member"), ("lucia", "liaison")} <= today


@pytest.mark.parametrize("person", read("people")["people"], ids=lambda person: person["handle"])
def test_people_fit_the_member_model(person: Entry) -> None:
    fields = ("email", "handle", "display_name", "library", "role", "time_zone", "bio")
    user = User(**{name: person[name] for name in fields})
    user.clean_fields(exclude=["password"])
    assert person["email"].endswith("@example.org")


def test_boards_and_topics_fit_their_models() -> None:
    for entry in read("boards")["boards"]:
        fields = ("slug", "name", "purpose", "heading", "reading", "starting")
        Board(**{name: entry[name] for name in fields}).clean_fields(exclude=["unit"])
        assert entry.get("unit", "coe") in UNITS
    for entry in read("topics")["topics"]:
        synonyms = ", ".join(entry["synonyms"])
        fields = {name: entry[name] for name in ("slug", "name", "description")}
        Topic(synonyms=synonyms, **fields).clean_fields()


def test_an_invented_policy_says_that_it_is_a_sample() -> None:
    samples = [policy for policy in read("policies")["policies"] if policy.get("sample")]
    assert len(samples) == 2
    for sample in samples:
        assert sample["title"].startswith("SAMPLE")
        assert "nvented" in sample["summary"]
        assert len(sample["versions"]) == 2


def test_policies_name_each_other_and_the_bodies_that_exist() -> None:
    policies = {policy["slug"]: policy for policy in read("policies")["policies"]}
    assert len(policies) == 8
    for policy in policies.values():
        named = [*policy.get("supersedes", []), *policy.get("related", [])]
        assert set(named) <= set(policies)
        for old in policy.get("supersedes", []):
            assert policies[old]["status"] == "superseded"
        bodies = {policy["recommending_body"], policy["responsible_body"]}
        bodies |= {act["body"] for act in policy["actions"]}
        assert bodies <= {"", *UNITS}


def test_only_council_adopts() -> None:
    for policy in read("policies")["policies"]:
        for act in policy["actions"]:
            assert act["kind"] != "adopted" or act["body"] == "council", policy["slug"]


def test_articles_are_long_enough_sourced_and_read_by_a_second_person() -> None:
    articles = read("articles")["articles"]
    assert len(articles) == 10
    for article in articles:
        assert 300 <= len(article["body"].split()) <= 700, article["slug"]
        assert article["sources"], article["slug"]
        assert {article["author"], article["reviewer"]} <= HANDLES
        assert article["author"] != article["reviewer"]
    states = [article["state"] for article in articles]
    assert {"draft", "retired", "published"} == set(states)
    assert [a for a in articles if a["state"] == "published" and a["next_review_in_days"] < 0]


def test_programs_promise_two_to_six_outcomes_that_start_with_a_verb() -> None:
    verbs = {"Choose", "Describe", "Adapt", "Say", "Draft", "Decide", "Demonstrate", "Write"}
    verbs |= {"Explain", "Find", "Correct"}
    for program in read("programs")["programs"]:
        assert 2 <= len(program["outcomes"]) <= 6
        assert {outcome.split()[0].strip(",") for outcome in program["outcomes"]} <= verbs


def test_links_go_only_to_the_bodies_themselves_or_within_the_site() -> None:
    allowed = (
        "https://www.ala.org/",
        "https://ala-apa.org/",
        "https://certifications.ala-apa.org/",
        "https://joblist.ala.org/",
        "https://www.iacet.org/",
        "https://nlc.nebraska.gov/",
        "https://dpi.wi.gov/",
        "/",
        "file:",
    )
    for table in all_tables():
        for text in table.values():
            if isinstance(text, str):
                links = re.findall(r"\]\(([^)]+)\)", text)
                assert all(link.startswith(allowed) for link in links), links


def test_posts_name_the_files_that_they_bring_and_bring_those_that_they_name() -> None:
    for thread in THREADS.values():
        for post in thread["posts"]:
            named = re.findall(r"\(file:([^)]+)\)", post["body"])
            assert sorted(named) == sorted(post.get("files", []))
            for name in named:
                assert name in drawings or (CONTENT / "files" / name).is_file()


def test_polls_are_answered_by_members_with_options_they_have() -> None:
    polls = [entry["poll"] for entry in CONVERSATIONS.values() if "poll" in entry]
    assert {poll["kind"] for poll in polls} >= {"multiple", "ranked"}
    for poll in polls:
        numbers = set(range(1, len(poll["options"]) + 1))
        assert set(poll["votes"]) <= HANDLES
        assert all(set(choices) <= numbers for choices in poll["votes"].values())
