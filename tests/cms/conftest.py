"""People and pages of the association, made the way the site makes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import RosterTerm, Unit, User
from cms.core.models import HomePage
from cms.core.tree import discuss_on, ensure_site
from cms.policies.models import PolicyIndexPage, PolicyPage
from forum.models import Board, Topic
from tests.cms.clock import Clock
from tests.cms.factories import make_policy
from tests.factories import make_user


@pytest.fixture
def home(db: None) -> HomePage:
    return ensure_site()


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(name="Evaluation", slug="evaluation")


def sit(unit: Unit, handle: str, role: str, *, ended: bool = False) -> User:
    """A person with a term on the unit, running today or ended yesterday."""
    user = make_user(handle=handle, display_name=handle.title())
    today = timezone.localdate()
    RosterTerm.objects.create(
        unit=unit,
        user=user,
        role=role,
        starts_on=today - timedelta(days=100),
        ends_on=today - timedelta(days=1) if ended else None,
    )
    return user


@pytest.fixture
def chair(unit: Unit) -> User:
    return sit(unit, "chair", "chair")


@pytest.fixture
def liaison(unit: Unit) -> User:
    return sit(unit, "liaison", "liaison")


@pytest.fixture
def observer(unit: Unit) -> User:
    return sit(unit, "observer", "observer")


@pytest.fixture
def former(unit: Unit) -> User:
    """A member of the unit until yesterday."""
    return sit(unit, "former", "member", ended=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def draft(home: HomePage, board: Board, unit: Unit, alice: User) -> PolicyPage:
    """A published draft of the unit, whose thread is on the public board."""
    discuss_on(board, PolicyIndexPage)
    return make_policy(by=alice, responsible_body=unit, status="drafting")
