"""A method that an address does not take: a sentence for people, and one for scripts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

JSON = {"accept": "application/json"}


def test_opening_an_address_that_takes_forms_only_says_so(client: Client) -> None:
    response = client.get(reverse("forum:file_add"))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "This address takes what a form sends" in response.content.decode()


def test_words_sent_to_a_page_that_can_only_be_read_come_back(client: Client) -> None:
    response = client.post(reverse("forum:search"), {"source": "A long thought."})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "nothing was changed" in response.content.decode()
    assert "A long thought." in response.content.decode()


@pytest.mark.parametrize(("method", "address"), [("get", "file_add"), ("post", "search")])
def test_a_script_gets_the_sentence_as_json(client: Client, method: str, address: str) -> None:
    response = getattr(client, method)(reverse(f"forum:{address}"), headers=JSON)
    assert response.status_code == 405
    assert response.json()["error"]
    assert response["Allow"]


@pytest.mark.parametrize("method", ["head", "options"])
def test_who_asks_without_wanting_a_page_gets_none(client: Client, method: str) -> None:
    response = getattr(client, method)(reverse("forum:file_add"))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert not response.content
