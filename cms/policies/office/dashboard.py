"""The register's panels on the admin's dashboard: a fixed number of queries each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from wagtail.admin.ui.components import Component

from accounts.models import User
from cms.core import roster
from cms.policies.models import CommentPeriod, Motion, PolicyPage, Proposal, Status, Vote
from cms.policies.models.motions import VOTING_ROLES, voter_keys

ROWS = 10
AHEAD = timedelta(days=30)


def of_units(units: set[int] | None, prefix: str = "") -> Q:
    """Policies of these bodies; of all where `units` is None."""
    if units is None:
        return Q()
    return Q(**{f"{prefix}responsible_body__in": units}) | Q(
        **{f"{prefix}recommending_body__in": units}
    )


def units_of(user: User) -> set[int] | None:
    return None if user.is_superuser else roster.editing_unit_ids(user)


class PeriodsPanel(Component):
    """Comment periods of one's own bodies that are open or about to open."""

    order = 140
    template_name = "cms/admin/panel_periods.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user, now = parent_context["request"].user, timezone.now()
        rows = CommentPeriod.objects.filter(of_units(units_of(user), "policy__"))
        rows = rows.filter(cancelled_at__isnull=True, closes_at__gt=now)
        rows = rows.filter(opens_at__lte=now + AHEAD).annotate(received=Count("comments"))
        return {"periods": rows.select_related("policy").order_by("closes_at")[:ROWS]}


class WaitingPanel(Component):
    """What waits for this person: votes, comments to answer, Council's acts, proposals."""

    order = 130
    template_name = "cms/admin/panel_waiting.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        units = units_of(user)
        periods = CommentPeriod.objects.filter(of_units(units, "policy__"))
        periods = periods.filter(closed_at__isnull=False).exclude(
            policy__status__in=(Status.COMMITTEE_VOTE, Status.SENT_TO_COUNCIL)
        )
        gone = Q(comments__post__hidden_at__isnull=False)
        gone |= Q(comments__post__withdrawn_at__isnull=False)
        left = Q(comments__isnull=False, comments__disposition__isnull=True) & ~gone
        periods = periods.annotate(left=Count("comments", filter=left)).filter(left__gt=0)
        council = PolicyPage.objects.filter(
            status__in=(Status.SENT_TO_COUNCIL, Status.POSTPONED, Status.ADOPTED)
        )
        liaison = None if user.is_superuser else roster.liaison_unit_ids(user)
        return {
            "motions": unvoted(user),
            "periods": periods.select_related("policy").order_by("closes_at")[:ROWS],
            "council": council.filter(of_units(liaison)).order_by("title")[:ROWS],
            "proposals": Proposal.objects.visible_to(user)
            .waiting()
            .exclude(proposer=user)
            .select_related("unit")
            .order_by("sent_at")[:ROWS],
        }


def unvoted(user: User) -> list[Motion]:
    """Open motions of one's bodies in which one has not voted."""
    units = roster.unit_ids(user, VOTING_ROLES)
    motions = Motion.objects.filter(unit__in=units, ended_at__isnull=True)
    open_ones = list(
        motions.filter(closes_at__gt=timezone.now()).select_related("policy", "unit")[:ROWS]
    )
    keys = {motion.pk: set(voter_keys(motion.pk, user)) for motion in open_ones}
    wanted = [key for each in keys.values() for key in each]
    cast = set(Vote.objects.filter(voter_key__in=wanted).values_list("voter_key", flat=True))
    return [motion for motion in open_ones if keys[motion.pk].isdisjoint(cast)]
