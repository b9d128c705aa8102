"""Sending files: one by one from a script, and with the form where none runs."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum.models import Attachment, Post, Thread
from forum.views.attaching import alternative_in
from tests.factories import make_file, make_picture, make_reply, make_thread
from tests.forum.files.samples import picture, png_bomb

JSON = {"Accept": "application/json"}


@pytest.fixture
def url() -> str:
    return reverse("forum:file_add")


@pytest.fixture
def reply_url(thread) -> str:
    return reverse("forum:reply", args=[thread.pk])


def upload(name="plan.txt", content=b"A plan.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def form(source="Look.", **more):
    return {"source": source, "parent": "1", "key": str(uuid.uuid4()), **more}


def test_a_member_sends_a_file_and_gets_what_refers_to_it(client, url, thread, bob):
    client.force_login(bob)
    data = {"thread": thread.pk, "key": uuid.uuid4(), "file": upload("Chart.png", picture())}
    response = client.post(url, data, headers=JSON)
    assert response.status_code == 201
    kept = Attachment.objects.get()
    answer = response.json()
    assert answer["markdown"] == f"![]({kept.get_absolute_url()})"
    assert f'name="alt_{kept.pk}"' in answer["html"]
    assert kept.thread == thread
    assert client.get(kept.get_absolute_url()).status_code == 200


def test_the_same_key_gives_the_same_answer(client, url, board, bob):
    client.force_login(bob)
    key = uuid.uuid4()
    answers = [
        client.post(url, {"board": board.slug, "key": key, "file": upload()}, headers=JSON).json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1]


def test_who_may_not_send(client, url, thread, private_board, insider, charlie, bob):
    data = {"thread": thread.pk, "key": uuid.uuid4(), "file": upload()}
    assert client.post(url, data, headers=JSON).status_code == 401
    assert client.get(url).status_code == 405
    client.force_login(charlie)
    response = client.post(url, data | {"file": upload()}, headers=JSON)
    assert response.status_code == 403
    assert "suspended" in response.json()["error"]
    client.force_login(bob)
    room = make_thread(board=private_board, author=insider)
    for place in ({"thread": room.pk}, {"board": private_board.slug}, {"board": "\0"}, {}):
        sent = {"key": uuid.uuid4(), "file": upload(), **place}
        assert client.post(url, sent, headers=JSON).status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"key": "x"}, "stale"),
        ({"file": None}, "Choose a file"),
        ({"file": ("bomb.png", png_bomb())}, "40 million pixels"),
        ({"file": ("run.svg", b"<svg/>")}, "SVG"),
        ({"file": ("empty.txt", b"")}, "empty"),
        ({"file": ("lie.pdf", b"<html>")}, "not what its name says"),
    ],
)
def test_a_refused_file_gets_its_reason(client, url, thread, bob, data, words):
    client.force_login(bob)
    sent = {"thread": thread.pk, "key": uuid.uuid4(), "file": ("a.txt", b"A"), **data}
    sent["file"] = upload(*sent["file"]) if sent["file"] else ""
    response = client.post(url, sent, headers=JSON)
    assert response.status_code == 422
    assert words in response.json()["error"]


def test_hostile_names_never_fail(client, url, thread, bob):
    client.force_login(bob)
    for name in ("../../x.txt", "a\0b.txt", "\u202etxt.exe.txt", "x" * 400 + ".txt", "é" * 200):
        sent = {"thread": thread.pk, "key": uuid.uuid4(), "file": upload(name)}
        response = client.post(url, sent, headers=JSON)
        assert response.status_code in {201, 422}
    for kept in Attachment.objects.all():
        response = client.get(kept.get_absolute_url())
        assert response.status_code == 200
        assert not set("\r\n\0/\\") & set(kept.name)


def test_a_document_goes_with_the_form_where_no_script_runs(client, reply_url, bob):
    client.force_login(bob)
    response = client.post(reply_url, form("Here it is.", files=upload("Our plan.txt")))
    assert response.status_code == 302
    post = Post.objects.get(author=bob)
    assert post.source.startswith("Here it is.\n\n[Our plan.txt](/files/")
    assert "plain text" in post.html


def test_a_picture_sent_with_the_form_is_kept_and_asked_to_be_described(client, reply_url, bob):
    client.force_login(bob)
    response = client.post(reply_url, form(files=upload("Chart.png", picture())))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Describe the picture “Chart.webp”" in page
    kept = Attachment.objects.get()
    assert f'name="alt_{kept.pk}"' in page
    source = response.context["form"]["source"].value()
    assert kept.get_absolute_url() in source
    data = form(source, **{f"alt_{kept.pk}": "Hours per week"})
    assert client.post(reply_url, data).status_code == 302
    assert 'alt="Hours per week"' in Post.objects.get(author=bob).html
    assert Attachment.objects.count() == 1


def test_a_preview_keeps_the_files(client, reply_url, bob):
    client.force_login(bob)
    response = client.post(reply_url, form(files=upload("Our plan.txt"), action="preview"))
    assert response.status_code == 200
    assert "plain text" in response.context["preview"]
    assert "Our plan.txt" in response.context["form"]["source"].value()
    assert [file.name for file in response.context["tray"]] == ["Our plan.txt"]


def test_one_refused_file_stops_the_post_and_keeps_the_words_and_the_other(client, reply_url, bob):
    client.force_login(bob)
    files = [upload("good.txt"), upload("bad.exe")]
    response = client.post(reply_url, form("Precious words.", files=files))
    assert response.status_code == 422
    page = response.content.decode()
    assert "“bad.exe” is of a kind that is not taken" in page
    assert "Precious words." in page
    assert "good.txt" in response.context["form"]["source"].value()


def test_more_files_than_a_post_may_have_are_not_even_read(client, reply_url, bob):
    client.force_login(bob)
    response = client.post(
        reply_url, form(files=[upload(f"{n}.txt", b"%d" % n) for n in range(12)])
    )
    assert response.status_code == 422
    assert "has 12 files and may have 10" in response.content.decode()
    assert Attachment.objects.count() == 10


def test_a_thread_and_an_edit_take_files_too(client, board, bob):
    client.force_login(bob)
    data = form(title="With a plan", files=upload())
    response = client.post(reverse("forum:thread_new", args=[board.slug]), data)
    assert response.status_code == 302
    thread = Thread.objects.get(title="With a plan")
    edit = reverse("forum:post_edit", args=[thread.pk, 1])
    post = Post.objects.get(thread=thread)
    assert "plan.txt" in client.get(edit).content.decode()
    data = {"source": post.source, "version": 1, "files": upload("more.txt", b"More.")}
    assert client.post(edit, data).status_code == 302
    post.refresh_from_db()
    assert post.html.count("<li>") == 2


def test_the_tray_shows_only_ones_own_files(client, thread, alice, bob):
    mine = make_picture(place=thread, uploader=bob)
    theirs = make_file(place=thread, uploader=alice, name="theirs.txt")
    make_reply(thread=thread, author=alice, source=theirs.markdown)
    asked = {"named": f"{mine.pk},{theirs.pk},999999999999999999,x"}
    url = reverse("forum:file_tray")
    assert client.get(url, asked).content.strip() == b""
    client.force_login(bob)
    page = client.get(url, asked).content.decode()
    assert "chart.webp" in page
    assert "theirs" not in page


@pytest.mark.parametrize(
    ("before", "found"),
    [("![Hours]", "Hours"), ("[Hours]", ""), ("![ ]", ""), ("![a] ![b", ""), ("![![" * 600, "")],
)
def test_a_description_is_read_where_its_picture_stands(before, found):
    source = f"{before}(/files/1/a/x.webp) and ![later](/files/2/b/y.webp)"
    assert alternative_in(source, "/files/1/a/x.webp") == found
    assert alternative_in(source, "/files/2/b/y.webp") == "later"
