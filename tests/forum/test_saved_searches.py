"""Saved searches tell once a day of what is new, and only of what may still be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import RosterTerm
from forum.actions.deliveries import send_due
from forum.actions.moderation import hide_thread
from forum.actions.refusals import Refused
from forum.actions.saved_searches import MAX_SAVED, look_again, save_search
from forum.models import Delivery, Notice, SavedSearch
from tests.factories import make_thread


@pytest.fixture(autouse=True)
def _no_kept_words():
    cache.clear()


def an_hour_later() -> int:
    """As if the worker had looked an hour ago."""
    back = timedelta(hours=2)
    SavedSearch.objects.update(checked_at=F("checked_at") - back)
    return look_again()


def test_owner_is_told_once_a_day_of_something_new(client, board, alice, bob):
    make_thread(board=board, author=alice, title="Captions before")
    saved = save_search(bob, {"q": "captions", "kind": "threads"})
    assert an_hour_later() == 0
    make_thread(board=board, author=alice, title="Captions after")
    assert look_again() == 0
    assert an_hour_later() == 1
    make_thread(board=board, author=alice, title="Captions again")
    assert an_hour_later() == 0
    SavedSearch.objects.update(told_on=timezone.localdate() - timedelta(days=1))
    Notice.objects.update(event="search:0:old")
    assert an_hour_later() == 1
    assert Notice.objects.filter(user=bob).count() == 2
    client.force_login(bob)
    assert "saved search “captions”" in client.get(reverse("forum:notice_list")).content.decode()
    opened = client.get(saved.get_absolute_url())
    assert opened["Location"] == "/search/?q=captions&kind=threads&sort=newest"
    assert Notice.objects.filter(user=bob, read_at__isnull=False).exists()


def test_own_posts_and_closed_boards_are_no_news(board, private_board, insider, bob):
    save_search(bob, {"q": "captions"})
    make_thread(board=board, author=bob, title="Captions of my own")
    make_thread(board=private_board, author=insider, title="Captions behind the door")
    assert an_hour_later() == 0
    assert not Notice.objects.exists()


def test_mail_is_not_sent_for_what_can_no_longer_be_read(
    board, private_board, alice, insider, bob, mod, unit
):
    today = timezone.localdate()
    term = RosterTerm.objects.create(unit=unit, user=bob, starts_on=today)
    save_search(bob, {"q": "captions"})
    save_search(insider, {"q": "quizzes"})
    make_thread(board=private_board, author=insider, title="Captions inside")
    gone = make_thread(board=board, author=alice, title="Quizzes")
    assert an_hour_later() == 2
    term.delete()
    hide_thread(gone, moderator=mod, reason="Spam.")
    Delivery.objects.exclude(notice__kind=Notice.Kind.PERSONAL).delete()
    send_due(worker="here:1:x")
    assert not mail.outbox
    assert Delivery.objects.filter(dropped_at__isnull=False).count() == 2


def test_mail_says_which_search_and_leads_to_it(board, alice, bob):
    saved = save_search(bob, {"q": "captions"})
    make_thread(board=board, author=alice, title="Captions")
    an_hour_later()
    Delivery.objects.exclude(notice__kind=Notice.Kind.PERSONAL).delete()
    send_due(worker="here:1:x")
    (message,) = mail.outbox
    assert "captions" in message.subject
    assert saved.get_absolute_url() in message.body


def test_a_search_is_kept_once_with_its_filters_and_removed(client, board, bob, alice):
    client.force_login(bob)
    add = reverse("forum:search_save")
    for _time in range(2):
        client.post(add, {"q": "captions", "board": board.slug, "next": "/search/?q=captions"})
    saved = SavedSearch.objects.get()
    assert saved.query == f"q=captions&board={board.slug}"
    assert "captions" in client.get(reverse("forum:saved_searches")).content.decode()
    remove = reverse("forum:search_remove", args=[saved.pk])
    other = client.__class__()
    other.force_login(alice)
    other.post(remove)
    assert other.get(saved.get_absolute_url()).status_code == 404
    assert SavedSearch.objects.exists()
    client.post(remove)
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("values", [{"q": ""}, {"q": "-x"}, {"q": "x", "board": "nowhere"}])
def test_what_finds_nothing_or_names_nothing_is_not_kept(bob, values):
    with pytest.raises(Refused):
        save_search(bob, values)


def test_nobody_keeps_more_than_the_worker_can_look_after(bob):
    for number in range(MAX_SAVED):
        save_search(bob, {"q": f"word{number}"})
    with pytest.raises(Refused, match="Remove one first"):
        save_search(bob, {"q": "one more"})


def test_visitors_are_asked_to_sign_in(client, db):
    for name in ("saved_searches", "search_save"):
        response = client.post(reverse(f"forum:{name}"), {"q": "captions"})
        assert response.status_code in {302, 405}
    assert not SavedSearch.objects.exists()


def test_what_is_kept_fits_its_column(board, bob):
    kept = save_search(bob, {"q": "captions", "board": f"{' ' * 900}{board.slug}\0"})
    assert kept.query == f"q=captions&board={board.slug}"
    with pytest.raises(Refused, match="too long"):
        save_search(bob, {"q": "漢" * 200})
