"""The answer and the summary: who chooses them, and who is told."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from forum.actions.choosing import accept_answer, pin_summary
from forum.actions.moderation import hide_post
from forum.actions.posts import edit_post, withdraw_post
from forum.actions.refusals import Refused
from forum.highlights import SHORT
from forum.live.reading import thread_change
from forum.models import ModerationAction, Post, Thread
from tests.factories import make_reply, make_thread

JSON = {"accept": "application/json"}
CHOICES = ["answer", "summary"]


@pytest.fixture(autouse=True)
def fresh_pages():
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def post(thread, bob) -> Post:
    return make_reply(thread=thread, author=bob, source="Keep it **short**.")


def address(name: str, post: Post) -> str:
    return reverse(f"forum:post_{name}", args=[post.thread_id, post.number])


def page(client, thread) -> str:
    return client.get(thread.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", CHOICES)
def test_the_starter_chooses_and_takes_it_back(client, thread, post, alice, name):
    client.force_login(alice)
    assert client.get(address(name, post)).status_code == 200
    assert client.post(address(name, post), {name: "on"}).status_code == 302
    assert getattr(Thread.objects.get(), name) == post
    client.post(address(name, post), {name: "off"})
    assert getattr(Thread.objects.get(), name) is None
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("name", CHOICES)
def test_others_may_not_choose(client, thread, post, bob, charlie, name):
    for person in (bob, charlie):
        client.force_login(person)
        assert client.get(address(name, post)).status_code == 403
        assert client.post(address(name, post)).status_code == 403
        refusal = client.post(address(name, post), headers=JSON)
        assert refusal.status_code == 403
        assert refusal.json()["error"]
    client.logout()
    assert reverse("account_login") in client.post(address(name, post))["Location"]
    assert getattr(Thread.objects.get(), name) is None


@pytest.mark.parametrize("name", CHOICES)
def test_a_private_reply_can_be_neither_seen_nor_chosen(client, private_board, insider, bob, name):
    secret = make_thread(board=private_board, author=insider)
    reply = make_reply(thread=secret, author=insider)
    client.force_login(bob)
    assert client.get(address(name, reply)).status_code == 404
    assert client.post(address(name, reply)).status_code == 404


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_choosing_knows_no_other_methods(client, post, alice, name, method):
    client.force_login(alice)
    assert getattr(client, method)(address(name, post)).status_code == 405


@pytest.mark.parametrize("name", CHOICES)
def test_the_opening_post_and_removed_ones_cannot_be_chosen(client, thread, post, alice, bob, name):
    client.force_login(alice)
    withdraw_post(post, by=bob)
    for number in (1, post.number):
        url = reverse(f"forum:post_{name}", args=[thread.pk, number])
        assert client.post(url).status_code == 403
    assert getattr(Thread.objects.get(), name) is None


def test_a_suspended_starter_does_not_choose(thread, post, alice):
    alice.suspended_at = thread.created_at
    alice.save()
    with pytest.raises(Refused, match="suspended"):
        accept_answer(thread, post=post, by=alice)


def test_a_moderator_pins_a_summary_with_a_reason_that_is_logged(client, thread, post, mod):
    client.force_login(mod)
    assert client.post(address("summary", post), {"summary": "on"}).status_code == 422
    assert Thread.objects.get().summary is None
    client.post(address("summary", post), {"summary": "on", "reason": "It says it all."})
    assert Thread.objects.get().summary == post
    client.post(address("summary", post), {"summary": "off", "reason": "Outdated."})
    kinds = ModerationAction.objects.order_by("id").values_list("kind", "reason", "post")
    assert list(kinds) == [
        ("summary", "It says it all.", post.pk),
        ("no_summary", "Outdated.", post.pk),
    ]
    log = client.get(reverse("forum:moderation_log")).content.decode()
    assert "Pinned a summary" in log


def test_choosing_what_is_chosen_changes_and_logs_nothing(thread, post, alice, mod):
    accept_answer(thread, post=post, by=alice)
    pin_summary(thread, post=post, by=mod, reason="Good.")
    before = Thread.objects.get().seq
    accept_answer(Thread.objects.get(), post=post, by=mod)
    pin_summary(Thread.objects.get(), post=post, by=mod, reason="Good.")
    assert Thread.objects.get().seq == before
    assert ModerationAction.objects.count() == 1


def test_a_moderators_answer_stands_in_the_log(client, thread, post, mod):
    accept_answer(thread, post=post, by=mod)
    accept_answer(Thread.objects.get(), post=None, by=mod)
    kinds = ModerationAction.objects.order_by("id").values_list("kind", "post")
    assert list(kinds) == [("answer", post.pk), ("no_answer", post.pk)]
    log = client.get(reverse("forum:moderation_log")).content.decode()
    assert "Accepted an answer" in log


def test_everyone_reads_answer_and_summary_under_the_opening_post(client, thread, post, alice, bob):
    long = make_reply(thread=thread, author=bob, source="To sum up, words help. " * 60)
    accept_answer(thread, post=post, by=alice)
    pin_summary(Thread.objects.get(), post=long, by=alice)
    html = page(client, thread)
    assert "Answered by Bob Sample, no. 2:" in html
    assert "Keep it short." in html
    assert "Show the whole summary" in html
    assert html.index("data-highlights") < html.index('id="replies"')
    assert len(long.source) > SHORT


def test_the_board_says_so_too(client, thread, post, alice):
    pin_summary(thread, post=post, by=alice)
    assert "Summary</span>" in client.get(thread.board.get_absolute_url()).content.decode()


def test_a_spoiler_is_not_told_in_the_first_words(client, thread, bob, alice):
    post = make_reply(thread=thread, author=bob, source="Well:\n\n:::spoiler\nRosebud\n:::\n")
    accept_answer(thread, post=post, by=alice)
    html = page(client, thread)
    assert "Rosebud" not in html[html.index("data-highlights") : html.index('id="replies"')]


@pytest.mark.parametrize("name", CHOICES)
def test_what_is_removed_is_chosen_no_more(client, thread, post, alice, bob, mod, name):
    choose = accept_answer if name == "answer" else pin_summary
    choose(thread, post=post, by=alice)
    page(client, thread)
    hide_post(post, moderator=mod, reason="Advertising.")
    changed = Thread.objects.get()
    assert getattr(changed, name) is None
    assert changed.changed_seq == changed.seq
    html = page(client, thread)
    assert "Keep it" not in html


def test_an_edited_summary_shows_its_new_words(client, thread, post, alice, bob):
    pin_summary(thread, post=post, by=alice)
    # In the summary, in the post itself and in the outline of branches.
    assert page(client, thread).count("Keep it") == 3
    edit_post(post, editor=bob, source="Make it long.", version=1)
    html = page(client, thread)
    assert html.count("Make it long.") == 3
    assert "Keep it" not in html


def test_only_who_may_choose_is_offered_it(client, thread, post, alice, bob):
    for person, offered in ((bob, False), (alice, True)):
        client.force_login(person)
        assert ("thread--choosing" in page(client, thread)) is offered
        menu = client.get(address("menu", post)).content.decode()
        assert ("Accept as the answer" in menu) is offered
        assert ("Pin as the summary" in menu) is offered


def test_a_script_gets_the_pieces_that_changed(client, thread, post, alice, bob):
    first = make_reply(thread=thread, author=bob, source="First thought.")
    accept_answer(thread, post=first, by=alice)
    client.force_login(alice)
    result = client.post(address("answer", post), {"answer": "on"}, headers=JSON).json()
    assert set(result["posts"]) == {"2", "3"}
    assert "Accepted answer" in result["posts"]["2"]
    assert "Accepted answer" not in result["posts"]["3"]
    assert "no. 2:" in result["highlights"]
    assert result["answered"] is True
    assert "No longer the answer" in result["html"]


@pytest.mark.parametrize("number", ["0", "99", "9999999999"])
def test_a_number_that_names_no_post_is_unknown(client, thread, alice, number):
    client.force_login(alice)
    for name in CHOICES:
        url = f"/t/{thread.pk}/{number}/{name}/"
        assert client.post(url).status_code in {400, 404}


def test_answer_and_summary_cost_one_query(
    client, thread, post, alice, bob, django_assert_max_num_queries
):
    accept_answer(thread, post=post, by=alice)
    pin_summary(Thread.objects.get(), post=post, by=alice)
    page(client, thread)
    caches["pages"].clear()
    with django_assert_max_num_queries(6):
        page(client, thread)
    client.force_login(bob)
    client.cookies["script"] = "1"
    page(client, thread)
    with django_assert_max_num_queries(12):
        page(client, thread)


def test_the_frame_tells_what_a_fresh_page_shows(client, thread, post, alice):
    accept_answer(thread, post=post, by=alice)
    pin_summary(Thread.objects.get(), post=post, by=alice)
    told = thread_change(Thread.objects.select_related("board").get())
    assert told["answered"] is True
    assert told["highlights"] in page(client, thread)
    accept_answer(Thread.objects.get(), post=None, by=alice)
    pin_summary(Thread.objects.get(), post=None, by=alice)
    told = thread_change(Thread.objects.select_related("board").get())
    assert told["answered"] is False
    assert told["highlights"] in page(client, thread)
