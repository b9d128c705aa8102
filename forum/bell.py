"""The list behind the bell: notices of one thread or page in one row, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.following import reason
from forum.models import Notice
from forum.unsubscribe import target_of

ROWS = 30
SHOWS = ("all", "mentions", "unread")


@dataclass(frozen=True, slots=True)
class Group:
    """Notices of one thing; `number` is its first unread post, or the newest told of."""

    newest: Notice
    count: int
    unread: int
    people: int
    number: int | None

    @property
    def address(self) -> str:
        notice = self.newest
        if self.is_reminder:
            return f"reminder:{notice.post_id}"
        if self.is_personal:
            return f"notice:{notice.pk}"
        return f"thread:{notice.thread_id}" if notice.thread_id else f"page:{notice.page_id}"

    @property
    def title(self) -> str:
        if self.is_personal:
            return self.newest.words
        return str(self.newest.thread or self.newest.page or "")

    @property
    def url(self) -> str:
        if self.is_personal:
            return self.newest.address or "/"
        if self.newest.thread is None:
            return (self.newest.page and self.newest.page.get_url()) or "/"
        if self.number is None:
            return self.newest.thread.get_absolute_url()
        arguments = [self.newest.thread_id, self.newest.thread.slug, self.number]
        return f"{reverse('forum:post_detail', args=arguments)}#p{self.number}"

    @property
    def words(self) -> str:
        """What happened, before the title of the thread or page."""
        notice, name = self.newest, self.newest.actor or _("Someone")
        if self.is_reminder:
            return _("Your reminder of no. %(n)d in") % {"n": self.number or 1}
        if self.is_personal:
            return ""
        if notice.words:
            return notice.words
        if self.count > 1 and self.people > 1:
            return ngettext(
                "%(n)d post by %(name)s and others in",
                "%(n)d posts by %(name)s and others in",
                self.count,
            ) % {"n": self.count, "name": name}
        if self.count > 1:
            return ngettext(
                "%(n)d post by %(name)s in", "%(n)d posts by %(name)s in", self.count
            ) % {"n": self.count, "name": name}
        return {
            Notice.Kind.MENTION: _("%(name)s mentioned you in"),
            Notice.Kind.REPLY: _("%(name)s replied to you in"),
            Notice.Kind.THREAD: _("%(name)s started"),
        }.get(Notice.Kind(notice.kind), _("%(name)s replied in")) % {"name": name}

    @property
    def is_reminder(self) -> bool:
        return self.newest.kind == Notice.Kind.REMINDER

    @property
    def is_personal(self) -> bool:
        return self.newest.kind == Notice.Kind.PERSONAL

    @property
    def why(self) -> str:
        return reason(self.newest)

    @property
    def follow_address(self) -> str:
        """Whose level to change in order to hear less of such things."""
        return target_of(self.newest)


def groups(user: User, *, show: str, before: int | None) -> tuple[list[Group], int | None]:
    """Up to ROWS groups whose newest notice is older than `before`, and the next cursor.

    A group with something unread counts only that. Two queries, whatever the number.
    """
    notices = Notice.objects.visible_to(user)
    if show == "mentions":
        notices = notices.filter(kind=Notice.Kind.MENTION)
    if show == "unread":
        notices = notices.unread()
    fresh = Q(read_at__isnull=True)
    rows = (
        notices.grouped()
        .annotate(
            newest=Max("pk"),
            count=Count("pk"),
            unread=Count("pk", filter=fresh),
            people=Count("actor", distinct=True),
            fresh_people=Count("actor", filter=fresh, distinct=True),
            first_unread=Min("post__number", filter=fresh),
            last=Max("post__number"),
        )
        .order_by("-newest")
    )
    if before is not None:
        rows = rows.filter(newest__lt=before)
    found = list(rows[: ROWS + 1])
    more = len(found) > ROWS
    found = found[:ROWS]
    newest = Notice.objects.select_related(
        "thread", "page", "actor", "follow__board", "follow__topic", "follow__unit"
    ).in_bulk([row["newest"] for row in found])
    shown = [
        Group(
            newest=newest[row["newest"]],
            count=row["unread"] or row["count"],
            unread=row["unread"],
            people=row["fresh_people"] or row["people"],
            number=row["first_unread"] or row["last"],
        )
        for row in found
        if row["newest"] in newest
    ]
    return shown, found[-1]["newest"] if more else None
