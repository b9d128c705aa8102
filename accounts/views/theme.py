from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.context import THEMES, read_theme

A_YEAR = 31_536_000

__all__ = ["keep_theme", "read_theme", "theme"]


@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Sets a cookie. Visitors' pages are shared and carry no token, so the origin must do."""
    if not is_own_page(request):
        raise PermissionDenied(_("Colours can only be set from this site's own pages."))
    target = request.POST.get("next", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, None):
        target = "/"
    return keep_theme(redirect(target), request.POST.get("theme", ""))


def is_own_page(request: HttpRequest) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    # Compared as text: an origin that is no address would not survive being taken apart.
    return origin is None or origin.partition("://")[2] == request.get_host()


def keep_theme(response: HttpResponse, name: str) -> HttpResponse:
    if name in THEMES:
        response.set_cookie(
            "theme", name, max_age=A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response
