"""How often one person may ask for what a page asks by itself."""

from __future__ import annotations

import time

from django.core.cache import cache

from accounts.models import User

MINUTE = 60


def within_rate(what: str, user: User, *, limit: int) -> bool:
    """Counts this request; False once there were more than `limit` in the running minute."""
    key = f"rate:{what}:{user.pk}:{int(time.time()) // MINUTE}"
    if cache.add(key, 1, 2 * MINUTE):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:  # It went from the cache between the two.
        return True
