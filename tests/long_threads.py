"""Threads too long to be written post by post."""

from __future__ import annotations

import random
import uuid

from accounts.models import User
from forum.models import Post, Thread
from forum.paths import child_path


def lengthen(
    thread: Thread, *, author: User, upto: int, flat: bool = False, under: int = 0
) -> Thread:
    """A long thread's posts as an import leaves them, without the cost of the actions: some
    answer the opening (all, when `flat`), most one of the last twenty; all new ones answer
    number `under`, if given."""
    dice, posts = random.Random(3), list(thread.posts.order_by("number"))
    for number in range(len(posts) + 1, upto + 1):
        shallow = [post for post in posts[-20:] if post.depth < 6] or posts[:1]
        parent = posts[0] if flat or dice.random() < 0.4 else dice.choice(shallow)
        if under:
            parent = posts[under - 1]
        posts.append(
            Post(
                thread=thread,
                number=number,
                path=child_path(parent.path, number),
                depth=parent.depth + 1,
                author=author,
                source=f"Remark {number}",
                html=f"<p>Remark {number}</p>",
                renderer_version=posts[0].renderer_version,
                key=uuid.UUID(int=number),
                changed_seq=number,
                created_at=posts[0].created_at,
            )
        )
        posts[-1].parent = parent
    while missing := [post for post in posts if post.pk is None]:
        for post in missing:
            post.parent_id = post.parent.pk if post.parent else None
        Post.objects.bulk_create([post for post in missing if post.parent_id])
    thread.last_number = thread.seq = upto
    thread.reply_count = upto - 1
    thread.save()
    return thread
