import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from forum.views.outbox import ROWS


@pytest.fixture
def outbox(settings, tmp_path):
    settings.EMBEDDED = True
    settings.EMAIL_BACKEND = "forum.mail.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def send(subject="Hello", html="<p>Dear <b>you</b></p>"):
    message = EmailMultiAlternatives(subject, "Dear you", to=["bob@example.org"])
    message.attach_alternative(html, "text/html")
    message.send()


def name(outbox):
    (path,) = outbox.glob("*.eml")
    return path.stem


def test_the_newest_mail_comes_first(client, outbox, db):
    for subject in ("First", "Second"):
        send(subject)
    content = client.get(reverse("forum:outbox")).content.decode()
    assert content.index("Second") < content.index("First")


def test_an_empty_outbox_says_so(client, outbox, db):
    assert "No mail yet" in client.get(reverse("forum:outbox")).content.decode()


def test_a_mail_shows_its_text(client, outbox, db):
    send()
    content = client.get(reverse("forum:outbox_mail", args=[name(outbox)])).content.decode()
    assert "Dear you" in content
    assert "bob@example.org" in content


def test_the_html_part_can_run_and_fetch_nothing(client, outbox, db):
    send(html="<script>alert(1)</script>")
    response = client.get(reverse("forum:outbox_html", args=[name(outbox)]))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.startswith("sandbox")
    assert "script" not in policy


def test_the_source_is_the_mail_itself(client, outbox, db):
    send()
    response = client.get(reverse("forum:outbox_source", args=[name(outbox)]))
    assert response.content == next(outbox.glob("*.eml")).read_bytes()


@pytest.mark.parametrize("wrong", ["nothing", "..", "20260101T000000000000-00000000", "a" * 300])
def test_a_name_that_is_no_mail_is_not_found(client, outbox, db, wrong):
    send()
    assert client.get(reverse("forum:outbox_mail", args=[wrong])).status_code == 404


def test_a_site_in_earnest_has_no_outbox(client, outbox, db, settings):
    send()
    settings.EMBEDDED = False
    assert client.get(reverse("forum:outbox")).status_code == 404
    assert client.get(reverse("forum:outbox_mail", args=[name(outbox)])).status_code == 404


def test_older_mails_are_a_page_away(client, outbox, db):
    for n in range(ROWS + 1):
        send(f"Mail {n}")
    first = client.get(reverse("forum:outbox"))
    assert len(first.context["mails"]) == ROWS
    second = client.get(reverse("forum:outbox"), {"before": first.context["next_before"]})
    assert [mail["subject"] for mail in second.context["mails"]] == ["Mail 0"]
