"""The list of articles as files and as a feed."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.clearinghouse.exports import as_csv, as_ris
from cms.clearinghouse.listing import article_list, whole_list
from cms.clearinghouse.metadata import absolute
from cms.clearinghouse.models import ArticlePage
from cms.core.feeds import Feed

IN_FEED = 50


@require_safe
def articles_csv(request: HttpRequest) -> HttpResponse:
    text = "".join(as_csv(whole_list(request.GET)))
    return file(text, "text/csv; charset=utf-8", "articles.csv")


@require_safe
def articles_ris(request: HttpRequest) -> HttpResponse:
    text = "".join(as_ris(whole_list(request.GET)))
    return file(text, "application/x-research-info-systems; charset=utf-8", "articles.ris")


def file(text: str, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=content_type, headers=headers)


@require_safe
def articles_atom(request: HttpRequest) -> HttpResponse:
    """What was published or changed last, of any choice of facets and words."""
    chosen = article_list(request.GET)
    query = f"?{chosen.query}" if chosen.query else ""
    labels = ", ".join(str(chip.label) for chip in chosen.chips)
    title = _("Clearinghouse: %(what)s") % {"what": labels} if labels else _("Clearinghouse")
    feed = Feed(
        title=f"{settings.SITE_NAME} {title}",
        link=absolute(f"/clearinghouse/{query}"),
        description=_("Reviewed articles, the last changed first."),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(request.get_full_path()),
    )
    newest = whole_list(request.GET).order_by("-last_published_at", "-pk")
    for article in newest.prefetch_related("credits", "topics")[:IN_FEED]:
        add_entry(feed, article)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml")


def add_entry(feed: Feed, article: ArticlePage) -> None:
    url = absolute(article.url or "/")
    feed.add_item(
        title=article.title,
        link=url,
        unique_id=url,
        description=article.teaser,
        author_name=", ".join(article.authors) or settings.SITE_NAME,
        pubdate=article.first_published_at,
        updateddate=article.last_published_at or datetime.now(UTC),
        categories=[topic.name for topic in article.topics.all()],
    )
