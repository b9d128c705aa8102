from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models.privacy import Audience
from cms.core.rooms import (
    BY_NAME,
    ROOMS,
    SORTS,
    related_topics,
    shelf,
    threads_on,
    ways,
    whole_shelf,
)
from forum.following import following_context
from forum.lists.places import counted
from forum.lists.reach import reach_of
from forum.models import Topic

FEW = 12


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    unread = unread_by_topic(request)
    topics = [(topic, unread.get(topic.pk, 0)) for topic in Topic.objects.all()]
    return render(request, "cms/topic_list.html", {"topics": topics})


def unread_by_topic(request: HttpRequest) -> dict[int, int]:
    """Unread posts by topic for members: two queries."""
    user = request.user
    return counted(reach_of(user), "topics") if user.is_authenticated else {}


@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What every room has on it; with `?room=`, all that one room has."""
    topic = Topic.objects.known_as(slug)
    if topic is None:
        raise Http404
    if topic.slug != slug:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(topic.get_absolute_url() + query)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else next(iter(SORTS))
    context = {"topic": topic, "sort": sort, "follow": following_context(request.user, topic)}
    if room := BY_NAME.get(request.GET.get("room", "")):
        one = whole_shelf(room, Q(topics=topic), sort, request.GET.get("page"))
        return render(request, "cms/room.html", {**context, "of": topic, **ways(request, one)})
    threads = threads_on(topic, request.user, sort)
    shelves = [each for room in ROOMS if (each := shelf(room, Q(topics=topic), sort)).rows]
    audiences = [Audience.EVERYONE]
    if request.user.is_authenticated:
        audiences.append(Audience.MEMBERS)
    context |= {
        "sorts": SORTS.items(),
        "threads": threads,
        "shelves": shelves,
        "is_empty": not threads and not shelves,
        "other_names": topic.other_names,
        "related": related_topics(topic, request.user),
        "experts": topic.experts.filter(is_active=True, topics_for__in=audiences)[:FEW],
        "unread": unread_by_topic(request).get(topic.pk, 0),
    }
    return render(request, "cms/topic_detail.html", context)
