"""Lets posts name a policy by its number."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cms.policies.models import PolicyNumber
from forum.access import readable_pages
from forum.markup.references import Target


def policies_by_number(numbers: set[str]) -> dict[str, Target]:
    """Public policies by each of their numbers; one that two policies share names neither."""
    public = readable_pages(AnonymousUser()).values("pk")
    found: dict[str, Target] = {}
    shared: set[str] = set()
    rows = PolicyNumber.objects.filter(number__in=numbers, policy__in=public)
    for row in rows.select_related("policy"):
        policy = row.policy
        if row.number in found and found[row.number].page_id != policy.pk:
            shared.add(row.number)
        found[row.number] = Target(policy.url, policy.title, page_id=policy.pk)
    return {number: target for number, target in found.items() if number not in shared}
