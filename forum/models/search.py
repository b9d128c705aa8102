"""The text that search looks through: one row for each post, thread opening and public page.

The database keeps an index over these rows by itself; see `forum.search.schema`.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from forum.models.posts import Post


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> SearchEntryQuerySet:
        """Entries of posts that `user` may read and of pages that everyone may read."""
        posts = Post.objects.visible_to(user).filter(pk=OuterRef("post"))
        pages = Page.objects.live().public().filter(pk=OuterRef("page"))
        return self.filter(Exists(posts.order_by()) | Exists(pages.order_by()))

    def with_sources(self) -> SearchEntryQuerySet:
        """With what a result shows of its post or page; bodies stay in the database."""
        return self.select_related("post__thread__board", "post__author", "page").only(
            "kind",
            "title",
            "text",
            "created_at",
            "post__number",
            "post__hidden_at",
            "post__withdrawn_at",
            "post__thread__title",
            "post__thread__slug",
            "post__thread__board__name",
            "post__thread__board__slug",
            "post__author__handle",
            "post__author__display_name",
            "page__title",
            "page__path",
            "page__url_path",
        )


class SearchEntry(models.Model):
    """Board, thread and author repeat what the post says, so that the index narrows by them itself.

    They, and the labels, speed a search up and decide nothing: who may see an entry is asked of
    its source. The newest are the highest ids, which follow the dates but for imports;
    `rebuild_search` puts them in order.
    """

    class Kind(models.TextChoices):
        THREAD = "thread", _("Thread")
        POST = "post", _("Reply")
        POLICY = "policy", _("Policy")
        ARTICLE = "article", _("Article")
        PROGRAM = "program", _("Program")
        AWARD = "award", _("Scholarship")
        GUIDANCE = "guidance", _("Personnel guidance")
        MEETING = "meeting", _("Meeting")
        UNIT = "unit", _("Unit")
        PAGE = "page", _("Page")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    board = models.ForeignKey(
        "forum.Board",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    author = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    post = models.OneToOneField(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    thread = models.ForeignKey(
        "forum.Thread", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    page = models.OneToOneField(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="search_entry",
    )
    created_at = models.DateTimeField()
    labels = models.TextField(
        blank=True, default="", help_text=_("Topics, unit, status and numbers, for the index.")
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("search entries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post__isnull=True) ^ models.Q(page__isnull=True),
                name="forum_searchentry_one_source",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()} {self.post_id or self.page_id}"

    @property
    def url(self) -> str:
        """Of its source, selected by `with_sources`."""
        if self.page is not None:
            return self.page.url or ""
        assert self.post is not None
        is_opening = self.kind == self.Kind.THREAD
        return (self.post.thread if is_opening else self.post).get_absolute_url()


class SearchIndex(models.Model):
    """An index of the search engine that is kept in step; without one the database searches."""

    name = models.CharField(max_length=120, unique=True)
    is_ready = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = _("search indexes")

    def __str__(self) -> str:
        return self.name


class SearchChange(models.Model):
    """An entry of which the search engine has not heard yet; written by a trigger."""

    entry_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"entry {self.entry_id}"


class SynonymSet(models.Model):
    """Words that mean the same in this field: who searches for one finds the others too."""

    words = models.CharField(
        max_length=300,
        unique=True,
        help_text=_("Separated by commas, such as: CE, continuing education."),
    )

    class Meta:
        ordering = ["words"]
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        super().clean()
        if len([word for word in self.words.split(",") if word.strip()]) < 2:
            raise ValidationError({"words": _("Give at least two words, with a comma between.")})
