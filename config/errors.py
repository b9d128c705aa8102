from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from forum.views.asking import json_refusal, typed_words, wants_json


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
