"""Readers suggest, report, and say what was useful; editors answer."""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms.clearinghouse.feedback import decline, settle_problem
from cms.clearinghouse.models import (
    EDITORS,
    ArticlePage,
    ProblemReport,
    Suggestion,
    UsefulMark,
)
from cms.core.tree import publish
from forum.actions.refusals import Refused
from forum.models import Notice
from tests.cms.factories import make_article
from tests.factories import make_user
from tests.working import run_all

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def editor(db: None) -> User:
    user = make_user(handle="editor", display_name="Ed Itor")
    Group.objects.get(name=EDITORS).user_set.add(user)
    return user


def send_suggestion(client: Client, **fields: object) -> int:
    values = {
        "key": str(uuid.uuid4()),
        "title": "A list of free webinars",
        "url": "https://example.org/webinars",
        "why": "New trainers ask for one every month.",
        **fields,
    }
    return client.post(reverse("suggest_resource"), values).status_code


def test_suggestion_becomes_one_draft_however_often_it_is_sent(client: Client, bob: User) -> None:
    client.force_login(bob)
    key = str(uuid.uuid4())
    assert send_suggestion(client, key=key) == 302
    assert send_suggestion(client, key=key) == 302
    draft = Suggestion.objects.get().article
    assert not draft.live
    assert [source.url for source in draft.sources.all()] == ["https://example.org/webinars"]
    assert Client().get(draft.url).status_code == 404


def test_visitors_fill_no_more_than_the_editors_can_read(
    client: Client, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.clearinghouse.views.readers.MOST_WAITING", 2)
    statuses = [send_suggestion(client) for _ in range(3)]
    assert statuses == [302, 302, 422]
    client.force_login(bob)
    assert send_suggestion(client) == 302
    assert Suggestion.objects.count() == 3


def test_other_words_under_a_used_key_come_back_to_be_sent(client: Client) -> None:
    key = str(uuid.uuid4())
    send_suggestion(client, key=key)
    values = {"key": key, "title": "Another list", "url": "", "why": "For the same reason."}
    again = client.post(reverse("suggest_resource"), values)
    assert again.status_code == 422
    assert "sent already, with other words" in again.content.decode()
    form = again.context["form"]
    assert form["title"].value() == "Another list"
    values["key"] = form["key"].value()
    assert client.post(reverse("suggest_resource"), values).status_code == 302
    assert Suggestion.objects.count() == 2


def test_member_is_told_when_the_suggestion_is_published(
    client: Client, bob: User, editor: User
) -> None:
    client.force_login(bob)
    send_suggestion(client)
    article = publish(ArticlePage.objects.get(), by=editor)
    publish(article, by=editor)
    (notice,) = Notice.objects.filter(user=bob, kind="personal")
    assert "is in the clearinghouse now" in notice.words
    assert notice.address == article.url


def test_visitor_with_an_address_is_told_why_not_and_the_untouched_draft_goes(
    client: Client, editor: User
) -> None:
    assert send_suggestion(client, email="reader@example.net") == 302
    client.force_login(editor)
    url = reverse("article_feedback")
    page = client.get(url).content.decode()
    assert "A list of free webinars" in page
    pk = Suggestion.objects.get().pk
    refused = client.post(url, {"suggestion": pk, "answer": " "})
    assert refused.status_code == 422
    client.post(url, {"suggestion": pk, "answer": "There is one already."})
    run_all()
    (sent,) = mail.outbox
    assert sent.to == ["reader@example.net"]
    assert "There is one already." in str(sent.body)
    # Whoever's address it is did not ask for the words of whoever typed it.
    assert "webinars" not in f"{sent.subject}{sent.body}"
    assert not ArticlePage.objects.exists()
    assert Suggestion.objects.get().settled_by == editor


def test_bad_suggestion_comes_back_as_typed(client: Client) -> None:
    response = client.post(
        reverse("suggest_resource"), {"title": "!!!", "url": "nonsense", "why": "My own words."}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "My own words." in html
    assert "Name it in a few words." in html
    assert not Suggestion.objects.exists()


def test_readers_are_told_in_words_what_is_missing(client: Client) -> None:
    article = make_article()
    problem = reverse("article_problem", args=[article.pk])
    expected = {
        reverse("suggest_resource"): ("Name it in a few words.", "Say whom it would help"),
        problem: ("Choose what comes nearest.", "Say what you found, and where."),
    }
    for address, sentences in expected.items():
        response = client.post(address, {"key": uuid.uuid4()})
        html = response.content.decode()
        assert response.status_code == 422
        assert "This field is required." not in html
        for sentence in sentences:
            assert sentence in html


def test_flood_from_one_address_is_stopped_and_keeps_the_words(client: Client) -> None:
    statuses = [send_suggestion(client, title=f"Number {n}") for n in range(22)]
    assert statuses.count(302) == 20
    response = client.post(
        reverse("suggest_resource"),
        {"key": uuid.uuid4(), "title": "One more", "why": "Kept words."},
    )
    assert "Kept words." in response.content.decode()


def test_problem_reaches_the_editors_and_its_sender_is_answered(
    client: Client, bob: User, editor: User
) -> None:
    article = make_article()
    url = reverse("article_problem", args=[article.pk])
    key = re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())
    assert key
    client.force_login(bob)
    for _again in range(2):
        client.post(url, {"key": key[1], "kind": "link", "words": "The second link is dead."})
    report = ProblemReport.objects.get()
    with pytest.raises(Refused):
        settle_problem(report, by=bob, answer="I say so.")
    client.force_login(editor)
    assert "second link is dead" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(reverse("article_feedback"), {"problem": report.pk, "answer": "Mended."})
    assert "Mended." in Notice.objects.get(user=bob, kind="personal").words
    with pytest.raises(Refused, match="already"):
        settle_problem(report, by=editor, answer="Again.")


def test_each_reader_counts_once_and_members_may_change_their_mind(
    client: Client, bob: User
) -> None:
    article = make_article()
    url = reverse("article_useful", args=[article.pk])
    key = uuid.uuid4()
    for _again in range(2):
        client.post(url, {"key": key, "answer": "yes"})
    client.force_login(bob)
    client.post(url, {"key": uuid.uuid4(), "answer": "yes"})
    client.post(url, {"key": uuid.uuid4(), "answer": "no"})
    assert UsefulMark.objects.count() == 2
    assert "1 of 2 readers" in Client().get(article.url).content.decode()
    assert client.post(url, {"key": "x", "answer": "maybe"}).status_code == 422


def test_drafts_take_nothing_from_readers_and_readers_answer_nobody(
    client: Client, bob: User
) -> None:
    draft = make_article(live=False)
    for name in ("article_problem", "article_useful"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 404
    send_suggestion(client)
    client.force_login(bob)
    assert client.get(reverse("article_feedback")).status_code in {302, 403}
    with pytest.raises(Refused):
        decline(Suggestion.objects.get(), by=bob, reason="No.")


def test_fields_take_no_more_than_their_columns_hold(client: Client) -> None:
    assert send_suggestion(client, url=f"https://example.org/{'a' * 200}") == 422
    assert send_suggestion(client, email=f"a@{'.'.join(['b' * 60] * 5)}.example") == 422


def test_long_title_is_told_of_under_an_address_that_a_notice_holds(
    client: Client, bob: User, editor: User
) -> None:
    client.force_login(bob)
    send_suggestion(client, title="a" * 200)
    publish(ArticlePage.objects.get(), by=editor)
    assert Notice.objects.get(user=bob).address == "/clearinghouse/"


def test_answer_sent_again_after_signing_in_counts(client: Client, bob: User) -> None:
    url = reverse("article_useful", args=[make_article().pk])
    answer = {"key": str(uuid.uuid4()), "answer": "yes"}
    client.post(url, answer)
    client.force_login(bob)
    assert client.post(url, answer).status_code == 302
    assert UsefulMark.objects.filter(member=bob).count() == 1


def test_suggestion_never_hides_behind_the_form_that_took_it(client: Client, editor: User) -> None:
    send_suggestion(client, title="Suggest")
    article = publish(ArticlePage.objects.get(), by=editor)
    assert article.url == "/clearinghouse/suggest-2/"
    assert "New trainers ask" in client.get(article.url).content.decode()
