"""Counts which threads are at the top of a week, a month and a year."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils import timezone

from forum.models import Post, Reaction, ThreadScore
from forum.models.posts import GONE

Period = ThreadScore.Period

# How far back each period looks, and after how many seconds it is counted anew.
WINDOWS = {
    Period.WEEK: (timedelta(days=7), 300),
    Period.MONTH: (timedelta(days=30), 3_600),
    Period.YEAR: (timedelta(days=365), 21_600),
}
BATCH = 500


def tally_due(at: datetime | None = None) -> None:
    """Count the periods whose turn it is; of several workers that share a cache, one does."""
    for period, (_length, pause) in WINDOWS.items():
        if cache.add(f"forum:tally:{period}", True, pause):
            tally(period, at=at)


def tally(period: str, *, at: datetime | None = None) -> int:
    """Count a period's replies and helpful marks anew; gives how many rows changed.

    Reads first, then writes only what differs, in batches: nobody's reply waits for it.
    """
    scores = scores_since((at or timezone.now()) - WINDOWS[Period(period)][0])
    rows = ThreadScore.objects.filter(period=period).values_list("thread", "board", "score")
    before = {(thread, board): score for thread, board, score in rows}
    changed = [
        ThreadScore(thread_id=thread, board_id=board, period=period, score=score)
        for (thread, board), score in scores.items()
        if before.get((thread, board)) != score
    ]
    ThreadScore.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["thread", "period"],
        update_fields=["score", "board"],
    )
    counted = {thread for thread, _board in scores}
    gone = sorted({thread for thread, _board in before} - counted)
    for start in range(0, len(gone), BATCH):
        ThreadScore.objects.filter(period=period, thread__in=gone[start : start + BATCH]).delete()
    return len(changed) + len(gone)


def scores_since(since: datetime) -> Counter[tuple[int, int]]:
    """Readable replies and the marks on readable posts, by thread and its board."""
    posts = Post.objects.exclude(GONE).filter(thread__hidden_at__isnull=True)
    replies = posts.filter(created_at__gt=since, number__gt=1)
    scores = Counter(_by_thread(replies, "thread", "thread__board"))
    marks = Reaction.objects.filter(created_at__gt=since, post__thread__hidden_at__isnull=True)
    marks = marks.filter(post__hidden_at__isnull=True, post__withdrawn_at__isnull=True)
    scores.update(_by_thread(marks, "post__thread", "post__thread__board"))
    return scores


def _by_thread(rows: QuerySet[Any], thread: str, board: str) -> dict[tuple[int, int], int]:
    counted = rows.order_by().values_list(thread, board).annotate(n=Count("pk"))
    return {(pk, place): n for pk, place, n in counted}
