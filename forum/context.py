from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from forum.models import Notice


def shell(request: HttpRequest) -> dict[str, Any]:
    """The bell's count, asked only by pages that show it."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"unread_notices": 0}
    user = request.user
    return {"unread_notices": SimpleLazyObject(lambda: Notice.objects.bell_count(user))}
