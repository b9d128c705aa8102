"""Drafts: nothing that somebody has typed is lost, and nobody else sees it."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from forum.actions.drafts import (
    MAX_CHARACTERS,
    MAX_DRAFTS,
    StaleDraft,
    delete_draft,
    forget_deleted_drafts,
    save_draft,
)
from forum.actions.moderation import lock_thread, move_thread
from forum.actions.posts import edit_post, reply_to_thread
from forum.actions.refusals import Refused
from forum.actions.threads import start_thread
from forum.models import Draft, Post
from tests.factories import make_reply

JSON = {"Accept": "application/json"}


def save(user, words="Half a thought", *, place="reply:1", key=None, base=0, **fields):
    sent = {"source": [words], **{name: [value] for name, value in fields.items()}}
    return save_draft(user, place=place, key=key or uuid.uuid4(), base=base, fields=sent)


def test_each_save_is_the_next_version(bob):
    draft = save(bob)
    later = save(bob, "A whole thought", key=draft.key, base=1)
    assert (later.version, later.value("source")) == (2, "A whole thought")
    assert Draft.objects.count() == 1


def test_an_older_save_never_replaces_a_newer_one(bob):
    draft = save(bob, "Old")
    save(bob, "New", key=draft.key, base=1)
    with pytest.raises(StaleDraft) as stale:
        save(bob, "Older still", key=draft.key, base=1)
    assert stale.value.draft.value("source") == "New"
    draft.refresh_from_db()
    assert draft.value("source") == "New"


def test_the_same_save_twice_is_one(bob):
    """The answer to the first may have been lost."""
    draft = save(bob, "Words")
    save(bob, "More words", key=draft.key, base=1)
    assert save(bob, "More words", key=draft.key, base=1).version == 2


def test_two_windows_have_two_drafts(bob):
    save(bob, "In one window", place="reply:7")
    save(bob, "In the other", place="reply:7")
    words = {draft.value("source") for draft in Draft.objects.filter(place="reply:7")}
    assert words == {"In one window", "In the other"}


def test_taking_all_words_out_takes_the_draft_away(bob):
    draft = save(bob)
    assert save(bob, "  ", key=draft.key, base=1) is None
    assert not Draft.objects.exists()


def test_posting_takes_its_own_draft_with_it_and_no_other(bob, thread, board):
    sent, kept = save(bob, place=f"reply:{thread.pk}"), save(bob, place=f"reply:{thread.pk}")
    reply_to_thread(thread, author=bob, source="Done.", key=sent.key)
    assert Draft.objects.get() == kept
    start_thread(board, author=bob, title="A title", source="Words.", key=kept.key)
    assert not Draft.objects.exists()


def test_a_refused_post_keeps_its_draft(bob, thread, mod):
    draft = save(bob, place=f"reply:{thread.pk}")
    lock_thread(thread, moderator=mod, reason="Heated.")
    with pytest.raises(Refused):
        reply_to_thread(thread, author=bob, source="Too late.", key=draft.key)
    assert Draft.objects.get() == draft


def test_a_save_that_comes_after_the_post_brings_nothing_back(bob, thread):
    key = uuid.uuid4()
    reply_to_thread(thread, author=bob, source="Done.", key=key)
    with pytest.raises(Refused, match="posted already"):
        save(bob, "\r\nDone. ", place=f"reply:{thread.pk}", key=key)
    with pytest.raises(Refused, match=r"with other words, as no\. 2") as refusal:
        save(bob, "Done", place=f"reply:{thread.pk}", key=key)
    assert refusal.value.code == "key"
    post = make_reply(thread=thread, author=bob, source="First wording.")
    edit_post(post, editor=bob, source="Second wording.", version=1, key=uuid.uuid4())
    assert save(bob, "Second wording.\r\n", place=f"edit:{post.pk}") is None
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "place", ["", "reply:", "reply:x", "board:1", "reply:1234567890", "edit:-1"]
)
def test_a_draft_belongs_somewhere(bob, place):
    with pytest.raises(Refused, match="belongs to"):
        save(bob, place=place)


def test_limits_say_what_they_are(bob):
    with pytest.raises(Refused, match="70,000 can be kept"):
        save(bob, "x" * (MAX_CHARACTERS + 1))
    with pytest.raises(Refused, match="60 fields"):
        save(bob, **{f"field{n}": "x" for n in range(60)})
    Draft.objects.bulk_create(
        Draft(user=bob, place="reply:1", key=uuid.uuid4(), fields={}) for _ in range(MAX_DRAFTS)
    )
    with pytest.raises(Refused, match="100 drafts"):
        save(bob)


def test_what_no_database_holds_is_left_out(bob):
    assert save(bob, "a\0b\ud800").value("source") == "ab?"


def test_a_deleted_draft_is_kept_for_a_day(bob):
    draft = save(bob)
    delete_draft(draft)
    assert forget_deleted_drafts() == 0
    Draft.objects.update(deleted_at="2020-01-01T00:00Z")
    assert forget_deleted_drafts() == 1


# Through the pages


def test_script_saves_and_learns_the_version(client, bob):
    client.force_login(bob)
    url, key = reverse("forum:draft_save"), str(uuid.uuid4())
    sent = {"place": "reply:1", "key": key, "base": "0", "source": "Words", "parent": "3"}
    first = client.post(url, sent, headers=JSON)
    assert first.json()["version"] == 1
    assert Draft.objects.get().fields == {"source": ["Words"], "parent": ["3"]}
    assert client.post(url, sent | {"base": "1", "source": "Words 2"}).json()["version"] == 2
    stale = client.post(url, sent | {"base": "1", "source": "Words 3"}, headers=JSON)
    assert stale.status_code == 409
    assert stale.json()["standing"]["fields"]["source"] == ["Words 2"]


def test_saving_answers_everyone_with_a_sentence(client, bob, thread):
    url = reverse("forum:draft_save")
    sent = {"place": f"reply:{thread.pk}", "key": str(uuid.uuid4()), "source": "Words"}
    assert client.post(url, sent, headers=JSON).status_code == 401
    client.force_login(bob)
    assert client.get(url).status_code == 405
    assert client.post(url, sent | {"place": "nowhere"}, headers=JSON).status_code == 422
    assert client.post(url, sent | {"base": "x"}, headers=JSON).status_code == 400
    reply_to_thread(thread, author=bob, source="Words", key=uuid.UUID(sent["key"]))
    assert client.post(url, sent, headers=JSON).status_code == 410


def test_the_newest_draft_is_in_the_form_again(client, bob, thread):
    make_reply(thread=thread, author=bob)
    save(bob, "Older", place=f"reply:{thread.pk}")
    draft = save(bob, "From my phone", place=f"reply:{thread.pk}", parent="2")
    client.force_login(bob)
    page = client.get(thread.get_absolute_url())
    form = page.context["form"]
    assert form["source"].value() == "From my phone"
    assert (str(form["key"].value()), form["parent"].value()) == (str(draft.key), 2)
    assert "1 other version" in page.content.decode()


def test_drafts_of_new_threads_and_edits_come_back(client, bob, board, thread):
    post = make_reply(thread=thread, author=bob, source="First.")
    save(bob, "Body", place=f"thread:{board.pk}", title="Half a title")
    save(bob, "Second, half", place=f"edit:{post.pk}", version="1")
    client.force_login(bob)
    form = client.get(reverse("forum:thread_new", args=[board.slug])).context["form"]
    assert (form["title"].value(), form["source"].value()) == ("Half a title", "Body")
    form = client.get(reverse("forum:post_edit", args=[thread.pk, post.number])).context["form"]
    assert form["source"].value() == "Second, half"


@pytest.mark.parametrize("kind", ["reply", "thread", "edit"])
def test_the_button_saves_without_script(client, bob, board, thread, kind):
    post = make_reply(thread=thread, author=bob, source="First.")
    url = {
        "reply": reverse("forum:reply", args=[thread.pk]),
        "thread": reverse("forum:thread_new", args=[board.slug]),
        "edit": reverse("forum:post_edit", args=[thread.pk, post.number]),
    }[kind]
    client.force_login(bob)
    sent = {"source": "Not yet", "key": str(uuid.uuid4()), "version": "1", "action": "draft"}
    answer = client.post(url, sent, follow=True)
    assert answer.redirect_chain
    assert "Draft saved" in answer.content.decode()
    assert answer.context["form"]["source"].value() == "Not yet"
    assert Post.objects.filter(author=bob).count() == 1
    # The form of another window, with other words: both stay.
    client.post(url, sent | {"source": "Not this either"})
    assert Draft.objects.count() == 2


def test_other_words_under_the_key_of_a_post_are_saved_under_one_of_their_own(client, bob, thread):
    post = make_reply(thread=thread, author=bob, source="Posted.")
    client.force_login(bob)
    sent = {"source": "Other words.", "key": str(post.key), "base": "0", "place": "reply:1"}
    fresh = client.post(reverse("forum:draft_save"), sent, headers=JSON)
    assert fresh.status_code == 422
    assert fresh.json()["key"] != str(post.key)
    answer = client.post(reverse("forum:reply", args=[thread.pk]), sent | {"action": "draft"})
    assert answer.status_code == 302
    assert Draft.objects.get().value("source") == "Other words."
    assert Draft.objects.get().key != post.key


def test_a_changed_title_is_not_what_was_posted(bob, board):
    key, place = uuid.uuid4(), f"thread:{board.pk}"
    start_thread(board, author=bob, title="A title", source="Words.", key=key)
    with pytest.raises(Refused, match="posted already"):
        save(bob, "Words.", place=place, key=key, title=" A  title")
    with pytest.raises(Refused, match="with other words"):
        save(bob, "Words.", place=place, key=key, title="Another title")


def test_a_button_that_finds_no_room_for_a_second_draft_gives_the_words_back(client, bob, thread):
    for _each in range(MAX_DRAFTS):
        draft = save(bob, place=f"reply:{thread.pk}")
    save(bob, "Later words", place=f"reply:{thread.pk}", key=draft.key, base=1)
    client.force_login(bob)
    sent = {"source": "Mine too", "key": str(draft.key), "base": "1", "action": "draft"}
    answer = client.post(reverse("forum:reply", args=[thread.pk]), sent)
    assert answer.status_code == 422
    assert "which is the most there can be" in answer.content.decode()
    assert answer.context["form"]["source"].value() == "Mine too"


def test_the_list_shows_where_and_what_and_gives_back(client, bob, thread):
    draft = save(bob, "> **Half** a [thought](https://example.org)", place=f"reply:{thread.pk}")
    client.force_login(bob)
    page = client.get(reverse("forum:draft_list")).content.decode()
    assert thread.title in page
    assert "Half a thought" in page, "as it will read"
    opened = client.get(reverse("forum:draft_detail", args=[draft.key]))
    assert opened["Location"] == f"{thread.get_absolute_url()}?draft={draft.key}#compose"
    gone = client.post(reverse("forum:draft_delete", args=[draft.key]), follow=True)
    assert "Half a thought" not in gone.content.decode()
    assert "Undo" in gone.content.decode()
    client.post(reverse("forum:draft_delete", args=[draft.key]), {"undo": "1"})
    assert "Half a thought" in client.get(reverse("forum:draft_list")).content.decode()


def test_words_for_a_place_that_closed_come_back_without_its_name(
    client, bob, mod, thread, private_board
):
    draft = save(bob, "My words", place=f"reply:{thread.pk}")
    move_thread(thread, moderator=mod, board=private_board, reason="Confidential.")
    client.force_login(bob)
    for page in ("draft_list", "draft_detail"):
        args = [] if page == "draft_list" else [draft.key]
        text = client.get(reverse(f"forum:{page}", args=args)).content.decode()
        assert "My words" in text
        assert thread.title not in text


def test_nobody_else_sees_a_draft(client, bob, alice, mod, thread):
    draft = save(bob, "Secret thought", place=f"reply:{thread.pk}")
    pages = [
        thread.get_absolute_url(),
        f"{thread.get_absolute_url()}?draft={draft.key}",
        reverse("forum:draft_list"),
        f"{reverse('forum:draft_list')}?deleted={draft.key}",
        f"{reverse('forum:search')}?q=secret",
    ]
    for person in (None, alice, mod):
        if person:
            client.force_login(person)
        for page in pages:
            assert "Secret thought" not in client.get(page, follow=True).content.decode()
        if person:
            assert client.get(reverse("forum:draft_detail", args=[draft.key])).status_code == 404
            assert client.post(reverse("forum:draft_delete", args=[draft.key])).status_code == 404
    draft.refresh_from_db()
    assert draft.deleted_at is None


def test_the_list_costs_the_same_for_many_drafts(
    client, bob, thread, board, django_assert_max_num_queries
):
    client.force_login(bob)
    for _ in range(12):
        save(bob, place=f"reply:{thread.pk}")
        save(bob, place=f"thread:{board.pk}")
    with django_assert_max_num_queries(8):
        client.get(reverse("forum:draft_list"))


def test_damaged_addresses_are_bad_requests(client, bob):
    client.force_login(bob)
    assert client.get(f"{reverse('forum:draft_list')}?deleted=x").status_code == 400
    assert client.get("/drafts/not-a-key/").status_code == 404
