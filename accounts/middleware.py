from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models.users import time_zones


class MemberMiddleware:
    """Shows times in the member's own zone, as long as this machine knows it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The member themselves: Django's own stands behind a proxy that a long page asks a
        # thousand times.
        user = request.user = get_user(request)
        if user.is_authenticated and user.time_zone in time_zones():
            with timezone.override(user.time_zone):
                return self.get_response(request)
        return self.get_response(request)
