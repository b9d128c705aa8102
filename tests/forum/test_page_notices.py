"""A published page is told to those who follow it, its topics or its unit, and may read it."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from forum.access import can_read_board, readable_pages, readers_of_board, readers_of_page
from forum.actions.following import follow
from forum.actions.notices import (
    queue_page_notices,
)
from forum.models import Follow, Notice, Topic
from tests.factories import make_board, make_thread, make_user
from tests.working import run_tasks


@pytest.fixture
def dora(db):
    return make_user(handle="dora", display_name="Dora Third")


@pytest.fixture
def page(db):
    return Page.get_first_root_node().add_child(title="A page", slug="a-page")


def told(user: User) -> list[str]:
    run_tasks()
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_published_page_tells_the_followers_of_its_topics_and_unit(page, unit, alice, bob, dora):
    topic = Topic.objects.create(name="Onboarding", slug="onboarding")
    follow(bob, target=topic, level="every")
    follow(bob, target=unit, level="every")
    follow(dora, target=page, level="every")
    follow(alice, target=page, level="every")
    for _ in range(2):
        queue_page_notices(
            page, words="Published a page.", actor=alice, topics=[topic], units=[unit]
        )
    assert (told(bob), told(dora), told(alice)) == (["page"], ["page"], [])
    assert Notice.objects.get(user=bob).words == "Published a page."


def test_a_pages_new_version_is_another_event(page, alice, bob):
    follow(bob, target=page, level="every")
    for _ in range(2):
        page.save_revision().publish()
        page.refresh_from_db()
        queue_page_notices(page, words="A new version.", actor=alice, topics=[], units=[])
    assert told(bob) == ["page", "page"]


def test_a_page_for_a_group_reaches_that_group_only(page, alice, bob, dora):
    group = Group.objects.create(name="Trainers")
    bob.groups.add(group)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(group)
    for user in (bob, dora):
        Follow.objects.create(user=user, page=page, level="every")
    queue_page_notices(page, words="A page.", actor=alice, topics=[], units=[])
    assert (told(bob), told(dora)) == (["page"], [])


def test_opening_a_pages_thread_does_not_tell_its_followers_twice(page, board, alice, bob, dora):
    topic = Topic.objects.create(name="Onboarding", slug="onboarding")
    follow(bob, target=topic, level="every")
    follow(dora, target=board, level="every")
    make_thread(board=board, author=alice, topics=[topic], page=page)
    assert (told(bob), told(dora)) == ([], ["thread"])


@pytest.mark.parametrize("reading", ["public", "members", "unit"])
def test_readers_of_a_board_are_those_who_can_read_it(
    unit, reading, alice, charlie, mod, keeper, insider
):
    board = make_board(slug="some", name="Some", reading=reading, unit=unit)
    readers = set(User.objects.filter(readers_of_board(board)))
    assert readers == {user for user in User.objects.all() if can_read_board(user, board)}


@pytest.mark.parametrize("kind", ["", "login", "groups", "password"])
def test_readers_of_a_page_are_those_who_can_read_it(page, kind, alice, bob, keeper):
    child = page.add_child(title="Below", slug="below")
    if kind:
        restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
        group = Group.objects.create(name="Trainers")
        bob.groups.add(group)
        restriction.groups.add(group)
    readers = set(User.objects.filter(readers_of_page(child)))
    can = {user for user in User.objects.all() if readable_pages(user).filter(pk=child.pk).exists()}
    assert readers == can
    expected = {"": 3, "login": 3, "groups": 2, "password": 0}
    assert len(can) == expected[kind]


def test_a_visitor_reads_unrestricted_published_pages_only(page, visitor):
    assert readable_pages(visitor).filter(pk=page.pk).exists()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not readable_pages(visitor).filter(pk=page.pk).exists()
