"""Keeping what is being written, so that no crash, no other window and no sign-out takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import PreparedDelete
from accounts.statements import Statement, together
from forum.actions.refusals import Refused
from forum.draft_places import is_place
from forum.markup import MarkupRefused, clean_source
from forum.models import Draft, Post, Thread

MAX_DRAFTS = 100
MAX_FIELDS = 60
# A post has 32,000 characters at most; what is too long to be posted is kept all the same.
MAX_CHARACTERS = 70_000
KEEP_DELETED = timedelta(days=1)
PLACE = re.compile(r"([a-z]{1,12}):[0-9]{1,9}")
# What tells that somebody has written something, and not only that a form was opened.
WORDS = ("title", "source")

Fields = dict[str, list[str]]

_drop = PreparedDelete(lambda _shape, user, key: Draft.objects.filter(user=user, key=key))


class StaleDraft(Refused):
    """Other words were saved meanwhile; `draft` is how they stand."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("Another version of this draft was saved meanwhile. Both are kept."), code="stale"
        )
        self.draft = draft


def save_draft(
    user: User, *, place: str, key: UUID, base: int, fields: Mapping[str, Sequence[str]]
) -> Draft | None:
    """Keep these words as version `base` + 1; gives None when there are none left to keep.

    The same words again change nothing. Raises StaleDraft when `base` is not the version that
    stands, and Refused past a limit, with code "sent" when these words were posted, or with "key"
    when other words of this key were.
    """
    kept = clean_fields(fields)
    named = PLACE.fullmatch(place)
    if not named or not is_place(named[1]):
        raise Refused(_("A draft belongs to a reply, a new thread or a post."), code="place")
    _refuse_sent(user, key, kept)
    worth_keeping = _has_words(kept) and not _changes_nothing(user, place, kept)
    mine = Draft.objects.filter(user=user, key=key)
    standing = mine.first()
    if standing is None:
        return _create(user, place, key, kept) if worth_keeping else None
    if standing.version != base:
        if standing.fields == kept and standing.deleted_at is None:
            return standing
        raise StaleDraft(standing)
    if not worth_keeping:
        mine.filter(version=base).delete()
        return None
    values = {"fields": kept, "place": place, "saved_at": timezone.now(), "deleted_at": None}
    # In one statement, so that of two saves over one version exactly one finds it.
    is_saved = mine.filter(version=base).update(version=F("version") + 1, **values)
    standing = mine.first()
    if standing is None:  # Deleted or posted at the same moment.
        raise _gone()
    if not is_saved:
        raise StaleDraft(standing)
    return standing


def _create(user: User, place: str, key: UUID, fields: Fields) -> Draft | None:
    if Draft.objects.filter(user=user).count() >= MAX_DRAFTS:
        raise Refused(
            _("You have %(limit)d drafts, which is the most there can be. Delete some first.")
            % {"limit": MAX_DRAFTS},
            code="count",
        )
    try:
        with transaction.atomic():
            _wait_for_posting(user, place)
            _refuse_sent(user, key, fields)
            if _changes_nothing(user, place, fields):
                return None
            return Draft.objects.create(user=user, place=place, key=key, fields=fields)
    except IntegrityError:  # The same form saved at the same moment.
        standing = Draft.objects.filter(user=user, key=key).first()
        raise (StaleDraft(standing) if standing else _gone()) from None


def _refuse_sent(user: User, key: UUID, fields: Fields) -> None:
    """A save that was under way while its words were posted must not bring them back."""
    post = Post.objects.filter(author=user, key=key).select_related("thread").first()
    if post is None:
        return
    if _is_posted(post, fields):
        raise Refused(_("These words have been posted already."), code="sent")
    raise Refused(
        _("This form was sent already, with other words, as no. %(number)d. These are kept too.")
        % {"number": post.number},
        code="key",
    )


def _is_posted(post: Post, fields: Fields) -> bool:
    """Whether the post has these words, and its thread this title, or had them once."""
    title = " ".join("".join(fields.get("title", [])[:1]).split())
    if title and post.number == 1 and not post.thread.was_called(title):
        return False
    try:
        words = clean_source("".join(fields.get("source", [])[:1]))
    except MarkupRefused:
        return False
    # A comment's post begins with a line of the site's own.
    earlier = post.versions.values_list("source", flat=True)
    return any(source.endswith(words) for source in (post.source, *earlier))


def _wait_for_posting(user: User, place: str) -> None:
    """Hold the row that posting to this place holds, so that what is being posted just now is
    seen, and what comes later finds the draft and drops it."""
    kind, _colon, target = place.partition(":")
    if kind == "thread":
        rows: QuerySet[Any] = User.objects.filter(pk=user.pk)
    else:
        named = {"posts": target} if kind == "edit" else {"pk": target}
        rows = Thread.objects.order_by().filter(**named)
    rows.select_for_update(no_key=True, of=("self",)).values_list("pk").first()


def clean_fields(fields: Mapping[str, Sequence[str]]) -> Fields:
    """Fields as a database can hold them; raises Refused when they are too many or too long."""
    kept = {
        _storable(name): [_storable(value) for value in values] for name, values in fields.items()
    }
    values = sum(len(each) for each in kept.values())
    length = sum(len(value) for each in kept.values() for value in each)
    if values > MAX_FIELDS:
        raise Refused(
            _("A draft may hold %(limit)d fields.") % {"limit": MAX_FIELDS}, code="fields"
        )
    if length > MAX_CHARACTERS:
        raise Refused(
            _("The draft has %(length)s characters; %(limit)s can be kept. Copy it elsewhere.")
            % {"length": f"{length:,}", "limit": f"{MAX_CHARACTERS:,}"},
            code="length",
        )
    return kept


def _storable(text: str) -> str:
    """Without NUL and halves of characters, which PostgreSQL's JSON refuses."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[: MAX_CHARACTERS + 1]


def _has_words(fields: Fields) -> bool:
    return any(value.strip() for name in WORDS for value in fields.get(name, []))


def _changes_nothing(user: User, place: str, fields: Fields) -> bool:
    """Whether these are a post's own words as they stand, once saved or typed back."""
    kind, _colon, target = place.partition(":")
    if kind != "edit":
        return False
    words = "".join(fields.get("source", [])[:1]).replace("\r\n", "\n").strip()
    post = Post.objects.filter(author=user, pk=int(target)).only("source").first()
    return post is not None and post.source.strip() == words


def _gone() -> Refused:
    return Refused(_("This draft was deleted in another window."), code="gone")


def drop_sent_draft(user: User, key: UUID | None) -> None:
    """Called inside the transaction that posts the words: they are gone with it, or neither."""
    if key is not None:
        together(dropping_sent(user, key))


def dropping_sent(user: User, key: UUID) -> Statement:
    return _drop.bind(user.pk, key)


def delete_draft(draft: Draft) -> None:
    """Put it away for a day, so that it can be taken back."""
    Draft.objects.filter(pk=draft.pk).update(deleted_at=timezone.now())


def undelete_draft(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(deleted_at=None)


def forget_deleted_drafts() -> int:
    """Returns how many."""
    old = Q(deleted_at__lt=timezone.now() - KEEP_DELETED)
    return Draft.objects.filter(old).delete()[0]
