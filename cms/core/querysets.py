from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageQuerySet

from forum.access import readable_pages


class ListedPageQuerySet(PageQuerySet):
    def listed(self) -> Self:
        """What a visitor may read, and so what lists, topics and counts may show.

        Through the read gate, within the list's own query.
        """
        return self.filter(pk__in=readable_pages(AnonymousUser()).values("pk"))
