"""Handing attachments out: the read gate is asked for each, and nothing of them can run."""

from __future__ import annotations

import re

from django.contrib.auth.models import AnonymousUser
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.files import storage
from forum.models import Attachment

RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,15})-(?P<last>[0-9]{0,15})")
# How long a browser may show a file of a public thread before it asks again.
PUBLIC_SECONDS = 60
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Accept-Ranges": "bytes",
}


@require_safe
def file(
    request: HttpRequest, file_id: int, token: str, name: str, width: int = 0
) -> HttpResponseBase:
    """A file, or one of its smaller pictures; any name serves, as any slug leads to a thread."""
    attachments = Attachment.objects.filter(pk=file_id, token=token)
    found = get_object_or_404(attachments.visible_to(request.user))
    if width and width not in found.widths:
        raise Http404(_("There is no picture of that width."))
    stored = found.stored_at(width) if width else found.stored
    etag = f'"{found.token}-{width}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = _stream(request, found, stored, etag, size=None if width else found.size)
    for header, value in HEADERS.items():
        response.headers[header] = value
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _caching(request, found)
    return response


def _caching(request: HttpRequest, found: Attachment) -> str:
    if Attachment.objects.filter(pk=found.pk).visible_to(AnonymousUser()).exists():
        scope = "private" if request.user.is_authenticated else "public"
        return f"{scope}, max-age={PUBLIC_SECONDS}"
    return "private, no-store"


def _stream(
    request: HttpRequest, found: Attachment, stored: str, etag: str, *, size: int | None
) -> HttpResponseBase:
    try:
        size = storage.size_of(stored) if size is None else size
        start, length = asked_range(request, etag, size)
        head = request.method == "HEAD"
        blocks = iter(()) if head else storage.read(stored, start=start, length=length)
    except OSError:
        storage.logger.error("The file of attachment %s is missing: %s", found.pk, stored)
        raise Http404(_("This file is lost. Its keeper can see that it is.")) from None
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    partial = length < size
    response = StreamingHttpResponse(
        blocks,
        status=206 if partial else 200,
        content_type=found.media_type,
    )
    response.headers["Content-Length"] = str(length)
    if partial:
        response.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    disposition = content_disposition_header(not found.is_picture, found.name)
    response.headers["Content-Disposition"] = str(disposition)
    return response


def asked_range(request: HttpRequest, etag: str, size: int) -> tuple[int, int]:
    """Where to begin and how many bytes to send; raises ValueError for a range that is not there.

    Several ranges at once, or a form that is none, ask for the whole file (RFC 9110, 14.2).
    """
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or not (match["first"] or match["last"]):
        return 0, size
    if request.headers.get("If-Range", etag) != etag:
        return 0, size
    if not match["first"]:
        start, end = max(0, size - int(match["last"])), size
    else:
        start = int(match["first"])
        end = min(size, int(match["last"]) + 1) if match["last"] else size
        if match["last"] and int(match["last"]) < start:
            return 0, size
    if start >= end:
        raise ValueError(start)
    return start, end - start
