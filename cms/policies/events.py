"""What happened in the register, newest first: texts published and actions recorded.

Timeline, "what changed since" and the feeds all read it from here. Only moments and keys are
read of everything; rows of what one page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.facets import page_url
from cms.policies.models import PolicyAction, PolicyPage, PolicyVersion

PAGE_SIZE = 50
UNKNOWN = datetime.min.replace(tzinfo=UTC)


class Key(NamedTuple):
    at: datetime
    kind: str  # "version" or "action"
    pk: int


@dataclass(frozen=True)
class Event:
    key: Key
    policy: PolicyPage
    row: PolicyVersion | PolicyAction

    @property
    def year(self) -> int | None:
        if isinstance(self.row, PolicyVersion):
            return timezone.localtime(self.row.published_at).year
        return self.row.year

    @property
    def day(self) -> date | None:
        """The day, where it is known and not only its year."""
        if isinstance(self.row, PolicyVersion):
            return timezone.localtime(self.row.published_at).date()
        return None if self.row.date_text else self.row.date

    @property
    def date_text(self) -> str:
        return "" if isinstance(self.row, PolicyVersion) else self.row.date_text

    @property
    def recorded_on(self) -> date | None:
        """Where that was on another day than the action itself."""
        at = None if isinstance(self.row, PolicyVersion) else self.row.recorded_at
        day = timezone.localtime(at).date() if at else None
        return None if day == self.day else day

    @property
    def title(self) -> str:
        if isinstance(self.row, PolicyVersion):
            return _("Version %s published") % self.row.number
        return self.row.get_act_display()

    @property
    def by(self) -> str:
        return "" if isinstance(self.row, PolicyVersion) else self.row.actor

    @property
    def note(self) -> str:
        return self.row.note

    @property
    def document(self) -> str:
        return "" if isinstance(self.row, PolicyVersion) else self.row.document

    @property
    def url(self) -> str:
        if isinstance(self.row, PolicyVersion):
            return self.policy.version_url(self.row.number)
        return f"{self.policy.url}#actions-title"


@dataclass(frozen=True)
class EventPage:
    page: Page[Key]
    events: list[Event]
    previous_url: str
    next_url: str

    @property
    def total(self) -> int:
        return self.page.paginator.count


def event_page(
    policies: QuerySet[Any], query: QueryDict, *, since: date | None = None
) -> EventPage:
    """A page of what happened to these policies until now, or became known from `since` on."""
    page = Paginator(event_keys(policies, since=since), PAGE_SIZE).get_page(query.get("page"))
    return EventPage(
        page=page,
        events=load(list(page)),
        previous_url=page_url(query, page.number - 1) if page.has_previous() else "",
        next_url=page_url(query, page.number + 1) if page.has_next() else "",
    )


def event_keys(
    policies: QuerySet[Any], *, since: date | None = None, as_recorded: bool = False
) -> list[Key]:
    """The newest first, by the dates of the actions or by when they became known: two queries.

    Actions of which only the year is known stand at its end. An action whose date is still to
    come has not happened yet.
    """
    start = midnight(since) if since else UNKNOWN
    ours = policies.order_by().values("pk")
    now = timezone.now()
    versions = PolicyVersion.objects.filter(policy__in=ours, published_at__lte=now)
    keys = [
        Key(at, "version", pk) for pk, at in versions.order_by().values_list("pk", "published_at")
    ]
    acts = PolicyAction.objects.filter(policy__in=ours).order_by()
    acts = acts.only("date", "date_text", "recorded_at")
    at = became_known if as_recorded or since else happened
    keys += [Key(at(act), "action", act.pk) for act in acts if moment(act) <= now]
    return sorted((key for key in keys if start <= key.at), reverse=True)


def load(keys: list[Key]) -> list[Event]:
    """The events of these keys, in their order: two queries and their policies."""
    versions = PolicyVersion.objects.select_related("policy").defer("body", "summary")
    acts = PolicyAction.objects.select_related("policy", "body")
    rows: dict[str, dict[int, Any]] = {
        "version": versions.in_bulk([key.pk for key in keys if key.kind == "version"]),
        "action": acts.in_bulk([key.pk for key in keys if key.kind == "action"]),
    }
    found = [(key, rows[key.kind].get(key.pk)) for key in keys]
    return [Event(key, row.policy, row) for key, row in found if row is not None]


def happened(act: PolicyAction) -> datetime:
    """Within its day when it was recorded, if that was on the same day, else at the day's end:
    texts published on that day come before what bodies did with them."""
    begins = moment(act)
    if act.date is None or begins == UNKNOWN:
        return begins
    ends = begins + timedelta(days=1, microseconds=-1)
    recorded = act.recorded_at
    return recorded if recorded and begins <= recorded <= ends else ends


def became_known(act: PolicyAction) -> datetime:
    """When it was recorded, and its date had come; older records are known since their dates."""
    if act.recorded_at is None:
        return happened(act)
    return max(act.recorded_at, midnight(act.date)) if act.date else act.recorded_at


def moment(act: PolicyAction) -> datetime:
    if act.date:
        return midnight(act.date)
    if act.year and act.year > 1:
        return min(midnight(date(act.year, 12, 31)), timezone.now())
    return UNKNOWN


def midnight(day: date) -> datetime:
    """When the day begins on the site's clock; days at the ends of the calendar stay in it."""
    if not 1 < day.year < 9999:
        return UNKNOWN if day.year <= 1 else datetime.max.replace(tzinfo=UTC)
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
