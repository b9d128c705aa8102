"""Editors of the vocabulary rename and merge topics in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import Unit, User
from cms.core.vocabulary import EDITORS
from cms.policies.models import PolicyPage
from forum.models import Board, Topic
from tests.cms.factories import make_article, make_policy
from tests.factories import make_thread

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def editor(bob: User) -> User:
    bob.groups.add(Group.objects.get(name=EDITORS))
    return bob


@pytest.fixture
def other(db: None) -> Topic:
    return Topic.objects.create(name="Assessment", slug="assessment")


def test_editor_is_told_what_moves_and_merges_after_confirming(
    client: Client, editor: User, topic: Topic, other: Topic, board: Board, alice: User
) -> None:
    policy = make_policy(topics=[other])
    make_thread(board=board, author=alice, topics=[other])
    client.force_login(editor)
    url = reverse("topic_merge", args=[other.pk])
    html = client.get(url).content.decode()
    assert "<td>Policies</td><td>1</td>" in html
    assert "<td>Threads</td><td>1</td>" in html
    asked = client.post(url, {"into": topic.pk}).content.decode()
    assert "Merge “Assessment” into “Evaluation”?" in asked
    assert Topic.objects.filter(pk=other.pk).exists()
    client.post(url, {"into": topic.pk, "confirmed": "yes"})
    assert not Topic.objects.filter(pk=other.pk).exists()
    assert list(PolicyPage.objects.get(pk=policy.pk).topics.all()) == [topic]
    assert client.get("/policies/?topic=assessment")["Location"] == "/policies/?topic=evaluation"


def test_drafts_go_on_with_the_merged_topic(
    client: Client, editor: User, topic: Topic, other: Topic
) -> None:
    policy = make_policy(topics=[other])
    policy.topics = [other, topic]
    policy.save_revision()
    client.force_login(editor)
    url = reverse("topic_merge", args=[other.pk])
    client.post(url, {"into": topic.pk, "confirmed": "yes"})
    draft = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
    assert list(draft.topics.all()) == [topic]


def test_who_may_not_keep_the_vocabulary_may_not_merge(
    client: Client, topic: Topic, other: Topic, liaison: User, bob: User
) -> None:
    url = reverse("topic_merge", args=[other.pk])
    for person in (liaison, bob):
        client.force_login(person)
        response = client.post(url, {"into": topic.pk, "confirmed": "yes"})
        assert response.status_code in {302, 403}
        assert Topic.objects.filter(pk=other.pk).exists()


def test_merge_into_nonsense_is_answered_in_the_form(
    client: Client, editor: User, topic: Topic
) -> None:
    client.force_login(editor)
    url = reverse("topic_merge", args=[topic.pk])
    for into in ("", "999999", "x", str(topic.pk)):
        assert client.post(url, {"into": into, "confirmed": "yes"}).status_code == 422


def test_form_keeps_the_address_of_a_renamed_topic_and_delete_spares_used_ones(
    client: Client, editor: User, topic: Topic
) -> None:
    make_article(topics=[topic])
    client.force_login(editor)
    edit = reverse("wagtailsnippets_forum_topic:edit", args=[topic.pk])
    fields = {"name": "Outcomes", "slug": "outcomes", "description": "", "synonyms": "results"}
    assert client.post(edit, fields).status_code == 302
    assert client.get("/topics/evaluation/")["Location"] == "/topics/outcomes/"
    delete = reverse("wagtailsnippets_forum_topic:delete", args=[topic.pk])
    assert client.post(delete)["Location"] == reverse("topic_merge", args=[topic.pk])
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_related_topics_are_those_beside_it_on_what_one_may_read(
    client: Client,
    topic: Topic,
    other: Topic,
    board: Board,
    private_board: Board,
    alice: User,
    insider: User,
    unit: Unit,
) -> None:
    secret = Topic.objects.create(name="Layoffs", slug="layoffs")
    make_thread(board=private_board, author=insider, topics=[topic, secret])
    make_policy(live=False, topics=[topic, secret])
    make_article(topics=[topic, other])
    url = topic.get_absolute_url()
    assert client.get(url).context["related"] == [other]
    client.force_login(insider)
    assert set(client.get(url).context["related"]) == {other, secret}


def test_a_room_with_more_than_a_few_pages_shows_them_all(client: Client, topic: Topic) -> None:
    for number in range(8):
        make_article(title=f"Article {number}", topics=[topic])
    html = client.get(topic.get_absolute_url()).content.decode()
    assert "?room=articles" in html
    for sort in ("newest", "best"):
        room = client.get(f"{topic.get_absolute_url()}?room=articles&sort={sort}&page=9")
        assert len(room.context["shelf"].rows) == 8
