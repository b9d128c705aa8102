"""Keeps each mail as a file, for sites that have no mail server."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.OUTBOX_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            partial = settings.OUTBOX_DIR / f"{name}.part"
            partial.write_bytes(message.message().as_bytes())
            partial.rename(settings.OUTBOX_DIR / f"{name}.eml")
        return len(email_messages)
