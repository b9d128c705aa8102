"""People with fixed stories, and things made through the real actions."""

from __future__ import annotations

import gc
import os
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import RosterTerm, Unit, User
from forum.models import Board, Thread
from tests.factories import make_board, make_thread, make_user
from tests.working import run_tasks

# Playwright's synchronous API runs a loop in the test's own thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Look for garbage seldom: nearly all that a migration or a page leaves goes by itself."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The work that the first pages leave behind is done once, not again in every test."""
    with django_db_blocker.unblock():
        run_tasks()


@pytest.fixture(autouse=True)
def no_kept_pages() -> None:
    """Rows of the next test have the same ids, and other words."""
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def visitor() -> AnonymousUser:
    return AnonymousUser()


@pytest.fixture
def alice(db: None) -> User:
    """Wrote it."""
    return make_user(handle="alice", display_name="Alice Example")


@pytest.fixture
def bob(db: None) -> User:
    """A member like any other."""
    return make_user(handle="bob", display_name="Bob Sample")


@pytest.fixture
def charlie(db: None) -> User:
    """Suspended for a week."""
    return make_user(
        handle="charlie",
        display_name="Charlie Specimen",
        suspended_at=timezone.now(),
        suspended_until=timezone.now() + timedelta(days=7),
        suspension_reason="Advertised a product in three threads.",
    )


@pytest.fixture
def mod(db: None) -> User:
    return make_user(handle="mod", display_name="Mo Derator", is_moderator=True)


@pytest.fixture
def keeper(db: None) -> User:
    return make_user(
        handle="keeper", display_name="Keeper Ofkeys", is_staff=True, is_superuser=True
    )


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit.objects.create(
        kind=Unit.Kind.COMMITTEE, name="Committee on Examples", acronym="COX", slug="cox"
    )


@pytest.fixture
def insider(unit: Unit) -> User:
    """Sits on the unit today."""
    user = make_user(handle="insider", display_name="Una Insider")
    RosterTerm.objects.create(
        unit=unit, user=user, starts_on=timezone.localdate() - timedelta(days=30)
    )
    return user


@pytest.fixture
def board(db: None) -> Board:
    return make_board()


@pytest.fixture
def private_board(unit: Unit) -> Board:
    return make_board(slug="room", name="Committee room", reading="unit", unit=unit)


@pytest.fixture
def thread(board: Board, alice: User) -> Thread:
    return make_thread(board=board, author=alice)
