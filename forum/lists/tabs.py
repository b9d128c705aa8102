"""The tabs of a list of threads: what each holds, in which order, and in which words.

Each tab gives one queryset, or several pieces whose union it is; every piece is driven by an
index of its own, so that a tab costs the same on a board of 50 threads and of 100,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.lists.compound import counts, union
from forum.lists.paging import PAGE, Cursor, Window, beyond, window
from forum.lists.reach import MUTED, Reach, topic_among
from forum.models import Board, Follow, ReadMark, Thread, ThreadScore
from forum.models.threads import RARE, ThreadQuerySet
from forum.unread import unread_posts

NEW_DAYS = 30
# A badge says "99+" beyond; up to there it is exact.
BADGE = 100
# A topic on more threads than this is found faster among the latest threads than in its own.
LARGE_TOPIC = 2_000
TOPIC_SIZES = "forum:topic-sizes"
PERIODS = dict(ThreadScore.Period.choices)


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str | Promise
    words: str | Promise
    empty: str | Promise
    members: bool = False
    key: str = "last_post_at"


TABS = {
    tab.name: tab
    for tab in (
        Tab(
            "new",
            _("New"),
            _("Started in the last 30 days, the newest first."),
            _("No thread was started in the last 30 days. All threads stand under All."),
            key="created_at",
        ),
        Tab(
            "unread",
            _("Unread"),
            _(
                "Threads that you opened or follow by themselves, with posts that you have not"
                " read. What you muted is left out."
            ),
            _("You have read everything in the threads that you opened. Look under New."),
            members=True,
        ),
        Tab(
            "following",
            _("Following"),
            _(
                "Everything that reaches you because you follow the thread, its page, its board,"
                " a topic or the unit. The nearest setting counts."
            ),
            _("You follow nothing here yet. Boards, topics and threads have a control for it."),
            members=True,
        ),
        Tab(
            "top",
            _("Top"),
            _("Most replies and helpful marks, counted anew every few minutes."),
            _("Nobody wrote or marked anything here in this time. Try a longer one."),
            key="score",
        ),
        Tab(
            "unanswered",
            _("Unanswered"),
            _("Open threads to which nobody has replied yet."),
            _("Every open thread has a reply."),
        ),
        Tab("all", _("All"), _("Every thread, the last posted in first."), _("No threads yet.")),
    )
}
MEMBERS_NEW = _(
    "Started since you joined and in the last 30 days, and not opened by you. Your own and what"
    " you muted are left out."
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The threads that a list is about; `threads` leaves board and topic to be narrowed by."""

    threads: ThreadQuerySet
    boards: Sequence[Board]
    reach: Reach | None = None
    board: Board | None = None
    topic: int | None = None
    period: str = "week"

    def here(self) -> ThreadQuerySet:
        threads = self.threads.filter(board=self.board) if self.board else self.threads
        return of_topic(threads, self.topic)

    def among_marks(self) -> ThreadQuerySet:
        """The same threads, found from the member's marks and not from the board's index."""
        threads = self.threads
        if self.board is not None:
            threads = threads.on_board_unindexed(self.board)
        return threads.filter(topic_among({self.topic})) if self.topic else threads


def show(scope: Scope, tab: Tab, cursor: Cursor | None) -> Window:
    """One page of a tab: one query, and one for what is selected with the threads."""
    page = _page(scope, tab, cursor)
    if cursor is not None and (not page.threads or (cursor.back and len(page.threads) < PAGE)):
        return _page(scope, tab, None)
    return page


def _page(scope: Scope, tab: Tab, cursor: Cursor | None) -> Window:
    pieces = pieces_of(scope, tab.name)
    if len(pieces) == 1:
        rows = beyond(pieces[0], tab.key, cursor)
    else:
        ids = union([beyond(piece, tab.key, cursor)[: PAGE + 1] for piece in pieces])
        rows = beyond(scope.threads.filter(pk__in=ids), tab.key, cursor)
    return window(rows, tab.key, cursor)


def pieces_of(scope: Scope, name: str) -> list[ThreadQuerySet]:
    reach = scope.reach
    if name == "top":
        return [best_threads(scope)]
    if name == "unanswered":
        return [scope.here().filter(RARE["unanswered"])]
    if name == "new":
        return [new_threads(scope.here(), reach)]
    if name == "unread" and reach is not None:
        return unread_threads(scope.among_marks(), reach)
    if name == "following" and reach is not None:
        return list(followed_threads(scope, reach))
    return [scope.here()]


def best_threads(scope: Scope) -> ThreadQuerySet:
    if scope.board is not None:
        best = scope.threads.filter(scores__period=scope.period, scores__board=scope.board)
        best = best.filter(board=scope.board)
    else:
        best = scope.threads.filter(scores__period=scope.period)
    best = best.filter(topic_among({scope.topic})) if scope.topic else best
    return best.annotate(score=F("scores__score"))


def of_topic(threads: ThreadQuerySet, topic: int | None) -> ThreadQuerySet:
    if topic is None:
        return threads
    sizes = cache.get(TOPIC_SIZES)
    if sizes is None:
        labels = Thread.topics.through.objects.order_by().values_list("topic")
        sizes = dict(labels.annotate(n=Count("pk")))
        cache.set(TOPIC_SIZES, sizes, 600)
    if sizes.get(topic, 0) > LARGE_TOPIC:
        return threads.filter(topic_among({topic}))
    return threads.filter(topics=topic)


def new_threads(threads: ThreadQuerySet, reach: Reach | None) -> ThreadQuerySet:
    """Threads never opened: a walk through the last days' threads only."""
    since = timezone.now() - timedelta(days=NEW_DAYS)
    if reach is None:
        return threads.filter(created_at__gt=since)
    opened = ReadMark.objects.filter(user=reach.user, thread=OuterRef("pk"))
    threads = threads.filter(~Exists(opened), created_at__gt=max(since, reach.floor))
    return threads.filter(reach.past_floors(), ~reach.muted()).exclude(author=reach.user)


def unread_threads(threads: ThreadQuerySet, reach: Reach) -> list[ThreadQuerySet]:
    """Threads with unread posts, in two pieces: those opened, and those followed unopened."""
    behind = threads.filter(
        read_marks__user=reach.user, read_marks__number__lt=F("last_number")
    ).annotate(unread=unread_posts(last="last_number", mark="read_marks__"))
    opened = ReadMark.objects.filter(user=reach.user, thread=OuterRef("pk"))
    followed = threads.filter(~Exists(opened), _by_itself(reach.user))
    return [behind.filter(~reach.muted(), unread__gt=0), followed.exclude(author=reach.user)]


def _by_itself(user: User) -> Q:
    follows = Follow.objects.filter(user=user, thread__isnull=False).exclude(level=MUTED)
    return Q(pk__in=follows.order_by().values("thread"))


def followed_threads(scope: Scope, reach: Reach) -> Iterable[ThreadQuerySet]:
    """A piece for what is followed by itself, and one for each page, board and topic."""
    if scope.topic is not None:
        yield scope.here().filter(reach.followed())
        return
    threads = scope.here()
    reached = threads.filter(reach.followed())
    yield scope.among_marks().filter(_by_itself(reach.user))
    if reach.on["page"]:
        yield reached.filter(page__in=sorted(reach.on["page"]))
    for board in scope.boards:
        if board.pk in reach.on["board"] or board.unit_id in reach.on["unit"]:
            yield reached.filter(board=board)
    for topic in sorted(reach.on["topic"]):
        yield of_topic(reached, topic)


def badge_counts(scope: Scope) -> dict[str, int]:
    """How many threads stand under New and Unread, exact up to BADGE: one query."""
    if scope.reach is None:
        return {}
    new = new_threads(scope.here(), scope.reach).order_by()[:BADGE]
    unread = unread_threads(scope.among_marks(), scope.reach)
    found = counts([new], [piece.order_by()[:BADGE] for piece in unread])
    return {"new": found[0], "unread": min(found[1], BADGE)}
