"""What all forum views ask of a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.prepared import PreparedModels
from forum.access import Viewer, reach_of, stand_in
from forum.models import Ballot, Post, Thread
from forum.models.polls import voter_keys
from forum.models.threads import ThreadQuerySet
from forum.permissions import Verdict

MAX_NUMBER = 2_147_483_647
# The fields that people write in, in the order of the forms.
WORDS = ("title", "source", "note", "reason")


def get_thread(user: Viewer, thread_id: int) -> Thread:
    """The thread if this person may read it, else 404: both answers look the same."""
    check_number(thread_id)
    keys = voter_keys(thread_id, user) if user.is_authenticated else []
    found = _readable(thread_id, *keys, shape=reach_of(user))
    if not found:
        raise Http404
    thread: Thread = found[0]
    return thread


def with_all(threads: ThreadQuerySet, thread_id: int, keys: Sequence[str]) -> ThreadQuerySet:
    """One thread with what its page shows, and the choices of who votes by one of `keys`."""
    if keys:
        ballots = Ballot.objects.in_thread(thread_id, keys).values("choices")
        threads = threads.annotate(own_choices=Subquery(ballots[:1]))
    beside = ("page", "poll", "locked_by", "continued_in__board")
    threads = threads.with_people().with_renaming().select_related(*beside)
    return threads.filter(pk=thread_id).order_by()


_readable = PreparedModels(
    lambda reach, thread_id, *keys: with_all(
        Thread.objects.visible_to(stand_in(reach)), thread_id, keys
    )
)


def get_post(user: Viewer, thread_id: int, number: int) -> Post:
    """A post whose words this person may read, or their own, else 404."""
    thread = get_thread(user, thread_id)
    posts = Post.objects.select_related("author", "parent")
    post = get_object_or_404(posts, thread=thread, number=check_number(number))
    post.thread = thread
    return post


def check_number(value: int) -> int:
    """Keeps numbers that no column can hold from the database."""
    if value < 0:
        raise BadRequest(_("That number is too small."))
    if value > MAX_NUMBER:
        raise BadRequest(_("That number is too large."))
    return value


def int_param(request: HttpRequest, name: str) -> int | None:
    """A whole number from the query string; anything else is a bad request."""
    value = request.GET.get(name)
    if value is None:
        return None
    if not re.fullmatch(r"-?[0-9]+", value):
        raise BadRequest(_("“%(name)s” must be a whole number.") % {"name": name})
    if value.startswith("-"):
        raise BadRequest(_("“%(name)s” is too small: it must be 0 or more.") % {"name": name})
    digits = value.lstrip("0") or "0"
    # By its length first: Python reads no number of thousands of digits.
    if len(digits) > 10 or int(digits) > MAX_NUMBER:
        raise BadRequest(
            _("“%(name)s” is too large: it may be %(limit)d at most.")
            % {"name": name, "limit": MAX_NUMBER}
        )
    return int(digits)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def json_refusal(reason: Any, *, status: int = 422, **more: Any) -> JsonResponse:
    return JsonResponse({"error": str(reason), **more}, status=status)


def typed_words(request: HttpRequest) -> str:
    """What a person wrote in the form that this request sent, to be given back to them."""
    return "\n\n".join(filter(None, (request.POST.get(name, "") for name in WORDS)))


def sign_in_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `login_required`, except that words sent after the session ended come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return signed_out(request, back=request.get_full_path())
        return redirect_to_login(request.get_full_path())

    return guarded


def signed_out(request: HttpRequest, *, back: str) -> HttpResponse:
    """The session ended while they wrote: `back` is where to write again after signing in."""
    if wants_json(request):
        return json_refusal(_("You are signed out. Your words are kept here: sign in."), status=401)
    context = {"typed": typed_words(request), "back": back}
    return render(request, "forum/signed_out.html", context, status=401)


def refusal_page(request: HttpRequest, post: Post, verdict: Verdict) -> HttpResponse:
    """Why it can't be done, with the words that were sent for it."""
    context = {"post": post, "thread": post.thread, "reason": verdict.reason}
    context["typed"] = typed_words(request)
    return render(request, "forum/refused.html", context, status=403)
