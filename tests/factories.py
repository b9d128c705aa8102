"""Plain functions that make things the way the site makes them."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

from django.core.files.base import File
from PIL import Image

from accounts.models import User
from forum.actions.attachments import attach
from forum.actions.posts import reply_to_thread
from forum.actions.threads import start_thread
from forum.models import Attachment, Board, Post, Thread

PASSWORD = "correct-horse-battery"


def make_user(*, handle: str, password: str | None = None, **fields: Any) -> User:
    """A member with a verified address; without a password (hashing is slow) unless asked."""
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(f"{handle}@example.org", handle, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_board(*, slug: str = "practice", name: str = "Practice", **fields: Any) -> Board:
    fields = {"purpose": "What works, and what did not.", "heading": "Practice", **fields}
    return Board.objects.create(slug=slug, name=name, **fields)


def make_thread(
    *, board: Board, author: User, title: str = "A question", source: str = "How?", **fields: Any
) -> Thread:
    return start_thread(
        board, author=author, title=title, source=source, key=uuid.uuid4(), **fields
    )


def make_reply(
    *, thread: Thread, author: User, source: str = "Like this.", parent: int = 1, **fields: Any
) -> Post:
    return reply_to_thread(
        thread, author=author, source=source, parent=parent, key=uuid.uuid4(), **fields
    )


def make_file(
    *, place: Thread | Board, uploader: User, name: str = "plan.txt", content: bytes = b"A plan."
) -> Attachment:
    file = File(BytesIO(content), name=name)
    return attach(file, name=name, uploader=uploader, place=place, key=uuid.uuid4())


def make_picture(
    *,
    place: Thread | Board,
    uploader: User,
    name: str = "chart.png",
    size: tuple[int, int] = (60, 40),
) -> Attachment:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return make_file(place=place, uploader=uploader, name=name, content=out.getvalue())
