from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("auto", "light", "dark")


def read_theme(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "auto")
    return theme if theme in THEMES else "auto"


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "embedded": settings.EMBEDDED,
        "theme": read_theme(request),
    }
