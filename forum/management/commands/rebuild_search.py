from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from forum.actions.rebuilding import rebuild_search


class Command(BaseCommand):
    help = (
        "Makes the search index anew, in the order of the posts' dates. Run it after an import,"
        " or when search says that it can't answer. Search is down until it is done; everything"
        " else goes on."
    )

    def handle(self, **options: Any) -> None:
        posts, pages = rebuild_search()
        self.stdout.write(f"Search knows {posts} posts and {pages} pages.")
