"""An article for machines: schema.org, with the terms of LRMI (dublincore.org)."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from cms.clearinghouse.models import ArticlePage

# So that no word of an editor ends the element or begins another.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def json_ld(article: ArticlePage) -> SafeString:
    """For a script element of type application/ld+json, which no browser runs."""
    words = json.dumps(describe(article), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(words.translate(ESCAPES))  # noqa: S308 - every < is escaped


def describe(article: ArticlePage) -> dict[str, Any]:
    """Empty values are left out; durations are those of ISO 8601."""
    url = absolute(article.url or "/")
    published, changed = article.first_published_at, article.last_published_at
    competencies = article.competencies.select_related("framework").all()
    facts = {
        "@context": "https://schema.org",
        "@type": ["Article", "LearningResource"],
        "@id": url,
        "url": url,
        "name": article.title,
        "headline": article.title[:110],
        "description": article.teaser,
        "inLanguage": article.language,
        "isAccessibleForFree": True,
        "license": article.licence_url,
        "creativeWorkStatus": str(article.standing.label),
        "datePublished": _moment(published),
        "dateModified": _moment(changed),
        "author": _credited(article, "author"),
        "contributor": _credited(article, "contributor"),
        "editor": _credited(article, "editor"),
        "translator": _credited(article, "translator"),
        "publisher": {
            "@type": "Organization",
            "name": settings.SITE_NAME,
            "url": settings.SITE_URL,
        },
        "educationalLevel": str(article.get_level_display()),
        "learningResourceType": str(article.get_format_display()),
        "timeRequired": f"PT{article.minutes_to_read}M" if article.minutes_to_read else "",
        "audience": [
            {"@type": "EducationalAudience", "educationalRole": row.name}
            for row in article.audience.all()
        ],
        "about": [
            {"@type": "DefinedTerm", "name": row.name, "url": absolute(row.get_absolute_url())}
            for row in article.topics.all()
        ],
        "teaches": [row.name for row in competencies],
        "educationalAlignment": [
            {
                "@type": "AlignmentObject",
                "alignmentType": "teaches",
                "educationalFramework": str(row.framework),
                "targetName": row.name,
                "targetUrl": absolute(row.get_absolute_url()),
            }
            for row in competencies
        ],
        "citation": [
            {"@type": "CreativeWork", "name": source.title, "url": source.url}
            if source.url
            else {"@type": "CreativeWork", "name": source.title}
            for source in article.sources.all()
        ],
        "mainEntityOfPage": _page(article, url),
    }
    return {name: value for name, value in facts.items() if value not in ("", None, [])}


def _credited(article: ArticlePage, role: str) -> list[dict[str, str]]:
    rows = [credit for credit in article.credits.all() if credit.role == role]
    return [{"@type": "Person", "name": credit.name} for credit in rows]


def _page(article: ArticlePage, url: str) -> dict[str, Any]:
    page: dict[str, Any] = {"@type": "WebPage", "@id": url}
    if article.last_reviewed:
        page["lastReviewed"] = article.last_reviewed.isoformat()
    if article.reviewed_by:
        page["reviewedBy"] = {"@type": "Role", "roleName": article.reviewed_by}
    return page


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def absolute(path: str) -> str:
    """Under SITE_URL; an address that is whole already stays."""
    return path if "://" in path else f"{settings.SITE_URL.rstrip('/')}{path}"
