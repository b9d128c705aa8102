"""What muting a member changes in the forum."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.actions.mutes import mute_member
from accounts.models import User
from forum.actions.following import follow
from forum.actions.moderation import hide_post
from forum.models import Notice, Thread
from tests.factories import make_reply
from tests.working import run_tasks

pytestmark = pytest.mark.django_db


def folded(client: Client, thread: Thread, **query: str) -> list[str]:
    page = client.get(thread.get_absolute_url(), query).content.decode()
    return re.findall(r'<details class="folded" data-number="(\d+)"', page)


def test_posts_of_a_muted_member_are_folded_in_every_order(
    client: Client, thread: Thread, alice: User, bob: User
) -> None:
    reader = alice
    make_reply(thread=thread, author=bob, source="Loud words")
    make_reply(thread=thread, author=reader)
    mute_member(reader, bob)
    assert folded(client, thread) == []
    client.force_login(reader)
    for view in ("threaded", "oldest", "newest"):
        assert folded(client, thread, view=view) == ["2"]
    assert f'data-muted="{bob.pk}"' in client.get(thread.get_absolute_url()).content.decode()


def test_the_opening_post_is_folded_too(
    client: Client, thread: Thread, alice: User, bob: User
) -> None:
    mute_member(bob, alice)
    client.force_login(bob)
    assert folded(client, thread) == ["1"]


def test_folding_does_not_tell_whose_a_removed_post_was(
    client: Client, thread: Thread, alice: User, bob: User, mod: User
) -> None:
    post = make_reply(thread=thread, author=bob)
    mute_member(alice, bob)
    hide_post(post, moderator=mod, reason="Spam.")
    client.force_login(alice)
    assert folded(client, thread) == []


def test_words_of_a_moderator_are_never_folded(
    client: Client, thread: Thread, alice: User, bob: User
) -> None:
    make_reply(thread=thread, author=bob)
    mute_member(alice, bob)
    bob.is_moderator = True
    bob.save()
    client.force_login(alice)
    assert folded(client, thread) == []


def test_a_muted_member_sends_no_notice(
    client: Client, thread: Thread, alice: User, bob: User
) -> None:
    follow(alice, target=thread.board, level="every")
    mute_member(alice, bob)
    make_reply(thread=thread, author=bob, source="Hello @alice")
    run_tasks()
    assert not Notice.objects.filter(user=alice).exists()
