"""Former addresses of policies, and all that stood below them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path, iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from forum.access import readable_pages

DEPTH = 10


class FormerPolicyMiddleware:
    """Leads any path below a former address of a policy to the same path below today's.

    Wagtail keeps the former addresses, whether the policy or a page above it was renamed; it
    leads on from the very address only, and leaves the query out. Asked only where nothing is
    found.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and (address := todays_address(request)):
            # A form that was open while the policy was renamed is sent on with its words.
            is_post = request.method == "POST"
            return HttpResponsePermanentRedirect(address, preserve_request=is_post)
        return response


def todays_address(request: HttpRequest) -> str:
    """With the query; empty where no policy stood that this person may read, or where a page
    stands today."""
    path = request.path if request.path.endswith("/") else f"{request.path}/"
    if "\0" in path:  # PostgreSQL refuses even to look for it.
        return ""
    site = Site.find_for_request(request)
    ends = [at for at, sign in enumerate(path) if at and sign == "/"][:DEPTH]
    former = Redirect.get_for_site(site).filter(
        old_path__in=[path[:end] for end in ends],
        redirect_page_route_path="",
        # A name of today may say what only some may read.
        redirect_page__in=readable_pages(request.user).filter(policypage__isnull=False),
    )
    row = max(former.select_related("redirect_page"), key=lambda row: row.old_path, default=None)
    if site is None or row is None or _is_taken(site, row.old_path):
        return ""
    rest = escape_uri_path(path[len(row.old_path) + 1 :])
    query = iri_to_uri(request.META.get("QUERY_STRING", ""))
    return f"{row.redirect_page.get_url(request)}{rest}{'?' if query else ''}{query}"


def _is_taken(site: Site, path: str) -> bool:
    """Whether a page stands there today, to which all below it belongs."""
    root = site.root_page.url_path.rstrip("/")
    return Page.objects.live().filter(url_path=f"{root}{path}/").exists()
