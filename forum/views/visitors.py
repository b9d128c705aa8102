"""Pages that everyone who is signed out sees alike, kept whole until they change."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accounts.context import THEMES

# How long a visitor may see a name that its owner has just changed.
SECONDS = 60
# What a page's address may say besides its path; with anything else it is made anew.
MAX_QUERY = 200

View = Callable[..., HttpResponse]


def is_plain_visit(request: HttpRequest) -> bool:
    """Whether everyone who is signed out gets the very same page."""
    return (
        not request.user.is_authenticated
        and "messages" not in request.COOKIES
        and request.session.session_key is None
    )


def has_short_query(request: HttpRequest) -> bool:
    return len(request.META["QUERY_STRING"]) <= MAX_QUERY


def kept_page(
    request: HttpRequest, stamp: Hashable, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """The page kept under `stamp`, or the one made now; only a page that is found is kept."""
    theme = request.COOKIES.get("theme", "")
    words = (get_language(), theme if theme in THEMES else "", stamp)
    key = hashlib.blake2b(repr(words).encode(), digest_size=20).hexdigest()
    cache = caches["pages"]
    small = "gzip" in request.headers.get("Accept-Encoding", "")
    if kept := cache.get(f"{key}:{small}"):
        return as_kept(kept, small=small)
    response = make()
    if response.status_code != 200:
        return response
    # Such a page holds no token and nothing that its visitor sent: no length gives one away.
    packed = gzip.compress(response.content, 6, mtime=0)
    cache.set_many({f"{key}:False": response.content, f"{key}:True": packed}, SECONDS)
    return as_kept(packed if small else response.content, small=small)


def as_kept(body: bytes, *, small: bool) -> HttpResponse:
    response = HttpResponse(body, headers={"Vary": "Accept-Encoding"})
    if small:
        response["Content-Encoding"] = "gzip"
    return response


def kept_for_visitors(stamp: Callable[..., Any]) -> Callable[[View], View]:
    """Keep a view's page for those who are signed out.

    `stamp(request, **kwargs)` asks the read gate, in a query or two, and gives what is different
    as soon as the page is: None where there is nothing to keep.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not is_plain_visit(request) or not has_short_query(request):
                return view(request, **kwargs)
            found = stamp(request, **kwargs)
            if found is None:
                return view(request, **kwargs)
            place = (request.get_full_path(), found)
            return kept_page(request, place, lambda: view(request, **kwargs))

        return kept

    return decorate
