"""Turns what a person typed into words that can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import override

from accounts.models import User
from forum.actions.mentions import mentionable
from forum.actions.references import resolver
from forum.actions.refusals import Refused
from forum.files.limits import MAX_PER_POST, too_many_in_post
from forum.markup import (
    RENDERER_VERSION,
    FileKey,
    MarkupRefused,
    ShownFile,
    clean_source,
    render,
)
from forum.markup.references import Target
from forum.models import Attachment, AttachmentUse, Post, Thread


@dataclass(frozen=True, slots=True)
class Words:
    source: str
    html: str
    text: str
    mentions: tuple[str, ...]
    files: tuple[int, ...] = ()
    targets: tuple[Target, ...] = ()
    renderer_version: int = RENDERER_VERSION


def compose(
    source: str, *, author: User, thread: Thread | None = None, board_id: int | None = None
) -> Words:
    """Clean and render; done before any row is locked. Raises Refused.

    `thread` is where the post stands or will stand: pictures shown there may be shown again. A
    post that opens a thread has the `board_id` alone.
    """
    try:
        cleaned = clean_source(source)
        rendered = render(
            cleaned,
            mentionable=mentionable,
            files=partial(files_for, author, thread),
            resolve=resolver(thread.board_id if thread else board_id),
        )
    except MarkupRefused as refusal:
        raise Refused(refusal.reason, code="source") from refusal
    if len(rendered.files) > MAX_PER_POST:
        raise Refused(too_many_in_post(len(rendered.files)), code="source")
    return Words(
        cleaned, rendered.html, rendered.text, rendered.mentions, rendered.files, rendered.targets
    )


def preview(
    source: str, *, author: User, thread: Thread | None = None, board_id: int | None = None
) -> str:
    """The HTML that posting would give; raises Refused where posting would."""
    return compose(source, author=author, board_id=board_id, thread=thread).html


def files_for(author: User, thread: Thread | None, keys: set[FileKey]) -> dict[FileKey, ShownFile]:
    """Of the attachments that a text names, those that its author may show in `thread`.

    They are the author's own, and pictures of others that stand in the thread for all who read
    it. Nothing is told of any other, not even that it exists. One query.
    """
    reachable = Q(uploader=author)
    if thread is not None:
        posts = Post.objects.filter(thread=thread, hidden_at=None, withdrawn_at=None)
        uses = AttachmentUse.objects.filter(attachment=OuterRef("pk"), current=True, post__in=posts)
        reachable |= Q(Exists(uses), kind=Attachment.Kind.PICTURE)
    rows = Attachment.objects.filter(reachable, pk__in={pk for pk, _token in keys})
    rows = rows.filter(ready_at__isnull=False)
    found = {(row.pk, row.token): row for row in rows}
    return {key: shown_file(row, author) for key, row in found.items() if key in keys}


def shown_file(row: Attachment, author: User) -> ShownFile:
    own = row.uploader_id == author.pk
    with override(settings.LANGUAGE_CODE):  # One text for readers of every language.
        words = row.words
    return ShownFile(
        id=row.pk,
        url=row.get_absolute_url(),
        name=row.name,
        words=words,
        is_picture=row.is_picture,
        width=row.width,
        height=row.height,
        widths=tuple(row.widths),
        moves=row.moves,
        alt=row.alt if own else "",
        own=own,
        removed=row.removed_at is not None,
    )
