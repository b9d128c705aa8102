"""Going on in a new thread, and the closed thread that leads there."""

import uuid

import pytest
from django.core.cache import caches
from django.urls import reverse

from forum.actions.moderation import hide_post, hide_thread, lock_thread, move_thread
from forum.models import ModerationAction, Post, Thread
from tests.factories import make_board, make_reply, make_thread


@pytest.fixture(autouse=True)
def fresh_pages():
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def post(thread, bob) -> Post:
    return make_reply(thread=thread, author=bob, source="A new question, really.")


def choose(post) -> str:
    return reverse("forum:post_continue", args=[post.thread_id, post.number])


def new(board, post) -> str:
    return f"{reverse('forum:thread_new', args=[board.slug])}?from={post.thread_id}.{post.number}"


def sent(**more):
    return {"title": "Going on", "source": "> quoted\n\nMore.", "key": str(uuid.uuid4()), **more}


def html(response) -> str:
    return response.content.decode()


def test_the_way_leads_over_a_board_to_a_form_with_the_quotation(client, board, post, alice):
    client.force_login(alice)
    assert new(board, post) in html(client.get(choose(post)))
    form = html(client.get(new(board, post)))
    assert "&gt; A new question, really." in form
    assert f"{post.thread.slug}/2/#p2" in form
    assert "A question (continued)" in form


def test_it_stays_possible_when_the_thread_is_closed(client, board, thread, post, bob, mod):
    lock_thread(thread, moderator=mod, reason="The question is answered.")
    client.force_login(bob)
    page = html(client.get(thread.get_absolute_url()))
    assert page.count("The question is answered.") == 2, "above, and in place of the composer"
    assert "by Mo Derator" in page
    assert choose(thread.posts.get(number=1)) in page
    assert client.post(new(board, post), sent()).status_code == 302
    assert Thread.objects.count() == 2


def test_visitors_read_why_a_thread_is_closed_where_they_would_reply(client, thread, mod):
    lock_thread(thread, moderator=mod, reason="The question is answered.")
    page = html(client.get(thread.get_absolute_url()))
    assert page.count("The question is answered.") == 2
    assert "Sign in to reply" not in page


def test_the_starter_may_lead_readers_on(client, board, thread, post, alice):
    client.force_login(alice)
    assert 'name="tell"' in html(client.get(new(board, post)))
    client.post(new(board, post), sent(tell="on"))
    after = Thread.objects.get(title="Going on")
    thread.refresh_from_db()
    assert thread.continued_in == after
    assert thread.changed_seq == thread.seq
    client.logout()
    page = html(client.get(thread.get_absolute_url()))
    assert "Continued in" in page
    assert after.get_absolute_url() in page
    assert not ModerationAction.objects.exists()


def test_sending_twice_makes_one_thread(client, board, post, alice):
    client.force_login(alice)
    words = sent(tell="on")
    for _ in range(2):
        assert client.post(new(board, post), words).status_code == 302
    assert Thread.objects.count() == 2


def test_others_start_the_thread_and_change_nothing_in_the_old_one(
    client, board, thread, post, bob
):
    client.force_login(bob)
    assert 'name="tell"' not in html(client.get(new(board, post)))
    client.post(new(board, post), sent(tell="on"))
    thread.refresh_from_db()
    assert thread.continued_in is None


def test_a_moderators_lead_is_logged_and_can_be_taken_down(client, board, thread, post, mod):
    client.force_login(mod)
    client.post(new(board, post), sent(tell="on"))
    client.post(reverse("forum:thread_continued", args=[thread.pk]))
    thread.refresh_from_db()
    assert thread.continued_in is None
    kinds = ModerationAction.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["continue", "no_continue"]


def test_readers_are_never_led_where_they_may_not_read(
    client, post, thread, alice, mod, insider, private_board
):
    members = make_board(slug="club", name="Club", reading="members")
    client.force_login(alice)
    assert 'name="tell"' not in html(client.get(new(members, post)))
    client.post(new(members, post), sent(tell="on"))
    thread.refresh_from_db()
    assert thread.continued_in is None


@pytest.mark.parametrize("how", ["hidden", "moved"])
def test_the_lead_is_silent_when_the_other_thread_closes_itself_off(
    client, board, thread, post, alice, mod, private_board, how
):
    client.force_login(alice)
    client.post(new(board, post), sent(tell="on", title="Delicate matters"))
    client.logout()
    assert "Delicate matters" in html(client.get(thread.get_absolute_url()))
    after = Thread.objects.get(title="Delicate matters")
    if how == "hidden":
        hide_thread(after, moderator=mod, reason="Spam.")
    else:
        move_thread(after, moderator=mod, board=private_board, reason="Not for all.")
    page = html(client.get(thread.get_absolute_url()))
    assert "Delicate matters" not in page
    assert "delicate-matters" not in page


def test_quoting_a_closed_board_in_an_open_one_warns(client, board, private_board, insider):
    secret = make_thread(board=private_board, author=insider, source="Between us.").posts.get()
    client.force_login(insider)
    assert "Not everyone may read that post." in html(client.get(new(board, secret)))
    assert "Not everyone" not in html(client.get(new(private_board, secret)))


def test_what_cannot_be_read_cannot_be_gone_on_from(
    client, board, private_board, insider, post, bob, mod
):
    secret = make_thread(board=private_board, author=insider, source="Between us.").posts.get()
    client.force_login(bob)
    for url in (choose(secret), new(board, secret)):
        response = client.get(url)
        assert response.status_code == 404
        assert "Between us." not in html(response)
    hide_post(post, moderator=mod, reason="Advertising.")
    assert client.get(choose(post)).status_code == 403
    assert client.get(new(board, post)).status_code == 404
    assert client.post(new(board, post), sent()).status_code == 404


@pytest.mark.parametrize(
    "value", ["", "x", "1", "1.", "1.2.3", "9" * 30, "9999999999.9999999999", "\0"]
)
def test_an_address_that_names_no_post_is_refused(client, board, bob, value):
    client.force_login(bob)
    url = reverse("forum:thread_new", args=[board.slug])
    assert client.get(url, {"from": value}).status_code == 400


def test_visitors_sign_in_and_wrong_methods_are_refused(client, thread, post, bob):
    assert reverse("account_login") in client.get(choose(post))["Location"]
    lead = reverse("forum:thread_continued", args=[thread.pk])
    assert reverse("account_login") in client.post(lead)["Location"]
    client.force_login(bob)
    assert client.post(choose(post)).status_code == 405
    assert client.get(lead).status_code == 405
    assert client.post(lead).status_code == 302
