"""Sending the mails that are due, each by one worker only."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.models import User
from forum.access import readable_pages
from forum.actions.saved_searches import EVENT, still_finds
from forum.mail.messages import mail_of
from forum.models import Delivery, Notice, Post

logger = logging.getLogger("roundtable.mail")

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 60, 120, 240, 480))
MAX_ATTEMPTS = len(BACK_OFF) + 1
BATCH = 100


class MailServerError(Exception):
    """No connection to the mail server: every mail waits, and none counts it as an attempt."""


def send_due(*, worker: str, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send up to BATCH mails that are due; returns how many were taken.

    Raises MailServerError when the server can't be reached, or hangs up in between.
    """
    due = list(Delivery.objects.due().order_by("due_at").values_list("pk", flat=True)[:BATCH])
    if not due:
        return 0
    connection = _open()
    taken = 0
    try:
        for pk in due:
            if stopping():
                break
            if Delivery.objects.claim(pk, worker=worker):
                taken += 1
                _deliver(pk, connection)
    finally:
        _close(connection)
    return taken


def release_claims(worker: str) -> int:
    """Give back what a worker that is known to be gone had claimed, before the lease ends."""
    return Delivery.objects.waiting().filter(claimed_by=worker).update(claimed_at=None)


def _open() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerError(str(error)) from error
    return connection


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("The mail server hung up: %s", error)


def _deliver(pk: int, connection: BaseEmailBackend) -> None:
    """Send one claimed mail, and write down what came of it."""
    rows = Delivery.objects.select_related(
        "notice__user", "notice__actor", "notice__page", "notice__follow"
    )
    delivery = rows.filter(pk=pk).first()
    if delivery is None:  # the member or the thread was erased in between
        return
    notice, post = delivery.notice, None
    if why_not := _refusal(notice):
        _drop(delivery, why_not)
        return
    if notice.post_id is not None:
        post = readable_post(notice.user, notice.post_id)
    elif notice.kind == Notice.Kind.PERSONAL:
        pass
    elif not readable_pages(notice.user).filter(pk=notice.page_id).exists():
        notice.page = None
    gone = notice.post_id is not None or notice.page is None
    if post is None and gone and notice.kind != Notice.Kind.PERSONAL:
        _drop(delivery, "no longer readable for this person")
        return
    try:
        mail_of(notice, post=post, connection=connection).send()
    except Exception as error:
        _failed(delivery, error)
        if _is_hang_up(error):
            raise MailServerError(str(error)) from error
    else:
        Delivery.objects.filter(pk=pk).update(sent_at=timezone.now())


def readable_post(user: User, pk: int) -> Post | None:
    """The post if this person may read it now, with what its mail shows."""
    posts = Post.objects.visible_to(user).select_related("thread__board", "author", "parent")
    post = posts.filter(pk=pk).first()
    return None if post is None or post.is_gone else post


def _refusal(notice: Notice) -> str:
    """Why this person gets no mail at all, or none of this search, or an empty string."""
    user = notice.user
    if notice.event.startswith(EVENT) and not still_finds(notice):
        return "what it found is no longer readable for this person"
    if not user.is_active:
        return "account closed"
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return "" if confirmed.exists() else "address not confirmed"


def _failed(delivery: Delivery, error: Exception) -> None:
    """Drop what the server refuses for good; try the rest again, later each time."""
    logger.warning("Mail %s failed: %r", delivery.pk, error)
    if reason := _final(error):
        _drop(delivery, reason)
    elif delivery.attempts >= MAX_ATTEMPTS:
        _drop(delivery, f"gave up after {delivery.attempts} attempts: {error}")
    else:
        delivery.claimed_at = None
        delivery.due_at = timezone.now() + BACK_OFF[delivery.attempts - 1]
        delivery.save(update_fields=["claimed_at", "due_at"])


def _is_hang_up(error: Exception) -> bool:
    """Whether the connection broke, so that the mails after this one would fail as well."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)


def _final(error: Exception) -> str:
    """The server's words where it refused this receiver or these contents for good (5xx)."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPDataError):
        answers = [(error.smtp_code, error.smtp_error)]
    for code, words in answers:
        if 500 <= code < 600:
            said = words.decode(errors="replace") if isinstance(words, bytes) else words
            return f"refused: {code} {said}"
    return ""


def _drop(delivery: Delivery, reason: str) -> None:
    delivery.dropped_at, delivery.dropped_reason = timezone.now(), reason[:200]
    delivery.save(update_fields=["dropped_at", "dropped_reason"])
