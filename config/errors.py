from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.views.asking import typed_words


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Gives the words a person typed back to them: a stale form must not eat a post."""
    return render(request, "403_csrf.html", {"typed": typed_words(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A thread that was hidden, or a board that closed, must not eat what was being written."""
    return render(request, "404.html", {"typed": typed_words(request)}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says what was wrong where the site itself refused; Django's own refusals stay vague."""
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)
