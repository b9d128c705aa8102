"""The register as a visitor has filtered it."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cms.core.facets import Faceted, Spec, browse
from cms.policies.models import Kind, PolicyPage, Status

SPECS = (
    Spec("status", _("Status"), "status", labels=dict(Status.choices)),
    Spec("unit", _("Responsible body"), "responsible_body__slug", "responsible_body__name"),
    Spec("kind", _("Kind"), "kind", labels=dict(Kind.choices)),
    Spec("topic", _("Topic"), "topics__slug", "topics__name"),
)
SORTS = {
    "changed": (_("Last changed"), ("-last_published_at", "title")),
    "title": (_("Title"), ("title",)),
    "review": (_("Next review"), ("next_review", "title")),
}


def policy_list(query: QueryDict) -> Faceted:
    return browse(PolicyPage.objects.listed().with_record(), SPECS, query, SORTS)
