"""Kept posts: their owner's alone, with notes that can be searched and reminders that come once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import RosterTerm
from forum.actions import bookmarks as acts
from forum.actions.bookmarks import forget_removed, keep_post, remove_bookmark, restore_bookmark
from forum.actions.moderation import hide_post, restore_post
from forum.actions.refusals import Refused
from forum.models import Bookmark
from tests.factories import make_reply, make_thread

JSON = {"accept": "application/json"}
LIST = "forum:bookmark_list"


@pytest.fixture
def post(thread, alice):
    return make_reply(thread=thread, author=alice, source="Worth keeping.")


def keep_url(post):
    return reverse("forum:post_bookmark", args=[post.thread_id, post.number])


def own_url(name, kept):
    return reverse(f"forum:bookmark_{name}", args=[kept.pk])


def words(response):
    return response.content.decode()


def test_a_post_is_kept_once_and_let_go(client, post, bob):
    client.force_login(bob)
    for _ in range(2):
        assert client.post(keep_url(post)).status_code == 302
    assert Bookmark.objects.of(bob).count() == 1
    client.post(keep_url(post), {"keep": "off"})
    assert not Bookmark.objects.of(bob).exists()


def test_keeping_again_leaves_note_and_reminder_as_they_are(post, bob):
    tomorrow = timezone.now() + timedelta(days=1)
    keep_post(post, user=bob, note="For May.", remind_at=tomorrow)
    kept = keep_post(post, user=bob)
    assert (kept.note, kept.remind_at) == ("For May.", tomorrow)


def test_a_script_is_told_how_the_post_stands(client, post, bob):
    client.force_login(bob)
    result = client.post(keep_url(post), {"keep": "on"}, headers=JSON).json()
    assert result["marks"] == {"is-bookmarked": True}
    assert "Remove the bookmark" in result["html"]
    result = client.post(keep_url(post), {"keep": "off"}, headers=JSON).json()
    assert result["marks"] == {"is-bookmarked": False}


def test_the_thread_page_marks_ones_own_only(client, post, thread, alice, bob):
    keep_post(post, user=bob)
    for person, marked in ((bob, True), (alice, False)):
        client.force_login(person)
        assert ("is-bookmarked" in words(client.get(thread.get_absolute_url()))) is marked


def test_visitors_sign_in_and_outsiders_find_nothing(client, post, private_board, insider, bob):
    secret = make_thread(board=private_board, author=insider).posts.get()
    login = reverse("account_login")
    kept = keep_post(post, user=insider)
    for url in (keep_url(post), reverse(LIST), own_url("edit", kept)):
        assert login in client.get(url)["Location"]
    client.force_login(bob)
    assert client.post(keep_url(secret)).status_code == 404
    for name in ("edit", "remove", "restore"):
        assert client.post(own_url(name, kept), {"note": "Mine."}).status_code == 404
    kept.refresh_from_db()
    assert (kept.note, kept.removed_at) == ("", None)


def test_wrong_methods_are_refused(client, post, bob):
    kept = keep_post(post, user=bob)
    client.force_login(bob)
    for name in ("remove", "restore"):
        assert client.get(own_url(name, kept)).status_code == 405
    assert client.post(reverse(LIST)).status_code == 405
    assert client.put(keep_url(post)).status_code == 405
    assert client.delete(own_url("edit", kept)).status_code == 405


def test_a_removed_post_is_not_kept_but_a_suspended_member_may_keep(post, mod, bob, charlie):
    keep_post(post, user=charlie)
    hide_post(post, moderator=mod, reason="Advertising.")
    post.refresh_from_db()
    with pytest.raises(Refused, match="can't be read"):
        keep_post(post, user=bob)


def test_the_number_kept_has_a_limit_that_is_said(client, thread, post, bob, monkeypatch):
    monkeypatch.setattr(acts, "MAX_BOOKMARKS", 1)
    keep_post(post, user=bob)
    client.force_login(bob)
    other = make_reply(thread=thread, author=bob)
    refused = client.post(keep_url(other))
    assert refused.status_code == 403
    assert "You can keep 1 bookmark." in words(refused)
    with_note = client.post(keep_url(other), {"note": "Kept words", "remind": "no"})
    assert with_note.status_code == 422
    assert "Kept words" in words(with_note)
    assert client.post(keep_url(post)).status_code == 302, "what is kept already needs no room"


def test_a_note_that_is_too_long_comes_back_with_the_limit(client, post, bob):
    client.force_login(bob)
    response = client.post(keep_url(post), {"note": "x" * 501, "remind": "no"})
    assert response.status_code == 422
    assert "500" in words(response)
    with pytest.raises(Refused, match="500 characters"):
        keep_post(post, user=bob, note="x" * 501)


def test_the_list_shows_newest_first_and_searches_notes(client, thread, post, alice, bob):
    other = make_reply(thread=thread, author=alice, source="Second thing.")
    keep_post(post, user=bob, note="For the May workshop")
    keep_post(other, user=bob)
    keep_post(other, user=alice, note="Somebody else's workshop")
    client.force_login(bob)
    page = words(client.get(reverse(LIST)))
    assert page.index("Second thing.") < page.index("Worth keeping.")
    found = words(client.get(reverse(LIST), {"q": "WORKSHOP may"}))
    assert "Worth keeping." in found
    assert "Second thing." not in found
    assert "Somebody" not in found
    assert "No note holds these words" in words(client.get(reverse(LIST), {"q": "100%"}))
    assert "Second thing." not in words(client.get(reverse(LIST), {"show": "notes"}))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"show": "nonsense"}, 400),
        ({"before": "x"}, 400),
        ({"before": "9" * 20}, 400),
        ({"removed": "-1"}, 400),
        ({"removed": "99"}, 200),
        ({"q": "\0"}, 200),
        ({"q": "x" * 5000}, 200),
    ],
)
def test_odd_questions_to_the_list_get_an_answer(client, bob, query, status):
    client.force_login(bob)
    assert client.get(reverse(LIST), query).status_code == status


def test_the_list_is_paged_by_a_cursor(client, thread, bob, monkeypatch):
    monkeypatch.setattr("forum.bookmarks.ROWS", 2)
    for n in range(5):
        keep_post(make_reply(thread=thread, author=bob, source=f"Number {n}"), user=bob)
    client.force_login(bob)
    url, seen = reverse(LIST), 0
    while url:
        response = client.get(url)
        seen += len(response.context["rows"])
        url = response.context["next"] and reverse(LIST) + response.context["next"]
    assert seen == 5


def test_the_list_asks_as_many_queries_for_one_as_for_many(
    client, thread, bob, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(bob)
    for _ in range(12):
        keep_post(make_reply(thread=thread, author=bob), user=bob)
    with django_assert_max_num_queries(7):
        client.get(reverse(LIST))


def test_what_cannot_be_read_any_more_tells_nothing(client, private_board, insider, mod):
    thread = make_thread(board=private_board, author=insider, title="Candidates", source="Anna.")
    kept = keep_post(thread.posts.get(), user=insider, note="My own words")
    yesterday = timezone.localdate() - timedelta(days=1)
    RosterTerm.objects.filter(user=insider).update(ends_on=yesterday)
    client.force_login(insider)
    for url in (reverse(LIST), own_url("edit", kept)):
        page = words(client.get(url))
        assert "Candidates" not in page
        assert "Anna." not in page
        assert "My own words" in page
        assert "read any more" in page
    assert client.post(own_url("edit", kept), {"note": "New"}).status_code == 302


def test_removing_can_be_undone_for_a_day(client, post, bob):
    at = timezone.now() + timedelta(days=3)
    kept = keep_post(post, user=bob, note="Keep me.", remind_at=at)
    client.force_login(bob)
    gone = client.post(own_url("remove", kept), follow=True)
    assert "Keep me." not in words(gone)
    assert own_url("restore", kept) in words(gone)
    client.post(own_url("restore", kept))
    kept.refresh_from_db()
    assert (kept.note, kept.remind_at, kept.removed_at) == ("Keep me.", at, None)
    remove_bookmark(kept)
    Bookmark.objects.update(removed_at=timezone.now() - acts.UNDO - timedelta(seconds=1))
    assert forget_removed() == 1
    with pytest.raises(Refused, match="for good"):
        restore_bookmark(kept)


def test_keeping_what_was_removed_starts_afresh(post, bob):
    kept = keep_post(post, user=bob, note="Old.")
    remove_bookmark(kept)
    assert keep_post(post, user=bob).note == ""
    assert Bookmark.objects.count() == 1


def test_presets_are_mornings_in_the_members_own_zone(client, post, bob):
    bob.time_zone = "Pacific/Auckland"
    bob.save()
    client.force_login(bob)
    for name, days in (("tomorrow", 1), ("week", 7)):
        client.post(keep_url(post), {"note": "", "remind": name})
        at = Bookmark.objects.get().remind_at
        with timezone.override("Pacific/Auckland"):
            local = timezone.localtime(at)
            assert (local.hour, local.minute) == (9, 0)
            assert (local.date() - timezone.localdate()).days == days


def test_a_date_and_time_is_meant_in_the_members_own_zone(client, post, bob):
    bob.time_zone = "Asia/Tokyo"
    bob.save()
    client.force_login(bob)
    day = timezone.now().year + 1
    client.post(keep_url(post), {"note": "", "remind": "at", "at": f"{day}-05-14T09:00"})
    assert Bookmark.objects.get().remind_at == datetime(day, 5, 14, 0, 0, tzinfo=UTC)
    shown = words(client.get(own_url("edit", Bookmark.objects.get())))
    assert f"{day}-05-14T09:00" in shown


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2001-01-01T09:00", "That time is past."),
        ("9999-12-31T23:59", "within the next five years"),
        ("0001-01-01T00:00", ""),
        ("nonsense", "such as 2030-05-14 09:00"),
        ("", "Say when"),
        ("2030-02-31T09:00", "such as"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(client, post, bob, at, said):
    client.force_login(bob)
    response = client.post(keep_url(post), {"note": "Typed.", "remind": "at", "at": at})
    assert response.status_code == 422
    assert said in words(response)
    assert "Typed." in words(response)
    assert not Bookmark.objects.exists()


def test_an_unknown_preset_is_refused(client, post, bob):
    client.force_login(bob)
    assert client.post(keep_url(post), {"note": "", "remind": "someday"}).status_code == 422


def test_a_hidden_post_shows_again_when_it_is_restored(client, post, bob, mod):
    keep_post(post, user=bob)
    client.force_login(bob)
    hide_post(post, moderator=mod, reason="Oops.")
    assert "Worth keeping." not in words(client.get(reverse(LIST)))
    restore_post(post, moderator=mod, reason="By mistake.")
    assert "Worth keeping." in words(client.get(reverse(LIST)))
    assert mail.outbox == []
