"""What one member is told of something outside the forum, and what others offer to do there."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from forum import more_acts
from forum.actions.notices import tell_person
from forum.models import Notice, Thread
from tests.working import run_all


def tell(user: User, event: str = "asked:1", words: str = "Please answer.") -> bool:
    return tell_person(user, event=event, words=words, address="/about/you/")


def test_person_is_told_once_and_led_to_the_address(client: Client, alice: User, bob: User) -> None:
    assert tell(alice)
    assert not tell(alice)
    assert tell(alice, event="asked:2", words="And this.")
    client.force_login(alice)
    html = client.get(reverse("forum:notice_list")).content.decode()
    assert html.count('href="/about/you/"') == 2
    assert "Please answer." in html
    client.force_login(bob)
    assert "Please answer." not in client.get(reverse("forum:notice_list")).content.decode()


def test_mail_carries_words_and_address_and_names_no_list(alice: User) -> None:
    tell(alice)
    run_all()
    (sent,) = mail.outbox
    assert sent.to == [alice.email]
    assert "Please answer." in sent.subject
    assert "/about/you/" in str(sent.body)
    assert "List-Unsubscribe" not in sent.extra_headers


def test_each_is_marked_read_by_itself(client: Client, alice: User, bob: User) -> None:
    tell(alice)
    tell(alice, event="asked:2")
    first = Notice.objects.get(event="asked:1")
    url = reverse("forum:notices_read")
    client.force_login(bob)
    client.post(url, {"group": f"notice:{first.pk}"})
    assert Notice.objects.unread().count() == 2
    client.force_login(alice)
    client.post(url, {"group": f"notice:{first.pk}"})
    assert [n.event for n in Notice.objects.unread()] == ["asked:2"]
    assert Notice.objects.bell_count(alice) == 1


def test_menu_of_a_post_shows_what_others_offer(
    client: Client, alice: User, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(more_acts, "_offers", [])
    more_acts.offer_acts(
        lambda user, post: [more_acts.Act("Do more", "/more/")] if user == alice else []
    )
    url = reverse("forum:post_menu", args=[thread.pk, 1])
    assert "Do more" not in client.get(url).content.decode()
    client.force_login(alice)
    assert 'href="/more/"' in client.get(url).content.decode()
