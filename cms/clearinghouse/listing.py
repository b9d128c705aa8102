"""The clearinghouse as a visitor has filtered it."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cms.clearinghouse.models import ArticlePage, Format, Level
from cms.core.facets import Faceted, Spec, browse

SPECS = (
    Spec("audience", _("For whom"), "audience__slug", "audience__name"),
    Spec("topic", _("Topic"), "topics__slug", "topics__name"),
    Spec("level", _("Level"), "level", labels=dict(Level.choices)),
    Spec("format", _("Format"), "format", labels=dict(Format.choices)),
)
SORTS = {
    "newest": (_("Newest"), ("-first_published_at", "title")),
    "reviewed": (_("Last reviewed"), ("-last_reviewed", "title")),
    "title": (_("Title"), ("title",)),
}


def article_list(query: QueryDict) -> Faceted:
    return browse(ArticlePage.objects.listed().with_labels(), SPECS, query, SORTS)
