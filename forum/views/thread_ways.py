"""Ways into a thread that end at one of its posts: the next unread, a date, a number."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.models import Post, ReadMark, Thread
from forum.views.asking import get_thread, int_param
from forum.views.moving import get_thread_or_lead_on
from forum.views.thread_asked import order_of
from forum.where_new import next_new


@require_safe
def thread_unread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Leads to the first post this member has not read, or with `after` to the next one past
    that post, on whichever page it is; to the thread's start when there is none."""
    thread = get_thread_or_lead_on(request, thread_id, None)
    if isinstance(thread, HttpResponse):
        return thread
    after = int_param(request, "after")
    if not request.user.is_authenticated:
        return redirect(thread)
    mark = ReadMark.objects.filter(user=request.user, thread=thread).first()
    found = next_new(thread, mark, after=after, order=order_of(request)) if mark else None
    return _to(found, thread)


@require_safe
def thread_jump(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Leads to post `number`, or to the first one written on or after `date`."""
    thread = get_thread(request.user, thread_id)
    if request.GET.get("number", "").strip():
        number = request.GET["number"].strip().lstrip("#")
        if not (number.isascii() and number.isdigit()):
            raise BadRequest(_("Give a post's number, such as 12."))
        wanted = min(max(int(number[:12]), 1), thread.last_number)
        if wanted != int(number[:12]):
            messages.info(
                request,
                _("This thread has the numbers 1 to %(last)d; here is the nearest.")
                % {"last": thread.last_number},
            )
        return _to(_at_or_after(thread, wanted), thread)
    day = _day(request.GET.get("date", ""))
    post = first_since(thread, timezone.make_aware(datetime.combine(day, time.min)))
    if post is None:
        messages.info(request, _("Nothing was written here on or after that day."))
        post = Post.objects.get(thread=thread, number=thread.last_number)
    return _to(post, thread)


def first_since(thread: Thread, moment: datetime) -> Post | None:
    """By halving the numbers, which are in the order of time: some 17 looks into 100,000."""
    posts = Post.objects.filter(thread=thread).order_by("number")

    def written_at(number: int) -> datetime:
        later = posts.filter(number__gte=number).values_list("created_at", flat=True)
        return later.first() or moment

    numbers = range(1, thread.last_number + 1)
    place = bisect_left(numbers, moment, key=written_at)
    return _at_or_after(thread, numbers[place]) if place < len(numbers) else None


def _at_or_after(thread: Thread, number: int) -> Post | None:
    return Post.objects.filter(thread=thread, number__gte=number).order_by("number").first()


def _day(text: str) -> datetime:
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise BadRequest(_("Give a day as year, month and day, such as 2026-11-20."))
    # Time zones reach past both ends of the calendar.
    bounds = datetime(1970, 1, 2), datetime.max - timedelta(days=2)
    return min(max(datetime.combine(day, time.min), bounds[0]), bounds[1])


def _to(post: Post | None, thread: Thread) -> HttpResponse:
    if post is None:
        return redirect(thread)
    post.thread = thread
    return redirect(post)
