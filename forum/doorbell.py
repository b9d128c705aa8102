"""Wakes whoever watches: a ring carries ids, never words, and may be lost without harm."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

Ring = dict[str, int | str]
Listener = Callable[[Ring], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Calls `listener` in the ringing thread for each ring; it must return at once."""
    _listeners.append(listener)


def ring(kind: str, **ids: int | str) -> None:
    """Rings when the current transaction commits, or at once outside of one."""
    message: Ring = {"kind": kind, **ids}
    transaction.on_commit(lambda: _ring(message), robust=True)


def _ring(message: Ring) -> None:
    for listener in _listeners:
        listener(message)
