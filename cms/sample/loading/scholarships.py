from __future__ import annotations

from cms.sample.loading.content import read
from cms.sample.loading.pages import Desk, sources
from cms.sample.loading.richtext import rich_text
from cms.scholarships.models import ScholarshipIndexPage, ScholarshipPage, ScholarshipSource


def load_scholarships(desk: Desk) -> int:
    file = read("scholarships")
    ScholarshipIndexPage.objects.update(
        window=file["window"],
        general_rule=rich_text(file["general_rule"]),
        application_url=file["application_url"],
        check_note=file["check_note"],
    )
    section = ScholarshipIndexPage.objects.get()
    author, at = desk.members["lucia"], desk.clock.days_ago(30)
    for entry in file["scholarships"]:
        page = ScholarshipPage(
            unit=desk.unit(entry),
            amount=entry["amount"],
            awards_per_year=entry["awards_per_year"],
            closes_on=entry["deadline"],
            level=entry["level"],
            eligibility=rich_text(entry["who"]),
            summary=rich_text(entry["summary"]),
            official_url=entry["official_url"],
            apply_url=entry["apply_url"],
            checked_on=file["checked_on"],
        )
        page.sources.set(sources(entry, ScholarshipSource))
        page = desk.draft(section, page, entry, by=author, at=at)
        desk.publish(page, by=author, at=at)
    return len(file["scholarships"])
