"""Facets with counts, exact numbers first, synonyms, spelling and completion."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.tree import ensure_site
from cms.policies.models import PolicyNumber
from forum.actions.choosing import accept_answer
from forum.actions.moderation import hide_post, lock_thread
from forum.actions.retitling import retitle_thread
from forum.actions.topics import merge_topics
from forum.models import SynonymSet, Topic
from forum.search.queries import parse_query
from tests.cms.factories import make_article, make_policy
from tests.factories import make_reply, make_thread


@pytest.fixture(autouse=True)
def _no_kept_words():
    cache.clear()


@pytest.fixture
def topic(db) -> Topic:
    return Topic.objects.create(name="Evaluation", slug="evaluation", synonyms="smile sheets")


def search(client, **values):
    return client.get(reverse("forum:search"), values)


def urls(response) -> list[str]:
    return [hit.url for hit in response.context["hits"]]


def counted(response, name: str) -> dict[str, int]:
    fields = response.context["facets"]
    if name == "kind":
        return {value: n for value, _label, n in fields["kinds"] if n}
    rows = next(values for key, _l, _a, values, _c in fields["lists"] if key == name)
    return {value.value: value.count for value in rows}


def test_results_are_counted_and_narrowed_by_topic_unit_and_status(
    client, board, private_board, insider, alice, bob, unit, topic
):
    ensure_site()
    tagged = make_thread(board=board, author=alice, title="Webinar one", topics=[topic])
    answer = make_reply(thread=tagged, author=bob, source="The webinar helped.")
    other = make_thread(board=board, author=alice, title="Webinar two")
    make_thread(board=private_board, author=insider, title="Webinar three", topics=[topic])
    article = make_article(title="Webinar guide", unit=unit, topics=[topic])
    found = search(client, q="webinar")
    assert counted(found, "kind") == {"threads": 2, "posts": 1, "articles": 1}
    assert counted(found, "topic") == {"evaluation": 3}
    assert counted(found, "unit") == {"cox": 1}
    assert counted(found, "status") == {"open": 2}
    accept_answer(tagged, post=answer, by=alice)
    assert urls(search(client, q="webinar", status="answered")) == [tagged.get_absolute_url()]
    lock_thread(other, moderator=_moderator(), reason="Done.")
    assert urls(search(client, q="webinar", status="closed")) == [other.get_absolute_url()]
    assert urls(search(client, q="webinar", unit="cox")) == [article.url]
    client.force_login(insider)
    assert counted(search(client, q="webinar"), "unit") == {"cox": 2}
    assert len(urls(search(client, q="webinar", unit="cox"))) == 2
    assert len(urls(search(client, q="webinar", topic="evaluation"))) == 4


def _moderator():
    from tests.factories import make_user

    return make_user(handle="lockmith", is_moderator=True)


def test_hidden_posts_are_in_no_count(client, board, alice, bob, mod, topic):
    thread = make_thread(board=board, author=alice, title="Webinar", topics=[topic])
    spam = make_reply(thread=thread, author=bob, source="Webinar spam")
    hide_post(spam, moderator=mod, reason="Spam.")
    found = search(client, q="webinar")
    assert counted(found, "topic") == {"evaluation": 1}
    assert [value.value for value in found.context["facets"]["authors"]] == ["alice"]


def test_authors_are_offered_only_where_some_were_found(client, board, alice):
    make_thread(board=board, author=alice, title="Webinar")
    for words, offered in (("webinar", True), ("nothing of it", False)):
        html = search(client, q=words).content.decode()
        assert ('list="authors"' in html) is offered
        assert ('<datalist id="authors">' in html) is offered


def test_entries_follow_when_a_thread_changes_topics_and_topics_merge(client, board, alice, topic):
    thread = make_thread(board=board, author=alice, title="Webinar")
    make_reply(thread=thread, author=alice, source="More of the webinar.")
    assert urls(search(client, q="webinar", topic="evaluation")) == []
    other = Topic.objects.create(name="Assessment", slug="assessment")
    retitle_thread(thread, by=alice, title="Webinar", topics=[other])
    assert len(urls(search(client, q="webinar", topic="assessment"))) == 2
    merge_topics(other, into=topic)
    assert len(urls(search(client, q="webinar", topic="evaluation"))) == 2
    make_reply(thread=thread, author=alice, source="A webinar still.")
    assert len(urls(search(client, q="webinar", topic="evaluation"))) == 3


@pytest.mark.parametrize("typed", ["B.9.1", "54.1", "CD#3", "2001-2002 cd 3"])
def test_what_has_exactly_this_number_comes_first(client, board, alice, typed):
    ensure_site()
    policy = make_policy(title="On learning at work")
    for number in ("B.9.1", "54.1", "2001-2002 CD#3", "CD#3"):
        PolicyNumber.objects.create(policy=policy, number=number)
    policy.save_revision().publish()
    for place in range(3):
        make_thread(
            board=board, author=alice, title=f"{typed} in a title {place}", source=f"See {typed}."
        )
    assert urls(search(client, q=typed))[0] == policy.url


def test_synonyms_are_found_and_marked_and_quotes_are_not_widened(client, board, alice):
    SynonymSet.objects.all().delete()
    SynonymSet.objects.create(words="CE, continuing education, lifelong learning")
    thread = make_thread(board=board, author=alice, title="Budget", source="For lifelong learning")
    for typed in ("CE", "continuing education", "ce budget"):
        found = search(client, q=typed)
        assert urls(found) == [thread.get_absolute_url()]
        assert "<mark>lifelong learning</mark>" in found.content.decode()
    assert urls(search(client, q='"continuing education"')) == []


def test_a_run_of_words_takes_the_longest_synonym():
    known = {("a", "b"): (("x",),), ("a",): (("y",),)}
    wanted = parse_query("a b a c", synonyms=known).wanted
    assert [term.forms for term in wanted] == [(("a", "b"), ("x",)), (("a",), ("y",)), (("c",),)]


def test_spelling_is_offered_where_it_finds_something_and_only_of_public_words(
    client, board, private_board, alice, insider, bob
):
    for place in range(2):
        make_thread(board=board, author=alice, title=f"Onboarding {place}")
        make_thread(board=private_board, author=insider, title=f"Redundancies {place}")
    assert search(client, q="onbaording").context["suggested"] == "?q=onboarding"
    assert search(client, q="redundencies").context["suggested"] == ""
    client.force_login(insider)
    assert search(client, q="redundencies").context["suggested"] == ""


def test_a_topic_or_unit_named_outright_is_offered(client, topic, unit):
    names = {
        typed: [place.url for place in search(client, q=typed).context["places"]]
        for typed in ("evaluation", "Smile Sheets", "COX", "sheets")
    }
    assert names == {
        "evaluation": ["/topics/evaluation/"],
        "Smile Sheets": ["/topics/evaluation/"],
        "COX": ["/units/cox/"],
        "sheets": [],
    }


def test_completion_offers_what_one_may_read(client, board, private_board, alice, insider, topic):
    make_thread(board=board, author=alice, title="Evaluating a workshop")
    make_thread(board=private_board, author=insider, title="Evaluating the director")
    url = reverse("forum:search_complete")

    def names(text: str) -> list[str]:
        return [place["name"] for place in client.get(url, {"q": text}).json()["places"]]

    assert names("evalu") == ["Evaluation", "Evaluating a workshop"]
    assert names("e") == names("\0") == names("") == []
    client.force_login(insider)
    assert names("evaluating the") == ["Evaluating the director"]


def test_nonsense_in_a_facet_is_left_out_and_said(client, board, alice):
    make_thread(board=board, author=alice, title="Webinar")
    found = search(client, q="webinar", topic="x\0y", unit="nobody", status="odd", kind="?")
    assert len(found.context["notes"]) == 4
    assert len(urls(found)) == 1


def test_a_search_costs_the_same_however_much_is_found(client, board, alice, topic):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            search(client, q="webinar")
        return len(asked)

    make_thread(board=board, author=alice, title="Webinar", topics=[topic])
    cost()
    few = cost()
    for place in range(6):
        make_thread(board=board, author=alice, title=f"Webinar {place}", topics=[topic])
    # PostgreSQL is told how to plan these queries, and told no more after them.
    most = 14 if connection.vendor == "sqlite" else 18
    assert cost() == few <= most
