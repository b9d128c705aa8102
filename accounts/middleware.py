from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models.users import time_zones


class MemberMiddleware:
    """Shows times in the member's own zone, as long as this machine knows it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.time_zone in time_zones():
            with timezone.override(request.user.time_zone):
                return self.get_response(request)
        return self.get_response(request)
