"""What people keep about posts that move: how far they read, what they follow, what they were told.

Reactions, bookmarks, wordings, reports and files hang on the post's row and need nothing.
"""

from __future__ import annotations

from forum import ranges
from forum.actions.indexing import index_post
from forum.markup import MarkupRefused, render
from forum.models import Follow, ModerationAction, Notice, Post, ReadMark, SearchEntry, Thread

BATCH = 500
Known = tuple[int, tuple[tuple[int, int], ...]]


def carry_marks(source: Thread, target: Thread, numbers: dict[int, int]) -> None:
    """Posts read under their old numbers count as read under the new ones.

    Most members have read as far as each other, so equal marks are worked out once. Somebody who
    never opened the other thread is given a mark only where it holds nothing but these posts.
    """
    is_new = not Post.objects.filter(thread=target).exists()
    # Held until the posts stand there, or what somebody reads meanwhile would be written over.
    held = ReadMark.objects.select_for_update().order_by("pk")
    marks = held.filter(thread=source)
    theirs = {mark.user_id: mark for mark in held.filter(thread=target)}
    worked_out: dict[Known, list[int]] = {}
    made, changed = [], []
    for mark in marks.iterator(BATCH):
        known = (mark.number, tuple((first, last) for first, last in mark.above))
        if known not in worked_out:
            worked_out[known] = [new for old, new in numbers.items() if mark.has_read(old)]
        read, there = worked_out[known], theirs.get(mark.user_id)
        if there is None and is_new:
            made.append(add_read(ReadMark(user_id=mark.user_id, thread=target), read))
        elif there is not None and read:
            changed.append(add_read(there, read))
    ReadMark.objects.bulk_create(made, batch_size=BATCH)
    ReadMark.objects.bulk_update(changed, ["number", "above"], batch_size=BATCH)


def add_read(mark: ReadMark, numbers: list[int]) -> ReadMark:
    above = ranges.merge(mark.above, [number for number in numbers if number > mark.number])
    if above and above[0][0] <= mark.number + 1:
        mark.number = above.pop(0)[1]
    mark.above = above
    return mark


def take_along(target: Thread, pks: list[int]) -> None:
    """Notices, the record and the search follow the posts; their authors hear of replies there."""
    posts = Post.objects.filter(pk__in=pks)
    Notice.objects.filter(post__in=pks).update(thread=target)
    ModerationAction.objects.filter(post__in=pks).update(thread=target)
    authors = posts.order_by().values_list("author", flat=True).distinct()
    follows = [
        Follow(user_id=author, thread=target, level=Follow.Level.REPLIES, automatic=True)
        for author in authors
    ]
    Follow.objects.bulk_create(follows, batch_size=BATCH, ignore_conflicts=True)
    SearchEntry.objects.filter(post__in=pks).update(
        board=target.board_id, thread=target, labels=target.search_labels
    )
    # What opens a thread is found by its title, and what no longer does is not.
    for post in posts.filter(number=1) | posts.filter(search_entry__kind=SearchEntry.Kind.THREAD):
        post.thread = target
        index_post(post, title=target.title, text=text_of(post))


def text_of(post: Post) -> str:
    try:
        return render(post.source).text
    except MarkupRefused:
        return ""
