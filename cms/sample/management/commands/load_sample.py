from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Page

from cms.clearinghouse.models import ArticlePage
from cms.core.models import MeetingPage
from cms.learning.models import ProgramPage
from cms.personnel.models import PersonnelPage
from cms.policies.models import PolicyPage
from cms.sample.loading.articles import load_articles
from cms.sample.loading.boards import load_boards, load_topics
from cms.sample.loading.content import Clock
from cms.sample.loading.meetings import load_meetings
from cms.sample.loading.pages import Desk, fill
from cms.sample.loading.people import PASSWORD, accounts, load_members, load_units
from cms.sample.loading.personnel import load_personnel
from cms.sample.loading.policies import load_policies
from cms.sample.loading.programs import load_programs
from cms.sample.loading.scholarships import load_scholarships
from cms.sample.loading.standing import load_standing_pages, load_unit_pages
from cms.sample.loading.suspensions import load_suspensions
from cms.sample.loading.templates import load_templates
from cms.sample.loading.threads import load_threads
from cms.scholarships.models import ScholarshipPage

SECTIONS: list[tuple[type[Page], Callable[[Desk], int]]] = [
    (PolicyPage, load_policies),
    (ArticlePage, load_articles),
    (ProgramPage, load_programs),
    (ScholarshipPage, load_scholarships),
    (PersonnelPage, load_personnel),
    (MeetingPage, load_meetings),
]


class Command(BaseCommand):
    help = "Fill the site with sample content; what is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "Sample content comes with accounts whose password everybody knows, so it is"
                " only loaded where DEBUG=on. On a site for real members, start from an empty one."
            )
        desk = self.set_up(Clock(timezone.now()))
        told = load_threads(desk.boards, desk.topics, desk.members, desk.clock)
        load_suspensions(desk.members, "mika", desk.clock)
        self.say(f"{told} new threads")
        made = self.load_pages(desk)
        self.say(f"{made} new pages")
        self.say(f"Sample accounts, all with the password {PASSWORD}:")
        for person in accounts():
            self.say(f"  {person['email']:<24} {person['display_name']}, {person['role']}")

    def set_up(self, clock: Clock) -> Desk:
        """Everything that threads and pages name."""
        topics = load_topics()
        members = load_members(topics, clock)
        units = load_units(members, clock)
        boards = load_boards(units)
        load_templates(boards)
        self.say(f"{len(members)} members, {len(units)} units, {len(boards)} boards")
        return Desk(members, units, topics, boards, clock)

    def load_pages(self, desk: Desk) -> int:
        load_unit_pages(desk.units)
        load_standing_pages(desk.members["kofi"])
        return sum(fill(model, partial(load, desk)) for model, load in SECTIONS)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
