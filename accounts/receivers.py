"""What follows from what allauth and Django tell: a changed lock ends the other sessions."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from accounts.actions.sessions import end_sessions
from accounts.models import User
from accounts.signals import sessions_ended

LOCKS = (
    email_changed,
    password_changed,
    password_reset,
    password_set,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)


def connect() -> None:
    for signal in LOCKS:
        signal.connect(end_other_sessions, dispatch_uid="accounts.end_other_sessions")
    user_logged_out.connect(tell_signed_out, dispatch_uid="accounts.tell_signed_out")


def end_other_sessions(request: HttpRequest, user: User, **kwargs: Any) -> None:
    end_sessions(user, keep=request.session.session_key)


def tell_signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """The session is not flushed yet, so its key can be told."""
    key = request.session.session_key
    if user is not None and key:
        sessions_ended.send(User, user=user, keys=[key])
