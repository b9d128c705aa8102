"""The program catalogue as a visitor has filtered it."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cms.core.facets import Faceted, Spec, browse
from cms.learning.choices import Level, Mode, OfferingStatus
from cms.learning.models import ProgramPage

SPECS = (
    Spec("mode", _("How"), "offerings__mode", labels=dict(Mode.choices)),
    Spec("status", _("Places"), "offerings__status", labels=dict(OfferingStatus.choices)),
    Spec("level", _("Level"), "level", labels=dict(Level.choices)),
    Spec("topic", _("Topic"), "topics__slug", "topics__name"),
    Spec("unit", _("Sponsor"), "unit__slug", "unit__name"),
)
SORTS = {
    "title": (_("Title"), ("title",)),
    "newest": (_("Newest"), ("-first_published_at", "title")),
}


def program_list(query: QueryDict) -> Faceted:
    return browse(ProgramPage.objects.listed().with_offerings(), SPECS, query, SORTS)
