"""Renders stored posts anew: when what they refer to changes, or when the renderer does."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from forum.actions.composing import compose
from forum.actions.indexing import index_post
from forum.actions.posts import bump
from forum.actions.references import keep_references
from forum.actions.refusals import Refused
from forum.actions.threads import lock_row
from forum.markup import RENDERER_VERSION
from forum.models import Post

BATCH = 200


def rerender_referring(
    *, thread_id: int | None = None, page_path: str | None = None, board_id: int | None = None
) -> int:
    """Posts that show the title of this thread, of pages below a path or of a board's threads,
    and posts in the thread that show titles at all, as its board may be another one now.
    Returns how many changed."""
    near = Q(references__page__path__startswith=page_path) if page_path else Q()
    if thread_id is not None:
        near = Q(references__thread=thread_id) | Q(references__isnull=False, thread=thread_id)
    if board_id is not None:
        near = Q(references__thread__board=board_id)
    return _rerender_all(Post.objects.filter(near).distinct())


def rerender_old() -> int:
    """Posts that an earlier version of the renderer made; returns how many look different now."""
    return _rerender_all(Post.objects.filter(renderer_version__lt=RENDERER_VERSION))


def _rerender_all(posts: QuerySet[Post]) -> int:
    changed = last = 0
    while batch := list(
        posts.filter(pk__gt=last).select_related("thread", "author").order_by("pk")[:BATCH]
    ):
        changed += sum(rerender(post) for post in batch)
        last = batch[-1].pk
    return changed


def rerender(post: Post) -> bool:
    """Whether the post's HTML is another now; what is not taken any more stays as it is."""
    try:
        words = compose(post.source, author=post.author, thread=post.thread)
    except Refused:
        return False
    with transaction.atomic():
        thread = lock_row(post.thread)
        current = Post.objects.get(pk=post.pk)
        if current.version != post.version:  # Its own edit has rendered it meanwhile.
            return False
        # Those whose title may not be shown now are kept too: it may be again.
        keep_references(current, words.targets)
        current.renderer_version = words.renderer_version
        if different := current.html != words.html:
            current.html, current.thread = words.html, thread
            bump(thread, current)
            index_post(current, title=thread.title if current.number == 1 else "", text=words.text)
        current.save(update_fields=["html", "renderer_version", "changed_seq"])
    return different
