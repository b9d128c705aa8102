import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from forum.actions.following import follow, level_for
from forum.models import Follow, Notice
from forum.unsubscribe import read_token, token_for
from tests.factories import make_reply, make_thread
from tests.working import run_all, run_tasks


@pytest.fixture
def stranger():
    """A mail program: no cookies, and the site checks CSRF as it does outside of tests."""
    return Client(enforce_csrf_checks=True)


def address(user, target):
    return reverse("forum:unsubscribe", args=[token_for(user.pk, target)])


def one_click(client, url):
    return client.post(url, {"List-Unsubscribe": "One-Click"})


def test_one_click_stops_a_threads_mail(stranger, thread, alice, bob):
    make_reply(thread=thread, author=bob)
    run_all()
    url = re.fullmatch(r"<https?://[^/]+(.+)>", mail.outbox[0].extra_headers["List-Unsubscribe"])[1]
    response = one_click(stranger, url)
    assert response.status_code == 200
    assert level_for(alice, thread)[0] == "muted"
    make_reply(thread=thread, author=bob, source="And @alice?")
    run_all()
    assert len(mail.outbox) == 1


def test_one_click_stops_a_boards_mail_whatever_else_reaches_it(stranger, board, unit, alice, bob):
    board.unit = unit
    board.save()
    follow(bob, target=unit, level="every")
    follow(bob, target=board, level="every")
    make_thread(board=board, author=alice)
    run_all()
    url = re.search(r"/unsubscribe/[^>]+", mail.outbox[0].extra_headers["List-Unsubscribe"])[0]
    one_click(stranger, url)
    make_thread(board=board, author=alice, title="Another")
    run_all()
    assert len(mail.outbox) == 1


def test_doing_it_again_changes_nothing(stranger, thread, bob):
    url = address(bob, f"thread:{thread.pk}")
    assert [one_click(stranger, url).status_code for _ in range(3)] == [200, 200, 200]
    assert Follow.objects.filter(user=bob).count() == 1


def test_it_signs_nobody_in_and_needs_no_redirect(stranger, thread, bob):
    response = one_click(stranger, address(bob, f"thread:{thread.pk}"))
    assert response.status_code == 200
    assert "sessionid" not in response.cookies
    assert not stranger.session.get("_auth_user_id")


def test_it_works_for_the_suspended(stranger, thread, charlie):
    one_click(stranger, address(charlie, f"thread:{thread.pk}"))
    assert level_for(charlie, thread)[0] == "muted"


def test_looking_changes_nothing_and_shows_a_button(stranger, thread, bob):
    url = address(bob, f"board:{thread.board_id}")
    response = stranger.get(url)
    content = response.content.decode()
    assert "the board Practice" in content
    assert 'method="post"' in content
    assert not Follow.objects.exists() or not Follow.objects.filter(user=bob).exists()


def test_it_stops_only_its_own_target(stranger, board, thread, alice, bob):
    other = make_thread(board=board, author=alice, title="Other")
    for followed in (thread, other):
        follow(bob, target=followed, level="every")
    one_click(stranger, address(bob, f"thread:{thread.pk}"))
    assert level_for(bob, other)[0] == "every"


@pytest.mark.parametrize("token", ["", "x", "1.thread.1", "1.thread.1~forged", "~", "é~ü"])
def test_a_forged_token_is_unknown(token):
    assert read_token(token) is None


def test_another_members_signature_does_not_fit(thread, alice, bob):
    token = token_for(alice.pk, f"thread:{thread.pk}")
    assert read_token(token.replace(f"{alice.pk}.", f"{bob.pk}.", 1)) is None


def test_a_bad_link_says_so(client, db):
    response = client.get(reverse("forum:unsubscribe", args=["1.thread.1~forged"]))
    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()


def test_other_methods_are_refused(client, thread, bob):
    assert client.put(address(bob, f"thread:{thread.pk}")).status_code == 405


def test_a_target_that_is_gone_counts_as_stopped(stranger, bob):
    assert one_click(stranger, address(bob, "thread:999999")).status_code == 200


def test_a_lost_threads_title_is_not_shown(stranger, private_board, insider, bob):
    thread = make_thread(board=private_board, author=insider, title="Secret plan")
    response = stranger.get(address(bob, f"thread:{thread.pk}"))
    assert response.status_code == 200
    assert "Secret plan" not in response.content.decode()


def test_it_stops_the_bell_too(stranger, thread, alice, bob):
    run_tasks()
    one_click(stranger, address(alice, f"thread:{thread.pk}"))
    make_reply(thread=thread, author=bob)
    run_tasks()
    assert not Notice.objects.filter(user=alice).exists()
