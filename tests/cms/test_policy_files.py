"""What is taken along says what the page says, with number, version and fingerprint."""

from __future__ import annotations

import re
from io import BytesIO

import docx
import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import Unit, User
from cms.core.tree import publish
from cms.policies.models import PolicyPage
from cms.policies.paragraphs import paragraphs
from tests.cms.factories import clause, make_policy

WORDS = "Ученье — свет: “Łódź”, Ωμέγα, ﬁn < & > Việt"


@pytest.fixture
def policy(home: object, alice: User, unit: Unit) -> PolicyPage:
    body = [
        clause("1", heading="Purpose & aim"),
        clause("1.1", WORDS.replace("&", "&amp;").replace("<", "&lt;")),
        ("clause", {"number": "1.2", "heading": "Two points", "text": LIST}),
    ]
    policy = make_policy(by=alice, responsible_body=unit, body=body, summary="<p>In short.</p>")
    policy.body = [clause("1", "Another text.")]
    return publish(policy, by=alice)


LIST = (
    '<p>See <a href="/units/">the <b>units</b></a>.</p>'
    "<ul><li>First point</li><li><i>Second</i> point</li></ul><ol><li>Step</li></ol>"
)


def test_pdf_says_what_the_version_says(client: Client, policy: PolicyPage, unit: Unit) -> None:
    version = policy.versions.get(number=1)
    response = client.get(f"{version.url}pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert "version-1.pdf" in response["Content-Disposition"]

    file = PdfReader(BytesIO(response.content))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in file.pages))
    for words in (WORDS, "1.1", "1.2", "Two points", "First point", "In short.", unit.name):
        assert words in text
    assert version.content_hash in text.replace(" ", "")
    assert f"version 1 · fingerprint {version.content_hash[:12]}" in text
    assert "Another text." not in text
    assert file.metadata is not None
    assert file.metadata.title == version.title
    assert file.trailer["/Root"]["/Lang"] == "en-us"
    named = [str(entry["/Title"]) for entry in flat(file.outline)]
    assert named == [version.title, "1 Purpose & aim", "1.2 Two points"]


def flat(outline: list[object]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for entry in outline:
        found += flat(entry) if isinstance(entry, list) else [entry]  # type: ignore[list-item]
    return found


def test_word_document_says_it_too(client: Client, policy: PolicyPage) -> None:
    version = policy.versions.get(number=1)
    response = client.get(f"{version.url}word/")

    file = docx.Document(BytesIO(response.content))
    headings = [(p.style.name, p.text) for p in file.paragraphs if "Head" in p.style.name]
    text = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert headings == [("Heading 1", "1 Purpose & aim"), ("Heading 2", "1.2 Two points")]
    assert file.paragraphs[0].style.name == "Title"
    assert f"1.1 {WORDS}" in text
    assert "See the units." in text
    assert "• First point" in text
    assert "1. Step" in text
    assert version.content_hash in text
    assert version.content_hash[:12] in file.sections[0].footer.paragraphs[0].text
    assert file.core_properties.title == version.title
    assert file.core_properties.language == "en-us"
    links = [link.address for p in file.paragraphs for link in p.hyperlinks]
    assert links == [policy.full_url.replace(policy.url, "/units/")]


def test_characters_that_xml_forbids_break_no_file(client: Client, home: object) -> None:
    policy = make_policy(title="A\x0bB", body=[clause("1", "C\x0cD \U0001f4a9", heading="E\x1fF")])
    version = policy.versions.get()
    for name in ("pdf", "word", "print"):
        assert client.get(f"{version.url}{name}/").status_code == 200


def test_print_page_has_the_text_and_its_fingerprint(client: Client, policy: PolicyPage) -> None:
    version = policy.versions.get(number=1)
    html = client.get(f"{version.url}print/").content.decode()
    assert "Two points" in html
    assert version.content_hash in html


def test_unchanged_file_is_not_sent_again(client: Client, policy: PolicyPage) -> None:
    address = f"{policy.versions.get(number=1).url}pdf/"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.get(address).content == first.content
    other = client.get(f"{policy.versions.get(number=2).url}pdf/")
    assert other["ETag"] != first["ETag"]


@pytest.mark.parametrize("path", ["pdf/", "word/", "print/"])
def test_version_that_is_not_there_or_not_public_has_no_file(
    client: Client, policy: PolicyPage, path: str
) -> None:
    version = policy.versions.get(number=1)
    assert client.get(f"{policy.version_url(9)}{path}").status_code == 404
    assert client.get(f"{policy.version_url(10**30)}{path}").status_code == 404
    policy.unpublish()
    assert client.get(f"{version.url}{path}").status_code == 404


def test_citations_name_body_version_day_and_lasting_address(
    client: Client, policy: PolicyPage, unit: Unit
) -> None:
    version = policy.versions.get(number=1)
    html = client.get(version.url).content.decode()
    page = client.get(policy.url).content.decode()
    assert f"{unit.name}. ({version.published_at.year}, " in html
    assert "<em>Paid time for learning</em> (Version 1) [Policy]. Roundtable. " in html
    assert f"{policy.full_url}versions/1/" in html
    assert f"{policy.full_url}versions/2/" in page


def test_rich_text_becomes_paragraphs_with_their_markers() -> None:
    found = paragraphs(
        "<p>A<br/>b</p><ul><li>One<ol><li>Deep</li></ol></li><li>Two</li></ul>"
        "Loose &amp; end<p></p>"
    )
    assert [(p.text, p.level) for p in found] == [
        ("A\nb", 0),
        ("• One", 1),
        ("1. Deep", 2),
        ("• Two", 1),
        ("Loose & end", 0),
    ]
