from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Gives the words a person typed back to them: a stale form must not eat a post."""
    typed = request.POST.get("source", "")[:40_000] if request.method == "POST" else ""
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says what was wrong where the site itself refused; Django's own refusals stay vague."""
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)
