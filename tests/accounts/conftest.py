from __future__ import annotations

import pytest
from django.core.cache import cache

from accounts.models import User
from tests.factories import PASSWORD, make_user


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Limits are kept in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def dana(db: None) -> User:
    """Has a password, and comes in by the door."""
    return make_user(handle="dana", display_name="Dana Doorway", password=PASSWORD)


@pytest.fixture
def newcomer() -> dict[str, str]:
    """What someone types who is not known yet."""
    return {
        "email": "newcomer@example.org",
        "display_name": "Nell Newcomer",
        "handle": "nell",
        "time_zone": "America/Denver",
        "password1": PASSWORD,
    }
