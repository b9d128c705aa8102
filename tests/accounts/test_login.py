from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.doors import is_signed_in, sign_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
URL = reverse("account_login")

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "http:///evil.example",
    "https:evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,hello",
    "ftp://evil.example/",
    "http://testserver@evil.example/",
    "http://testserver/forum/",
    "https://testserver.evil.example/",
    "\x00//evil.example",
    "\x08//evil.example",
]


def test_member_signs_in_by_e_mail_and_password(client: Client, dana: User) -> None:
    sign_in(client, dana)
    assert is_signed_in(client)


def test_signing_in_gives_a_new_session(client: Client, dana: User) -> None:
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client, dana)
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_the_head_of_every_page_leads_back_to_it(client: Client, db: None) -> None:
    page = reverse("forum:board_list")
    way_in = f'<a class="btn btn--quiet" href="{URL}?next={page}">Sign in</a>'
    assert way_in in client.get(page).content.decode()
    assert way_in in client.get(reverse("account_signup"), {"next": page}).content.decode()


def test_next_leads_back(client: Client, dana: User) -> None:
    page = client.get(URL, {"next": "/forum/"}).content.decode()
    assert 'name="next" value="/forum/"' in page
    response = client.post(URL, {"login": dana.email, "password": PASSWORD, "next": "/forum/"})
    assert response["Location"] == "/forum/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leads_elsewhere(client: Client, dana: User, target: str) -> None:
    response = client.post(URL, {"login": dana.email, "password": PASSWORD, "next": target})
    assert response["Location"] == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_out_never_leads_elsewhere(client: Client, dana: User, target: str) -> None:
    client.force_login(dana)
    response = client.post(reverse("account_logout"), {"next": target})
    assert response["Location"] == "/"


def test_a_get_signs_nobody_out(client: Client, dana: User) -> None:
    client.force_login(dana)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)


def test_sixth_wrong_password_is_not_even_tried(client: Client, dana: User) -> None:
    for _ in range(5):
        client.post(URL, {"login": dana.email, "password": "wrong"})
    page = client.post(URL, {"login": dana.email, "password": PASSWORD}).content.decode()
    assert "Too many tries" in page
    assert not is_signed_in(client)


def test_a_good_sign_in_does_not_clear_the_count_of_its_address(client: Client, dana: User) -> None:
    for number in range(10):
        client.post(URL, {"login": f"victim{number}@example.org", "password": "wrong"})
        if number == 4:
            sign_in(Client(), dana)
    page = client.post(URL, {"login": "victim11@example.org", "password": "w"}).content.decode()
    assert "Too many tries" in page


def test_a_claimed_address_does_not_reset_the_count(client: Client, dana: User) -> None:
    for number in range(10):
        data = {"login": f"victim{number}@example.org", "password": "wrong"}
        client.post(URL, data, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    page = client.post(
        URL,
        {"login": "victim11@example.org", "password": "wrong"},
        headers={"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.7"},
    ).content.decode()
    assert "Too many tries" in page


def test_a_closed_account_is_told_so_only_with_its_password(client: Client, dana: User) -> None:
    User.objects.filter(pk=dana.pk).update(is_active=False)
    page = client.post(URL, {"login": dana.email, "password": "wrong"}).content.decode()
    assert "is not right" in page
    response = client.post(URL, {"login": dana.email, "password": PASSWORD}, follow=True)
    assert "This account is closed" in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("url", ["/django-admin/login/", "/cms/login/", "/_util/login/"])
def test_other_doors_lead_to_this_one(client: Client, keeper: User, url: str) -> None:
    keeper.set_password(PASSWORD)
    keeper.save()
    credentials = {"username": keeper.email, "password": PASSWORD}
    for response in (client.get(url), client.post(url, credentials)):
        assert response.status_code == 302
        assert response["Location"].startswith(f"{URL}?next=")
    assert not is_signed_in(client)


@pytest.mark.parametrize("url", ["/cms/", "/django-admin/"])
def test_the_admins_ask_visitors_to_sign_in_here(client: Client, db: None, url: str) -> None:
    response = client.get(url, follow=True)
    assert response.redirect_chain[-1][0].startswith(URL)


def test_wagtail_offers_no_way_around_for_passwords_and_addresses(
    client: Client, keeper: User
) -> None:
    client.force_login(keeper)
    assert client.get("/cms/password_reset/").status_code == 404
    page = client.get("/cms/account/").content.decode()
    assert "old_password" not in page
    assert "name_email" not in page
    for url in ("/cms/users/", f"/cms/users/edit/{keeper.pk}/"):
        assert client.post(url, {"email": "x@example.org"})["Location"] == reverse(
            "admin:accounts_user_changelist"
        )
    assert "/cms/users/" not in client.get("/cms/").content.decode()
    assert client.get("/django-admin/password_change/")["Location"] == reverse(
        "account_change_password"
    )


def test_password_managers_find_the_way(client: Client) -> None:
    response = client.get("/.well-known/change-password")
    assert response["Location"] == reverse("account_change_password")


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_request_login_code"],
)
def test_pages_have_one_heading_and_nothing_inline(client: Client, db: None, name: str) -> None:
    page = client.get(reverse(name)).content.decode()
    assert page.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
