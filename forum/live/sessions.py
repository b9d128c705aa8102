"""Who is behind a socket, and whether that still holds."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http.cookie import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import RosterTerm, User
from forum.access import Viewer
from forum.live.wire import RIGHTS_LOST, SIGNED_OUT

# One for all: nothing of a visitor is kept on it.
VISITOR = AnonymousUser()


@dataclass(slots=True, eq=False)
class Caller:
    """A person as read from the database, with their units, so that asking makes no query."""

    user: Viewer
    session_key: str = ""
    address: str = ""

    @property
    def crowd(self) -> str:
        """Whose sockets are counted together; empty when nobody knows."""
        return f"member {self.user.pk}" if self.user.is_authenticated else self.address


def session_key(scope: dict[str, Any]) -> str:
    """The key in the session cookie, or nothing when it can't be one."""
    cookies = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    key = parse_cookie("; ".join(cookies)).get(settings.SESSION_COOKIE_NAME, "")
    return key if key.isascii() and key.isalnum() and 8 <= len(key) <= 40 else ""


def digest(key: str) -> str:
    """What may travel of a session key: it finds the session's sockets and opens nothing."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def identify(keys: Iterable[str]) -> dict[str, User]:
    """The active members whose sessions these keys are: three queries for any number."""
    now = timezone.now()
    sessions = Session.objects.filter(session_key__in=list(keys), expire_date__gt=now)
    contents = {row.session_key: row.get_decoded() for row in sessions}
    pks = {data[SESSION_KEY] for data in contents.values() if SESSION_KEY in data}
    if not pks:
        return {}
    people = {str(user.pk): user for user in User.objects.filter(pk__in=pks, is_active=True)}
    units: defaultdict[int, set[int]] = defaultdict(set)
    terms = RosterTerm.objects.current().filter(user__in=people.values())
    for user_pk, unit_pk in terms.values_list("user_id", "unit_id"):
        units[user_pk].add(unit_pk)
    for user in people.values():
        user.unit_ids = frozenset(units[user.pk])
    return {
        key: people[data[SESSION_KEY]]
        for key, data in contents.items()
        if data.get(SESSION_KEY) in people and _opens(data, people[data[SESSION_KEY]])
    }


def _opens(data: dict[str, Any], user: User) -> bool:
    """Django's own test: the backend is still in use and the password still the same."""
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    told = data.get(HASH_SESSION_KEY, "")
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(told, known) for known in hashes)


def caller_of(user: User | None, key: str, address: str) -> Caller:
    return Caller(user, key, address) if user else Caller(VISITOR, "", address)


class Doorman:
    """Learns who stands behind session keys, all who wait at once with the same queries."""

    def __init__(self, run: Callable[..., Awaitable[dict[str, User]]]) -> None:
        self.run = run
        self.waiting: dict[str, asyncio.Future[User | None]] = {}
        self.asking: asyncio.Task[None] | None = None

    async def identify(self, key: str) -> User | None:
        if not key:
            return None
        if key not in self.waiting:
            self.waiting[key] = asyncio.get_running_loop().create_future()
        answer = self.waiting[key]
        if self.asking is None:
            self.asking = asyncio.create_task(self.ask())
        return await asyncio.shield(answer)

    async def ask(self) -> None:
        """Until nobody waits; who comes while the database answers is asked for next."""
        try:
            while self.waiting:
                waiting, self.waiting = self.waiting, {}
                try:
                    people = await self.run(identify, list(waiting))
                except Exception as error:
                    for answer in waiting.values():
                        answer.set_exception(error)
                        answer.exception()  # Whoever waited may be gone: not worth a warning.
                    continue
                for key, answer in waiting.items():
                    answer.set_result(people.get(key))
        finally:
            self.asking = None


def reason_to_close(before: User, now: User | None) -> int | None:
    """The code to close with when this person lost something since; more rights need no code."""
    if now is None:
        return SIGNED_OUT
    if now.is_suspended and not before.is_suspended:
        return RIGHTS_LOST
    return RIGHTS_LOST if before.is_moderator and not now.is_moderator else None


def address_of(scope: dict[str, Any]) -> str:
    """The reader's address, or for IPv6 their network; empty when it tells nobody apart.

    As for signing in, proxies are believed only as far as the settings count them. A private
    address is this machine, or a proxy that hides everyone behind it.
    """
    headers = dict(scope["headers"])
    address = (scope.get("client") or [""])[0]
    if name := settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER:
        address = headers.get(name.lower().encode(), b"").decode("latin-1")
    elif count := settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        hops = headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
        address = hops[-min(count, len(hops))]
    try:
        known = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if known.is_private:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
