"""The frameworks that a new site begins with: names of their parts only."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cms.competencies.models import Competency, CompetencyFramework, put_in_order

FRAMEWORKS: list[dict[str, Any]] = [
    {
        "slug": "ala-2009",
        "name": "Core Competences of Librarianship",
        "short_name": "ALA 2009",
        "version": "2009",
        "owner": "American Library Association",
        "licence": "Owned by ALA: named and linked here, its wording not copied.",
        "source_url": ("https://www.ala.org/educationcareers/careers/corecomp/corecompetences"),
        "description": "Adopted by Council on 27 January 2009; a later edition was adopted on"
        " 28 January 2023. These are the eight areas of 2009 by name. Compare with the official"
        " text before you rely on one.",
        "areas": {
            "Foundations of the profession": [],
            "Information resources": [],
            "Organization of recorded knowledge and information": [],
            "Technological knowledge and skills": [],
            "Reference and user services": [],
            "Research": [],
            "Continuing education and lifelong learning": [],
            "Administration and management": [],
        },
    },
    {
        "slug": "webjunction-2014",
        "name": "Competency Index for the Library Field",
        "short_name": "WebJunction 2014",
        "version": "2014",
        "owner": "WebJunction (OCLC)",
        "licence": "May be shared and remixed if WebJunction is named as the source.",
        "source_url": "https://www.webjunction.org/explore-topics/competencies.html",
        "description": "How the index is divided, by name only. The names have not been compared"
        " with the published edition yet: do that before you rely on one.",
        "areas": {
            "Essential library competencies": [
                "Core technology",
                "Ethics and values",
                "Interpersonal",
                "Learning and innovation",
            ],
            "Library collection competencies": [
                "Acquisition and processing",
                "Cataloging",
                "Collection development and management",
                "Digital resource technology",
                "E-resource management",
                "Preservation",
            ],
            "Library management competencies": [
                "Community relations",
                "Facilities",
                "Financial management",
                "Laws, policies and procedures",
                "Marketing and public relations",
                "Organizational leadership",
                "Personnel management",
                "Project management",
                "Staff training and development",
                "Strategic planning",
                "Trustees, Friends and foundations",
            ],
            "Public services competencies": [
                "Access services",
                "Adult and older adult services",
                "Children's services",
                "Patron training",
                "Readers' advisory",
                "Reference",
                "Young adult services",
            ],
            "Systems and IT competencies": [
                "Automation systems",
                "Hardware",
                "Networking and security",
                "Operating systems",
                "Public access technology",
                "Server administration",
                "Software applications",
                "Technology planning",
                "Web design and development",
            ],
        },
    },
]


@transaction.atomic
def ensure_frameworks() -> None:
    """Give a site that has no framework these; what keepers changed or removed stays so."""
    if CompetencyFramework.objects.exists():
        return
    for position, entry in enumerate(FRAMEWORKS, start=1):
        values = {name: value for name, value in entry.items() if name != "areas"}
        framework = CompetencyFramework.objects.create(position=position * 10, **values)
        areas = [row_of(framework, name, n) for n, name in enumerate(entry["areas"], start=1)]
        Competency.objects.bulk_create(areas)
        Competency.objects.bulk_create(
            row_of(framework, name, n, area)
            for area in areas
            for n, name in enumerate(entry["areas"][area.name], start=1)
        )
        put_in_order(framework)


def row_of(
    framework: CompetencyFramework, name: str, number: int, parent: Competency | None = None
) -> Competency:
    slug = f"{framework.slug}-{slugify(name)}"
    return Competency(
        framework=framework, parent=parent, name=name, slug=slug, position=number * 10
    )
