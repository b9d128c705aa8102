"""How to cite a version of a policy: plain, APA (7th), Chicago author-date and notes (18th).

As with posts, the styles are in English whatever the reader's language, and days are those of
the site's zone. The author is the body that answers for the text.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cms.policies.models import PolicyPage, PolicyVersion
from forum.citations import MONTHS, Citation, inner_quotes, stopped


def citations(policy: PolicyPage, version: PolicyVersion) -> list[Citation]:
    site = settings.SITE_NAME
    body = policy.responsible_body or policy.recommending_body
    author, title = body.name if body else site, " ".join(version.title.split())
    day = version.published_at.astimezone(timezone.get_default_timezone())
    month_day = f"{MONTHS[day.month - 1]} {day.day}"
    with override("en"):
        kind = policy.get_kind_display()
    facts = {
        "author": author,
        "title": title,
        "quoted": inner_quotes(title),
        "stopped": stopped(author),
        "site": site,
        # APA leaves the publisher out where it is the author.
        "publisher": "" if author == site else f"{site}. ",
        "kind": kind,
        "n": version.number,
        "year": day.year,
        "month_day": month_day,
        "day": date_format(day, "DATE_FORMAT"),
        "url": version_address(policy, version),
    }

    def said(pattern: str) -> SafeString:
        return format_html(pattern, **facts)

    return [
        Citation(
            "plain",
            gettext_lazy("Plain"),
            said(_("{author}, “{quoted}”, version {n}, {site}, {day}, {url}")),
        ),
        Citation(
            "apa",
            "APA 7",
            said(
                "{stopped} ({year}, {month_day}). <em>{title}</em> (Version {n}) [{kind}]."
                " {publisher}{url}"
            ),
        ),
        Citation(
            "chicago",
            gettext_lazy("Chicago, author-date"),
            said(
                "{stopped} {year}. <em>{title}</em>, version {n}. {site}, {month_day}, {year}."
                " {url}."
            ),
        ),
        Citation(
            "notes",
            gettext_lazy("Chicago, notes"),
            said("{author}, <em>{title}</em>, version {n}, {site}, {month_day}, {year}, {url}."),
        ),
    ]


def version_address(policy: PolicyPage, version: PolicyVersion) -> str:
    """The whole address of the version, which stays."""
    route = policy.reverse_subpage("version", args=[version.number])
    return f"{policy.full_url}{route}"
