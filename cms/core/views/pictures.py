"""Handing out the pictures that editors put on pages."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # The name of a rendition tells its size and crop: another one has another name.
    "Cache-Control": "public, max-age=86400",
}


@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """A picture in a size that some page or the admin shows; the originals stay here.

    As everywhere in Wagtail, the privacy of a page does not cover its pictures.
    """
    renditions = get_image_model().get_rendition_model().objects
    found = get_object_or_404(renditions.only("file"), file=f"images/{name}")
    try:
        file = default_storage.open(found.file.name)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, headers=HEADERS)
