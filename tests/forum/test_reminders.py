"""A reminder comes once, whatever happens to workers, and only to who may still read."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import RosterTerm, User
from forum.actions import reminders
from forum.actions.bookmarks import edit_bookmark, keep_post, remove_bookmark
from forum.actions.following import set_mail_notices
from forum.actions.moderation import hide_post
from forum.actions.posts import withdraw_post
from forum.actions.reminders import remind, remind_due
from forum.models import Bookmark, Delivery, Notice
from forum.worker import Worker
from tests.factories import make_reply, make_thread
from tests.working import run_tasks, send_mail


@pytest.fixture
def post(thread, alice):
    post = make_reply(thread=thread, author=alice, source="Come back to this.")
    run_tasks()
    mail.outbox.clear()
    Notice.objects.all().delete()
    return post


def due(post, user, note="In time for May."):
    later = timezone.now() + timedelta(days=1)
    kept = keep_post(post, user=user, note=note, remind_at=later)
    Bookmark.objects.filter(pk=kept.pk).update(remind_at=timezone.now() - timedelta(minutes=1))
    return Bookmark.objects.get(pk=kept.pk)


def test_a_due_reminder_is_told_and_mailed_once(post, bob):
    due(post, bob)
    assert remind_due() == 1
    assert remind_due() == 0
    send_mail()
    send_mail()
    (message,) = mail.outbox
    assert message.to == [bob.email]
    assert message.subject == "Reminder: A question"
    assert "In time for May." in message.body
    assert "Come back to this." in message.body
    assert reverse("forum:bookmark_list") in message.body
    assert "List-Unsubscribe" not in message.message()
    notice = Notice.objects.get()
    assert (notice.user, notice.post, notice.kind) == (bob, post, "reminder")


def test_one_that_is_not_due_or_was_removed_waits(post, bob, alice):
    keep_post(post, user=bob, note="", remind_at=timezone.now() + timedelta(hours=1))
    remove_bookmark(due(post, alice))
    assert remind_due() == 0
    assert not Notice.objects.exists()


def test_a_worker_killed_while_reminding_loses_and_doubles_nothing(post, bob, monkeypatch):
    kept = due(post, bob)

    def killed(*person, **what):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "tell_one", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            remind(kept.pk)
    assert Bookmark.objects.get().reminded_at is None
    assert [remind(kept.pk), remind(kept.pk)] == [True, False]
    assert Notice.objects.count() == Delivery.objects.count() == 1


def test_the_worker_looks_for_reminders_by_itself(post, bob):
    due(post, bob)
    Worker().run_tasks()
    assert Notice.objects.filter(user=bob).count() == 1


def test_mail_follows_the_members_own_setting(post, bob):
    set_mail_notices(bob, on=False)
    due(post, bob)
    assert remind_due() == 1
    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("gone", ["hidden", "withdrawn"])
def test_a_removed_post_is_not_reminded_of(post, alice, bob, mod, gone):
    due(post, bob)
    if gone == "hidden":
        hide_post(post, moderator=mod, reason="Advertising.")
    else:
        withdraw_post(post, by=alice)
    assert remind_due() == 0
    assert not Notice.objects.exists()


def test_who_lost_access_is_not_reminded(private_board, insider):
    thread = make_thread(board=private_board, author=insider)
    due(thread.posts.get(), insider)
    yesterday = timezone.localdate() - timedelta(days=1)
    RosterTerm.objects.filter(user=insider).update(ends_on=yesterday)
    assert remind_due() == 0


def test_access_lost_between_reminding_and_mailing_keeps_the_mail_back(post, bob, mod, client):
    due(post, bob)
    remind_due()
    hide_post(post, moderator=mod, reason="Advertising.")
    send_mail()
    assert mail.outbox == []
    client.force_login(bob)
    assert "Your reminder" not in client.get(reverse("forum:notice_list")).content.decode()
    assert Notice.objects.bell_count(bob) == 0


def test_a_closed_account_hears_nothing(post, bob):
    due(post, bob)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert remind_due() == 0


def test_a_new_time_reminds_again_and_an_edited_note_does_not(post, bob):
    kept = due(post, bob)
    remind_due()
    kept.refresh_from_db()
    edit_bookmark(kept, note="Other words.", remind_at=kept.remind_at)
    assert remind_due() == 0
    edit_bookmark(kept, note="", remind_at=timezone.now() + timedelta(days=1))
    Bookmark.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    assert remind_due() == 1
    assert Notice.objects.count() == 2


def test_the_bell_lists_a_reminder_by_itself(client, thread, post, alice, bob):
    due(post, bob)
    remind_due()
    make_reply(thread=thread, author=alice, source="Hello @bob")
    run_tasks()
    assert Notice.objects.bell_count(bob) == 2
    client.force_login(bob)
    page = client.get(reverse("forum:notice_list")).content.decode()
    assert "Your reminder of no. 2 in" in page
    assert "In time for May." in page
    assert "You asked to be reminded." in page
    client.post(reverse("forum:notices_read"), {"group": f"thread:{thread.pk}"})
    assert Notice.objects.bell_count(bob) == 1
    client.post(reverse("forum:notices_read"), {"group": f"reminder:{post.pk}"})
    assert Notice.objects.bell_count(bob) == 0
