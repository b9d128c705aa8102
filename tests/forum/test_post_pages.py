import pytest
from django.urls import reverse

from forum.actions.moderation import hide_post
from forum.actions.posts import edit_post
from forum.models import ModerationAction, Post, Reaction, ReadMark, Report, Thread
from forum.permissions import ALLOWED
from tests.factories import make_board, make_reply

SMALL_PAGES = ["post_menu", "post_edit", "post_withdraw", "post_helpful", "post_report"]
ACTS = ["post_hide", "post_restore", "post_dismiss"]


@pytest.fixture
def post(thread, bob) -> Post:
    return make_reply(thread=thread, author=bob, source="First wording.")


def address(name: str, post: Post) -> str:
    return reverse(f"forum:{name}", args=[post.thread_id, post.number])


@pytest.mark.parametrize("name", [*SMALL_PAGES, *ACTS, "post_history"])
def test_no_page_tells_outsiders_of_a_private_post(client, private_board, insider, bob, name):
    from tests.factories import make_thread

    secret = make_thread(board=private_board, author=insider, source="Secret words.")
    client.force_login(bob)
    response = client.get(address(name, secret.posts.get()))
    assert response.status_code in {403, 404}
    assert "Secret words." not in response.content.decode()


def test_the_author_edits(client, post, bob):
    client.force_login(bob)
    assert "First wording." in client.get(address("post_edit", post)).content.decode()
    response = client.post(address("post_edit", post), {"source": "Better.", "version": "1"})
    assert response.status_code == 302
    post.refresh_from_db()
    assert post.source == "Better."


def test_an_edit_conflict_shows_both_texts_and_can_be_saved(client, post, bob):
    client.force_login(bob)
    edit_post(post, editor=bob, source="From the phone.", version=1)
    sent = {"source": "From the desk.", "version": "1"}
    response = client.post(address("post_edit", post), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "phone" in page
    assert "From the desk." in page
    again = {"source": "From the desk.", "version": response.context["form"]["version"].value()}
    assert client.post(address("post_edit", post), again).status_code == 302


def test_history_shows_what_changed_in_words(client, post, bob):
    edit_post(post, editor=bob, source="Second wording.", version=1)
    page = client.get(address("post_history", post)).content.decode()
    assert "removed" in page
    assert "First" in page
    assert "Second" in page


def test_a_long_history_has_pages_and_each_wording_once(client, post, bob):
    for n in range(1, 25):
        edit_post(post, editor=bob, source=f"Wording {n} of it.", version=n)
        post.refresh_from_db()
    seen: list[int] = []
    for page in (1, 2, 3):
        changes = client.get(address("post_history", post), {"page": page}).context["changes"]
        assert len(changes) <= 10
        seen += [change["number"] for change in changes]
        assert all(change["difference"] for change in changes if change["number"] > 1)
    assert seen == list(range(25, 0, -1))


def test_a_removed_posts_history_is_for_moderators(client, post, bob, mod):
    edit_post(post, editor=bob, source="Second wording.", version=1)
    hide_post(post, moderator=mod, reason="Advertising.")
    assert "wording" not in client.get(address("post_history", post)).content.decode()
    client.force_login(mod)
    assert "wording" in client.get(address("post_history", post)).content.decode()


@pytest.mark.parametrize("name", ["post_menu", "post_edit", "post_report", "post_helpful"])
def test_a_removed_posts_words_are_on_no_page(client, post, alice, mod, name):
    hide_post(post, moderator=mod, reason="Advertising.")
    client.force_login(alice)
    assert "First wording." not in client.get(address(name, post)).content.decode()


def test_withdrawing_asks_first(client, post, bob):
    client.force_login(bob)
    client.get(address("post_withdraw", post))
    post.refresh_from_db()
    assert post.withdrawn_at is None
    client.post(address("post_withdraw", post))
    post.refresh_from_db()
    assert post.withdrawn_at is not None


def test_hidden_between_asking_and_withdrawing_is_refused(client, post, bob, mod, monkeypatch):
    monkeypatch.setattr("forum.views.posts.can_withdraw_post", lambda *seen: ALLOWED)
    hide_post(post, moderator=mod, reason="Advertising.")
    client.force_login(bob)
    response = client.post(address("post_withdraw", post))
    assert response.status_code == 403
    assert "hidden" in response.content.decode()


def test_strangers_cannot_edit_or_withdraw(client, post, alice):
    client.force_login(alice)
    for name in ("post_edit", "post_withdraw"):
        response = client.post(address(name, post), {"source": "Mine.", "version": "1"})
        assert response.status_code == 403
        assert "Only its author" in response.content.decode()


def test_helpful_is_set_cleared_and_counted_once(client, post, alice):
    client.force_login(alice)
    for wanted, count in (("on", 1), ("on", 1), ("off", 0), ("off", 0), ("on", 1)):
        client.post(address("post_helpful", post), {"helpful": wanted})
        post.refresh_from_db()
        assert post.helpful_count == Reaction.objects.filter(post=post).count() == count


def test_the_button_alone_turns_the_mark_over(client, post, alice):
    client.force_login(alice)
    client.post(address("post_helpful", post))
    client.post(address("post_helpful", post))
    assert not Reaction.objects.exists()


def test_nobody_marks_their_own_post(client, post, bob):
    client.force_login(bob)
    response = client.post(address("post_helpful", post), headers={"accept": "application/json"})
    assert response.status_code == 403
    assert "your own" in response.json()["error"]


def test_a_visitor_is_asked_to_sign_in_to_mark(client, post):
    response = client.get(address("post_helpful", post))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_a_report_reaches_the_queue(client, post, alice, mod):
    client.force_login(alice)
    client.post(address("post_report", post), {"rule": "selling", "note": "A product."})
    assert Report.objects.get().note == "A product."
    assert client.get(reverse("forum:moderation")).status_code == 403
    client.force_login(mod)
    queue = client.get(reverse("forum:moderation")).content.decode()
    assert "A product." in queue
    assert "First wording." in queue


@pytest.mark.parametrize("rule", ["", "nonsense"])
def test_a_report_names_a_rule(client, post, alice, rule):
    client.force_login(alice)
    assert client.post(address("post_report", post), {"rule": rule}).status_code == 422


@pytest.mark.parametrize("act", ["lock", "pin", "hide"])
def test_moderators_act_with_a_reason_and_a_log_row(client, thread, mod, act):
    client.force_login(mod)
    url = reverse(f"forum:thread_{act}", args=[thread.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Because."}).status_code == 302
    assert ModerationAction.objects.get().reason == "Because."


def test_moving_asks_for_a_board(client, thread, mod):
    other = make_board(slug="other", name="Other")
    client.force_login(mod)
    url = reverse("forum:thread_move", args=[thread.pk])
    for unknown in ("none", "\0"):
        sent = {"reason": "Better there.", "board": unknown}
        assert client.post(url, sent).status_code == 422
    client.post(url, {"reason": "Better there.", "board": "other"})
    assert Thread.objects.get().board == other


def test_suspending_and_reinstating_from_the_queue(client, mod, bob):
    client.force_login(mod)
    url = reverse("forum:member_suspend", args=[bob.handle])
    client.post(url, {"reason": "Advertising.", "days": "7"})
    bob.refresh_from_db()
    assert bob.is_suspended
    client.post(url, {"reason": "Apologised."})
    bob.refresh_from_db()
    assert not bob.is_suspended


def test_the_log_is_public_without_names_and_without_private_threads(
    client, post, mod, private_board, insider
):
    from forum.actions.moderation import lock_thread, suspend_member
    from tests.factories import make_thread

    hide_post(post, moderator=mod, reason="Advertising.")
    secret = make_thread(board=private_board, author=insider, title="Candidates")
    lock_thread(secret, moderator=mod, reason="Decided in camera.")
    suspend_member(post.author, moderator=mod, reason="Three times.")
    page = client.get(reverse("forum:moderation_log")).content.decode()
    assert "Advertising." in page
    assert "Three times." in page
    assert "Bob Sample" not in page
    assert "in camera" not in page
    assert "Closed a thread" not in page, "not even a count tells of the private thread"
    client.force_login(mod)
    assert "in camera" in client.get(reverse("forum:moderation_log")).content.decode()


def test_reading_is_told_by_numbers(client, thread, post, alice):
    client.force_login(alice)
    url = reverse("forum:thread_read", args=[thread.pk])
    response = client.post(url, {"numbers": "1,2"}, headers={"accept": "application/json"})
    assert response.status_code == 204
    assert ReadMark.objects.get(user=alice).number == 2
    for bad in ("x", "1,,2", "9" * 40):
        assert client.post(url, {"numbers": bad}).status_code == 400
    assert client.put(url).status_code == 405


def test_the_starter_accepts_an_answer(client, thread, post, alice, bob):
    client.force_login(bob)
    assert client.post(address("post_answer", post)).status_code == 403
    client.force_login(alice)
    client.post(address("post_answer", post), {"answer": "on"})
    assert Thread.objects.get().answer == post
    assert "Accepted answer" in client.get(thread.get_absolute_url()).content.decode()
    client.post(address("post_answer", post), {"answer": "off"})
    assert "Accepted answer" not in client.get(thread.get_absolute_url()).content.decode()
