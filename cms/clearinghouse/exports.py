"""The whole result of a search in the clearinghouse, for spreadsheets and reference managers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.clearinghouse.metadata import absolute
from cms.clearinghouse.models import ArticlePage
from forum.citations import surname_first
from forum.spreadsheets import cell

CHUNK = 500
RELATED = ("credits", "audience", "topics", "library_types", "competencies")


def rows_of(articles: QuerySet[Any]) -> Iterator[ArticlePage]:
    """The articles with all that an export names: a fixed number of queries for each CHUNK."""
    yield from (
        articles.select_related("unit").prefetch_related(*RELATED).iterator(chunk_size=CHUNK)
    )


def as_csv(articles: QuerySet[Any]) -> Iterator[str]:
    """One line an article, in UTF-8 with the mark without which Excel reads none."""
    out = StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(_heads())
    for article in rows_of(articles):
        writer.writerow([cell(value) for value in _cells(article)])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _heads() -> list[str]:
    return [
        *(_("Title"), _("Address"), _("Summary"), _("Authors"), _("Format"), _("Level")),
        *(_("For whom"), _("Topics"), _("Library type"), _("Competencies"), _("Licence")),
        *(_("Language"), _("Minutes to read"), _("Published"), _("Last reviewed")),
        *(_("Reviewed by"), _("Next review"), _("Standing"), _("Kept by")),
    ]


def _cells(article: ArticlePage) -> list[Any]:
    published = article.first_published_at
    return [
        article.title,
        absolute(article.url or "/"),
        article.teaser,
        "; ".join(article.authors),
        article.get_format_display(),
        article.get_level_display(),
        *("; ".join(row.name for row in getattr(article, name).all()) for name in RELATED[1:]),
        article.licence,
        article.language,
        article.minutes_to_read or "",
        timezone.localdate(published).isoformat() if published else "",
        article.last_reviewed or "",
        article.reviewed_by,
        article.next_review or "",
        article.standing.label,
        article.unit.name if article.unit else "",
    ]


def as_ris(articles: QuerySet[Any]) -> Iterator[str]:
    """One record an article, as EndNote, Zotero and Mendeley read it: two letters, a dash, words.

    Lines end as the format wants them, and no value goes over a line.
    """
    for article in rows_of(articles):
        lines = [f"{tag}  - {' '.join(str(value).split())}" for tag, value in _tags(article)]
        yield "\r\n".join([*lines, "ER  - ", "", ""])


def _tags(article: ArticlePage) -> Iterator[tuple[str, Any]]:
    yield "TY", "ELEC"
    yield "TI", article.title
    for name in article.authors:
        yield "AU", surname_first(name)
    if article.teaser:
        yield "AB", article.teaser
    if published := article.first_published_at:
        day = timezone.localdate(published)
        yield "PY", day.year
        yield "DA", f"{day:%Y/%m/%d}/"
    yield "PB", settings.SITE_NAME
    yield "LA", article.language
    for topic in article.topics.all():
        yield "KW", topic.name
    if article.last_reviewed:
        yield "N1", _("Last reviewed on %(day)s") % {"day": article.last_reviewed.isoformat()}
    yield "UR", absolute(article.url or "/")
    yield "ID", f"article-{article.pk}"
