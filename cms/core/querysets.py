from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models.expressions import RawSQL
from wagtail.models import PageQuerySet

from forum.access import readable_pages


class ListedPageQuerySet(PageQuerySet):
    def listed(self) -> Self:
        """What a visitor may read, and so what lists, topics and counts may show.

        Through the read gate, within the list's own query.
        """
        return self.filter(pk__in=readable_pages(AnonymousUser()).values("pk"))


def one_of(ids: Iterable[int]) -> RawSQL:
    """For `pk__in`: thousands of ids as one parameter, where each of them would cost a binding."""
    each = {
        "postgresql": "SELECT value::bigint FROM json_array_elements_text(%s::json)",
        "sqlite": "SELECT value FROM json_each(%s)",
    }
    return RawSQL(each[connection.vendor], [json.dumps(list(ids))])  # noqa: S611 - no words of anybody
