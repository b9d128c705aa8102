"""A thread seen from above, and whole on paper."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import rendering, trees
from forum.actions.paging import paging_of
from forum.models import Post, Thread
from forum.outline import listed, outline_of, with_rest
from forum.paths import MAX_LEVELS, SEGMENT
from forum.rendering import post_fragments, rows
from forum.views.asking import get_thread, int_param
from forum.views.page_links import page_context, page_url
from forum.views.thread_marks import marks_of, read_mark
from forum.windows import threaded_page

# So many posts go on paper at once; the rest follows on pages of its own.
PRINTED = 1_000
CONTROLS = re.compile(r'<div class="post__acts">.*?</div>', re.DOTALL)


@require_safe
def thread_outline(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    window = threaded_page(thread, path=_path(request, thread))
    audience = rendering.audience_of(request.user)
    tops = [row for row in window.rows if len(row.path) == SEGMENT]
    mark = read_mark(request.user, thread)
    marks = marks_of(request.user, thread, mark, window.rows)
    url = thread.get_absolute_url()
    here = page_url(url, "threaded", window, window.index)
    outline = outline_of(window, post_fragments(tops, audience), marks.unread, base=here)
    whole = with_rest(thread, window, outline, mark)
    context = {
        "thread": thread,
        "outline": whole,
        "rows": listed(whole),
        "continued": "" if not window.rows or len(window.rows[0].path) == SEGMENT else here,
    }
    base = reverse("forum:thread_outline", args=[thread.pk])
    context |= page_context(base, "threaded", window, anchor="")
    return render(request, "forum/thread_outline.html", context)


@require_safe
def thread_print(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Whole numbered pages from `from` on, up to PRINTED posts and the rest of their page."""
    thread = get_thread(request.user, thread_id)
    paging = paging_of(thread)
    first = paging.page_of(_path(request, thread))
    last, size = first, paging.sizes[first]
    while last + 1 < len(paging.starts) and size + paging.sizes[last + 1] <= PRINTED:
        last += 1
        size += paging.sizes[last]
    start, end = paging.starts[first], paging.span(last)[1]
    posts = Post.objects.filter(thread=thread, path__gte=start or "0", path__lt=end)
    found = rows(posts.order_by("path"))
    opening = rows(Post.objects.filter(thread=thread, number=1))
    fragments = {
        number: CONTROLS.sub("", fragment)
        for number, fragment in post_fragments(
            [*opening, *found], rendering.audience_of(request.user)
        ).items()
    }
    url = thread.get_absolute_url()
    marks = trees.Marks()
    more = last + 1 < len(paging.starts)
    context = {
        "thread": thread,
        "opening": fragments[1] if first == 0 else "",
        "replies": trees.tree(found, fragments, marks, base_url=url, levels=MAX_LEVELS + 1),
        "size": len(found),
        "limit": PRINTED,
        "part": first > 0 or more,
        "next": f"?from={paging.numbers[last + 1]}" if more else "",
    }
    return render(request, "forum/thread_print.html", context)


def _path(request: HttpRequest, thread: Thread) -> str:
    """Where the post stands that `from` names; the start of the thread without it."""
    number = int_param(request, "from")
    if number is None:
        return ""
    post = Post.objects.filter(thread=thread, number=number).only("path").first()
    if post is None:
        raise Http404(_("There is no such post in this thread."))
    return post.path
