from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.sample.loading.boards import load_boards, load_topics
from cms.sample.loading.content import Clock
from cms.sample.loading.people import PASSWORD, accounts, load_members, load_units
from cms.sample.loading.suspensions import load_suspensions
from cms.sample.loading.threads import load_threads


class Command(BaseCommand):
    help = "Fill the site with sample content; what is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "Sample content comes with accounts whose password everybody knows, so it is"
                " only loaded where DEBUG=on. On a site for real members, start from an empty one."
            )
        clock = Clock(timezone.now())
        members = load_members(clock)
        units = load_units(members, clock)
        topics, boards = load_topics(), load_boards(units)
        self.say(f"{len(members)} members, {len(units)} units, {len(boards)} boards")
        told = load_threads(boards, topics, members, clock)
        load_suspensions(members, "mika", clock)
        self.say(f"{told} new threads")
        self.say(f"Sample accounts, all with the password {PASSWORD}:")
        for person in accounts():
            self.say(f"  {person['email']:<24} {person['display_name']}, {person['role']}")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
