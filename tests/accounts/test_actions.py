from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.actions.rosters import add_term, end_term
from accounts.actions.suspension import reinstate, suspend
from accounts.models import RosterTerm, Unit, User
from accounts.signals import rights_changed
from tests.accounts.doors import is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Iterator[list[User]]:
    """Whose rights were told to have changed."""
    users: list[User] = []

    def listen(sender: type[User], user: User, **kwargs: Any) -> None:
        users.append(user)

    rights_changed.connect(listen)
    yield users
    rights_changed.disconnect(listen)


def test_a_suspended_member_stays_signed_in_until_reinstated(
    client: Client, alice: User, told: list[User]
) -> None:
    client.force_login(alice)
    until = timezone.now() + timedelta(days=3)
    suspend(alice, until=until, reason="Sold things.")
    alice = User.objects.get(pk=alice.pk)
    assert alice.is_suspended
    assert alice.suspended_until == until
    assert is_signed_in(client)

    reinstate(alice)
    alice = User.objects.get(pk=alice.pk)
    assert not alice.is_suspended
    assert alice.suspension_reason == ""
    assert told == [alice, alice]


def test_a_term_gives_a_seat_and_its_end_takes_it(
    alice: User, unit: Unit, told: list[User]
) -> None:
    today = timezone.localdate()
    term = add_term(unit, user=alice, role="member", starts_on=today - timedelta(days=9))
    assert User.objects.get(pk=alice.pk).unit_ids == {unit.pk}
    end_term(term, on=today - timedelta(days=1))
    assert User.objects.get(pk=alice.pk).unit_ids == frozenset()
    assert told == [alice, alice]


@pytest.mark.parametrize(
    ("role", "start", "end"),
    [
        ("emperor", date(2026, 1, 1), None),
        ("member", date(2026, 1, 2), date(2026, 1, 1)),
    ],
)
def test_terms_that_can_not_be_are_refused(
    alice: User, unit: Unit, told: list[User], role: str, start: date, end: date | None
) -> None:
    with pytest.raises(ValidationError):
        add_term(unit, user=alice, role=role, starts_on=start, ends_on=end)
    assert not RosterTerm.objects.exists()
    assert told == []


def test_a_term_can_not_end_before_it_starts(alice: User, unit: Unit) -> None:
    today = timezone.localdate()
    term = add_term(unit, user=alice, role="chair", starts_on=today)
    with pytest.raises(ValidationError):
        end_term(term, on=today - timedelta(days=1))
    assert RosterTerm.objects.get().ends_on is None
