"""An article from draft to retirement, and who may move it on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset

from accounts.models import Unit, User
from cms.clearinghouse.models import (
    EDITORS,
    ArticleCredit,
    ArticleIndexPage,
    ArticlePage,
    LibraryType,
)
from cms.competencies.models import Competency, CompetencyFramework, as_choices
from cms.core.tree import publish_new
from cms.learning.models import ProgramIndexPage, ProgramPage
from tests.cms.factories import make_article
from tests.cms.forms import article_form
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def editor(db: None) -> User:
    return make_editor("editor")


def make_editor(handle: str) -> User:
    user = make_user(handle=handle, display_name=handle.title())
    Group.objects.get(name=EDITORS).user_set.add(user)
    return user


def add(client: Client, **fields: object) -> str:
    section = ArticleIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["clearinghouse", "articlepage", section.pk])
    return client.post(url, article_form(**fields), follow=True).content.decode()


def review(client: Client, article: ArticlePage, **fields: str) -> int:
    return client.post(reverse("article_review", args=[article.pk]), fields).status_code


def test_draft_is_saved_without_sources_and_submitted_only_with_one(
    client: Client, editor: User
) -> None:
    client.force_login(editor)
    none = {"sources": inline_formset([])}
    refused = add(client, **none, **{"action-submit": "1"})
    assert "Name at least one source" in refused
    assert "Five questions." in refused
    assert not ArticlePage.objects.exists()

    add(client, **none)
    assert not ArticlePage.objects.get(slug="ask-first").workflow_in_progress
    add(client, slug="second", **{"action-submit": "1"})
    assert ArticlePage.objects.get(slug="second").workflow_in_progress


def test_approval_dates_the_review_in_the_approvers_role_and_publishes(
    client: Client, editor: User, unit: Unit, chair: User
) -> None:
    client.force_login(editor)
    add(client, unit=unit.pk, **{"action-submit": "1"})
    article = ArticlePage.objects.get(slug="ask-first")
    state = article.current_workflow_task_state
    client.force_login(chair)
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    )

    article.refresh_from_db()
    assert article.live
    assert article.last_reviewed == timezone.localdate()
    assert article.reviewed_by == "Chair, Committee on Examples"
    assert article.next_review == timezone.localdate() + timedelta(days=365)
    # An editor who opens it next starts from these facts.
    assert article.get_latest_revision_as_object().last_reviewed == article.last_reviewed
    assert article.minutes_to_read == 1


def test_review_that_finds_nothing_wrong_clears_the_banner(client: Client, editor: User) -> None:
    article = make_article(by=editor, next_review=timezone.localdate() - timedelta(days=1))
    assert "Review overdue" in client.get(article.url).content.decode()
    client.force_login(make_editor("second"))
    assert client.get(reverse("article_review", args=[article.pk])).status_code == 200
    assert review(client, article, outcome="confirm") == 302

    html = Client().get(article.url).content.decode()
    assert "Review overdue" not in html
    assert "Clearinghouse editor" in html


def test_retiring_asks_for_a_reason_and_keeps_the_article(client: Client, editor: User) -> None:
    article = make_article(by=editor)
    client.force_login(make_editor("second"))
    assert review(client, article, outcome="retire") == 200
    assert review(client, article, outcome="retire", reason="The fees changed.") == 302
    html = Client().get(article.url).content.decode()
    assert "Retired" in html
    assert "The fees changed." in html
    fresh = ArticlePage.objects.get(pk=article.pk)
    assert fresh.get_latest_revision_as_object().retired_reason == "The fees changed."


@pytest.mark.parametrize("who", ["editor", "bob", "visitor"])
def test_author_and_strangers_record_no_review(
    client: Client, editor: User, bob: User, who: str
) -> None:
    article = make_article(by=editor)
    if who != "visitor":
        client.force_login({"editor": editor, "bob": bob}[who])
    assert review(client, article, outcome="retire", reason="I say so.") in {302, 403}
    article.refresh_from_db()
    assert article.retired_on is None


def test_article_says_who_made_it_for_whom_and_under_which_licence(
    client: Client, alice: User
) -> None:
    article = make_article()
    article.credits = [
        ArticleCredit(name="Alice Example", handle="alice"),
        ArticleCredit(name="Bo Artist", role="illustrator"),
    ]
    article.library_types = [LibraryType.objects.get(slug="school")]
    article.competencies = [Competency.objects.get(slug="ala-2009-research")]
    article.licence, article.language = "CC-BY-4.0", "es"
    article.save_revision().publish()
    html = client.get(article.url).content.decode()
    for words in (
        'href="/people/alice/"',
        "Bo Artist (illustrator)",
        "School libraries",
        "/competencies/ala-2009/#ala-2009-research",
        "https://creativecommons.org/licenses/by/4.0/",
        '<div class="prose" lang="es">',
    ):
        assert words in html


def test_frameworks_stand_in_order_and_count_their_articles(client: Client) -> None:
    framework = CompetencyFramework.objects.get(slug="webjunction-2014")
    reference = Competency.objects.get(slug="webjunction-2014-reference")
    article = make_article()
    article.competencies = [reference]
    article.save_revision().publish()
    make_article(live=False, title="A draft", slug="a-draft")

    html = client.get(framework.get_absolute_url()).content.decode()
    assert html.index("Public services competencies") < html.index("Readers&#x27; advisory")
    assert "?competency=webjunction-2014-reference" in html
    assert html.count("1 article<") == 1
    assert "WebJunction (OCLC)" in client.get(reverse("framework_list")).content.decode()
    groups = dict(as_choices(Competency.objects.all()))
    assert (reference.pk, "\u2003Reference") in groups[str(framework)]


def test_newer_edition_leads_on_from_the_earlier_one(client: Client) -> None:
    earlier = CompetencyFramework.objects.get(slug="ala-2009")
    CompetencyFramework.objects.create(
        name=earlier.name, slug="ala-2022", version="2022", owner="ALA", replaces=earlier
    )
    assert "/competencies/ala-2022/" in client.get(earlier.get_absolute_url()).content.decode()


def test_programs_name_the_same_competencies(client: Client) -> None:
    program = ProgramPage(title="Ask well", outcomes="Ask first.")
    program.competencies = [Competency.objects.get(slug="ala-2009-research")]
    program = publish_new(ProgramIndexPage.objects.get(), program, by=None)
    assert "/competencies/ala-2009/#ala-2009-research" in client.get(program.url).content.decode()
    form = ProgramPage.get_edit_handler().get_form_class()(instance=program)
    groups = dict(form.fields["competencies"].choices)
    assert set(groups) == {str(framework) for framework in CompetencyFramework.objects.all()}
