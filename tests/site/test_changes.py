import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from forum.models import Post


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_another_sites_page_changes_nothing_whatever_token_it_has(client, thread, bob, site):
    client.force_login(bob)
    address = reverse("forum:thread_read", args=[thread.pk])
    assert client.post(address, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert client.get(address, headers={"Sec-Fetch-Site": site}).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_pages_change_what_they_ask_for(client, thread, bob, site):
    client.force_login(bob)
    address = reverse("forum:thread_read", args=[thread.pk])
    assert client.post(address, headers={"Sec-Fetch-Site": site}).status_code == 302
    trusted = {"Sec-Fetch-Site": "same-site", "Origin": settings.CSRF_TRUSTED_ORIGINS[0]}
    assert client.post(address, headers=trusted).status_code == 302


def test_mail_programs_unsubscribe_from_wherever_they_are(client, db):
    address = reverse("forum:unsubscribe", args=["x"])
    assert client.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 404


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/t/1/a-question/?view=newest", "/t/1/a-question/?view=newest"),
        ("http://elsewhere.example/t/1/", None),
        ("http://[::1", None),
        ("http://testserver//elsewhere.example/", None),
        ("", None),
    ],
)
def test_signing_in_leads_back_to_the_page_with_the_form(client, thread, referer, back):
    address = reverse("forum:thread_read", args=[thread.pk])
    response = client.post(address, headers={"Referer": referer})
    back = back or reverse("forum:thread_unread", args=[thread.pk])
    assert client.get(response["Location"]).status_code == 200
    assert response["Location"] == reverse("account_login") + "?next=" + back.replace(
        "/", "%2F"
    ).replace("?", "%3F").replace("=", "%3D")


def test_a_form_that_is_too_large_hears_the_limit(thread, bob):
    client = Client()
    client.force_login(bob)
    words = {"source": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    address = reverse("forum:reply", args=[thread.pk])
    refused = client.post(address, words, content_type="application/x-www-form-urlencoded")
    assert refused.status_code in {400, 413}
    body = "source=" + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    form = "application/x-www-form-urlencoded"
    refused = client.post(address, body, content_type=form)
    assert refused.status_code == 413
    assert "2.5\xa0MB" in refused.content.decode()
    asked = client.post(address, body, content_type=form, headers={"Accept": "application/json"})
    assert "2.5\xa0MB" in asked.json()["error"]
    many = client.post(address, "&".join(f"a{n}=1" for n in range(1_500)), content_type=form)
    assert many.status_code == 400
    assert "1000 fields" in many.content.decode()
    assert Post.objects.count() == 1
