"""Lets posts name a policy by its number."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from cms.policies.models import PolicyNumber
from forum.access import readable_pages
from forum.markup.references import Target


def policies_by_number(numbers: set[str]) -> dict[str, Target]:
    """Policies by each of their numbers; one that two public policies share names neither.

    One that is not public has no title here.
    """
    public = readable_pages(AnonymousUser()).filter(pk=OuterRef("policy"))
    rows = PolicyNumber.objects.filter(number__in=numbers).annotate(is_open=Exists(public))
    found: dict[str, Target] = {}
    shared: set[str] = set()
    for row in rows.select_related("policy").order_by("is_open", "pk"):
        policy = row.policy
        standing = found.get(row.number)
        if row.is_open and standing and standing.title and standing.page_id != policy.pk:
            shared.add(row.number)
        title = policy.title if row.is_open else ""
        found[row.number] = Target(policy.url or "", title, page_id=policy.pk)
    return {number: target for number, target in found.items() if number not in shared}
