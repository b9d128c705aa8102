from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.test_login import ELSEWHERE

URL = reverse("accounts:theme")


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_anyone_chooses_colours_without_a_token(theme: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(URL, {"theme": theme, "next": "/forum/?page=2"})
    assert response["Location"] == "/forum/?page=2"
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (theme, "Lax", True)


def test_unknown_colours_set_nothing(client: Client) -> None:
    response = client.post(URL, {"theme": "dark; Path=/evil", "next": "/"})
    assert response.status_code == 302
    assert "theme" not in response.cookies


@pytest.mark.parametrize("target", [*ELSEWHERE, ""])
def test_next_never_leads_elsewhere(client: Client, target: str) -> None:
    assert client.post(URL, {"theme": "dark", "next": target})["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[evil"},
    ],
)
def test_other_sites_can_not_choose(client: Client, headers: dict[str, str]) -> None:
    response = client.post(URL, {"theme": "dark", "next": "/"}, headers=headers)
    assert response.status_code == 403
    assert "theme" not in response.cookies


def test_a_link_can_not_choose(client: Client) -> None:
    assert client.get(URL, {"theme": "dark"}).status_code == 405


@pytest.mark.django_db
def test_the_page_follows_the_cookie(client: Client) -> None:
    client.post(URL, {"theme": "dark", "next": "/"})
    page = client.get(reverse("account_login")).content.decode()
    assert 'data-theme="dark"' in page
