"""What happens in the register, for feed readers and calendars; as visitors may read it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.core.feeds import Feed
from cms.policies.calendars import deadlines
from cms.policies.events import UNKNOWN, Event, event_keys, load
from cms.policies.models import PolicyAction, PolicyPage

IN_FEED = 50
SAID = ("act", "body__name", "body_text", "document", "note")


@require_safe
def register_feed(request: HttpRequest) -> HttpResponseBase:
    link = reverse("policy_changes")
    title = _("%(site)s: changes in the policy register") % {"site": settings.SITE_NAME}
    return atom(request, PolicyPage.objects.listed(), title=title, link=link)


@require_safe
def policy_feed(request: HttpRequest, policy: PolicyPage) -> HttpResponseBase:
    title = _("%(site)s: %(title)s") % {"site": settings.SITE_NAME, "title": policy.title}
    only = PolicyPage.objects.listed().filter(pk=policy.pk)
    return atom(request, only, title=title, link=policy.url or "/")


@require_safe
def deadlines_calendar(request: HttpRequest) -> HttpResponseBase:
    """Reviews due and comment periods that close, to subscribe to."""
    content = deadlines()
    return unless_known(request, content, lambda: content, "text/calendar; charset=utf-8")


def atom(
    request: HttpRequest, policies: QuerySet[Any], *, title: str, link: str
) -> HttpResponseBase:
    """The newest events. What a reader already has is answered before any text is read."""
    keys = event_keys(policies, as_recorded=True)
    keys = [key for key in keys if key.at != UNKNOWN][:IN_FEED]
    state = policies.aggregate(n=Count("pk"), last=Max("last_published_at"))
    # A liaison may put a line right, which leaves its key as it was.
    lines = PolicyAction.objects.filter(pk__in=[key.pk for key in keys if key.kind == "action"])
    said = list(lines.order_by("pk").values_list(*SAID))

    def write() -> bytes:
        feed = Feed(
            title=title,
            link=whole(link),
            description="",
            language=settings.LANGUAGE_CODE,
            feed_url=whole(request.path),
        )
        for event in load(keys):
            add_entry(feed, event)
        return feed.writeString("utf-8").encode()

    known = repr([title, keys, state, said]).encode()
    return unless_known(request, known, write, "application/atom+xml; charset=utf-8")


def add_entry(feed: Feed, event: Event) -> None:
    day = date_format(event.day, "j F Y") if event.recorded_on and event.day else ""
    about = [day, event.by, event.document, event.note]
    feed.add_item(
        title=f"{event.policy.title}: {event.title}",
        link=whole(event.url),
        # RFC 4151: lasts when the policy is renamed or moved.
        unique_id=f"tag:{settings.SITE_URL.split('//')[-1].split(':')[0]},2026:"
        f"policy-{event.key.kind}-{event.key.pk}",
        # The library sends it as HTML.
        description=escape(". ".join(part.rstrip(".") for part in about if part)),
        author_name=event.by or settings.SITE_NAME,
        pubdate=event.key.at,
        updateddate=event.key.at,
    )


def unless_known(
    request: HttpRequest, state: bytes, write: Callable[[], bytes], content_type: str
) -> HttpResponseBase:
    """304 where the reader has this state already, else what `write` gives, with its tag."""
    etag = quote_etag(hashlib.sha256(state).hexdigest()[:32])
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    response = HttpResponse(write(), content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def whole(address: str) -> str:
    return urljoin(settings.SITE_URL, address)
