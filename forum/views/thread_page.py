"""What a thread page shows, put together for one person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from forum import rendering, trees
from forum.access import Viewer, is_moderator
from forum.following import following_context
from forum.forms import ReplyForm
from forum.highlights import highlights_html
from forum.models import Post, Thread
from forum.parts import About, about_part, parts_of
from forum.paths import SEGMENT
from forum.permissions import can_choose_posts, can_reply, can_retitle_thread, can_see_readers
from forum.views.page_links import page_context
from forum.views.polls import panel_on_page
from forum.views.reply_form import composer
from forum.views.thread_asked import Asked, is_for_machines
from forum.views.thread_marks import marks_of, new_context, outline_context, read_mark
from forum.windows import (
    Window,
    flat_page,
    flat_window,
    threaded_page,
    threaded_window,
)


def page(
    request: HttpRequest, thread: Thread, asked: Asked, form: ReplyForm | None = None
) -> dict[str, Any]:
    """Everything the template shows; `thread.seq` was read before the rows, so the page's
    live stream starts where its rows end."""
    user = request.user
    about = _about(user, thread, asked)
    if about:
        asked = replace(asked, order="threaded", root=None)
    top = asked.root or 1
    known = rendering.rows_numbered(thread.pk, top, asked.cursor.number or top)
    if top not in known:
        raise Http404
    root = known[top] if top > 1 else None
    window = window_of(thread, asked, known, root, about)
    shown = [known[top], *window.rows]
    fragments = rendering.post_fragments(shown, rendering.audience_of(user))
    mark = read_mark(user, thread)
    marks = marks_of(user, thread, mark, shown)
    url = thread.get_absolute_url()
    context = {
        "thread": thread,
        "order": asked.order,
        "root": root,
        "about": about,
        "parts": parts_of(user, thread),
        "ancestors": _ancestors(thread, root) if root else [],
        "muted": ",".join(map(str, sorted(marks.muted))),
        "poll": panel_on_page(user, thread, opening_is_gone=shown[0].is_gone) if not root else None,
        "replies": (
            trees.tree(window.rows, fragments, marks, base_url=url)
            if asked.order == "threaded"
            else trees.flat(window.rows, fragments, marks)
        ),
        "reply_rows": len(window.rows),
        "shown_numbers": [row.number for row in shown],
        "previous": _link(url, asked, before=window.before) if window.before else "",
        "next": _link(url, asked, after=window.after) if window.after else "",
        "canonical": url,
        "indexed": thread.board.reading == "public" and is_for_machines(request, asked),
        "topics": thread.topics.all(),
        "follow": following_context(user, thread),
        "highlights": "" if root else highlights_html(thread),
        "target_number": asked.target,
        "target_moved": asked.target in known and known[asked.target].moved_to_id is not None,
        **opening_context(shown[0], fragments, marks),
        **rights_context(user, thread),
    }
    context |= new_context(thread, mark, marks, shown)
    if window.names:
        context |= page_context(url, asked.order, window)
    # Another order begins with the page that holds the first post shown here.
    moved = window.names and window.rows and context["previous"]
    context["keep_place"] = f"&from={window.rows[0].number}" if moved else ""
    context["next_page"] = str(context["next"]).partition("#")[0]
    context |= outline_context(thread, asked.order, window, fragments, mark, marks)
    if context["can_reply"]:
        context |= composer(
            user,
            thread,
            answers=asked.quote or asked.reply or asked.root,
            quote=bool(asked.quote),
            draft=asked.draft,
            has_draft=marks.has_draft,
            form=form,
        )
    return context


def opening_context(
    row: rendering.PostRow, fragments: dict[int, str], marks: trees.Marks
) -> dict[str, Any]:
    """The post above the replies: the thread's first, or that of the branch."""
    return {
        "opening": trees.folded(row, fragments[row.number], marks),
        "opening_marks": {
            "new": row.number in marks.unread,
            "own": row.author_id == marks.user_id,
            "helpful": row.number in marks.helpful,
            "kept": row.number in marks.kept,
        },
    }


def rights_context(user: Viewer, thread: Thread) -> dict[str, Any]:
    return {
        "moderator": is_moderator(user),
        "can_choose": can_choose_posts(user, thread),
        "can_reply": can_reply(user, thread),
        "sees_readers": can_see_readers(user, thread),
        "can_retitle": can_retitle_thread(user, thread),
    }


def window_of(
    thread: Thread,
    asked: Asked,
    known: dict[int, rendering.PostRow],
    root: rendering.PostRow | None,
    about: About | None = None,
) -> Window:
    """A numbered page, what stands after or before a post, a branch, or the branches about
    one part."""
    cursor, newest = asked.cursor, asked.order == "newest"
    named = known.get(1 if cursor.number is None else cursor.number)
    if cursor.around is not None and named is None:
        raise Http404(_("There is no such post in this thread."))
    path = named.path if named else None
    if about:
        return threaded_window(thread, cursor, place=path, heads=about.paths)
    if root is None and cursor.is_page:
        if asked.order == "threaded":
            return threaded_page(thread, path=path or "")
        return flat_page(thread, number=cursor.around, newest=newest)
    if asked.order == "threaded":
        return threaded_window(thread, cursor, place=path, root=root)
    return flat_window(thread, cursor, newest=newest)


def _about(user: Viewer, thread: Thread, asked: Asked) -> About | None:
    if not asked.about:
        return None
    about = about_part(user, thread, asked.about)
    if about is None:
        raise Http404(_("Nothing in this thread goes by that name."))
    return about


def _ancestors(thread: Thread, root: rendering.PostRow) -> list[Post]:
    """The posts above a branch, from the top, by the steps of its path: one query."""
    steps = [root.path[:end] for end in range(SEGMENT, len(root.path), SEGMENT)]
    return list(
        Post.objects.filter(thread=thread, path__in=steps).select_related("author").order_by("path")
    )


def _link(url: str, asked: Asked, **cursor: int | None) -> str:
    query = {"view": asked.order} if asked.order != "threaded" else {}
    if asked.root:
        query["root"] = str(asked.root)
    if asked.about:
        query["about"] = asked.about
    return f"{url}?{urlencode({**query, **cursor})}#replies"
