from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.moderation import slow_thread
from forum.actions.refusals import Refused
from forum.models import ModerationAction, Post
from tests.factories import make_reply


@pytest.fixture
def slow(thread, mod):
    return slow_thread(thread, moderator=mod, minutes=15, reason="Tempers.")


def test_everyone_waits_between_two_posts(slow, bob):
    first = make_reply(thread=slow, author=bob)
    with pytest.raises(Refused, match="Your next post may come at"):
        make_reply(thread=slow, author=bob)
    Post.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(minutes=16))
    make_reply(thread=slow, author=bob)


def test_moderators_do_not_wait_and_it_ends(slow, bob, mod):
    for _ in range(2):
        make_reply(thread=slow, author=mod)
    make_reply(thread=slow, author=bob)
    slow_thread(slow, moderator=mod, minutes=0, reason="All is calm.")
    make_reply(thread=slow, author=bob)
    assert ModerationAction.objects.filter(kind="slow").count() == 2


def test_the_page_says_when_and_keeps_the_words(client, slow, bob):
    assert "Slow mode." in client.get(slow.get_absolute_url()).content.decode()
    make_reply(thread=slow, author=bob)
    client.force_login(bob)
    page = client.get(slow.get_absolute_url()).content.decode()
    assert "Your next post may come at" in page
    sent = {"source": "One more thing.", "parent": 1, "key": "6b0d3a1e-53d1-4a43-8f0b-b6f6b3d9c003"}
    response = client.post(reverse("forum:reply", args=[slow.pk]), sent)
    assert response.status_code == 422
    assert "One more thing." in response.content.decode()


def test_moderators_set_it_with_a_reason(client, thread, mod, bob):
    url = reverse("forum:thread_slow", args=[thread.pk])
    client.force_login(bob)
    assert client.post(url, {"minutes": "15", "reason": "x"}).status_code == 403
    client.force_login(mod)
    for sent in (
        {"minutes": "15"},
        {"minutes": "7", "reason": "x"},
        {"minutes": "x", "reason": "x"},
    ):
        assert client.post(url, sent).status_code == 422
    assert client.post(url, {"minutes": "15", "reason": "Tempers."}).status_code == 302
    thread.refresh_from_db()
    assert thread.slow_minutes == 15
