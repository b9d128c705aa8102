from __future__ import annotations

from django.utils.text import slugify

from cms.clearinghouse.models import (
    ArticleCredit,
    ArticleIndexPage,
    ArticlePage,
    ArticleSource,
    Audience,
    LibraryType,
)
from cms.competencies.models import Competency
from cms.core.tree import discuss_on
from cms.sample.loading.content import Entry, read
from cms.sample.loading.from_readers import load_feedback, load_source_posts
from cms.sample.loading.pages import Desk, sources


def load_articles(desk: Desk) -> int:
    discuss_on(desk.boards["articles-and-programs"], ArticleIndexPage)
    section = ArticleIndexPage.objects.get()
    audiences = {audience.slug: audience for audience in Audience.objects.all()}
    entries = read("articles")["articles"]
    for entry in entries:
        author = desk.members[entry["author"]]
        ago = entry.get("published_days_ago")
        at = None if ago is None else desk.clock.days_ago(ago)
        page = article_page(entry, desk)
        page.audience.set([audiences[slugify(name)] for name in entry["audience"]])
        page.sources.set(sources(entry, ArticleSource))
        page = desk.draft(section, page, entry, by=author, at=at)
        if at is not None:
            if "made_from" in entry:
                load_source_posts(page, entry, desk, at=at)
            desk.publish(page, by=author, at=at)
    load_feedback(desk)
    return len(entries)


def article_page(entry: Entry, desk: Desk) -> ArticlePage:
    page = ArticlePage(
        unit=desk.unit(entry),
        reviewed_by=desk.members[entry["reviewer"]].role,
        last_reviewed=desk.clock.day(-entry["reviewed_days_ago"]),
        next_review=desk.clock.day(entry["next_review_in_days"]),
        body=[("markdown", entry["body"].strip())],
        **{
            name: entry[name]
            for name in ("teaser", "level", "format", "minutes_to_read", "licence", "language")
            if name in entry
        },
    )
    author = desk.members[entry["author"]]
    page.credits.set([ArticleCredit(name=author.display_name, handle=author.handle)])
    page.competencies.set(Competency.objects.filter(slug__in=entry["competencies"]))
    page.library_types.set(LibraryType.objects.filter(slug__in=entry.get("library_types", [])))
    if entry["state"] == "retired":
        page.retired_on = desk.clock.day(-entry["retired_days_ago"])
        page.retired_reason = entry["retired_reason"]
    return page
