"""What a file made of a policy's version says, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from cms.core.feeds import writable
from cms.policies.citations import version_address
from cms.policies.models import PolicyPage, PolicyVersion
from cms.policies.paragraphs import Paragraph, paragraphs
from cms.policies.texts import ClauseText, read_clauses


@dataclass(frozen=True)
class Document:
    policy: PolicyPage
    version: PolicyVersion

    @property
    def title(self) -> str:
        return writable(self.version.title)

    @property
    def language(self) -> str:
        return self.policy.locale.language_code

    @property
    def author(self) -> str:
        body = self.policy.responsible_body or self.policy.recommending_body
        return writable(body.name if body else settings.SITE_NAME)

    @cached_property
    def address(self) -> str:
        return version_address(self.policy, self.version)

    @property
    def running_foot(self) -> str:
        """At the foot of every page: which text this is, and its fingerprint's beginning."""
        return _("%(title)s · version %(n)s · fingerprint %(hash)s…") % {
            "title": self.title if len(self.title) < 60 else f"{self.title[:57]}…",
            "n": self.version.number,
            "hash": self.version.content_hash[:12],
        }

    @property
    def facts(self) -> list[tuple[str, str]]:
        day = timezone.localtime(self.version.published_at, timezone.get_default_timezone())
        return [
            (_("Version"), str(self.version.number)),
            (_("Published"), date_format(day, "j F Y")),
            (_("Status then"), self.version.get_status_display()),
            (_("Body"), self.author),
            (_("Address"), self.address),
            (_("Fingerprint (SHA-256)"), self.version.content_hash),
        ]

    @property
    def summary(self) -> list[Paragraph]:
        return paragraphs(expand_db_html(self.version.summary))

    @property
    def clauses(self) -> list[ClauseText]:
        return read_clauses(self.version.body)

    def link(self, href: str) -> str:
        """The whole address, as a file lies nowhere on the site."""
        return urljoin(self.address, href)
