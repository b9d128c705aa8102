"""A member's page says that they are replying: a sign that holds for seconds and is not kept."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from forum import doorbell
from forum.permissions import can_reply, can_see_readers
from forum.views.asking import get_thread

# A page repeats its sign every eight seconds; more often changes nothing.
NO_SOONER = 3


@require_POST
def thread_replying(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Always 204: whoever keeps out of sight, or may not reply, is told nothing either way."""
    thread = get_thread(request.user, thread_id)
    user = request.user
    if user.is_authenticated and can_see_readers(user, thread) and can_reply(user, thread):
        on = request.POST.get("on") != "off"
        if not on or cache.add(f"replying:{user.pk}:{thread.pk}", 1, NO_SOONER):
            doorbell.ring("replying", id=thread.pk, user=user.pk, on=int(on))
    return HttpResponse(status=204)
