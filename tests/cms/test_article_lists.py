"""The clearinghouse's list: searched inside, taken along as files, followed as a feed."""

from __future__ import annotations

import csv
import json
import re
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.clearinghouse.metadata import json_ld
from cms.clearinghouse.models import ArticleCredit, ArticlePage, ArticleSource, Audience
from cms.competencies.models import Competency
from forum.models import Topic
from tests.cms.factories import make_article

pytestmark = pytest.mark.usefixtures("home")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def shelf(topic: Topic) -> list[ArticlePage]:
    """Two for trainers, one of them overdue; one for the public, retired; one draft."""
    trainer, public = (Audience.objects.get(slug=slug) for slug in ("trainer", "public"))
    today = timezone.localdate()
    return [
        make_article(title="Lanterns for trainers", audience=[trainer], topics=[topic]),
        make_article(
            title="=Budgets",
            teaser="Lanterns cost money.",
            audience=[trainer],
            next_review=today - timedelta(days=1),
        ),
        make_article(title="Old routes", audience=[public], retired_on=today),
        make_article(title="Lanterns unseen", audience=[trainer], live=False),
    ]


def page(client: Client, query: str) -> str:
    return client.get(f"/clearinghouse/?{query}").content.decode()


def export(client: Client, query: str) -> list[dict[str, str]]:
    text = client.get(f"{reverse('articles_csv')}?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.usefixtures("shelf")
def test_search_inside_puts_titles_first_keeps_facets_and_has_a_chip(client: Client) -> None:
    html = page(client, "q=lanterns&audience=trainer")
    assert "2 results" in html
    assert html.index("Lanterns for trainers") < html.index("=Budgets")
    assert "Lanterns unseen" not in html
    assert 'href="?audience=trainer"' in html
    assert 'value="lanterns"' in html
    assert "No article fits all of these" in page(client, "q=nowhere")
    assert "No article fits all of these" in page(client, "q=%22%22-x")


@pytest.mark.usefixtures("shelf")
def test_standing_is_a_facet_reckoned_from_todays_dates(client: Client) -> None:
    assert [row["Title"] for row in export(client, "standing=overdue")] == ["'=Budgets"]
    assert [row["Title"] for row in export(client, "standing=retired")] == ["Old routes"]
    assert "1 result<" in page(client, "standing=current")


@pytest.mark.usefixtures("shelf")
def test_exports_hold_the_whole_result_and_no_formula_nor_draft(client: Client) -> None:
    for number in range(25):
        make_article(title=f"More {number}", audience=[Audience.objects.get(slug="trainer")])
    rows = export(client, "audience=trainer&sort=title&page=2")
    assert len(rows) == 27
    assert rows[0]["Title"] == "'=Budgets"
    assert rows[0]["Standing"] == "Review overdue"
    assert not [row for row in rows if "unseen" in row["Title"]]

    ris = client.get(f"{reverse('articles_ris')}?audience=public").content.decode()
    assert ris.startswith("TY  - ELEC\r\nTI  - Old routes\r\n")
    assert ris.endswith("ER  - \r\n\r\n")


def test_reference_of_an_article_stays_on_its_lines(client: Client) -> None:
    article = make_article(title="One\nTY  - BOOK", teaser="Two\r\nER  - ")
    article.credits = [ArticleCredit(name="Alice van Example")]
    article.save_revision().publish()
    ris = client.get(reverse("articles_ris")).content.decode()
    assert "AU  - van Example, Alice" in ris
    assert len(re.findall(r"^(?:TY|ER)  - ", ris, re.MULTILINE)) == 2


@pytest.mark.usefixtures("shelf")
def test_each_choice_has_its_feed(client: Client) -> None:
    assert "/feeds/clearinghouse.atom?audience=public" in page(client, "audience=public")
    feed = client.get(f"{reverse('articles_atom')}?audience=public")
    root = ET.fromstring(feed.content)  # noqa: S314 - our own
    assert [e.findtext(f"{ATOM}title") for e in root.iter(f"{ATOM}entry")] == ["Old routes"]
    assert "The public" in (root.findtext(f"{ATOM}title") or "")


def test_control_character_in_a_title_breaks_no_feed(client: Client) -> None:
    make_article(title="Be\x08ll\x1b[31m", teaser="\x01")
    root = ET.fromstring(client.get(reverse("articles_atom")).content)  # noqa: S314 - our own
    assert [e.findtext(f"{ATOM}title") for e in root.iter(f"{ATOM}entry")] == ["Bell[31m"]


@pytest.mark.parametrize("name", ["articles_csv", "articles_ris", "articles_atom"])
@pytest.mark.usefixtures("shelf")
def test_files_and_feed_cost_the_same_with_more_articles(client: Client, name: str) -> None:
    few = questions(client, reverse(name))
    for number in range(5):
        make_article(title=f"More {number}", audience=list(Audience.objects.all()[:number]))
    assert questions(client, reverse(name)) == few


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_metadata_speaks_of_the_article_and_can_not_end_its_element(
    client: Client, topic: Topic
) -> None:
    article = make_article(
        title="</script><script>alert(1)</script>",
        teaser="A & B",
        minutes_to_read=4,
        audience=[Audience.objects.get(slug="trainer")],
        topics=[topic],
    )
    article.credits = [ArticleCredit(name="Alice Example")]
    article.sources = [ArticleSource(title="Annals", url="https://example.org/a")]
    article.competencies = [Competency.objects.get(slug="ala-2009-research")]
    article.save_revision().publish()

    response = client.get(article.url)
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode()
    )
    assert len(found) == 1
    assert "<" not in found[0]
    data = json.loads(found[0])
    assert data["name"] == "</script><script>alert(1)</script>"
    assert data["timeRequired"] == "PT4M"
    assert data["teaches"] == ["Research"]
    assert data["educationalAlignment"][0]["educationalFramework"].startswith("Core Competences")
    assert data["citation"] == [
        {"@type": "CreativeWork", "name": "Annals", "url": "https://example.org/a"}
    ]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    article.refresh_from_db()
    assert str(json_ld(article)) == found[0]
