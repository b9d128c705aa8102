"""What members say: posts in a tree, their earlier wordings, and marks on them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import headings
from forum.access import readable_boards
from forum.paths import MAX_PATH_LENGTH

# As the condition of an index of its own: few posts are gone, so that these are cheap to count.
GONE = Q(hidden_at__isnull=False) | Q(withdrawn_at__isnull=False)


class PathField(models.CharField[str, str]):
    """Text that PostgreSQL compares byte by byte, whatever the database's language."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: User | AnonymousUser) -> PostQuerySet:
        """Posts whose words `user` may read; for the tree with its gaps see `in_threads_of`."""
        posts = self.in_threads_of(user)
        if user.is_authenticated and user.is_moderator:
            return posts.filter(moved_to__isnull=True)
        return posts.exclude(GONE)

    def in_threads_of(self, user: User | AnonymousUser) -> PostQuerySet:
        """Every post, gone or not, of the threads that `user` may read."""
        posts = self.filter(readable_boards(user, "thread__board__"))
        if user.is_authenticated and user.is_moderator:
            return posts
        return posts.filter(thread__hidden_at__isnull=True)


class Post(models.Model):
    # Other indexes begin with the thread, as with the author. One on it alone misleads
    # PostgreSQL, which takes number 1 for common and then reads the whole thread to find it.
    thread = models.ForeignKey(
        "forum.Thread", on_delete=models.CASCADE, related_name="posts", db_index=False
    )
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    path = PathField(max_length=MAX_PATH_LENGTH)
    depth = models.PositiveIntegerField(help_text=_("0 for the opening post."))
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="posts", db_index=False
    )
    source = models.TextField()
    html = models.TextField()
    renderer_version = models.PositiveSmallIntegerField()
    key = models.UUIDField(help_text=_("Made by the writer's page: the same key, the same post."))
    changed_seq = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    helpful_count = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    moved_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The post that stood here: this row only keeps its number, and leads on."),
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="forum_post_number"),
            models.UniqueConstraint(fields=["author", "key"], name="forum_post_key"),
        ]
        indexes = [
            models.Index(fields=["thread", "path"]),
            models.Index(fields=["thread", "changed_seq"]),
            models.Index(fields=["author", "-created_at"]),
            models.Index(fields=["created_at"], name="forum_post_created"),
            models.Index(
                fields=["thread", "number"],
                name="forum_post_gone",
                condition=GONE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.number}"

    def get_absolute_url(self) -> str:
        """The permalink, with the fragment that puts the post in view without script."""
        place = reverse("forum:post_detail", args=[self.thread_id, self.thread.slug, self.number])
        return f"{place}#p{self.number}"

    @property
    def html_under_h1(self) -> str:
        return headings.under(1, self.html)

    @property
    def html_under_h2(self) -> str:
        return headings.under(2, self.html)

    @property
    def is_gone(self) -> bool:
        return self.hidden_at is not None or self.withdrawn_at is not None

    def has_said(self, source: str) -> bool:
        """Whether these are its words, or were before it was changed."""
        return self.source == source or self.versions.filter(source=source).exists()


class PostVersion(models.Model):
    """A wording that an edit replaced."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    source = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField()
    replaced_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["post", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["post", "version"], name="forum_postversion_unique")
        ]

    def __str__(self) -> str:
        return f"{self.post} v{self.version}"


class Reaction(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="forum_reaction_unique")
        ]
        indexes = [models.Index(fields=["created_at"], name="forum_reaction_created")]

    def __str__(self) -> str:
        return f"{self.user} found {self.post} helpful"
