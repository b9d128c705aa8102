"""The reply form at the end of a thread page."""

from __future__ import annotations

import re
from typing import Any

from forum.access import Viewer
from forum.forms import ReplyForm
from forum.markup import quotation
from forum.markup import render as render_markup
from forum.models import Post, Thread
from forum.permissions import next_post_at
from forum.views.attaching import tray
from forum.views.composing import initial_of, place_of, writing


def composer(
    user: Viewer,
    thread: Thread,
    *,
    answers: int | None,
    quote: bool = False,
    draft: str | None = None,
    has_draft: bool = True,
    form: ReplyForm | None = None,
) -> dict[str, Any]:
    """The form for post number `answers`, with what was drafted and, if asked, its quotation."""
    context = writing(user, place_of(thread), wanted=draft, has_draft=has_draft)
    initial = initial_of(context["draft"])
    number = answers or _number(initial.get("parent"))
    if form is not None and form.is_bound:
        number, context["draft"] = _number(form.data.get("parent")), None
    post = None
    if number > 1 or quote:
        answered = Post.objects.visible_to(user).select_related("author")
        post = answered.filter(thread=thread, number=number).first()
    if form is None:
        initial["parent"] = post.number if post else 1
        if quote and post:
            post.thread = thread
            initial["source"] = _after(initial.get("source", ""), quotation_of(post))
        form = ReplyForm(initial=initial)
    context |= {"answered": post, "next_post_at": next_post_at(user, thread)}
    return {**context, "form": form, "tray": tray(user, form)}


def _number(sent: object) -> int:
    text = str(sent)
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 1


def _after(words: str, quoted: str) -> str:
    return f"{words.rstrip()}\n\n{quoted}" if words.strip() else quoted


def quotation_of(post: Post) -> str:
    return quotation(
        author=post.author.display_name,
        number=post.number,
        url=post.get_absolute_url(),
        text=render_markup(post.source).text,
    )
