"""What a new site says before anyone has written on it."""

from __future__ import annotations

from typing import Any

from cms.clearinghouse.models import ArticleIndexPage
from cms.core.models import SectionPage, UnitIndexPage
from cms.learning.models import ProgramIndexPage
from cms.personnel.models import PersonnelIndexPage
from cms.policies.models import PolicyIndexPage
from cms.scholarships.models import ScholarshipIndexPage

SECTIONS: list[tuple[type[SectionPage], dict[str, Any]]] = [
    (
        PolicyIndexPage,
        {
            "slug": "policies",
            "title": "Policies",
            "intro": "<p>What is in force, what is a draft open for comment, and what has been"
            " replaced. A committee recommends; Council adopts.</p>",
        },
    ),
    (
        ArticleIndexPage,
        {
            "slug": "clearinghouse",
            "title": "Clearinghouse",
            "intro": "<p>What others have worked out, reviewed by a second person, with its"
            " sources and the date by which somebody looks at it again.</p>",
        },
    ),
    (
        ProgramIndexPage,
        {
            "slug": "learning",
            "title": "Learning",
            "intro": "<p>Continuing education programs of the units, with outcomes, honest hours"
            " and times in your own zone.</p>",
        },
    ),
    (
        UnitIndexPage,
        {
            "slug": "units",
            "title": "Units",
            "intro": "<p>Divisions, round tables, offices and committees: what each is there for,"
            " and who sits on it.</p>",
        },
    ),
    (
        ScholarshipIndexPage,
        {
            "slug": "scholarships",
            "title": "Scholarships",
            "intro": "<p>Help with paying for a degree or a course. Each page says on which day"
            " it was compared with the official one; the official one always wins.</p>",
        },
    ),
    (
        PersonnelIndexPage,
        {
            "slug": "personnel",
            "title": "Personnel",
            "intro": "<p>Guidance on working with people: descriptions, first months, appraisal,"
            " pay.</p>",
            "note": "General guidance, not legal advice. Law and contracts differ by place: ask"
            " your counsel, your personnel office and, where there is one, your union.",
        },
    ),
]

AUDIENCES = [
    ("trainer", "Trainers"),
    ("supervisor", "Supervisors"),
    ("librarian", "Librarians"),
    ("support-staff", "Library support staff"),
    ("coordinator", "CE coordinators"),
    ("trustee-volunteer", "Trustees and volunteers"),
    ("lis-student", "LIS students"),
    ("considering-the-profession", "People considering the profession"),
    ("public", "The public"),
]

LIBRARY_TYPES = [
    ("public", "Public libraries"),
    ("academic", "Academic libraries"),
    ("school", "School libraries"),
    ("special", "Special libraries"),
    ("tribal", "Tribal libraries"),
    ("state-regional", "State libraries and regional systems"),
]

FIRST_PAGES = [
    (
        "about",
        "About this site",
        "What it joins, and who answers for it.",
        "This site joins a forum for people responsible for training and staff development in"
        " libraries with a policy register, a clearinghouse of reviewed articles and a catalogue"
        " of programs.\n\nIt is independent: no association runs or endorses it unless this page"
        " says so.",
    ),
    (
        "accessibility",
        "Accessibility",
        "What we aim for, and how to tell us where we fall short.",
        "We work to the Web Content Accessibility Guidelines 2.2, level AA. Everything can be"
        " read and done with a keyboard, a screen reader or a phone, and with scripts switched"
        " off.\n\nIf something here shuts you out, tell us in the forum or write to the people"
        " who run the site.",
    ),
    (
        "code-of-conduct",
        "Code of conduct",
        "What members may expect of each other.",
        "- Be kind, and argue with what was said, not with who said it\n"
        "- No harassment of anyone, for any reason\n"
        "- No selling, and no endorsing of election candidates\n"
        "- Keep private things private: what you post can be read for years\n\n"
        "Report a post with the link beneath it. Moderators answer with a reason, in writing.",
    ),
]
