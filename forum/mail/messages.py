"""The mail of one notice, as text and HTML."""

from __future__ import annotations

from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from forum.following import reason
from forum.mail.headers import (
    absolute,
    automatic_headers,
    common_headers,
    host,
    message_id,
    one_line,
    post_headers,
    sender,
)
from forum.mail.html import html_for_mail
from forum.models import Notice, Post
from forum.unsubscribe import unsubscribe_path


class NoticeMail(EmailMultiAlternatives):
    """Keeps each address on the line of its header: folded ones are lost on some mail programs."""

    def message(self, **options: Any) -> Any:
        message = super().message(**options)
        message.policy = message.policy.clone(max_line_length=990)
        return message


def mail_of(
    notice: Notice, *, post: Post | None, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The mail to `notice.user`; `post` is the notice's, as this person may read it now."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(notice.user.time_zone):
        if notice.kind == Notice.Kind.PERSONAL:
            message = _personal_mail(notice)
        elif post is None:
            message = _page_mail(notice)
        elif notice.kind == Notice.Kind.REMINDER:
            message = _reminder_mail(notice, post)
        else:
            message = _post_mail(notice, post)
    message.connection = connection
    return message


def _post_mail(notice: Notice, post: Post) -> EmailMultiAlternatives:
    url = absolute(post.get_absolute_url())
    title = one_line(post.thread.title)
    context = {
        "notice": notice,
        "post": post,
        "thread": post.thread,
        "headline": _headline(notice, post),
        "body": html_for_mail(post.html, base=url),
        "url": url,
    }
    return _message(
        notice,
        template="post",
        context=context,
        subject=title if post.number == 1 else f"Re: {title}",
        headers=post_headers(notice, post),
        name=post.author.display_name,
    )


def _reminder_mail(notice: Notice, post: Post) -> EmailMultiAlternatives:
    """A mail of its own beside the post's, and no list: each reminder was asked for by itself."""
    url = absolute(post.get_absolute_url())
    title = one_line(post.thread.title)
    of_post = message_id(post.thread_id, post.number)
    headers = {
        **automatic_headers(),
        "Date": format_datetime(notice.created_at),
        "Message-ID": f"<{notice.event.replace(':', '.')}@{host()}>",
        "In-Reply-To": of_post,
        "References": of_post,
    }
    context = {
        "notice": notice,
        "post": post,
        "thread": post.thread,
        "headline": _headline(notice, post),
        "body": html_for_mail(post.html, base=url),
        "url": url,
        "stop_url": absolute(reverse("forum:bookmark_list")),
    }
    return _message(
        notice,
        template="post",
        context=context,
        subject=_("Reminder: %(title)s") % {"title": title},
        headers=headers,
        name=settings.SITE_NAME,
    )


def _headline(notice: Notice, post: Post) -> str:
    words = {"name": post.author.display_name, "board": post.thread.board.name}
    if notice.kind == Notice.Kind.REMINDER:
        words["number"] = str(post.number)
        asked = _("You asked to be reminded of no. %(number)s by %(name)s in %(board)s.") % words
        note = _("Your note: %(note)s") % {"note": notice.words} if notice.words else ""
        return f"{asked} {note}".strip()
    if notice.kind == Notice.Kind.MENTION:
        return _("%(name)s mentioned you in %(board)s.") % words
    if notice.kind == Notice.Kind.REPLY:
        return _("%(name)s replied to you in %(board)s.") % words
    if post.number == 1:
        return _("%(name)s started a thread in %(board)s.") % words
    return _("%(name)s replied in %(board)s.") % words


def _page_mail(notice: Notice) -> EmailMultiAlternatives:
    page = notice.page
    if page is None:
        raise ValueError("a notice of nothing that a mail can show")
    url = page_address(page)
    headers = {
        **common_headers(notice),
        "List-Id": formataddr((settings.SITE_NAME, f"pages.{host()}")),
        "Date": format_datetime(notice.created_at),
        "Message-ID": f"<{notice.event.replace(':', '.')}@{host()}>",
        "Archived-At": f"<{url}>",
    }
    return _message(
        notice,
        template="page",
        context={"notice": notice, "page": page, "url": url},
        subject=one_line(page.title),
        headers=headers,
        name=notice.actor.display_name if notice.actor else settings.SITE_NAME,
    )


def _personal_mail(notice: Notice) -> EmailMultiAlternatives:
    """Of no list, as it goes to one person; what stops it is in the settings."""
    url = absolute(notice.address or "/")
    headers = {
        **automatic_headers(),
        "Date": format_datetime(notice.created_at),
        "Message-ID": f"<{notice.event.replace(':', '.')}@{host()}>",
    }
    return _message(
        notice,
        template="page",
        context={
            "notice": notice,
            "page": {"title": settings.SITE_NAME},
            "url": url,
            "stop_url": absolute(reverse("accounts:settings")),
        },
        subject=one_line(notice.words)[:120],
        headers=headers,
        name=notice.actor.display_name if notice.actor else settings.SITE_NAME,
    )


def page_address(page: Page) -> str:
    """Under SITE_URL, which is right where Wagtail's own site record still says localhost."""
    parts = page.get_url_parts()
    return absolute(parts[2] if parts and parts[2] else "/")


def _message(
    notice: Notice,
    *,
    template: str,
    context: dict[str, Any],
    subject: str,
    headers: dict[str, str],
    name: str,
) -> EmailMultiAlternatives:
    context = {
        "site_name": settings.SITE_NAME,
        "why": reason(notice),
        "following_url": absolute(reverse("forum:following")),
        "stop_url": absolute(unsubscribe_path(notice)),
        **context,
    }
    message = NoticeMail(
        subject=subject,
        body=render_to_string(f"forum/mail/{template}.txt", context),
        from_email=sender(name),
        to=[notice.user.email],
        headers=headers,
    )
    message.attach_alternative(
        render_to_string(f"forum/mail/{template}.html", context), "text/html"
    )
    return message
