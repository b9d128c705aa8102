from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from forum.views.asking import json_refusal, typed_words, wants_json

BODILESS = {"HEAD", "OPTIONS"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Gives the words a person typed back to them: a stale form must not eat a post."""
    return render(request, "403_csrf.html", {"typed": typed_words(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A thread that was hidden, or a board that closed, must not eat what was being written."""
    return render(request, "404.html", {"typed": typed_words(request)}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says what was wrong where the site itself refused, and which limit was passed; Django's
    other refusals stay vague."""
    reason = str(exception) if isinstance(exception, BadRequest) else limit_passed(exception)
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    if reason and wants_json(request):
        return json_refusal(reason, status=status)
    return render(request, "400.html", {"reason": reason}, status=status)


class NotAllowedMiddleware:
    """A method that an address does not take is answered with a sentence, not with nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method in BODILESS:
            return response
        answer = not_allowed(request)
        answer["Allow"] = response["Allow"]
        return answer


def not_allowed(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        reason = _("This address takes what a form sends, and has no page of its own.")
    else:
        reason = _("What was sent can’t be taken at this address, so nothing was changed.")
    if wants_json(request):
        return json_refusal(reason, status=405)
    context = {"reason": reason, "typed": typed_words(request)}
    return render(request, "405.html", context, status=405)


def limit_passed(exception: Exception) -> str:
    if isinstance(exception, RequestDataTooBig):
        return _("A form may hold %(size)s at most. Send less, or in parts.") % {
            "size": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        }
    if isinstance(exception, TooManyFieldsSent):
        return _("A form may have %(limit)d fields at most.") % {
            "limit": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        }
    if isinstance(exception, TooManyFilesSent):
        return _("At most %(limit)d files can be sent at once.") % {
            "limit": settings.DATA_UPLOAD_MAX_NUMBER_FILES
        }
    return ""
