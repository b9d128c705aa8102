import pytest

from forum.actions.moderation import hide_post
from forum.actions.posts import EditConflict, edit_post, withdraw_post
from forum.actions.refusals import Refused
from forum.models import Post
from tests.factories import make_reply


@pytest.fixture
def post(thread, bob) -> Post:
    return make_reply(thread=thread, author=bob, source="First wording.")


def test_an_edit_keeps_the_earlier_wording(post, bob, thread):
    edited = edit_post(post, editor=bob, source="Second wording.", version=1)
    thread.refresh_from_db()
    assert "Second" in edited.html
    assert edited.version == 2
    assert edited.versions.get().source == "First wording."
    assert edited.changed_seq == thread.seq


def test_an_edit_that_changes_nothing_is_none(post, bob):
    assert edit_post(post, editor=bob, source="First wording.", version=1).version == 1
    assert not post.versions.exists()


def test_two_edits_of_one_version_conflict(post, bob):
    edit_post(post, editor=bob, source="From the phone.", version=1)
    with pytest.raises(EditConflict) as conflict:
        edit_post(post, editor=bob, source="From the desk.", version=1)
    assert conflict.value.post.source == "From the phone."


def test_only_the_author_edits(post, alice, mod):
    for other in (alice, mod):
        with pytest.raises(Refused, match="Only its author"):
            edit_post(post, editor=other, source="Mine now.", version=1)


def test_a_hidden_post_cannot_be_edited(post, bob, mod):
    hide_post(post, moderator=mod, reason="Off topic.")
    with pytest.raises(Refused, match="hidden this post"):
        edit_post(post, editor=bob, source="Better.", version=1)


def test_withdrawing_keeps_number_place_and_replies(post, bob, alice, thread):
    answer = make_reply(thread=thread, author=alice, parent=post.number)
    withdrawn = withdraw_post(post, by=bob)
    thread.refresh_from_db()
    assert withdrawn.withdrawn_at is not None
    assert Post.objects.get(pk=answer.pk).parent_id == post.pk
    assert thread.reply_count == 1
    assert not Post.objects.visible_to(alice).filter(pk=post.pk).exists()


def test_withdrawing_twice_changes_nothing(post, bob, thread):
    withdraw_post(post, by=bob)
    withdraw_post(post, by=bob)
    thread.refresh_from_db()
    assert thread.reply_count == 0


def test_a_withdrawn_post_stays_withdrawn(post, bob):
    withdraw_post(post, by=bob)
    with pytest.raises(Refused, match="withdrew"):
        edit_post(post, editor=bob, source="Back again.", version=1)


def test_a_fragment_names_no_hour_since_it_is_the_same_in_every_time_zone(client, post, bob):
    edit_post(post, editor=bob, source="Second wording.", version=1)
    page = client.get(post.get_absolute_url()).content.decode()
    edited = page.partition('class="post__edited"')[2].partition("</p>")[0]
    assert "/history/" in edited
    assert ":" not in edited
