from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import User
from accounts.signals import sessions_ended


@transaction.atomic
def end_sessions(user: User, *, keep: str | None = None) -> list[str]:
    """Sign the member out everywhere but in the session `keep`; return the keys ended."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    keys = []
    for session in sessions:
        keys.append(session.session_key)
        session.end()
    if keys:
        sessions_ended.send(User, user=user, keys=keys)
    return keys
