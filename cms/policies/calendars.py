"""Deadlines of the register as a calendar (RFC 5545): all-day reviews, closings in their zone."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from cms.core.feeds import writable
from cms.core.zones import in_zone
from cms.policies.models import CommentPeriod, Motion, PolicyPage

KEPT = timedelta(days=180)
"""How long a deadline that has passed stays in the calendar."""

ZONES_TOLD = timedelta(days=5 * 366)
"""For how long the calendar says when its zones change their clocks."""


def deadlines() -> bytes:
    """Reviews due, comment periods and committee votes closing, of what visitors may read: four
    queries. A review that is overdue stays until it is done."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//policy register//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = _("%(site)s: policy deadlines") % {"site": settings.SITE_NAME}
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    start = timezone.now() - KEPT
    policies = PolicyPage.objects.listed()
    for policy in policies.in_force().filter(next_review__isnull=False).with_record():
        calendar.add_component(review(policy))
    periods = CommentPeriod.objects.filter(
        policy__in=policies.values("pk"), closes_at__gte=start, cancelled_at__isnull=True
    )
    for period in periods.select_related("policy").order_by("closes_at", "pk"):
        calendar.add_component(closing(period))
    votes = Motion.objects.filter(
        policy__in=policies.values("pk"), closes_at__gte=start, corrects__isnull=True
    )
    for motion in votes.select_related("policy", "unit").order_by("closes_at", "pk"):
        calendar.add_component(vote(motion))
    calendar.add_missing_timezones(start.date(), start.date() + ZONES_TOLD)
    return calendar.to_ical()


def review(policy: PolicyPage) -> Entry:
    assert policy.next_review is not None
    body = policy.responsible_body
    entry = begun(f"review-{policy.pk}", policy)
    entry.add("summary", writable(_("Review due: %s") % policy.title))
    entry.add("dtstart", policy.next_review)
    entry.add("dtend", policy.next_review + timedelta(days=1))
    said = [_("Responsible: %s") % body.name] if body else []
    said += [policy.next_review_note] if policy.next_review_note else []
    said.append(_("The policy stays in force."))
    entry.add("description", writable("\n".join(said)))
    return entry


def closing(period: CommentPeriod) -> Entry:
    entry = begun(f"comments-{period.pk}", period.policy)
    entry.add("summary", writable(_("Comments close: %s") % period.policy.title))
    entry.add("dtstart", period.closes_there)
    return entry


def vote(motion: Motion) -> Entry:
    entry = begun(f"vote-{motion.pk}", motion.policy)
    entry.add("summary", writable(_("Vote closes: %s") % motion.policy.title))
    entry.add("dtstart", in_zone(motion.closes_at, motion.time_zone))
    entry.add("description", writable(_("Voting: %s") % motion.unit.name))
    return entry


def begun(name: str, policy: PolicyPage) -> Entry:
    """An entry that keeps its id when the policy is renamed or the deadline moves."""
    host = settings.SITE_URL.split("//")[-1].split("/")[0]
    changed = policy.last_published_at or policy.latest_revision_created_at or timezone.now()
    entry = Entry()
    entry.add("uid", f"policy-{name}@{host}")
    # Not the moment of asking: the same calendar is the same bytes.
    entry.add("dtstamp", changed)
    entry.add("url", urljoin(settings.SITE_URL, policy.url or "/"))
    entry.add("transp", "TRANSPARENT")
    return entry
