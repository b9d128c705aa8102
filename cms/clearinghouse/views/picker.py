"""Picking posts for an article, in the admin: find a thread, tick posts, choose the draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from cms.clearinghouse.models import ArticlePage, SourcePost
from cms.clearinghouse.picking import (
    can_start_article,
    drop_post,
    looked_at_threads,
    pick_posts,
    start_article,
)
from cms.clearinghouse.quotations import place_of
from forum.actions.refusals import Refused
from forum.models import Post, Thread
from forum.search.index import Scope, matching_ids
from forum.search.queries import parse_query

PAGE = 50
FOUND = 20
MOST_DRAFTS = 50
ANYONE = AnonymousUser()


def pick(request: MemberRequest) -> HttpResponse:
    """GET looks for threads and shows posts that everyone may read; POST puts them to a draft."""
    article = article_of(request)
    if article is None and not (verdict := can_start_article(request.user)):
        raise PermissionDenied(verdict.reason)
    error = ""
    if request.method == "POST":
        try:
            return picked(request, article)
        except Refused as refusal:
            error = str(refusal.reason)
    thread = thread_of(request)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    context: dict[str, Any] = {"article": article, "thread": thread, "q": words, "error": error}
    if thread is not None:
        context |= posts_of(request, thread, article)
        context["drafts"] = drafts_of(request) if article is None else []
    elif words:
        context["threads"] = threads_for(words)
    status = 422 if error else 200
    return render(request, "cms/admin/pick_posts.html", context, status=status)


def picked(request: MemberRequest, article: ArticlePage | None) -> HttpResponse:
    numbers = [int(pk) for pk in request.POST.getlist("post") if is_id(pk)]
    posts = list(Post.objects.visible_to(ANYONE).filter(pk__in=numbers).select_related("thread"))
    if len(posts) < len(set(numbers)) or not posts:
        raise Refused(_("Tick at least one post that everyone may read."))
    if article is None and is_id(raw := request.POST.get("draft", "")):
        article = get_object_or_404(ArticlePage, pk=int(raw))
    if article is not None:
        count = pick_posts(article, posts, by=request.user)
        said = ngettext("%(n)d post is new here.", "%(n)d posts are new here.", count)
        messages.success(request, said % {"n": count})
    else:
        as_text = request.POST.get("as_text") == "on"
        article = start_article(posts, by=request.user, as_text=as_text)
        messages.success(
            request, _("The draft stands, and the authors of its posts have been asked.")
        )
    return redirect("wagtailadmin_pages:edit", article.pk)


@require_POST
def drop(request: MemberRequest, pk: int, post_pk: int) -> HttpResponse:
    article = get_object_or_404(ArticlePage, pk=pk)
    row = get_object_or_404(SourcePost.objects.select_related("post"), article=pk, post=post_pk)
    try:
        drop_post(article, row.post, by=request.user)
    except Refused as refusal:
        raise PermissionDenied(refusal.reason) from refusal
    messages.success(request, _("Taken away. A quotation of it must go from the text too."))
    return redirect("article_posts", pk=pk)


def article_posts(request: MemberRequest, pk: int) -> HttpResponse:
    """The posts beside one article, what their authors chose, and what was said since."""
    article = get_object_or_404(ArticlePage, pk=pk)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied(_("Only those who edit this article see this."))
    if request.method == "POST":
        looked_at_threads(article, by=request.user)
        messages.success(request, _("Noted: the threads have been looked at."))
        return redirect("article_posts", pk=pk)
    return render(request, "cms/admin/article_posts.html", posts_context(article))


def posts_context(article: ArticlePage) -> dict[str, Any]:
    from cms.clearinghouse.quotations import sources_of

    return {
        "article": article,
        "sources": list(sources_of(article).values()),
        "threads": list(article.source_threads.with_later()),
    }


def is_id(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= 18


def article_of(request: MemberRequest) -> ArticlePage | None:
    raw = request.GET.get("article", "")
    if not is_id(raw):
        return None
    article = get_object_or_404(ArticlePage, pk=int(raw))
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied(_("Only those who edit this article pick posts for it."))
    return article


def thread_of(request: MemberRequest) -> Thread | None:
    """By its number, or by the address of one of its posts in the search field."""
    raw, place = request.GET.get("thread", ""), place_of(request.GET.get("q", ""))
    pk = int(raw) if is_id(raw) else place[0] if place else None
    if pk is None:
        return None
    return get_object_or_404(Thread.objects.visible_to(ANYONE).select_related("board"), pk=pk)


def threads_for(words: str) -> list[Thread]:
    parsed = parse_query(words)
    if not parsed:
        return []
    ids = matching_ids(parsed, Scope(kind="thread"), limit=FOUND * 5)
    threads = Thread.objects.visible_to(ANYONE).filter(posts__search_entry__in=ids)
    return list(threads.select_related("board").distinct().order_by("-last_post_at")[:FOUND])


def posts_of(request: MemberRequest, thread: Thread, article: ArticlePage | None) -> dict[str, Any]:
    raw = request.GET.get("after", "")
    posts: QuerySet[Post] = Post.objects.visible_to(ANYONE).filter(thread=thread, moved_to=None)
    if is_id(raw):
        posts = posts.filter(number__gt=int(raw))
    rows = list(posts.select_related("author").order_by("number")[: PAGE + 1])
    wanted = {int(pk) for pk in request.GET.getlist("post") if is_id(pk)}
    have = set(SourcePost.objects.filter(article=article).values_list("post", flat=True))
    shown = rows[:PAGE]
    first = {pk for pk in wanted if pk not in {row.pk for row in shown}}
    if first and not raw:
        extra = Post.objects.visible_to(ANYONE).filter(thread=thread, pk__in=first)
        shown = [*extra.select_related("author"), *shown]
    return {
        "posts": [(row, row.pk in wanted, row.pk in have) for row in shown],
        "next_after": rows[PAGE - 1].number if len(rows) > PAGE else None,
        "is_summary": thread.summary_id in wanted,
    }


def drafts_of(request: MemberRequest) -> list[ArticlePage]:
    """The latest articles that this person may edit."""
    latest = ArticlePage.objects.order_by("-latest_revision_created_at")[:MOST_DRAFTS]
    return [each for each in latest if each.permissions_for_user(request.user).can_edit()]
