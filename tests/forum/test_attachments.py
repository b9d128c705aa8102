"""Attaching, claiming and removing: what happens, what is refused, what an accident leaves."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import File
from django.utils import timezone

from forum.actions import attachments
from forum.actions.attachments import attach, describe
from forum.actions.moderation import hide_post, lock_thread, move_thread
from forum.actions.posts import edit_post, reply_to_thread, withdraw_post
from forum.actions.refusals import Refused
from forum.files import limits
from forum.files.storage import storage
from forum.models import Attachment, AttachmentUse, Post
from tests.factories import make_file, make_picture, make_reply, make_thread
from tests.forum.files.samples import picture, png_bomb


def send(place, uploader, content=b"A plan.", name="plan.txt", key=None) -> Attachment:
    file = File(BytesIO(content))
    return attach(file, name=name, uploader=uploader, place=place, key=key or uuid.uuid4())


def test_a_document_is_kept_as_it_came_under_a_name_nobody_can_guess(thread, bob):
    kept = make_file(place=thread, uploader=bob)
    assert (kept.kind, kept.name, kept.size, kept.words) == (
        "document",
        "plan.txt",
        7,
        "plain text, 7\xa0bytes",
    )
    assert storage().open(kept.stored).read() == b"A plan."
    assert "plan" not in kept.stored
    assert kept.ready_at
    assert not kept.claimed_at


def test_a_picture_is_made_anew_with_its_smaller_ones(thread, bob):
    kept = make_picture(place=thread, uploader=bob, size=(900, 300), name="Chart.PNG")
    assert (kept.name, kept.media_type, kept.width, kept.height) == (
        "Chart.webp",
        "image/webp",
        900,
        300,
    )
    assert kept.widths == [400, 800]
    assert all(storage().exists(name) for name in kept.all_stored)


def test_the_same_key_gives_the_same_file(thread, bob, alice):
    key = uuid.uuid4()
    first = send(thread, bob, key=key)
    assert send(thread, bob, b"Another.", key=key) == first
    assert send(thread, alice, key=key) != first


def test_the_same_file_sent_twice_is_one_until_it_is_posted(thread, bob):
    first = send(thread, bob)
    assert send(thread, bob) == first
    assert send(thread, bob, name="other.txt") != first
    make_reply(thread=thread, author=bob, source=first.markdown)
    assert send(thread, bob) != first


def test_whoever_may_not_write_may_not_send(
    thread, board, private_board, insider, charlie, bob, mod
):
    with pytest.raises(Refused, match="suspended"):
        send(thread, charlie)
    with pytest.raises(Refused, match="not open to you"):
        send(make_thread(board=private_board, author=insider), bob)
    thread = lock_thread(thread, moderator=mod, reason="Done.")
    with pytest.raises(Refused, match="closed"):
        send(thread, bob)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.txt", "is empty"),
        (png_bomb(), "a.png", "40 million pixels"),
        (b"<html><script>alert(1)</script>", "a.png", "kind that is not taken"),
        (b"<svg><script>alert(1)</script></svg>", "a.svg", "SVG"),
        (b"MZ", "a.exe", "kind that is not taken"),
        (picture() + b"\0" * limits.MAX_PICTURE, "a.png", "may have 10 MB"),
        (b"%PDF-" + b"\0" * limits.MAX_DOCUMENT, "a.pdf", "may have 20 MB"),
    ],
)
def test_what_can_not_be_kept_gets_a_sentence_and_leaves_nothing(
    thread, bob, content, name, reason
):
    with pytest.raises(Refused, match=reason):
        send(thread, bob, content, name)
    assert not Attachment.objects.exists()


def test_a_day_has_a_limit_of_files_and_of_bytes(thread, bob, alice, monkeypatch):
    monkeypatch.setattr(limits, "MAX_FILES_A_DAY", 2)
    for number in range(2):
        send(thread, bob, b"%d" % number)
    with pytest.raises(Refused, match="Go on tomorrow"):
        send(thread, bob, b"third")
    send(thread, alice)
    Attachment.objects.filter(uploader=bob).update(created_at=timezone.now() - timedelta(hours=25))
    monkeypatch.setattr(limits, "MAX_BYTES_A_DAY", 10)
    send(thread, bob, b"ten bytes.")
    with pytest.raises(Refused, match="Go on tomorrow"):
        send(thread, bob, b"!")


def test_a_picture_can_not_be_posted_without_its_description(thread, bob):
    kept = make_picture(place=thread, uploader=bob)
    with pytest.raises(Refused, match=r"Describe the picture “chart\.webp”"):
        make_reply(thread=thread, author=bob, source=f"Look: {kept.markdown}")
    describe(kept, by=bob, alt="Hours\nper week")
    post = make_reply(thread=thread, author=bob, source=f"Look: ![]({kept.get_absolute_url()})")
    assert 'width="60" height="40" alt="Hours per week"' in post.html


def test_only_its_sender_describes_a_picture(thread, bob, alice):
    kept = make_picture(place=thread, uploader=bob)
    with pytest.raises(Refused):
        describe(kept, by=alice, alt="Mine")
    with pytest.raises(Refused, match="may have 500"):
        describe(kept, by=bob, alt="x" * 501)


def test_posting_claims_and_an_edit_keeps_what_an_earlier_wording_shows(thread, bob):
    first, second = (send(thread, bob, name=f"{name}.txt") for name in ("one", "two"))
    post = make_reply(thread=thread, author=bob, source=first.markdown)
    assert [use.attachment for use in post.attachment_uses.all()] == [first]
    edit_post(post, editor=bob, source=second.markdown, version=1)
    uses = dict(AttachmentUse.objects.values_list("attachment", "current"))
    assert uses == {first.pk: False, second.pk: True}
    edit_post(post, editor=bob, source=first.markdown, version=2)
    uses = dict(AttachmentUse.objects.values_list("attachment", "current"))
    assert uses == {first.pk: True, second.pk: False}
    assert not Attachment.objects.filter(claimed_at=None).exists()


def test_starting_a_thread_claims_its_files(board, alice):
    kept = make_file(place=board, uploader=alice)
    thread = make_thread(board=board, author=alice, source=f"Here: {kept.markdown}")
    opening = Post.objects.get(thread=thread)
    assert opening.attachment_uses.count() == 1
    assert '<ul class="attached"' in opening.html


def test_a_post_has_a_limit_of_files(thread, bob, monkeypatch):
    monkeypatch.setattr("forum.actions.composing.MAX_PER_POST", 1)
    source = " ".join(send(thread, bob, name=f"{n}.txt").markdown for n in range(2))
    with pytest.raises(Refused, match="has 2 files and may have 10"):
        make_reply(thread=thread, author=bob, source=source)


def test_a_file_removed_between_writing_and_saving_stops_the_post(thread, bob, monkeypatch):
    kept = make_file(place=thread, uploader=bob)
    compose = attachments.claim

    def claim_late(post, ids):
        Attachment.objects.filter(pk=kept.pk).update(removed_at=timezone.now())
        compose(post, ids)

    monkeypatch.setattr("forum.actions.posts.claim", claim_late)
    with pytest.raises(Refused, match="was removed while you wrote"):
        make_reply(thread=thread, author=bob, source=kept.markdown)
    assert not Post.objects.filter(author=bob).exists()


def test_another_persons_file_tells_nothing(thread, board, private_board, insider, alice, bob):
    room = make_thread(board=private_board, author=insider)
    secret = make_picture(place=room, uploader=insider, name="secret.png")
    describe(secret, by=insider, alt="Secret words")
    make_reply(thread=room, author=insider, source=secret.markdown)
    waiting = make_picture(place=thread, uploader=alice, name="waiting.png")
    for file in (secret, waiting):
        address = file.get_absolute_url().replace(file.token, "0" * 32)
        known = make_reply(thread=thread, author=bob, source=f"![]({file.get_absolute_url()})")
        guessed = make_reply(thread=thread, author=bob, source=f"![]({address})")
        assert known.html.replace(file.token, "0" * 32) == guessed.html
        assert "<img" not in known.html
    assert not AttachmentUse.objects.filter(post__author=bob).exists()


def test_a_picture_of_the_thread_can_be_shown_there_again(thread, alice, bob, mod):
    shown = make_picture(place=thread, uploader=alice)
    post = make_reply(thread=thread, author=alice, source=f"![A chart]({shown.get_absolute_url()})")
    again = f"As here: ![The chart]({shown.get_absolute_url()})"
    assert "<img" in make_reply(thread=thread, author=bob, source=again).html
    assert Attachment.objects.visible_to(bob).filter(pk=shown.pk).exists()
    hide_post(post, moderator=mod, reason="Off topic.")
    # Only the sender's own post lets others read a file.
    assert not Attachment.objects.visible_to(bob).filter(pk=shown.pk).exists()
    assert "<img" not in make_reply(thread=thread, author=bob, source=again).html


def test_who_may_read_a_file(thread, private_board, insider, alice, bob, mod, visitor):
    kept = make_file(place=thread, uploader=alice)

    def readers():
        people = {"alice": alice, "bob": bob, "insider": insider, "mod": mod, "visitor": visitor}
        seen = Attachment.objects.filter(pk=kept.pk)
        return {name for name, user in people.items() if seen.visible_to(user).exists()}

    everyone = {"alice", "bob", "insider", "mod", "visitor"}
    assert readers() == {"alice"}
    post = make_reply(thread=thread, author=alice, source=kept.markdown)
    assert readers() == everyone
    post = edit_post(post, editor=alice, source="Without it.", version=1)
    assert readers() == everyone
    move_thread(thread, moderator=mod, board=private_board, reason="Private.")
    assert readers() == {"insider", "mod"}
    thread.refresh_from_db()
    inside = make_reply(thread=thread, author=insider)
    hide_post(inside, moderator=mod, reason="Test.")
    hide_post(post, moderator=mod, reason="Test.")
    assert readers() == {"mod"}


def test_a_withdrawn_post_takes_its_files_along(thread, alice, bob, mod):
    kept = make_file(place=thread, uploader=alice)
    post = make_reply(thread=thread, author=alice, source=kept.markdown)
    withdraw_post(post, by=alice)
    assert not Attachment.objects.filter(pk=kept.pk).visible_to(bob).exists()
    assert Attachment.objects.filter(pk=kept.pk).visible_to(mod).exists()


def test_an_interrupted_upload_can_be_sent_again_with_the_same_key(thread, bob, monkeypatch):
    key = uuid.uuid4()

    def crash(*_):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("forum.files.storage.write", crash)
        with pytest.raises(OSError, match="disk full"):
            send(thread, bob, key=key)
    assert not Attachment.objects.standing().exists()
    kept = send(thread, bob, key=key)
    assert Attachment.objects.standing().get() == kept


def test_the_slower_of_two_uploads_with_one_key_gives_the_others_file(thread, bob, monkeypatch):
    key, write = uuid.uuid4(), attachments.storage.write
    faster = []

    def overtaken(name, content):
        if not faster:
            faster.append(None)
            faster[0] = send(thread, bob, key=key)
        write(name, content)

    monkeypatch.setattr("forum.files.storage.write", overtaken)
    assert send(thread, bob, key=key) == faster[0]
    assert Attachment.objects.standing().count() == 1


def test_a_reply_sent_twice_claims_once(thread, bob):
    kept = make_file(place=thread, uploader=bob)
    key = uuid.uuid4()
    for _ in range(2):
        reply_to_thread(thread, author=bob, source=kept.markdown, key=key)
    assert AttachmentUse.objects.count() == 1
