"""What the forms that people write posts in have in common: drafts, previews, refusals."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from forum.access import Viewer
from forum.actions.drafts import save_draft
from forum.actions.refusals import Refused
from forum.forms.composing import CorrectableForm
from forum.markup import MAX_SOURCE
from forum.models import Board, Draft, Post, Thread
from forum.poll_forms import PollForm, typed
from forum.views.asking import json_refusal

# What every form sends, but nobody wrote.
NOT_WRITTEN = frozenset({"csrfmiddlewaretoken", "key", "action", "place", "base"})
SHOWN_DRAFTS = 20


def place_of(target: Thread | Board | Post) -> str:
    """Names where words are to stand: under a thread, in a board, in place of a post's."""
    kinds = {Thread: "reply", Board: "thread", Post: "edit"}
    return f"{kinds[type(target)]}:{target.pk}"


def writing(
    user: Viewer,
    place: str,
    *,
    wanted: str | None = None,
    has_draft: bool = True,
    holding: Mapping[str, str] = {},
) -> dict[str, Any]:
    """What the composer's template needs, with the draft of the key `wanted` or else the newest
    that has these values in these fields (`holding`).

    Without a query where the caller knows that there is no draft (`has_draft`).
    """
    kept = Draft.objects.visible_to(user).kept().filter(place=place)
    drafts = list(kept[:SHOWN_DRAFTS]) if has_draft else []
    chosen = next((draft for draft in drafts if str(draft.key) == wanted), None)
    draft = chosen or next((each for each in drafts if _holds(each, holding)), None)
    return {
        "place": place,
        "draft": draft,
        "other_drafts": len(drafts) - (draft is not None),
        "max_source": MAX_SOURCE,
    }


def _holds(draft: Draft, values: Mapping[str, str]) -> bool:
    return all(draft.value(name) == value for name, value in values.items())


def initial_of(draft: Draft | None, *lists: str) -> dict[str, Any]:
    """A form's first values as the draft holds them; `lists` are fields of several values."""
    if draft is None:
        return {}
    fields = {name: draft.value(name) for name in draft.fields if name not in lists}
    return {**fields, **{name: draft.fields.get(name, []) for name in lists}, "key": draft.key}


def poll_begun(draft: Draft | None) -> PollForm:
    """The form of a new thread's poll as the draft holds it; empty for all other drafts."""
    sent = QueryDict(mutable=True)
    for name, values in draft.fields.items() if draft else ():
        sent.setlist(name, values)
    begun = PollForm(sent)
    if not begun.is_wanted:
        return PollForm()
    form = PollForm(initial=typed(begun))
    form.has_new_rows = True  # Shown open.
    return form


def keep_draft(
    request: HttpRequest,
    user: User,
    place: str,
    *,
    back: str,
    form: CorrectableForm,
) -> HttpResponse | None:
    """The button “Save draft”; None when it was refused and the form now says why."""
    sent = QueryDict(mutable=True)
    sent.update(form.data)
    try:
        try:
            save_sent_draft(sent, user, place)
        except Refused as refusal:
            if refusal.code not in {"stale", "key"}:
                raise
            # Other words were saved or posted meanwhile: these become a draft of their own.
            sent["key"], sent["base"] = str(uuid.uuid4()), "0"
            save_sent_draft(sent, user, place)
    except Refused as refusal:
        form.is_valid()
        form.add_error(None, str(refusal.reason))
        return None
    messages.success(request, _("Draft saved. You find it here again, and under “Drafts”."))
    return redirect(back)


def save_sent_draft(sent: QueryDict, user: User, place: str) -> Draft | None:
    """Save the words that a page sent; raises Refused and StaleDraft."""
    base = sent.get("base", "0")
    if not (base.isascii() and base.isdigit() and len(base) <= 9):
        raise BadRequest(_("“base” must be the version of the draft that was changed."))
    try:
        key = uuid.UUID(sent.get("key", ""))
    except ValueError:
        key = uuid.uuid4()
    fields = {name: sent.getlist(name) for name in sent if name not in NOT_WRITTEN}
    return save_draft(user, place=place, key=key, base=int(base), fields=fields)


def answer_script(
    form: CorrectableForm, *, preview: str = "", done: Callable[[], dict[str, Any]] | None = None
) -> JsonResponse:
    """The same outcome for a page that sent its form by script; with a fresh `key` where the one
    that it sent is of no more use."""
    if done is not None:
        return JsonResponse(done(), status=201)
    if preview:
        return JsonResponse({"preview": preview})
    errors = [str(error) for errors in form.errors.values() for error in errors]
    fresh: dict[str, Any] = {"key": str(uuid.uuid4())} if "key" in form.errors else {}
    return json_refusal(" ".join(errors), **fresh)
