"""Redis as the shared cache, with the database standing in while Redis is away.

Limits on sign-in and codes used once live in the cache. They must neither vanish nor stop
everyone from signing in when Redis does.
"""

from __future__ import annotations

import time
from typing import Any

import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

WAIT = 5.0
_away_until = 0.0


class OwnKeysRedisCache(RedisCache):
    """Clears its own prefix only: the same Redis carries the live wire, and maybe other sites."""

    def clear(self) -> None:
        client = self._cache.get_client(None, write=True)
        for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
            client.delete(key)


class StandbyRedisCache(OwnKeysRedisCache):
    """Asks the cache “standby” for some seconds after Redis failed to answer."""

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        global _away_until
        if time.monotonic() >= _away_until:
            try:
                return getattr(super(), method)(*args, **kwargs)
            except (redis.ConnectionError, redis.TimeoutError):
                _away_until = time.monotonic() + WAIT
        return getattr(caches["standby"], method)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._ask("clear")
