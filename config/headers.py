"""Response headers that depend on the address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ADMIN_PATHS = ("/cms/", "/django-admin/")
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
)


class PathPolicyMiddleware:
    """Sets Permissions-Policy, and lets the admin sites run their own inline script."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.path.startswith(ADMIN_PATHS):
            response._csp_replace = {  # type: ignore[attr-defined]
                "script-src": ["'self'", "'unsafe-inline'"],
                "style-src": ["'self'", "'unsafe-inline'"],
                "img-src": ["'self'", "data:", "blob:"],
                "frame-src": ["'self'"],
                "media-src": ["'self'"],
                "worker-src": ["'self'", "blob:"],
            }
        return response
