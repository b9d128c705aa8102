from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class MemberMiddleware:
    """Shows times in the member's own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.time_zone):
                return self.get_response(request)
        return self.get_response(request)
