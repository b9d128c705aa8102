"""Attaching files: sent, described, claimed by the post that refers to them, removed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.actions.refusals import Refused, require
from forum.files import limits, storage
from forum.files.documents import check_document
from forum.files.limits import FileRefused
from forum.files.names import clean_name, with_extension
from forum.files.pictures import Picture, is_picture, make_picture
from forum.models import Attachment, AttachmentUse, Board, Post, Thread
from forum.permissions import Verdict, can_reply, can_start_thread, can_write


@dataclass(frozen=True, slots=True)
class Made:
    """A file as it will be stored: facts for its row, and its bytes by their storage names."""

    facts: dict[str, object]
    contents: dict[str, bytes | File[bytes]] = field(default_factory=dict)


def attach(
    file: File[bytes], *, name: str, uploader: User, place: Thread | Board, key: UUID
) -> Attachment:
    """Keep a file for a post in `place`; the same key, or the same file again, gives one row.

    The row is written first and says by `ready_at` when its file is whole: whatever is
    interrupted between leaves a row behind, by which upkeep finds what to delete. Raises Refused.
    """
    if earlier := sent_before(uploader, key):
        return earlier
    require(may_attach(uploader, place))
    name = clean_name(name)
    digest = digest_of(file)
    if same := _same_again(uploader, place, name, digest):
        return same
    if _is_over_quota(uploader, 0):
        raise Refused(limits.too_many_today(), code="quota")
    try:
        made = _make(file, name)
    except FileRefused as refusal:
        raise Refused(refusal.reason, code="file") from refusal
    row = _reserve(made, uploader=uploader, place=place, key=key, digest=digest)
    if row.ready_at:
        return row
    for stored, content in made.contents.items():
        storage.write(stored, content)
    waiting = Attachment.objects.filter(pk=row.pk, ready_at=None, removed_at=None)
    if waiting.update(ready_at=timezone.now()):
        row.ready_at = timezone.now()
        return row
    # Sent a second time meanwhile: the later one took the key over.
    if winner := sent_before(uploader, key):
        return winner
    raise Refused(_("This file is being sent twice at once. Try again in a moment."), code="busy")


def may_attach(user: User, place: Thread | Board) -> Verdict:
    return can_reply(user, place) if isinstance(place, Thread) else can_start_thread(user, place)


def sent_before(uploader: User, key: UUID) -> Attachment | None:
    return Attachment.objects.standing().filter(uploader=uploader, key=key).first()


def digest_of(file: File[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _same_again(uploader: User, place: Thread | Board, name: str, digest: str) -> Attachment | None:
    """The same bytes under the same name, waiting for a post at the same place."""
    waiting = Attachment.objects.standing().filter(
        uploader=uploader, digest=digest, claimed_at=None, **_place(place)
    )
    stem = name.rpartition(".")[0] or name
    return next((row for row in waiting if row.name in (name, with_extension(stem, "webp"))), None)


def _place(place: Thread | Board) -> dict[str, object]:
    if isinstance(place, Thread):
        return {"thread": place, "board_id": place.board_id}
    return {"thread": None, "board": place}


def _make(file: File[bytes], name: str) -> Made:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    if not size:
        raise FileRefused(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    if is_picture(start):
        if size > limits.MAX_PICTURE:
            raise limits.too_large(name, size, limits.MAX_PICTURE)
        return _picture(make_picture(file, name), name)
    if size > limits.MAX_DOCUMENT:
        raise limits.too_large(name, size, limits.MAX_DOCUMENT)
    extension, media_type = check_document(file, name)
    stored = storage.new_name(extension)
    file.seek(0)
    facts = {
        "kind": Attachment.Kind.DOCUMENT,
        "name": name,
        "media_type": media_type,
        "stored": stored,
        "size": size,
    }
    return Made(facts, {stored: file})


def _picture(picture: Picture, name: str) -> Made:
    stored = storage.new_name("webp")
    facts = {
        "kind": Attachment.Kind.PICTURE,
        "name": with_extension(name, "webp"),
        "media_type": "image/webp",
        "stored": stored,
        "size": len(picture.data),
        "width": picture.width,
        "height": picture.height,
        "widths": sorted(picture.smaller),
        "moves": picture.moves,
    }
    row = Attachment(stored=stored)
    smaller = {row.stored_at(width): data for width, data in picture.smaller.items()}
    return Made(facts, {stored: picture.data, **smaller})


@transaction.atomic
def _reserve(
    made: Made, *, uploader: User, place: Thread | Board, key: UUID, digest: str
) -> Attachment:
    """Write the row, one uploader's after another, so that no race passes the daily limit."""
    User.objects.select_for_update(no_key=True).get(pk=uploader.pk)
    if earlier := sent_before(uploader, key):
        return earlier
    # Left by a request that was interrupted, or that is still at it and will find it gone.
    left = Attachment.objects.filter(uploader=uploader, key=key)
    left.update(key=uuid4(), removed_at=timezone.now())
    if _is_over_quota(uploader, int(str(made.facts["size"]))):
        raise Refused(limits.too_many_today(), code="quota")
    return Attachment.objects.create(
        uploader=uploader,
        key=key,
        token=secrets.token_hex(16),
        digest=digest,
        created_at=timezone.now(),
        **_place(place),
        **made.facts,
    )


def _is_over_quota(uploader: User, size: int) -> bool:
    """Counts what was removed again too: storing and deleting all day is work as well."""
    today = Attachment.objects.filter(
        uploader=uploader, created_at__gt=timezone.now() - limits.DAY
    ).order_by()
    spent = today.aggregate(size=Sum("size"))["size"] or 0
    return today.count() >= limits.MAX_FILES_A_DAY or spent + size > limits.MAX_BYTES_A_DAY


def describe(attachment: Attachment, *, by: User, alt: str) -> Attachment:
    """Say what a picture shows; used where the post's own text does not say it."""
    if attachment.uploader_id != by.pk:
        raise Refused(_("Only who sent a picture describes it."), code="forbidden")
    require(can_write(by))
    alt = " ".join("".join(char if char.isprintable() else " " for char in alt).split())
    if len(alt) > limits.MAX_ALT:
        raise Refused(
            _("The description has %(length)d characters and may have %(limit)d.")
            % {"length": len(alt), "limit": limits.MAX_ALT},
            code="alt",
        )
    Attachment.objects.filter(pk=attachment.pk).update(alt=alt)
    attachment.alt = alt
    return attachment


def claim(post: Post, ids: Iterable[int]) -> None:
    """Tie a saved post to the files of its author that its text refers to.

    To be called in the transaction that saves the post. A file whose reference an edit took out
    stays with the post's earlier wording. Raises Refused when one was removed meanwhile.
    """
    wanted = set(ids)
    if not wanted and post.version == 1:
        return
    rows = Attachment.objects.standing().filter(pk__in=wanted, uploader=post.author_id)
    found = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    if len(found) < len(wanted):
        raise Refused(
            _("A file that your text refers to was removed while you wrote. Send it again."),
            code="source",
        )
    Attachment.objects.filter(pk__in=found, claimed_at=None).update(claimed_at=timezone.now())
    AttachmentUse.objects.filter(post=post).exclude(attachment__in=found).update(current=False)
    AttachmentUse.objects.filter(post=post, attachment__in=found).update(current=True)
    AttachmentUse.objects.bulk_create(
        [AttachmentUse(post=post, attachment_id=pk) for pk in found], ignore_conflicts=True
    )


def describe_all(alts: Mapping[int, str], *, by: User) -> None:
    """Describe those of one's own pictures whose description is another one now."""
    own = Attachment.objects.standing().filter(uploader=by, pk__in=list(alts)[:100])
    for attachment in own:
        if alts[attachment.pk] != attachment.alt:
            describe(attachment, by=by, alt=alts[attachment.pk])
