"""Taking files away: by whom, what posts then say, and what upkeep does with leftovers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import File
from django.urls import reverse
from django.utils import timezone

from forum.actions import removing_files
from forum.actions.attachments import attach
from forum.actions.moderation import move_thread
from forum.actions.refusals import Refused
from forum.actions.removing_files import remove_file, tidy_files
from forum.files.limits import DAY
from forum.files.storage import storage
from forum.models import Attachment, Draft, ModerationAction
from tests.factories import make_file, make_picture, make_reply

GONE = "A file was removed here."


@pytest.fixture
def chart(thread, alice):
    kept = make_picture(place=thread, uploader=alice, size=(900, 300))
    make_reply(thread=thread, author=alice, source=f"![A chart]({kept.get_absolute_url()})")
    return kept


def stored(file: Attachment) -> list[bool]:
    return [storage().exists(name) for name in file.all_stored]


def test_its_sender_removes_a_file_from_the_post_and_the_storage(client, chart, thread, alice):
    seq = thread.seq
    remove_file(chart, by=alice)
    post = chart.uses.get().post
    thread.refresh_from_db()
    assert GONE in post.html
    assert "<img" not in post.html
    assert post.changed_seq == thread.seq > seq
    assert not any(stored(chart))
    assert client.get(chart.get_absolute_url()).status_code == 404
    assert GONE in client.get(thread.get_absolute_url()).content.decode()
    assert not ModerationAction.objects.exists()


def test_a_moderator_removes_with_a_reason_that_is_recorded(client, chart, alice, mod):
    with pytest.raises(Refused, match="Say why"):
        remove_file(chart, by=mod)
    remove_file(chart, by=mod, reason="Shows a patron.")
    act = ModerationAction.objects.get()
    assert (act.kind, act.reason, act.post) == (
        "remove_file",
        "Shows a patron.",
        chart.uses.get().post,
    )
    remove_file(chart, by=mod, reason="Again.")
    assert ModerationAction.objects.count() == 1
    assert "Removed a file" in client.get(reverse("forum:moderation_log")).content.decode()


def test_others_remove_nothing(chart, bob, charlie, thread, mod):
    with pytest.raises(Refused, match="Only moderators"):
        remove_file(chart, by=bob, reason="I dislike it.")
    chart.refresh_from_db()
    assert chart.removed_at is None


def test_a_removed_document_leaves_its_words_but_no_link(thread, alice):
    plan = make_file(place=thread, uploader=alice)
    post = make_reply(thread=thread, author=alice, source=f"See {plan.markdown}, all.")
    remove_file(plan, by=alice)
    post.refresh_from_db()
    assert post.html == f'<p>See plan.txt <em class="file-removed">{GONE}</em>, all.</p>'


def test_a_post_that_shows_it_again_says_so_too(chart, thread, bob, alice):
    again = make_reply(thread=thread, author=bob, source=f"![Again]({chart.get_absolute_url()})")
    assert "<img" in again.html
    remove_file(chart, by=alice)
    again.refresh_from_db()
    assert GONE in again.html


def test_a_removal_cut_off_half_way_is_finished_by_upkeep(chart, alice, monkeypatch):
    def crash(row):
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(removing_files, "finish_removal", crash)
        with pytest.raises(OSError, match="killed"):
            remove_file(chart, by=alice)
    assert all(stored(chart))
    assert not Attachment.objects.visible_to(alice).exists()
    tidy_files()
    assert not any(stored(chart))
    assert GONE in chart.uses.get().post.html


def test_what_nobody_posted_goes_after_a_day_and_what_was_posted_stays(thread, bob, chart):
    waiting = make_file(place=thread, uploader=bob)
    tidy_files()
    assert all(stored(waiting))
    Attachment.objects.update(created_at=timezone.now() - DAY - timedelta(minutes=1))
    tidy_files()
    assert not any(stored(waiting))
    assert list(Attachment.objects.all()) == [chart]
    assert all(stored(chart))


def test_what_a_draft_names_waits_as_long_as_the_draft(thread, bob):
    waiting = make_file(place=thread, uploader=bob)
    draft = Draft.objects.create(
        user=bob,
        place=f"reply:{thread.pk}",
        key=uuid.uuid4(),
        fields={"source": [f"Some day: {waiting.markdown}"]},
    )
    Attachment.objects.update(created_at=timezone.now() - DAY * 3)
    tidy_files()
    assert all(stored(waiting))
    draft.delete()
    tidy_files()
    assert not any(stored(waiting))


def test_an_interrupted_upload_leaves_no_file_behind(thread, bob, monkeypatch):
    write = removing_files.storage.write

    def crash_after(name, content):
        write(name, content)
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("forum.files.storage.write", crash_after)
        with pytest.raises(OSError, match="killed"):
            attach(
                File(BytesIO(b"A plan.")),
                name="a.txt",
                uploader=bob,
                place=thread,
                key=uuid.uuid4(),
            )
    left = Attachment.objects.get()
    assert any(stored(left))
    tidy_files()
    assert any(stored(left))
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=2))
    tidy_files()
    assert any(stored(left))  # Its writer may still be at it; a day later nobody is.
    Attachment.objects.update(created_at=timezone.now() - DAY * 2)
    tidy_files()
    assert not any(stored(left))
    assert not Attachment.objects.exists()


def test_the_page_of_ones_own_files(client, chart, thread, alice, bob, mod, private_board):
    url = reverse("forum:files")
    assert client.get(url).status_code == 302
    client.force_login(bob)
    assert "chart.webp" not in client.get(url).content.decode()
    client.force_login(alice)
    page = client.get(url).content.decode()
    assert "chart.webp" in page
    assert "A question, no. 2" in page
    assert client.post(url).status_code == 405
    assert client.get(url, {"before": "x"}).status_code == 400
    move_thread(thread, moderator=mod, board=private_board, reason="Private.")
    page = client.get(url).content.decode()
    assert "A question" not in page
    assert "can&#x27;t read now" in page or "can't read now" in page


def test_removing_through_the_page(client, chart, thread, alice, bob, mod):
    url = reverse("forum:file_remove", args=[chart.pk])
    waiting = make_file(place=thread, uploader=alice)
    assert client.get(url).status_code == 302
    client.force_login(bob)
    assert client.post(url, {"reason": "x"}).status_code == 404
    client.force_login(mod)
    unposted = reverse("forum:file_remove", args=[waiting.pk])
    assert client.get(unposted).status_code == 404
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Shows a patron."}).status_code == 302
    assert client.get(url).status_code == 404
    client.force_login(alice)
    assert client.post(unposted).status_code == 302
    assert not Attachment.objects.standing().exists()


def test_moderators_see_all_posted_files_and_totals(client, chart, thread, alice, bob, mod):
    make_file(place=thread, uploader=bob, name="unposted.txt")
    url = reverse("forum:moderation_files")
    client.force_login(bob)
    assert client.get(url).status_code == 403
    client.force_login(mod)
    page = client.get(url).content.decode()
    assert "chart.webp" in page
    assert "unposted" not in page
    assert f"?member={alice.handle}" in page
    assert "chart.webp" not in client.get(url, {"member": bob.handle}).content.decode()
    assert client.get(url, {"member": "nobody"}).status_code == 404


def test_a_post_menu_leads_to_the_removal_of_its_files(client, chart, thread, alice, bob):
    url = reverse("forum:post_menu", args=[thread.pk, 2])
    removal = reverse("forum:file_remove", args=[chart.pk])
    for person, leads in ((alice, True), (bob, False)):
        client.force_login(person)
        assert (removal in client.get(url).content.decode()) is leads


def test_keepers_see_files_in_the_admin_and_change_nothing_there(client, chart, keeper):
    client.force_login(keeper)
    page = reverse("admin:forum_attachment_changelist")
    assert "chart.webp" in client.get(page).content.decode()
    detail = reverse("admin:forum_attachment_change", args=[chart.pk])
    assert reverse("forum:file_remove", args=[chart.pk]) in client.get(detail).content.decode()
    assert client.post(detail, {"name": "x"}).status_code == 403
