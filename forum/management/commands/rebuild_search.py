from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forum.actions.rebuilding import rebuild_search
from forum.search.remote import EngineAway


class Command(BaseCommand):
    help = (
        "Makes the search index anew, in the order of the posts' dates. Run it after an import,"
        " or when search says that it can't answer. Search is down until it is done; everything"
        " else goes on."
    )

    def handle(self, **options: Any) -> None:
        try:
            posts, pages = rebuild_search()
        except EngineAway as error:
            raise CommandError(
                f"The database's index is made and answers; the search engine's is not: {error}."
                " See to the engine that SEARCH_URL names and run this again."
            ) from error
        self.stdout.write(f"Search knows {posts} posts and {pages} pages.")
