"""Splitting posts off into a new thread, and merging posts or whole threads into another.

A moved post keeps its row, and with it its marks, bookmarks, wordings, reports and notices.
Where it stood a placeholder keeps its number, and leads on. Moving it back puts it in its old
place: so a move can be undone, unless it went where fewer people read.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum import doorbell
from forum.actions.indexing import label_thread
from forum.actions.moderation import clean_reason, record, recount
from forum.actions.move_marks import carry_marks, take_along
from forum.actions.queueing import queue_reference_refresh
from forum.actions.refusals import Refused
from forum.actions.threads import clean_title
from forum.models import Board, ModerationAction, Poll, Post, Thread
from forum.models.moves import Place, carry, hang
from forum.paths import MAX_NUMBER, child_path

MAX_MOVED = 10_000


def split_thread(
    thread: Thread, *, numbers: Collection[int], title: str, moderator: User, reason: str
) -> Thread:
    """Start a thread of these posts and everything under them; the first one opens it.

    Asked again, gives the thread that was made. Raises Refused.
    """
    reason, title = clean_reason(moderator, reason), clean_title(title)
    if 1 in numbers:
        raise Refused(_("No. 1 opens the thread. To move it all, merge the thread into another."))
    with transaction.atomic():
        source = lock_all(thread)[thread.pk]
        if earlier := moved_before(source, numbers):
            return earlier
        require_shown(source)
        moving = branches_of(source, numbers)
        first = moving[0]
        target = Thread.objects.create(
            board=source.board,
            title=title,
            slug=Thread.slug_for(title),
            author=first.author,
            last_author=first.author,
            created_at=first.created_at,
            last_post_at=first.created_at,
        )
        label_thread(target, source.topics.all())
        move(source, target, moving)
        note(ModerationAction.Kind.SPLIT, moderator, reason, source, moving)
        recount(source.board_id)
        doorbell.ring("board", id=target.board_id, thread=target.pk)
    return target


def merge_posts(
    thread: Thread,
    *,
    into: Thread,
    numbers: Collection[int] | None = None,
    moderator: User,
    reason: str,
) -> Thread:
    """Move posts with all under them, or without `numbers` the whole thread, into another.

    What stood there before goes back to its place; the rest answers the opening post. A thread
    that moved whole is hidden and its addresses lead on. Raises Refused.
    """
    reason = clean_reason(moderator, reason)
    if thread.pk == into.pk:
        raise Refused(_("Choose another thread to merge into."), code="target")
    with transaction.atomic():
        locked = lock_all(thread, into)
        source, target = locked[thread.pk], locked[into.pk]
        require_no_new_readers(source.board, target)
        whole = numbers is None or 1 in numbers
        if moved_before(source, [1] if numbers is None else numbers) == target:
            return target
        require_shown(source)
        if whole:
            require_movable(source)
        moving = branches_of(source, None if whole else numbers)
        require_shown(target, coming=_ids(moving))
        move(source, target, moving)
        if whole:
            leave_empty(source)
        kind = ModerationAction.Kind.MERGE
        note(kind, moderator, reason, target if whole else source, moving)
        recount(source.board_id, target.board_id)
    return target


def lock_all(*threads: Thread) -> dict[int, Thread]:
    """The threads as they are now, locked in the order of their ids."""
    pks = [thread.pk for thread in threads]
    found = list(Thread.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    return {thread.pk: thread for thread in found}


def moved_before(source: Thread, numbers: Collection[int]) -> Thread | None:
    """Where these posts went, if they all left for one thread already."""
    posts = Post.objects.filter(thread=source, number__in=list(numbers)[:MAX_MOVED])
    found = list(posts.select_related("moved_to__thread__board"))
    threads = {post.moved_to.thread for post in found if post.moved_to is not None}
    gone = found and all(post.moved_to is not None for post in found)
    return threads.pop() if gone and len(threads) == 1 else None


def require_no_new_readers(board: Board, target: Thread) -> None:
    """Nobody may come to read by a merge what they could not read before."""
    same = board.pk == target.board_id or board.reading == Board.Reading.PUBLIC
    there = target.board
    narrower = board.reading == Board.Reading.MEMBERS and there.reading != Board.Reading.PUBLIC
    unit = board.unit_id is not None and board.unit_id == there.unit_id
    if not (same or narrower or (unit and there.reading == Board.Reading.UNIT)):
        raise Refused(
            _("That thread has readers who may not read this one. Move one of them first."),
            code="target",
        )


def require_shown(thread: Thread, *, coming: Collection[int] = ()) -> None:
    """What moderators hid is shown by no move. A thread that was merged away takes posts only
    together with its own opening post, which brings it back."""
    if thread.hidden_at is None:
        return
    if not Post.objects.filter(thread=thread, number=1, moved_to__in=coming).exists():
        raise Refused(
            _("“%(title)s” is hidden. Restore it first.") % {"title": thread.title}, code="target"
        )


def require_movable(source: Thread) -> None:
    if source.page_id is not None:
        raise Refused(_("This thread belongs to a page, so it can't be merged into another."))
    if Poll.objects.filter(thread=source).exists():
        raise Refused(_("This thread has a poll, which can't move. Split its replies instead."))


def branches_of(source: Thread, numbers: Collection[int] | None) -> list[Post]:
    """The posts to move, by number: those named with all under them, but no placeholders."""
    posts = Post.objects.filter(thread=source).order_by("number").defer("source", "html")
    if numbers is not None:
        posts = posts.filter(number__gte=min(numbers, default=MAX_NUMBER))
    wanted, moving, inside = numbers and set(numbers), list[Post](), set[int]()
    for post in posts.select_related("author"):
        if wanted is None or post.number in wanted or post.parent_id in inside:
            inside.add(post.pk)
            if post.moved_to_id is None:
                moving.append(post)
        if len(moving) > MAX_MOVED:
            raise Refused(
                _("That would move more than %(limit)d posts. Choose smaller branches.")
                % {"limit": MAX_MOVED}
            )
    if not moving:
        raise Refused(_("Choose at least one post that is still here."), code="posts")
    return moving


def move(source: Thread, target: Thread, moving: list[Post]) -> None:
    """Carry the posts over and leave placeholders; both rows are locked."""
    before = {post.pk: (post.number, post.path, post.depth, post.parent_id) for post in moving}
    kept = {
        place.moved_to_id: place
        for place in Post.objects.filter(thread=target, moved_to__in=_ids(moving))
    }
    places = places_in(target, moving, kept)
    carry_marks(source, target, {post.number: places[post.pk].number for post in moving})
    # Free the numbers that come back, before their posts stand there again.
    waiting = Post.objects.filter(parent__in=[place.pk for place in kept.values()])
    owner = {place.pk: pk for pk, place in kept.items() if pk is not None}
    hang({pk: owner[up] for pk, up in waiting.values_list("pk", "parent") if up is not None})
    Post.objects.filter(pk__in=list(owner)).delete()
    carry(places.values(), thread_id=target.pk)
    leave_placeholders(source, moving, before)
    refresh(source, gone=set(places))
    refresh(target)
    take_along(target, list(places))
    for thread in (source, target):
        queue_reference_refresh(thread=thread)
        doorbell.ring("thread", id=thread.pk, seq=thread.seq, board=thread.board_id)


def places_in(target: Thread, moving: list[Post], kept: dict[int | None, Post]) -> dict[int, Place]:
    """New numbers in the order of the old ones, and each one's seq, as the live pages need it."""
    opening = Post.objects.filter(thread=target, number=1).first()
    top = Place(opening.pk, 1, opening.path, 0, None, 0) if opening else None
    places: dict[int, Place] = {}
    for post in moving:
        old = kept.get(post.pk)
        if old is None:
            target.last_number += 1
        if target.last_number > MAX_NUMBER:
            raise Refused(_("The other thread is full."), code="target")
        target.seq += 1
        number = old.number if old else target.last_number
        above = places.get(post.parent_id or 0)
        if old is not None:
            place = Place(post.pk, number, old.path, old.depth, old.parent_id, target.seq)
        elif (above := above or top) is None:
            place = Place(post.pk, number, "", 0, None, target.seq)
            top = place
        else:
            path = child_path(above.path, number)
            place = Place(post.pk, number, path, above.depth + 1, above.id, target.seq)
        places[post.pk] = place
    return _hung_on_posts(places, kept)


def _hung_on_posts(places: dict[int, Place], kept: dict[int | None, Post]) -> dict[int, Place]:
    """A parent that was a placeholder of a post that comes back is that post."""
    owner = {place.pk: pk for pk, place in kept.items() if pk is not None}
    return {
        pk: place._replace(parent_id=owner.get(place.parent_id or 0, place.parent_id))
        for pk, place in places.items()
    }


def leave_placeholders(
    source: Thread, moving: list[Post], before: dict[int, tuple[int, str, int, int | None]]
) -> None:
    """Under the old numbers; they count as gone wherever gone posts don't count."""
    now = timezone.now()
    made = []
    for post in moving:
        number, path, depth, parent_id = before[post.pk]
        source.seq += 1
        made.append(
            Post(
                thread=source,
                number=number,
                path=path,
                depth=depth,
                parent_id=parent_id,
                author_id=post.author_id,
                key=uuid.uuid4(),
                renderer_version=0,
                changed_seq=source.seq,
                created_at=post.created_at,
                withdrawn_at=now,
                moved_to_id=post.pk,
            )
        )
    Post.objects.bulk_create(made, batch_size=500)
    left = dict(
        Post.objects.filter(thread=source, moved_to__in=_ids(moving)).values_list("moved_to", "pk")
    )
    below = Post.objects.filter(thread=source, parent__in=list(left)).values_list("pk", "parent")
    hang({pk: left[parent] for pk, parent in below if parent is not None})


def leave_empty(source: Thread) -> None:
    """Nothing is left to read: lists forget the thread, and its addresses lead on."""
    source.hidden_at = timezone.now()
    source.pinned_at = None
    source.save(update_fields=["hidden_at", "pinned_at"])
    doorbell.ring("board_access", id=source.board_id, thread=source.pk)


def refresh(thread: Thread, *, gone: Collection[int] = ()) -> None:
    """Count anew what the thread's row says of its posts, and save it."""
    standing = Post.objects.filter(thread=thread, hidden_at__isnull=True, withdrawn_at__isnull=True)
    thread.reply_count = standing.filter(number__gt=1).count()
    if (last := standing.order_by("-created_at", "-number").first()) is not None:
        thread.last_post_at, thread.last_author_id = last.created_at, last.author_id
    if thread.answer_id in gone:
        thread.answer = None
    if thread.summary_id in gone:
        thread.summary = None
    if thread.hidden_at is not None and standing.filter(number=1).exists():
        # Its opening post came back from the thread that it had been merged into.
        thread.hidden_at = None
        doorbell.ring("board", id=thread.board_id, thread=thread.pk)
    thread.seq += 1
    thread.changed_seq = thread.seq
    thread.save()


def note(kind: str, moderator: User, reason: str, thread: Thread, moving: list[Post]) -> None:
    """In the record; without titles, which not everyone who reads it may know."""
    posts = ngettext("%(n)d post", "%(n)d posts", len(moving)) % {"n": len(moving)}
    record(kind, moderator, reason, thread=thread, board=thread.board, detail=f"({posts})")


def _ids(posts: list[Post]) -> list[int]:
    return [post.pk for post in posts]
