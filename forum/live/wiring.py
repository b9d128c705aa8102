"""Joins the doorbell, the hubs and the signals of the floor below, once per process."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.signals import rights_changed, sessions_ended
from forum import doorbell
from forum.live import hub
from forum.live.rings import carrier
from forum.live.sessions import digest


def connect() -> None:
    doorbell.listen(hub.ring_all)
    if settings.REDIS_URL:
        doorbell.listen(carrier.carry)
    rights_changed.connect(ring_rights, dispatch_uid="forum.live.ring_rights")
    sessions_ended.connect(ring_sessions, dispatch_uid="forum.live.ring_sessions")


def ring_rights(user: User, **kwargs: Any) -> None:
    doorbell.ring("access", user=user.pk)


def ring_sessions(keys: list[str], **kwargs: Any) -> None:
    for key in keys:
        doorbell.ring("session", key=digest(key))
