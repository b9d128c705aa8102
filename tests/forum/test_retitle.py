"""Another title or other topics: by the starter, or by a moderator who says why."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forum.actions.moderation import lock_thread
from forum.actions.refusals import Refused
from forum.actions.retitling import retitle_thread
from forum.models import ModerationAction, Notice, SearchEntry, Thread, Topic
from tests.working import run_all


@pytest.fixture
def topic(db) -> Topic:
    return Topic.objects.create(name="Evaluation", slug="evaluation")


def url(thread: Thread) -> str:
    return reverse("forum:thread_retitle", args=[thread.pk])


def test_the_starter_renames_and_old_addresses_lead_on(client, thread, alice, topic):
    old = thread.get_absolute_url()
    renamed = retitle_thread(thread, by=alice, title=" A better  question ", topics=[topic])
    assert (renamed.title, renamed.slug) == ("A better question", "a-better-question")
    assert renamed.seq == renamed.changed_seq == thread.seq + 1
    assert list(renamed.topics.all()) == [topic]
    assert renamed.earlier_titles.get().title == "A question"
    assert SearchEntry.objects.get(post__thread=thread).title == "A better question"
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, renamed.get_absolute_url())
    run_all()
    assert not Notice.objects.exists()
    assert not ModerationAction.objects.exists()


def test_a_moderator_gives_a_reason_for_the_log(thread, mod, alice):
    with pytest.raises(Refused, match="Say why"):
        retitle_thread(thread, by=mod, title="Calm words", topics=[])
    retitle_thread(thread, by=mod, title="Calm words", topics=[], reason="Less heated.")
    action = ModerationAction.objects.get()
    assert (action.kind, action.reason) == ("retitle", "Less heated.")
    assert "A question" not in action.detail


def test_nothing_changed_is_no_change(thread, alice):
    assert retitle_thread(thread, by=alice, title="A question", topics=[]).seq == thread.seq
    assert not thread.earlier_titles.exists()


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_others_cannot(thread, who, request):
    with pytest.raises(Refused):
        retitle_thread(thread, by=request.getfixturevalue(who), title="Mine", topics=[])


def test_a_closed_thread_keeps_its_title(thread, alice, mod):
    lock_thread(thread, moderator=mod, reason="Settled.")
    with pytest.raises(Refused, match="closed"):
        retitle_thread(thread, by=alice, title="Other", topics=[])


def test_the_page_for_everyone(client, thread, alice, bob, private_board, insider):
    assert client.get(url(thread)).status_code == 302
    client.force_login(bob)
    assert client.get(url(thread)).status_code == 403
    assert client.get(reverse("forum:thread_retitle", args=[99])).status_code == 404
    client.force_login(alice)
    assert "Reason" not in client.get(url(thread)).content.decode()
    assert client.put(url(thread)).status_code == 405
    bad = client.post(url(thread), {"title": "?"})
    assert bad.status_code == 422
    assert 'value="?"' in bad.content.decode()
    assert client.post(url(thread), {"title": "Sound words"}).status_code == 302
    page = client.get(Thread.objects.get(pk=thread.pk).get_absolute_url()).content.decode()
    assert reverse("forum:thread_titles", args=[thread.pk]) in page


def test_titles_that_a_moderator_took_away_are_for_moderators(client, thread, alice, mod):
    retitle_thread(thread, by=alice, title="Rude words", topics=[])
    retitle_thread(thread, by=mod, title="Calm words", topics=[], reason="Rude.")
    titles = reverse("forum:thread_titles", args=[thread.pk])
    page = client.get(titles).content.decode()
    assert "A question" in page
    assert "Rude words" not in page
    assert "A moderator replaced one title" in page
    client.force_login(mod)
    assert "Rude words" in client.get(titles).content.decode()
