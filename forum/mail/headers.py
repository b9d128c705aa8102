"""What a mail says to machines: identity, threading, lists (RFC 5322, 2919, 8058, 3834)."""

from __future__ import annotations

from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from forum.models import Board, Notice, Post
from forum.paths import SEGMENT
from forum.unsubscribe import unsubscribe_path

MAX_REFERENCES = 20


def one_line(text: str) -> str:
    """Without line breaks, NUL and other characters that could end a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def sender(name: str) -> str:
    """The member's name with the site's own address: DMARC refuses mail in others' names."""
    shown = _("%(name)s via %(site)s") % {"name": one_line(name), "site": settings.SITE_NAME}
    return formataddr((shown, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def message_id(thread_id: int, number: int) -> str:
    """The same for every receiver and for ever: mail clients thread by it."""
    return f"<post.{thread_id}.{number}@{host()}>"


def references(post: Post) -> list[str]:
    """From the opening post to the parent; a long chain keeps the first and the last ones.

    Read from the path, which stops growing at a depth, so the true parent ends the list.
    """
    if post.parent is None:
        return []
    segments = [post.path[at : at + SEGMENT] for at in range(0, len(post.path), SEGMENT)]
    numbers = [1, *(int(segment, 36) for segment in segments[:-1])]
    if numbers[-1] != post.parent.number:
        numbers.append(post.parent.number)
    if len(numbers) > MAX_REFERENCES:
        numbers = [numbers[0], *numbers[1 - MAX_REFERENCES :]]
    return [message_id(post.thread_id, number) for number in numbers]


def post_headers(notice: Notice, post: Post) -> dict[str, str]:
    headers = {
        **common_headers(notice),
        **list_headers(post.thread.board),
        "Date": format_datetime(post.created_at),
        "Message-ID": message_id(post.thread_id, post.number),
        "Archived-At": f"<{absolute(post.get_absolute_url())}>",
    }
    if post.parent is not None:
        headers["In-Reply-To"] = message_id(post.thread_id, post.parent.number)
        headers["References"] = " ".join(references(post))
    return headers


def list_headers(board: Board) -> dict[str, str]:
    list_id = formataddr((one_line(board.name), f"{board.slug}.forum.{host()}"))
    return {"List-Id": list_id, "List-Archive": f"<{absolute(board.get_absolute_url())}>"}


def common_headers(notice: Notice) -> dict[str, str]:
    """One-click unsubscribing, and words that keep automatic answers away."""
    return {
        "List-Unsubscribe": f"<{absolute(unsubscribe_path(notice))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        **automatic_headers(),
    }


def automatic_headers() -> dict[str, str]:
    return {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
