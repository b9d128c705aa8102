"""Conversations, and how far each member has read them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import ranges
from forum.access import readable_boards
from forum.models.boards import Board
from forum.models.titles import ThreadTitle

# Words that stand where the slug stands in other addresses of a thread (forum/urls.py).
RESERVED_SLUGS = frozenset(
    {
        "unread",
        "reply",
        "read",
        "move",
        "retitle",
        "titles",
        "lock",
        "unlock",
        "pin",
        "unpin",
        "hide",
        "restore",
        "changes",
        "replying",
        "poll",
        "continued",
        "jump",
        "outline",
        "print",
        "split",
        "merge",
        "slow",
    }
)

# States that few of a board's threads may be in: each has an index of its own, so that the last
# such thread is found as fast as the first.
RARE = {
    "closed": Q(locked_at__isnull=False),
    "answered": Q(answer__isnull=False),
    "unanswered": Q(reply_count=0, locked_at__isnull=True),
    "pinned": Q(pinned_at__isnull=False),
}


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: User | AnonymousUser) -> ThreadQuerySet:
        threads = self.filter(readable_boards(user, "board__"))
        if user.is_authenticated and user.is_moderator:
            return threads
        return threads.filter(hidden_at__isnull=True)

    def on_board_unindexed(self, board: Board) -> ThreadQuerySet:
        """Those of a board, where something else than the board's index finds them sooner.

        SQLite keeps no statistics and would choose that index; PostgreSQL knows better itself.
        """
        if connection.vendor != "sqlite":
            return self.filter(board=board)
        return self.alias(place=F("board_id") + 0).filter(place=board.pk)

    def with_people(self) -> ThreadQuerySet:
        return self.select_related("board", "board__unit", "author", "last_author")

    def with_polls(self) -> ThreadQuerySet:
        """Tells with `has_poll` whether there is one on the opening post."""
        from forum.models.polls import Poll

        return self.annotate(has_poll=Exists(Poll.objects.filter(thread=OuterRef("pk"))))

    def with_renaming(self) -> ThreadQuerySet:
        """Tells with `was_renamed` whether the thread had another title before."""
        return self.annotate(was_renamed=Exists(ThreadTitle.objects.filter(thread=OuterRef("pk"))))


class Thread(models.Model):
    board = models.ForeignKey("forum.Board", on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, allow_unicode=True)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="threads")
    topics = models.ManyToManyField("forum.Topic", blank=True, related_name="threads")
    page = models.OneToOneField(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="discussion",
        help_text=_("The page that this thread discusses."),
    )
    created_at = models.DateTimeField()
    last_post_at = models.DateTimeField()
    last_author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(default=0, help_text=_("Counts every change in the thread."))
    changed_seq = models.PositiveIntegerField(
        default=0,
        help_text=_("The seq at which title, board, lock, pin, answer or summary last changed."),
    )
    last_number = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0, help_text=_("Replies readers can see."))
    answer = models.ForeignKey(
        "forum.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    summary = models.ForeignKey(
        "forum.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    continued_in = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where its starter or a moderator went on."),
    )
    pinned_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    locked_reason = models.CharField(max_length=500, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    slow_minutes = models.PositiveSmallIntegerField(
        default=0, help_text=_("How long each person waits between two posts; 0 for not at all.")
    )
    search_labels = models.CharField(
        max_length=200,
        blank=True,
        default="",
        editable=False,
        help_text=_("Its topics as its posts' search entries carry them."),
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-last_post_at", "-id"]
        indexes = [
            models.Index(fields=["board", "-last_post_at", "-id"]),
            models.Index(fields=["-last_post_at", "-id"]),
            models.Index(fields=["board", "-created_at", "-id"], name="forum_thread_started_board"),
            models.Index(fields=["-created_at", "-id"], name="forum_thread_started"),
            models.Index(fields=["author", "-last_post_at", "-id"], name="forum_thread_author"),
            *(
                models.Index(
                    fields=[*place, "-last_post_at", "-id"],
                    name=f"thread_{name}_{'in_board' if place else 'anywhere'}",
                    condition=condition,
                )
                for name, condition in RARE.items()
                for place in ([], ["board"])
            ),
            models.Index(
                fields=["board", "-pinned_at"],
                name="forum_thread_pinned",
                condition=Q(pinned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:thread_detail", args=[self.pk, self.slug])

    def get_unread_url(self) -> str:
        return reverse("forum:thread_unread", args=[self.pk])

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def was_called(self, title: str) -> bool:
        """Whether this is its title, or was before it was given another."""
        return self.title == title or self.earlier_titles.filter(title=title).exists()

    @staticmethod
    def slug_for(title: str) -> str:
        slug = slugify(title, allow_unicode=True)[:80].strip("-") or "thread"
        return f"{slug}-thread" if slug in RESERVED_SLUGS else slug


class ReadMark(models.Model):
    """How far a member has read a thread: every number up to `number`, and those in `above`."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="read_marks")
    number = models.PositiveIntegerField(default=0)
    above = models.JSONField(default=list, help_text=_("Ranges read past the watermark."))
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "thread"], name="forum_readmark_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.thread} to {self.number}"

    def has_read(self, number: int) -> bool:
        return number <= self.number or ranges.contains(self.above, number)
