from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers: no query, so that a database outage does not restart it."""
    return HttpResponse("ok\n", content_type="text/plain")
