"""Downloads: for whom, with which headers, whole and in part."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forum.actions.attachments import describe
from forum.actions.moderation import hide_post, move_thread
from forum.files.storage import storage
from tests.factories import make_file, make_picture, make_reply, make_thread

TEXT = b"A plan for staff day."


@pytest.fixture
def plan(thread, alice):
    """A document that stands in a public thread."""
    kept = make_file(place=thread, uploader=alice, name="Plän.txt", content=TEXT)
    make_reply(thread=thread, author=alice, source=kept.markdown)
    return kept


@pytest.fixture
def chart(thread, alice):
    kept = make_picture(place=thread, uploader=alice, size=(900, 300))
    describe(kept, by=alice, alt="A chart")
    make_reply(thread=thread, author=alice, source=kept.markdown)
    return kept


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_document_comes_as_a_download_that_can_not_run(client, plan):
    response = client.get(plan.get_absolute_url())
    assert body(response) == TEXT
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Length"] == str(len(TEXT))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Pl%C3%A4n.txt"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_picture_is_shown_in_each_of_its_widths(client, chart):
    whole = client.get(chart.get_absolute_url())
    assert whole["Content-Disposition"].startswith("inline")
    assert whole["Content-Type"] == "image/webp"
    assert whole["Content-Security-Policy"] == "default-src 'none'; sandbox"
    small = client.get(chart.smallest_url)
    assert 0 < len(body(small)) != len(body(whole))
    args = [chart.pk, chart.token, 401, "chart.webp"]
    assert client.get(reverse("forum:file_small", args=args)).status_code == 404


def test_public_files_may_be_kept_for_a_minute_and_private_ones_never(
    client, plan, thread, private_board, insider, bob, mod
):
    url = plan.get_absolute_url()
    assert client.get(url)["Cache-Control"] == "public, max-age=60"
    client.force_login(bob)
    assert client.get(url)["Cache-Control"] == "private, max-age=60"
    move_thread(thread, moderator=mod, board=private_board, reason="Private.")
    assert client.get(url).status_code == 404
    client.force_login(insider)
    assert client.get(url)["Cache-Control"] == "private, no-store"


def test_a_hidden_post_takes_its_files_from_readers_at_once(client, chart, mod, bob):
    etag = client.get(chart.get_absolute_url())["ETag"]
    hide_post(chart.uses.get().post, moderator=mod, reason="Test.")
    client.force_login(bob)
    for url in (chart.get_absolute_url(), chart.smallest_url):
        for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-1"}):
            assert client.get(url, headers=headers).status_code == 404
    client.force_login(mod)
    assert client.get(chart.get_absolute_url()).status_code == 200


def test_unknown_forbidden_and_guessed_addresses_answer_alike(
    client, private_board, insider, bob, plan
):
    room = make_thread(board=private_board, author=insider)
    secret = make_file(place=room, uploader=insider)
    make_reply(thread=room, author=insider, source=secret.markdown)
    client.force_login(bob)
    addresses = [
        reverse("forum:file", args=[pk, token, "plan.txt"])
        for pk, token in (
            (secret.pk, secret.token),
            (secret.pk, "0" * 32),
            (plan.pk, "0" * 32),
            (999_999_999_999_999_999, "0" * 32),
        )
    ]
    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=0-5", 206, TEXT[:6], "bytes 0-5/21"),
        ("bytes=15-", 206, TEXT[15:], "bytes 15-20/21"),
        ("bytes=-4", 206, TEXT[-4:], "bytes 17-20/21"),
        ("bytes=5-999", 206, TEXT[5:], "bytes 5-20/21"),
        ("bytes=0-999", 200, TEXT, None),
        ("bytes=-0", 416, b"", "bytes */21"),
        ("bytes=21-", 416, b"", "bytes */21"),
        ("bytes=9-5", 200, TEXT, None),
        ("bytes=0-1,4-5", 200, TEXT, None),
        ("bytes=-", 200, TEXT, None),
        ("lines=1-2", 200, TEXT, None),
        ("bytes=" + "9" * 40 + "-", 200, TEXT, None),
    ],
)
def test_a_part_can_be_asked_for(client, plan, asked, status, part, told):
    response = client.get(plan.get_absolute_url(), headers={"Range": asked})
    assert response.status_code == status
    assert (body(response) if response.streaming else response.content) == part
    assert response.get("Content-Range") == told


def test_a_part_of_another_file_is_the_whole_of_this_one(client, plan):
    headers = {"Range": "bytes=0-5", "If-Range": '"other"'}
    assert client.get(plan.get_absolute_url(), headers=headers).status_code == 200


def test_a_file_that_the_browser_has_is_not_sent_again(client, plan):
    etag = client.get(plan.get_absolute_url())["ETag"]
    again = client.get(plan.get_absolute_url(), headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again["Content-Security-Policy"] == "default-src 'none'; sandbox"
    head = client.head(plan.get_absolute_url())
    assert (body(head), head["Content-Length"]) == (b"", "21")


def test_a_lost_file_is_not_found_and_told_to_the_keeper(client, plan, caplog):
    storage().delete(plan.stored)
    assert client.get(plan.get_absolute_url()).status_code == 404
    assert plan.stored in caplog.text


def test_files_are_only_read(client, plan):
    assert client.post(plan.get_absolute_url()).status_code == 405


def test_no_address_of_the_storage_is_public(client, plan):
    for folder in ("/media/", "/media/attachments/", "/static/", "/"):
        assert client.get(f"{folder}{plan.stored}").status_code == 404
