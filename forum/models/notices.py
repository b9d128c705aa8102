"""What people were told, once each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.prepared import Prepared
from forum.access import readable_boards, readable_pages
from forum.models.bulk import Told, insert_for, moment

INSERT_NOTICES = """
    INSERT INTO forum_notice (event, actor_id, thread_id, post_id, page_id, words, address,
        created_at, user_id, kind, follow_id)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, people.user_id, people.kind, people.follow_id
    FROM ({people}) AS people WHERE 1 = 1
    ON CONFLICT (user_id, event) DO NOTHING
"""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """This person's notices of things that they may still read and that still stand."""
        readable = readable_boards(user, "thread__board__")
        if not user.is_moderator:
            readable &= Q(thread__hidden_at__isnull=True)
        return self.filter(
            Q(thread__isnull=True) | readable,
            Q(page__isnull=True) | Q(page__in=readable_pages(user)),
            Q(post__isnull=True) | Q(post__hidden_at__isnull=True, post__withdrawn_at__isnull=True),
            user=user,
        )

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def grouped(self) -> models.QuerySet[Notice, Any]:
        """By thread or page; a reminder is about one post, and stands by itself, as does what
        is told to one person of something outside the forum."""
        alone = Case(
            When(kind=Notice.Kind.REMINDER, then="post"),
            When(kind=Notice.Kind.PERSONAL, then="pk"),
        )
        return self.order_by().annotate(alone=alone).values("thread", "page", "alone")

    def bell_count(self, user: User) -> int:
        """The number on the bell: threads and pages with something unread."""
        # Where units decide nothing, the query holds none.
        units = sorted(user.unit_ids) if user.is_active and not user.is_moderator else []
        who = (user.is_moderator, user.is_superuser, user.is_active, len(units))
        return int(_unread_groups(user.pk, *units, shape=who)[0][0])

    def tell(
        self,
        people: Sequence[Told],
        *,
        event: str,
        at: datetime,
        actor_id: int | None,
        thread_id: int | None = None,
        post_id: int | None = None,
        page_id: int | None = None,
        words: str = "",
        address: str = "",
    ) -> int:
        """One notice each, in one statement; whoever was told of `event` already is skipped."""
        values = (event, actor_id, thread_id, post_id, page_id, words, address, moment(at))
        return insert_for(people, sql=INSERT_NOTICES, values=values)


class Notice(models.Model):
    """One thing told to one person; `event` names it, so that it is told once."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("replied to you")
        MENTION = "mention", _("mentioned you")
        POST = "post", _("posted")
        THREAD = "thread", _("started a thread")
        PAGE = "page", _("published")
        MODERATION = "moderation", _("moderation")
        REMINDER = "reminder", _("your reminder")
        POLL = "poll", _("result of a poll")
        PERSONAL = "personal", _("concerns you")

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    event = models.CharField(max_length=80)
    actor = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    thread = models.ForeignKey(
        "forum.Thread", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    post = models.ForeignKey(
        "forum.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    follow = models.ForeignKey(
        "forum.Follow", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.CharField(max_length=500, blank=True, help_text=_("Where no post says it."))
    address = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text=_("Where it leads."),
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="forum_notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(
                fields=["user"], name="forum_notice_unread", condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.event}"


def _build_unread_groups(
    who: tuple[bool, bool, bool, int], pk: int, *units: int
) -> QuerySet[Notice, Any]:
    moderator, superuser, active, _units = who
    user = User(pk=pk, is_moderator=moderator, is_superuser=superuser, is_active=active)
    user.unit_ids = frozenset(units)
    return Notice.objects.visible_to(user).unread().grouped().distinct()


_unread_groups = Prepared(_build_unread_groups, counted=True)
