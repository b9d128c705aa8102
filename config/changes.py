"""What holds for every change that is asked for, whichever view makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse

from config.errors import csrf_failure

READING = {"GET", "HEAD", "OPTIONS"}


class ChangesMiddleware:
    """Takes changes from this site's own pages only, and leads back to a page after signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302:
            login = resolve_url(settings.LOGIN_URL)
            if response["Location"] == f"{login}?next={quote(request.get_full_path(), safe='/')}":
                # The address that took the change may have no page to come back to.
                response["Location"] = f"{login}?{urlencode({'next': page_behind(request)})}"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method in READING or getattr(view, "csrf_exempt", False) or is_own(request):
            return None
        return csrf_failure(request)


def is_own(request: HttpRequest) -> bool:
    """What the browser says of where a request comes from, where it says anything: Django asks
    for the origin only where one is named."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    return site in {"same-origin", "none"} or (
        request.headers.get("Origin") in settings.CSRF_TRUSTED_ORIGINS
    )


def page_behind(request: HttpRequest) -> str:
    """The page on which the form stood."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        referer = urlsplit("")
    if referer.netloc == request.get_host() and referer.path[:2] not in {"", "//"}:
        return referer.path + (f"?{referer.query}" if referer.query else "")
    match = request.resolver_match
    if match is not None and "thread_id" in match.kwargs:
        return reverse("forum:thread_unread", args=[match.kwargs["thread_id"]])
    return "/"
