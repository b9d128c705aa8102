"""What narrows a search, read from the address; what can't be read is left out and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from forum.access import Viewer
from forum.models import Board, SearchEntry, Thread, Topic
from forum.search.statuses import STATUSES

Kind = SearchEntry.Kind

KINDS: dict[str, tuple[str, Promise]] = {
    "threads": (Kind.THREAD, gettext_lazy("Threads")),
    "posts": (Kind.POST, gettext_lazy("Replies")),
    "policies": (Kind.POLICY, gettext_lazy("Policies")),
    "articles": (Kind.ARTICLE, gettext_lazy("Articles")),
    "programs": (Kind.PROGRAM, gettext_lazy("Programs")),
    "awards": (Kind.AWARD, gettext_lazy("Scholarships")),
    "guidance": (Kind.GUIDANCE, gettext_lazy("Personnel guidance")),
    "meetings": (Kind.MEETING, gettext_lazy("Meetings")),
    "units": (Kind.UNIT, gettext_lazy("Units")),
    "pages": (Kind.PAGE, gettext_lazy("Other pages")),
}
AGES: dict[str, tuple[int, Promise]] = {
    "week": (7, gettext_lazy("The past week")),
    "month": (31, gettext_lazy("The past month")),
    "year": (366, gettext_lazy("The past year")),
}
SORTS: dict[str, Promise] = {
    "best": gettext_lazy("Best match"),
    "newest": gettext_lazy("Newest"),
}

THREAD_SORT: dict[str, Promise] = {"thread": gettext_lazy("In the order of the thread")}


@dataclass(frozen=True)
class Filters:
    kind: str = ""
    board: Board | None = None
    author: User | None = None
    since: datetime | None = None
    is_newest: bool = False
    thread: Thread | None = None
    is_in_order: bool = False
    topic: Topic | None = None
    unit: Unit | None = None
    status: str = ""

    @property
    def are_set(self) -> bool:
        chosen = (self.kind, self.board, self.author, self.since, self.thread)
        return any([*chosen, self.topic, self.unit, self.status])


def read_filters(values: Mapping[str, str], user: Viewer) -> tuple[Filters, list[str]]:
    """The filters in `values` and a sentence for each that was left out.

    A board that `user` may not read is as unknown as one that does not exist.
    """
    names = ("kind", "board", "author", "date", "sort")
    kind_name, board_slug, handle, age_name, sort = (
        values.get(name, "").replace("\0", "").strip() for name in names
    )
    kind, age = KINDS.get(kind_name), AGES.get(age_name)
    boards = Board.objects.visible_to(user).filter(slug=board_slug)
    board = boards.first() if board_slug else None
    members = User.objects.filter(handle=handle.removeprefix("@").lower())
    author = members.first() if handle else None
    thread, notes = _thread(values.get("thread", ""), user)
    topic_slug, unit_slug, status = (
        values.get(name, "").replace("\0", "").strip() for name in ("topic", "unit", "status")
    )
    topic = Topic.objects.known_as(topic_slug) if topic_slug else None
    unit = Unit.objects.known_as(unit_slug) if unit_slug else None
    if topic_slug and not topic:
        notes.append(_("There is no such topic, so every topic was searched."))
    if unit_slug and not unit:
        notes.append(_("There is no such unit, so every unit was searched."))
    if status and status not in STATUSES:
        notes.append(_("That status is not known, so every status was searched."))
        status = ""
    if board_slug and not board:
        notes.append(_("No board of that name is open to you, so every board was searched."))
    if handle and not author:
        notes.append(_("Nobody has that handle, so posts by everyone were searched."))
    if kind_name not in {"", "all", *KINDS}:
        notes.append(_("That kind is not known, so every kind was searched."))
    if age_name not in {"", "any", *AGES}:
        notes.append(_("That date is not known, so every date was searched."))
    if sort not in {"", *SORTS} and not (sort == "thread" and thread):
        notes.append(_("That order is not known, so the best matches come first."))
    filters = Filters(
        kind=kind[0] if kind else "",
        board=board,
        author=author,
        since=timezone.now() - timedelta(days=age[0]) if age else None,
        is_newest=sort == "newest",
        thread=thread,
        is_in_order=sort == "thread" and thread is not None,
        topic=topic,
        unit=unit,
        status=status,
    )
    return filters, notes


def _thread(name: str, user: Viewer) -> tuple[Thread | None, list[str]]:
    """A thread that `user` may not read is as unknown as one that does not exist."""
    if not name:
        return None, []
    if name.isascii() and name.isdigit() and len(name) <= 10:
        threads = Thread.objects.visible_to(user).select_related("board")
        if found := threads.filter(pk=int(name)).first():
            return found, []
    return None, [_("No such thread is open to you, so everything was searched.")]
