"""A member's own drafts: saved as they type, listed, opened, put away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from forum import markup
from forum.access import Viewer
from forum.actions.drafts import MAX_DRAFTS, StaleDraft, delete_draft, undelete_draft
from forum.actions.refusals import Refused
from forum.draft_places import DraftPlace, find_places
from forum.markup import excerpt
from forum.models import Board, Draft, Post, Thread
from forum.views.asking import json_refusal
from forum.views.bounds import within_rate
from forum.views.composing import save_sent_draft

SAVES_A_MINUTE = 60
EXCERPT = 200


@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """What script sends while somebody types; the answer carries the version to change next."""
    user = request.user
    if not user.is_authenticated:
        return json_refusal(_("You are signed out. Your words are kept here: sign in."), status=401)
    if not within_rate("drafts", user, limit=SAVES_A_MINUTE):
        return json_refusal(_("Saved too often: this goes on in a minute."), status=429)
    try:
        draft = save_sent_draft(request.POST, user, request.POST.get("place", ""))
    except StaleDraft as stale:
        return json_refusal(stale.reason, status=409, standing=_described(stale.draft))
    except Refused as refusal:
        fresh: dict[str, Any] = {"key": str(uuid4())} if refusal.code == "key" else {}
        return json_refusal(refusal.reason, status=410 if refusal.code == "sent" else 422, **fresh)
    return JsonResponse(_described(draft) if draft else {"version": 0})


def _described(draft: Draft) -> dict[str, Any]:
    return {
        "key": str(draft.key),
        "version": draft.version,
        "saved_at": draft.saved_at.isoformat(),
        "fields": draft.fields,
    }


@never_cache
@login_required
@require_safe
def draft_list(request: MemberRequest) -> HttpResponse:
    drafts = list(Draft.objects.visible_to(request.user).kept())
    deleted = Draft.objects.visible_to(request.user).exclude(deleted_at=None)
    key = _key(request.GET.get("deleted"))
    context = {
        "rows": rows(request.user, drafts),
        "deleted": deleted.filter(key=key).first() if key else None,
        "limit": MAX_DRAFTS if len(drafts) >= MAX_DRAFTS else 0,
    }
    return render(request, "forum/draft_list.html", context)


@never_cache
@login_required
@require_safe
def draft_detail(request: MemberRequest, key: UUID) -> HttpResponse:
    """Leads to where the draft goes on; if that is closed to its writer, gives the words back."""
    draft = get_object_or_404(Draft.objects.visible_to(request.user).kept(), key=key)
    row = rows(request.user, [draft])[0]
    if row["url"]:
        return redirect(f"{row['url']}?draft={draft.key}{row['anchor']}")
    return render(request, "forum/draft_detail.html", row)


@login_required
@require_http_methods(["POST"])
def draft_delete(request: MemberRequest, key: UUID) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.visible_to(request.user), key=key)
    if request.POST.get("undo"):
        undelete_draft(draft)
        return redirect("forum:draft_list")
    delete_draft(draft)
    return redirect(f"{reverse('forum:draft_list')}?deleted={draft.key}")


def rows(user: Viewer, drafts: Iterable[Draft]) -> list[dict[str, Any]]:
    """What the list shows of each, in one query for each kind of place."""
    drafts = list(drafts)
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for draft in drafts:
        ids[draft.kind].add(draft.target_id)
    posts = Post.objects.visible_to(user).select_related("thread").filter(author=user.pk)
    found: dict[str, dict[int, Any]] = {
        "reply": Thread.objects.visible_to(user).in_bulk(ids["reply"]),
        "thread": Board.objects.visible_to(user).in_bulk(ids["thread"]),
        "edit": posts.in_bulk(ids["edit"]),
    }
    for kind in ids.keys() - found.keys():
        found[kind] = dict(find_places(user, kind, ids[kind]))
    return [_row(draft, found[draft.kind].get(draft.target_id)) for draft in drafts]


def _plain(words: str) -> str:
    """The first words as they will read, without the signs of their Markdown."""
    first = words[: 3 * EXCERPT]
    try:
        return markup.render(first).text
    except markup.MarkupRefused:
        return first


def _row(draft: Draft, target: Any) -> dict[str, Any]:
    words = draft.value("source")
    row = {
        "draft": draft,
        "title": draft.value("title"),
        "excerpt": excerpt(_plain(words), EXCERPT),
        "words": words,
        "url": "",
        "anchor": "",
        "place": _("A place that is closed to you now"),
    }
    if isinstance(target, Thread):
        row |= {"url": target.get_absolute_url(), "anchor": "#compose"}
        row["place"] = _("Reply in “%(title)s”") % {"title": target.title}
    elif isinstance(target, Board):
        row["url"] = reverse("forum:thread_new", args=[target.slug])
        row["place"] = _("New thread in %(board)s") % {"board": target.name}
    elif isinstance(target, Post):
        row["url"] = reverse("forum:post_edit", args=[target.thread_id, target.number])
        row["place"] = _("Change of no. %(n)d in “%(title)s”") % {
            "n": target.number,
            "title": target.thread.title,
        }
    elif isinstance(target, DraftPlace):
        row |= {"url": target.url, "anchor": "#compose", "place": target.name}
    return row


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise BadRequest(_("That is not a draft's key.")) from None
