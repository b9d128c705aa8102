"""Topics renamed and merged: what they hold goes along, and old addresses lead on."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.following import follow
from forum.actions.refusals import Refused
from forum.actions.topics import merge_topics, save_topic, what_moves
from forum.models import Follow, FormerTopic, ReadFloor, Topic
from tests.factories import make_thread, make_user


@pytest.fixture
def evaluation(db) -> Topic:
    return Topic.objects.create(name="Evaluation", slug="evaluation")


@pytest.fixture
def assessment(db) -> Topic:
    return Topic.objects.create(name="Assessment", slug="assessment", synonyms="appraisal, tests")


def test_every_tie_to_a_topic_is_moved_by_a_merge():
    """A new relation must be many-to-many, or be looked after in merge_topics."""
    rows = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Topic._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
        if not relation.related_model._meta.auto_created
    }
    assert rows == {"forum.Follow.topic", "forum.ReadFloor.topic", "forum.FormerTopic.topic"}


def test_merge_moves_threads_experts_followers_and_address(
    client, board, alice, bob, evaluation, assessment
):
    both = make_thread(board=board, author=alice, topics=[evaluation, assessment])
    one = make_thread(board=board, author=alice, topics=[assessment])
    assessment.experts.add(alice)
    follow(bob, target=assessment, level="digest")
    seq = one.seq
    moved = {each.label: each.count for each in merge_topics(assessment, into=evaluation)}
    assert moved == {"Threads": 2, "Members who know about it": 1, "Followers": 1}
    assert list(both.topics.all()) == list(one.topics.all()) == [evaluation]
    assert list(evaluation.experts.all()) == [alice]
    assert Follow.objects.of(bob).get().topic == evaluation
    evaluation.refresh_from_db()
    assert evaluation.other_names == ["appraisal", "tests", "Assessment"]
    one.refresh_from_db()
    assert one.seq == one.changed_seq == seq + 1
    response = client.get("/topics/assessment/?sort=best")
    assert response["Location"] == "/topics/evaluation/?sort=best"
    kept = client.get(f"{reverse('forum:thread_list')}?show=all&topic=assessment")
    assert kept["Location"] == f"{reverse('forum:thread_list')}?show=all&topic=evaluation"


@pytest.mark.parametrize(
    ("of_source", "of_other", "left"),
    [("every", "digest", "every"), ("muted", "replies", "replies"), ("digest", "digest", "digest")],
)
def test_of_two_levels_the_more_talkative_stays(
    bob, evaluation, assessment, of_source, of_other, left
):
    follow(bob, target=assessment, level=of_source)
    follow(bob, target=evaluation, level=of_other)
    merge_topics(assessment, into=evaluation)
    own = Follow.objects.of(bob).get()
    assert (own.topic, own.level) == (evaluation, left)


def test_merge_never_marks_as_read_what_was_new(bob, alice, evaluation, assessment):
    now = timezone.now()
    earlier = now - timezone.timedelta(days=3)
    ReadFloor.objects.create(user=bob, topic=assessment, at=now)
    ReadFloor.objects.create(user=alice, topic=assessment, at=earlier)
    ReadFloor.objects.create(user=alice, topic=evaluation, at=now)
    merge_topics(assessment, into=evaluation)
    assert list(ReadFloor.objects.values_list("user", "topic", "at")) == [
        (alice.pk, evaluation.pk, earlier)
    ]


def test_merge_costs_the_same_however_much_moves(board, alice, evaluation, assessment):
    def cost(name: str, count: int) -> int:
        source = Topic.objects.create(name=name, slug=name)
        for number in range(count):
            make_thread(board=board, author=alice, topics=[source])
            follow(make_user(handle=f"{name}{number}"), target=source, level="every")
        with CaptureQueriesContext(connection) as asked:
            merge_topics(source, into=evaluation)
        return len(asked)

    assert cost("few", 1) == cost("many", 6)


def test_merging_into_itself_or_into_what_is_gone_is_refused(evaluation, assessment):
    with pytest.raises(Refused, match="itself"):
        merge_topics(evaluation, into=evaluation)
    stale = Topic.objects.get(pk=assessment.pk)
    merge_topics(assessment, into=evaluation)
    with pytest.raises(Refused, match="gone"):
        merge_topics(stale, into=evaluation)


def test_a_renamed_topic_is_found_at_each_of_its_addresses(client, evaluation):
    for slug, name in (("outcomes", "Outcomes"), ("results", "Results")):
        evaluation.slug, evaluation.name = slug, name
        save_topic(evaluation)
    for slug in ("evaluation", "outcomes"):
        assert client.get(f"/topics/{slug}/")["Location"] == "/topics/results/"
    assert client.get("/topics/results/").status_code == 200
    # It may take an earlier address back.
    evaluation.slug = "evaluation"
    evaluation.full_clean()
    save_topic(evaluation)
    assert client.get("/topics/evaluation/").status_code == 200
    assert client.get("/topics/results/")["Location"] == "/topics/evaluation/"


def test_no_topic_takes_an_address_that_leads_to_another(evaluation, assessment):
    merge_topics(assessment, into=evaluation)
    with pytest.raises(ValidationError, match="leads to “Evaluation”"):
        Topic(name="New", slug="assessment").full_clean()


def test_what_moves_says_nothing_of_an_unused_topic(evaluation):
    assert what_moves(evaluation) == []
    assert not FormerTopic.objects.exists()
