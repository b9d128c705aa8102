from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from forum.actions.indexing import rebuild_entries


class Command(BaseCommand):
    help = (
        "Makes the search entries of all posts anew, in the order of their dates, and the"
        " database's index over them. Run it after an import or a restored backup. The site"
        " goes on working; search finds less until it is done."
    )

    def handle(self, **options: Any) -> None:
        posts, pages = rebuild_entries()
        self.stdout.write(f"Search knows {posts} posts and {pages} pages.")
