"""Stopping mail from a link in it, signed in or not (RFC 8058)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forum.actions.following import mute
from forum.following import can_follow, name_of_target
from forum.unsubscribe import read_token


@csrf_exempt  # mail programs POST without cookies; the signed token says who and what
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Shows a button, or acts on a POST: as often as asked, and it never signs anyone in."""
    found = read_token(token)
    if found is None:
        return render(request, "forum/unsubscribe.html", {"state": "unknown"}, status=404)
    user, target = found
    if request.method == "POST" and target is not None:
        mute(user, target=target)
    name = _("this conversation")
    if target is not None and can_follow(user, target):
        name = name_of_target(target)
    done = request.method == "POST" or target is None
    context = {"state": "done" if done else "ask", "name": name}
    return render(request, "forum/unsubscribe.html", context)
