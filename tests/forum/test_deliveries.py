"""Each mail goes out once, to whoever may still read it, however the server behaves."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from accounts.models import RosterTerm, User
from forum.actions.deliveries import MAX_ATTEMPTS, MailServerError, send_due
from forum.actions.following import follow, set_mail_notices
from forum.actions.moderation import hide_post
from forum.actions.posts import withdraw_post
from forum.models import Delivery
from forum.models.deliveries import LEASE
from tests.factories import make_reply, make_thread
from tests.mailserver import running
from tests.working import run_tasks, send_mail


@pytest.fixture
def delivery(thread, alice, bob):
    """A mail to Alice about Bob's reply, due now."""
    make_reply(thread=thread, author=bob)
    run_tasks()
    return Delivery.objects.get()


@pytest.fixture
def server(settings):
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 5
        yield server


def make_due():
    Delivery.objects.update(due_at=timezone.now())


def test_a_mail_is_sent_once(delivery, alice):
    assert send_mail() == 1
    assert send_mail() == 0
    assert [message.to for message in mail.outbox] == [[alice.email]]
    delivery.refresh_from_db()
    assert delivery.sent_at is not None


def test_only_one_of_two_workers_claims_a_mail(delivery):
    claims = [Delivery.objects.claim(delivery.pk, worker=name) for name in ("one", "two")]
    assert claims == [True, False]
    delivery.refresh_from_db()
    assert (delivery.claimed_by, delivery.attempts) == ("one", 1)


def test_a_claim_holds_until_its_lease_ends(delivery):
    Delivery.objects.claim(delivery.pk, worker="killed")
    assert send_mail() == 0
    Delivery.objects.update(claimed_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert send_mail() == 1
    assert len(mail.outbox) == 1


def test_a_sent_mail_is_never_claimed_again(delivery):
    send_mail()
    Delivery.objects.update(claimed_at=timezone.now() - 2 * LEASE)
    assert not Delivery.objects.claim(delivery.pk, worker="other")


def reason_of(delivery):
    send_mail()
    delivery.refresh_from_db()
    assert mail.outbox == []
    assert delivery.sent_at is None
    return delivery.dropped_reason


def test_a_post_hidden_before_sending_is_not_mailed(delivery, mod):
    hide_post(delivery.notice.post, moderator=mod, reason="Off topic.")
    assert "no longer readable" in reason_of(delivery)


def test_a_post_withdrawn_before_sending_is_not_mailed(delivery, bob):
    withdraw_post(delivery.notice.post, by=bob)
    assert "no longer readable" in reason_of(delivery)


def test_access_lost_before_sending_is_not_mailed(private_board, insider, mod):
    make_reply(thread=make_thread(board=private_board, author=insider), author=mod)
    run_tasks()
    yesterday = timezone.localdate() - timedelta(days=1)
    RosterTerm.objects.filter(user=insider).update(ends_on=yesterday)
    assert "no longer readable" in reason_of(Delivery.objects.get())


def test_a_closed_account_gets_no_mail(delivery, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert reason_of(delivery) == "account closed"


def test_an_unconfirmed_address_gets_no_mail(delivery, alice):
    EmailAddress.objects.filter(user=alice).update(verified=False)
    assert reason_of(delivery) == "address not confirmed"


def test_a_changed_address_gets_no_mail_until_confirmed(delivery, alice):
    User.objects.filter(pk=alice.pk).update(email="new@example.org")
    assert reason_of(delivery) == "address not confirmed"


def test_a_suspended_member_gets_mail(thread, charlie, alice):
    run_tasks()
    follow(charlie, target=thread, level="every")
    make_reply(thread=thread, author=alice)
    run_tasks()
    send_mail()
    assert [message.to for message in mail.outbox] == [[charlie.email]]


def test_switching_mail_off_stops_only_later_mails(delivery, thread, alice, bob):
    set_mail_notices(alice, on=False)
    make_reply(thread=thread, author=bob)
    run_tasks()
    assert list(Delivery.objects.all()) == [delivery]


def test_the_mail_server_gets_the_whole_mail(delivery, server, alice):
    assert send_mail() == 1
    (message,) = server.received
    assert message["To"] == alice.email
    assert message.get_body(("html",)) is not None


def test_a_refused_receiver_is_dropped_with_the_servers_words(delivery, server):
    server.answers["RCPT"] = "550 no such user here"
    assert reason_of(delivery) == "refused: 550 no such user here"


def test_refused_contents_are_dropped(delivery, server):
    server.answers["BODY"] = "554 looks like an advertisement"
    assert reason_of(delivery) == "refused: 554 looks like an advertisement"


def test_a_refused_receiver_does_not_hold_up_the_others(delivery, thread, server, bob, mod):
    follow(mod, target=thread, level="every")
    make_reply(thread=thread, author=bob)
    run_tasks()
    server.answers["RCPT"] = "550 no"
    send_due(worker="w", stopping=lambda: Delivery.objects.filter(attempts=1).exists())
    del server.answers["RCPT"]
    send_mail()
    assert len(server.received) == 2


def test_a_temporary_refusal_is_tried_again_later(delivery, server):
    server.answers["RCPT"] = "451 try later"
    send_mail()
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.claimed_at, delivery.dropped_at) == (1, None, None)
    assert delivery.due_at > timezone.now()
    server.answers.clear()
    assert send_mail() == 0
    make_due()
    assert send_mail() == 1
    assert len(server.received) == 1


def test_back_off_grows_and_ends(delivery, server):
    server.answers["RCPT"] = "451 try later"
    waits = []
    for _ in range(MAX_ATTEMPTS):
        make_due()
        before = timezone.now()
        send_mail()
        delivery.refresh_from_db()
        waits.append(delivery.due_at - before)
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] < timedelta(minutes=2)
    assert delivery.dropped_reason.startswith("gave up after 8 attempts")


def test_an_absent_server_leaves_every_mail_untouched(delivery, server):
    server.shutdown()
    server.server_close()
    with pytest.raises(MailServerError):
        send_mail()
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.claimed_at) == (0, None)


def test_a_server_that_hangs_up_ends_the_batch(delivery, thread, server, bob):
    make_reply(thread=thread, author=bob)
    run_tasks()
    server.answers["RCPT"] = ""
    with pytest.raises(MailServerError):
        send_mail()
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]


def test_a_mail_that_cannot_be_written_does_not_stop_the_rest(delivery, thread, bob, alice, mod):
    follow(mod, target=thread, level="every")
    make_reply(thread=thread, author=bob)
    run_tasks()
    User.objects.filter(pk=mod.pk).update(email="broken")
    EmailAddress.objects.filter(user=mod).update(email="broken")
    send_mail()
    assert [message.to for message in mail.outbox].count([alice.email]) == 2


def test_stopping_ends_after_the_mail_in_hand(delivery, thread, bob):
    make_reply(thread=thread, author=bob)
    run_tasks()
    send_due(worker="w", stopping=lambda: bool(mail.outbox))
    assert len(mail.outbox) == 1
