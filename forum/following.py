"""Which level applies to whom, and the words that say why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from accounts.models import Unit, User
from accounts.prepared import PreparedModels
from forum.access import Viewer, can_read_board, can_read_thread, readable_pages
from forum.models import Board, Follow, Notice, Thread, Topic
from forum.models.following import Target, deciding, kind_of

Level = Follow.Level

NAMES = {
    "thread": gettext_lazy("the thread %(name)s"),
    "page": gettext_lazy("the page %(name)s"),
    "board": gettext_lazy("the board %(name)s"),
    "topic": gettext_lazy("the topic %(name)s"),
    "unit": gettext_lazy("the unit %(name)s"),
}
UNSET = {
    "thread": gettext_lazy("No setting for this thread"),
    "page": gettext_lazy("Not followed"),
    "board": gettext_lazy("Not followed"),
    "topic": gettext_lazy("Not followed"),
    "unit": gettext_lazy("Not followed"),
}
LABELS = {
    "thread": gettext_lazy("Follow this thread"),
    "page": gettext_lazy("Follow this page"),
    "board": gettext_lazy("Follow this board"),
    "topic": gettext_lazy("Follow this topic"),
    "unit": gettext_lazy("Follow this unit"),
}


def address_of(target: Target) -> str:
    return f"{kind_of(target)}:{target.pk}"


def can_follow(user: Viewer, target: Target) -> bool:
    """Members follow what they may read; topics and units are open to everyone."""
    if not user.is_authenticated or not user.is_active:
        return False
    if isinstance(target, Thread):
        return can_read_thread(user, target)
    if isinstance(target, Board):
        return can_read_board(user, target)
    if isinstance(target, Page):
        return readable_pages(user).filter(pk=target.pk).exists()
    return True


def row_at(address: str) -> Target | None:
    """What "thread:42" names, whoever asks; None for anything else."""
    kind, _colon, raw = address.partition(":")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 10):
        return None
    rows: dict[str, models.QuerySet[Any]] = {
        "thread": Thread.objects.select_related("board"),
        "page": Page.objects.all(),
        "board": Board.objects.all(),
        "topic": Topic.objects.all(),
        "unit": Unit.objects.all(),
    }
    target: Target | None = rows[kind].filter(pk=int(raw)).first() if kind in rows else None
    return target


def find_target(user: Viewer, address: str) -> Target | None:
    """The row at `address` if this person may follow it: unknown and forbidden are both None."""
    target = row_at(address)
    return target if target is not None and can_follow(user, target) else None


def level_for(user: User, thread: Thread) -> tuple[str, Follow | None]:
    """The level that applies to this thread and the setting that decides it: one query."""
    board, page = thread.board, thread.page_id
    more = [pk for pk in (page, board.unit_id) if pk is not None]
    shape = (page is not None, board.unit_id is not None)
    decided = deciding(_reaching(user.pk, thread.pk, board.pk, *more, shape=shape))
    if decided is not None and decided.kind != "topic":
        # What else reaches a thread is at hand.
        near = {"thread": thread, "page": thread.page, "board": thread.board}
        setattr(decided, decided.kind, near.get(decided.kind, thread.board.unit))
    return (decided.level, decided) if decided else (Level.REPLIES, None)


def _settings_reaching(
    shape: tuple[bool, bool], user: int, thread: int, board: int, *more: int
) -> QuerySet[Follow]:
    ids = iter(more)
    page, unit = (next(ids) if has else None for has in shape)
    there = Thread(pk=thread, board=Board(pk=board, unit_id=unit), page_id=page)
    topics = Topic.objects.filter(threads=thread).order_by().values("pk")
    follows = Follow.objects.reaching(there, topics).filter(user=user)
    return follows.select_related("topic")


_reaching = PreparedModels(_settings_reaching)


def following_context(
    user: Viewer, target: Target, *, known: Mapping[tuple[str, int], str] | None = None
) -> dict[str, Any]:
    """What components/follow.html shows for a member: at most one query, and none where the
    caller has the levels at hand, by kind and id."""
    kind = kind_of(target)
    context = {
        "target": address_of(target),
        "label": LABELS[kind],
        "levels": [("", UNSET[kind]), *Level.choices],
        "level": "",
        "why": "",
    }
    if not user.is_authenticated:
        return context
    if isinstance(target, Thread):
        level, decided = level_for(user, target)
        own = decided is not None and decided.thread_id == target.pk
        return {**context, "level": level if own else "", "why": why_here(level, decided)}
    if known is not None:
        return {**context, "level": known.get((kind, target.pk), "")}
    follow = Follow.objects.of(user).on(target).first()
    return {**context, "level": follow.level if follow else ""}


def why_here(level: str, decided: Follow | None) -> str:
    """Says beside a thread's control which level applies and why."""
    if decided is None:
        return _("You hear of replies to you and of mentions, as in every thread.")
    if decided.thread_id is not None:
        if not decided.automatic:
            return ""
        return _("%(level)s, because you take part in this thread.") % {"level": Level(level).label}
    words = {"level": Level(level).label, "what": name_of(decided)}
    if level == Level.MUTED:
        return _("Muted, because you muted %(what)s.") % words
    return _("%(level)s, because you follow %(what)s.") % words


def name_of(follow: Follow) -> str:
    """Such as "the board Practice"; loads the target unless it was selected."""
    return NAMES[follow.kind] % {"name": follow.target}


def name_of_target(target: Target) -> str:
    return NAMES[kind_of(target)] % {"name": target}


def reason(notice: Notice) -> str:
    """Why this person was told, as a sentence for the bell and the foot of a mail."""
    if notice.kind == Notice.Kind.MENTION:
        return _("You were mentioned.")
    if notice.kind == Notice.Kind.REPLY:
        return _("It answers what you wrote.")
    if notice.kind == Notice.Kind.REMINDER:
        return _("You asked to be reminded.")
    if notice.kind == Notice.Kind.PERSONAL:
        return _("It is about you.")
    if notice.follow is None:
        return _("You followed this at the time.")
    if notice.follow.automatic:
        return _("You take part in this thread.")
    return _("You follow %(what)s.") % {"what": name_of(notice.follow)}
