"""The mails of a site without a mail server, for those who try it out."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

ROWS = 50
NAME = re.compile(r"[0-9T]{15,25}-[0-9a-f]{8}")
HEADERS = ("From", "To", "Date", "Message-ID", "In-Reply-To", "List-Id", "List-Unsubscribe")


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest first; file names begin with the time, so the name is the cursor."""
    before = request.GET.get("before", "")
    names = sorted((path.stem for path in outbox_dir().glob("*.eml")), reverse=True)
    if before:
        names = [name for name in names if name < before]
    shown = names[:ROWS]
    context = {
        "mails": [summary(name) for name in shown],
        "next_before": shown[-1] if len(names) > ROWS else None,
    }
    return render(request, "forum/outbox.html", context)


@require_safe
def outbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    message = read_mail(name)
    text = message.get_body(("plain",))
    context = {
        **summary(name),
        "headers": [(key, message[key]) for key in HEADERS if message[key]],
        "text": text.get_content() if text else "",
        "has_html": message.get_body(("html",)) is not None,
    }
    return render(request, "forum/outbox_mail.html", context)


@require_safe
def outbox_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as a mail program shows it: no script, nothing fetched, no origin."""
    body = read_mail(name).get_body(("html",))
    if body is None:
        raise Http404(_("This mail has no HTML part."))
    response = HttpResponse(body.get_content())
    policy = "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'"
    response.headers["Content-Security-Policy"] = f"{policy}; style-src 'unsafe-inline'"
    return response


@require_safe
def outbox_source(request: HttpRequest, name: str) -> HttpResponse:
    response = HttpResponse(mail_file(name).read_bytes(), content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.eml"'
    return response


def outbox_dir() -> Path:
    """404 on a real site, whose mails are nobody else's business."""
    if not settings.EMBEDDED:
        raise Http404(_("There is no outbox here."))
    return Path(settings.OUTBOX_DIR)


def mail_file(name: str) -> Path:
    path = outbox_dir() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404(_("There is no such mail."))
    return path


def read_mail(name: str) -> EmailMessage:
    return email.message_from_bytes(mail_file(name).read_bytes(), policy=default)


def summary(name: str) -> dict[str, Any]:
    message = read_mail(name)
    date = message["Date"]
    return {
        "name": name,
        "subject": str(message["Subject"] or _("No subject")),
        "to": str(message["To"] or ""),
        "sender": str(message["From"] or ""),
        "at": date.datetime if date is not None else None,
    }
