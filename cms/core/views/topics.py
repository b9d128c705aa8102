from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models.privacy import Audience
from cms.clearinghouse.models import ArticlePage
from cms.learning.models import ProgramPage
from cms.personnel.models import PersonnelPage
from cms.policies.models import PolicyPage
from cms.scholarships.models import ScholarshipPage
from forum.following import following_context
from forum.lists.places import counted
from forum.lists.reach import reach_of
from forum.models import Thread, Topic
from forum.unread import with_unread

FEW = 12


def topic_list(request: HttpRequest) -> HttpResponse:
    unread = unread_by_topic(request)
    topics = [(topic, unread.get(topic.pk, 0)) for topic in Topic.objects.all()]
    return render(request, "cms/topic_list.html", {"topics": topics})


def unread_by_topic(request: HttpRequest) -> dict[int, int]:
    """Unread posts by topic for members: two queries."""
    user = request.user
    return counted(reach_of(user), "topics") if user.is_authenticated else {}


def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    threads = Thread.objects.visible_to(request.user).with_people().filter(topics=topic)
    threads = threads.prefetch_related("topics").order_by("-last_post_at", "-id")[:FEW]
    newest = "-last_published_at"
    policies = PolicyPage.objects.listed().filter(topics=topic).with_record().order_by(newest)
    articles = ArticlePage.objects.listed().filter(topics=topic).with_labels().order_by(newest)
    programs = ProgramPage.objects.listed().filter(topics=topic).with_offerings().order_by(newest)
    scholarships = (
        ScholarshipPage.objects.listed().by_deadline().filter(topics=topic).select_related("unit")
    )
    guidance = PersonnelPage.objects.listed().filter(topics=topic).order_by("title")
    rooms: dict[str, list[Any]] = {
        "threads": with_unread(threads, request.user),
        "policies": list(policies[:FEW]),
        "articles": list(articles[:FEW]),
        "programs": list(programs[:FEW]),
        "scholarships": list(scholarships[:FEW]),
        "guidance": list(guidance[:FEW]),
    }
    audiences = [Audience.EVERYONE]
    if request.user.is_authenticated:
        audiences.append(Audience.MEMBERS)
    context = {
        "topic": topic,
        "is_empty": not any(rooms.values()),
        "experts": topic.experts.filter(is_active=True, topics_for__in=audiences)[:FEW],
        "follow": following_context(request.user, topic),
        "unread": unread_by_topic(request).get(topic.pk, 0),
        **rooms,
    }
    return render(request, "cms/topic_detail.html", context)
