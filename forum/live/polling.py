"""The stream of a thread without a socket: the same frames, asked for every now and then."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.live import reading
from forum.live.wire import Watch, frame
from forum.rendering import audience_of
from forum.views.asking import get_thread, int_param


@require_safe
def thread_changes(request: HttpRequest, thread_id: int) -> HttpResponse:
    """What changed after `since`, a page of frames at most, as a JSON list; 204 for nothing.

    The gate is the page's: who may not read the thread finds nothing at this address.
    """
    since = int_param(request, "since")
    if since is None:
        raise BadRequest(_("“since” must say the last change that the page has."))
    thread = get_thread(request.user, thread_id)
    if since == thread.seq:
        return HttpResponse(status=204)
    watch, audience = Watch("thread", thread.pk), audience_of(request.user)
    if since > thread.seq:
        changes = reading.Changes(thread, thread.seq, gap=True)
    else:
        last = reading.last_number_at(thread, since)
        changes = reading.read_page(thread, since, last, [audience])
    frames = (changes.frames or {}).get(audience, [])
    if changes.gap:
        frames = [frame(watch, "gap", seq=changes.head)]
    frames = [*frames, frame(watch, "ready", seq=changes.head)]
    body = ",".join(event["text"] for event in frames)
    response = HttpResponse(f"[{body}]", content_type="application/json")
    add_never_cache_headers(response)
    return response
