"""manage.py rerender_posts: after an update of the site that shows posts in another way."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from forum.actions.rerendering import rerender_old


class Command(BaseCommand):
    help = "Render posts that an earlier version made. Safe while the site runs, and to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rerender_old()} posts look different now.")
