"""Where allauth asks this site: what is safe to return to, what a sign-up keeps, secrets."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.handles import free_stale_handle
from accounts.models import User
from accounts.signals import sessions_ended


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "same_as_current": _("This is your address already."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Own paths only, whatever other hosts this site answers to."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        free_stale_handle(form.cleaned_data["handle"])
        for name in ("display_name", "handle", "time_zone"):
            setattr(user, name, form.cleaned_data[name])
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
        context = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
        message: EmailMessage = super().render_mail(template_prefix, email, context, headers)
        return message


class MFAAdapter(DefaultMFAAdapter):
    """Keeps second factors encrypted: a stolen database alone opens no account."""

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Key %(number)d") % {"number": count + 1}

    def encrypt(self, text: str) -> str:
        return fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return fernet().decrypt(encrypted_text.encode()).decode()


def fernet() -> MultiFernet:
    """Written with SECRET_KEY; read with it or with one of SECRET_KEY_FALLBACKS."""
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = (hashlib.sha256(f"accounts.mfa:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        for session in sessions:
            session.end()
            sessions_ended.send(User, user=session.user, keys=[session.session_key])
