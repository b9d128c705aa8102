from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.models.privacy import PARTS
from forum.models import Topic
from tests.factories import make_board, make_reply, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(alice: User) -> User:
    """Every part of Alice's profile says a word of its own."""
    for part in ("pronouns", "library", "role", "bio"):
        setattr(alice, part, f"its-{part}")
    alice.save()
    alice.expertise.add(Topic.objects.create(name="its-topics", slug="its-topics"))
    make_thread(board=make_board(), author=alice, title="A thread", source="its-posts")
    return alice


def told(client: Client, member: User) -> set[str]:
    page = client.get(member.get_absolute_url()).content.decode()
    return {part for part in PARTS if f"its-{part}" in page}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_shown_to_whom_its_owner_says(
    client: Client, filled: User, bob: User, mod: User, part: str
) -> None:
    assert told(client, filled) == set(PARTS)
    setattr(filled, f"{part}_for", "members")
    filled.save()
    assert told(client, filled) == set(PARTS) - {part}
    client.force_login(bob)
    assert told(client, filled) == set(PARTS)

    setattr(filled, f"{part}_for", "nobody")
    filled.save()
    assert told(client, filled) == set(PARTS) - {part}
    client.force_login(mod)
    assert told(client, filled) == set(PARTS) - {part}
    client.force_login(filled)
    assert told(client, filled) == set(PARTS)


def test_a_library_that_not_everyone_may_see_stands_on_no_post(
    client: Client, filled: User
) -> None:
    thread = filled.threads.get()
    make_reply(thread=thread, author=filled)
    assert "its-library" in client.get(thread.get_absolute_url()).content.decode()
    filled.library_for = "members"
    filled.save()
    client.force_login(filled)
    assert "its-library" not in client.get(thread.get_absolute_url()).content.decode()


def test_a_topics_page_names_only_those_who_show_that_they_know_about_it(
    client: Client, filled: User, bob: User
) -> None:
    topic = filled.expertise.get()
    assert "Alice Example" in client.get(topic.get_absolute_url()).content.decode()
    filled.topics_for = "members"
    filled.save()
    assert "Members who know" not in client.get(topic.get_absolute_url()).content.decode()
    client.force_login(bob)
    assert "Members who know" in client.get(topic.get_absolute_url()).content.decode()
    filled.topics_for = "nobody"
    filled.save()
    assert "Members who know" not in client.get(topic.get_absolute_url()).content.decode()
