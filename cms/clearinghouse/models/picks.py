"""Posts that an article was made from, and what their authors said to that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.clearinghouse.models.articles import ArticlePage
from cms.core.zones import in_zone
from forum.models import Post


class SourcePost(models.Model):
    """Kept beside the article and not in its versions: a choice made today holds at once."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="source_posts")
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="+")
    picked_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    picked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["post__thread", "post__number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "post"], name="clearinghouse_post_once")
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.post}"


class SourceThreadQuerySet(models.QuerySet["SourceThread"]):
    def with_later(self) -> SourceThreadQuerySet:
        """Counts in `later` the replies that came since an editor looked, as visitors see them."""
        readable = Post.objects.visible_to(AnonymousUser()).values("pk")
        came = Q(thread__posts__number__gt=F("seen_number"), thread__posts__in=readable)
        return self.select_related("thread").annotate(later=Count("thread__posts", filter=came))

    def went_on(self) -> SourceThreadQuerySet:
        rows: Any = self.with_later()
        went_on: SourceThreadQuerySet = rows.filter(later__gt=0)
        return went_on


class SourceThread(models.Model):
    article = models.ForeignKey(
        ArticlePage, on_delete=models.CASCADE, related_name="source_threads"
    )
    thread = models.ForeignKey("forum.Thread", on_delete=models.CASCADE, related_name="+")
    seen_number = models.PositiveIntegerField(
        help_text=_("The last post when an editor looked; later ones ask for another look.")
    )

    objects = SourceThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "thread"], name="clearinghouse_thread_once")
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.thread}"


class Contribution(models.Model):
    """One member's part in one article, and how they wish to be named in it."""

    class Choice(models.TextChoices):
        NAME = "name", _("Quote me, with my name")
        HANDLE = "handle", _("Quote me, with my handle")
        ANONYMOUS = "anonymous", _("Quote me, without a name")
        NOTHING = "nothing", _("Don't quote me")

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contributions")
    asked_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="clearinghouse_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.article}"

    @property
    def event(self) -> str:
        """By which its notice is known."""
        return f"contribution:{self.pk}"

    @property
    def answer_by_there(self) -> datetime:
        """On the clock of who is asked: editors name the same day as the person's own pages."""
        return in_zone(self.answer_by, self.person.time_zone)

    def is_pending(self, now: datetime | None = None) -> bool:
        return not self.choice and self.answer_by > (now or timezone.now())

    @property
    def may_be_quoted(self) -> bool:
        return self.choice in {self.Choice.NAME, self.Choice.HANDLE, self.Choice.ANONYMOUS}

    @property
    def is_named(self) -> bool:
        return self.choice in {self.Choice.NAME, self.Choice.HANDLE}

    @property
    def credit(self) -> str:
        """The person as readers may know them; silence is anonymous."""
        if self.choice == self.Choice.NAME:
            return self.person.display_name
        if self.choice == self.Choice.HANDLE:
            return f"@{self.person.handle}"
        return str(_("A member of the forum"))
