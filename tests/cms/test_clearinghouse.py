from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from cms.clearinghouse.listing import article_list
from cms.clearinghouse.models import ArticlePage, Audience
from forum.models import Topic
from tests.cms.factories import make_article

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def shelf(topic: Topic) -> list[ArticlePage]:
    """Three articles: two for trainers, two foundational, one on the topic."""
    trainer, public = (Audience.objects.get(slug=slug) for slug in ("trainer", "public"))
    return [
        make_article(title="One", audience=[trainer, public], level="foundational"),
        make_article(title="Two", audience=[trainer], level="advanced", topics=[topic]),
        make_article(title="Three", audience=[public], level="foundational", format="faq"),
    ]


def counts(query: str) -> dict[str, dict[str, int]]:
    facets = article_list(QueryDict(query)).facets
    return {facet.name: {c.value: c.count for c in facet.choices} for facet in facets}


def titles(query: str) -> set[str]:
    return {article.title for article in article_list(QueryDict(query)).page}


@pytest.mark.usefixtures("shelf")
def test_counts_say_what_a_click_would_find() -> None:
    assert counts("") == {
        "audience": {"trainer": 2, "public": 2},
        "topic": {"evaluation": 1},
        "level": {"foundational": 2, "advanced": 1},
        "format": {"guide": 2, "faq": 1},
        "library": {},
        "competency": {},
        "standing": {"current": 3},
        "language": {"en": 3},
        "licence": {"CC-BY-4.0": 3},
    }
    narrowed = counts("audience=trainer")
    assert narrowed["audience"] == {"trainer": 2, "public": 2}
    assert narrowed["level"] == {"foundational": 1, "advanced": 1}
    assert narrowed["format"] == {"guide": 2}


@pytest.mark.usefixtures("shelf")
def test_values_of_one_facet_widen_and_facets_narrow() -> None:
    assert titles("audience=trainer") == {"One", "Two"}
    assert titles("audience=trainer&audience=public") == {"One", "Two", "Three"}
    assert titles("audience=trainer&level=advanced") == {"Two"}
    assert titles("topic=evaluation") == {"Two"}


@pytest.mark.usefixtures("shelf")
def test_nonsense_in_the_address_finds_nothing_and_breaks_nothing(client: Client) -> None:
    for query in ("audience=%00", "level=nonsense", "page=99", "page=x", "sort=nonsense"):
        assert client.get(f"/clearinghouse/?{query}").status_code == 200


@pytest.mark.usefixtures("shelf")
def test_each_chosen_value_has_a_chip_that_removes_it() -> None:
    found = article_list(QueryDict("audience=trainer&level=advanced&page=1"))
    rest = {c.value: parse_qs(urlsplit(c.remove_url).query) for c in found.chips}
    assert rest == {"trainer": {"level": ["advanced"]}, "advanced": {"audience": ["trainer"]}}


def test_overdue_review_is_said(client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    article = make_article(next_review=yesterday)
    assert "Review overdue" in client.get(article.url).content.decode()


def test_retired_article_is_kept_and_says_so(client: Client) -> None:
    article = make_article(retired_on=timezone.localdate(), retired_reason="Routes changed.")
    html = client.get(article.url).content.decode()
    assert "Retired" in html
    assert "Routes changed." in html
    assert "Review overdue" not in html


def test_draft_article_is_not_there_for_visitors(client: Client) -> None:
    draft = make_article(live=False, title="Half an idea")
    assert client.get(draft.url).status_code == 404
    assert "Half an idea" not in client.get("/clearinghouse/").content.decode()


def test_markdown_in_an_article_keeps_tables_and_drops_scripts(client: Client) -> None:
    article = make_article()
    article.body = [("markdown", "## Why\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>x</script>")]
    article.save_revision().publish()
    html = client.get(article.url).content.decode()
    assert "<h2>Why</h2>" in html
    assert "<td>1</td>" in html
    assert "<script>x" not in html
