from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RosterTerm
from forum.actions.following import follow
from forum.models import Follow
from tests.factories import make_thread

PAGE, FOLLOW = "forum:following", "forum:follow"


def post(client, user, **data):
    client.force_login(user)
    headers = data.pop("headers", None)
    return client.post(reverse(FOLLOW), data, headers=headers)


def level(user, **target):
    found = Follow.objects.filter(user=user, **target).first()
    return found and found.level


def test_a_member_follows_and_returns_to_where_they_were(client, thread, bob):
    back = thread.get_absolute_url()
    response = post(client, bob, target=f"thread:{thread.pk}", level="every", next=back)
    assert response.status_code == 302
    assert response.url == back
    assert level(bob, thread=thread) == "every"


def test_an_empty_level_forgets_the_setting(client, board, bob):
    follow(bob, target=board, level="every")
    post(client, bob, target=f"board:{board.pk}", level="")
    assert level(bob, board=board) is None


def test_a_visitor_is_asked_to_sign_in_first(client, thread):
    data = {"target": f"thread:{thread.pk}", "level": "every", "next": thread.get_absolute_url()}
    response = client.post(reverse(FOLLOW), data)
    assert response.url.startswith(reverse("account_login"))
    assert thread.get_absolute_url() in response.url


def test_a_get_changes_nothing(client, bob):
    client.force_login(bob)
    assert client.get(reverse(FOLLOW), {"target": "topic:1"}).url == reverse("forum:following")


def test_a_form_without_a_token_is_refused(thread, bob):
    client = Client(enforce_csrf_checks=True)
    assert post(client, bob, target=f"thread:{thread.pk}", level="every").status_code == 403


@pytest.mark.parametrize(
    "data",
    [{}, {"target": "thread:x", "level": "every"}, {"target": "thread:1"}, {"level": "every"}],
)
def test_bad_input_is_answered_with_a_page(client, bob, data):
    response = post(client, bob, **data)
    assert response.status_code == 422
    assert "There is nothing here that you can follow." in response.content.decode()


def test_an_unknown_level_is_answered_with_a_page(client, thread, bob):
    response = post(client, bob, target=f"thread:{thread.pk}", level="loud")
    assert response.status_code == 422
    assert "Choose one of the levels." in response.content.decode()


@pytest.mark.parametrize("wanted", ["every", ""])
def test_unknown_and_forbidden_get_the_same_answer(client, private_board, insider, bob, wanted):
    hidden = make_thread(board=private_board, author=insider)
    answers = {
        (response.status_code, response.content)
        for response in (
            post(client, bob, target=address, level=wanted)
            for address in (f"thread:{hidden.pk}", "thread:999999", f"board:{private_board.pk}")
        )
    }
    statuses = {status for status, _content in answers}
    assert statuses == {422}
    assert not Follow.objects.filter(user=bob).exists()


def test_a_setting_on_what_was_lost_can_be_removed(client, private_board, insider):
    follow(insider, target=private_board, level="every")
    lose_term(insider)
    post(client, insider, target=f"board:{private_board.pk}", level="")
    assert level(insider, board=private_board) is None


def lose_term(user):
    yesterday = timezone.localdate() - timedelta(days=1)
    RosterTerm.objects.filter(user=user).update(ends_on=yesterday)


def test_a_fragment_comes_back_to_a_page_that_swaps(client, board, bob):
    headers = {"HX-Request": "true"}
    response = post(client, bob, target=f"board:{board.pk}", level="every", headers=headers)
    content = response.content.decode()
    assert content.lstrip().startswith("<form")
    assert '<option value="every" selected>' in content
    assert "Saved." in content


def test_a_refused_fragment_says_why(client, bob):
    response = post(client, bob, target="thread:999", level="every", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "<html" not in response.content.decode()


def test_the_page_lists_what_is_followed(client, thread, board, bob):
    follow(bob, target=thread, level="muted")
    follow(bob, target=board, level="every")
    client.force_login(bob)
    content = client.get(reverse(PAGE)).content.decode()
    assert thread.title in content
    assert board.get_absolute_url() in content
    assert '<option value="muted" selected>' in content


def test_the_page_hides_the_names_of_what_was_lost(client, private_board, insider):
    make_thread(board=private_board, author=insider, title="Secret plan")
    lose_term(insider)
    client.force_login(insider)
    content = client.get(reverse(PAGE)).content.decode()
    assert "Secret plan" not in content
    assert "Something that you can't read any more" in content


def test_the_page_can_show_one_control(client, board, bob):
    client.force_login(bob)
    content = client.get(reverse(PAGE), {"target": f"board:{board.pk}"}).content.decode()
    assert "Follow this board" in content
    content = client.get(reverse(PAGE), {"target": "board:999999"}).content.decode()
    assert "Follow this board" not in content


def test_mail_is_switched_off_and_on(client, bob):
    client.force_login(bob)
    client.post(reverse(PAGE), {})
    bob.refresh_from_db()
    assert not bob.mail_notices
    client.post(reverse(PAGE), {"mail_notices": "on"})
    bob.refresh_from_db()
    assert bob.mail_notices


def test_the_page_needs_a_member(client, db):
    assert client.get(reverse(PAGE)).status_code == 302


def test_the_page_costs_the_same_queries_for_any_number(
    client, board, alice, bob, django_assert_max_num_queries
):
    for n in range(12):
        follow(bob, target=make_thread(board=board, author=alice, title=f"T{n}"), level="every")
    client.force_login(bob)
    with django_assert_max_num_queries(9):
        client.get(reverse(PAGE))
