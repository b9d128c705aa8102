from __future__ import annotations

from cms.core.tree import discuss_on
from cms.personnel.models import PersonnelIndexPage, PersonnelPage, PersonnelSource
from cms.sample.loading.content import read
from cms.sample.loading.pages import Desk, sources

REVIEW_EVERY = 365  # days


def load_personnel(desk: Desk) -> int:
    discuss_on(desk.boards["articles-and-programs"], PersonnelIndexPage)
    section, author = PersonnelIndexPage.objects.get(), desk.members["kwame"]
    entries = read("personnel")["pages"]
    for entry in entries:
        ago = entry["reviewed_days_ago"]
        page = PersonnelPage(
            unit=desk.units["hrdr"],
            introduction=entry["intro"],
            body=[("markdown", entry["body"].strip())],
            last_reviewed=desk.clock.day(-ago),
            next_review=desk.clock.day(REVIEW_EVERY - ago),
        )
        page.sources.set(sources(entry, PersonnelSource))
        at = desk.clock.days_ago(ago)
        page = desk.draft(section, page, entry, by=author, at=at)
        desk.publish(page, by=author, at=at)
    return len(entries)
