"""What readers say of the clearinghouse: what it lacks, what is wrong, what was useful."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.clearinghouse.models.articles import ArticlePage


class FromReader(models.Model):
    """Sent by a member, or by a visitor who may leave an address; once for each key."""

    key = models.UUIDField(unique=True, help_text=_("Made by the sender's page."))
    sender = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.CharField(max_length=500, blank=True, help_text=_("What the sender was told."))

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]


class Suggestion(FromReader):
    title = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    why = models.TextField(max_length=2000)
    article = models.ForeignKey(
        ArticlePage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="suggestions",
        help_text=_("The draft that it became."),
    )

    class Meta(FromReader.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class ProblemReport(FromReader):
    class Kind(models.TextChoices):
        LINK = "link", _("A link leads nowhere")
        OLD = "old", _("Something is out of date")
        WRONG = "wrong", _("Something is wrong")
        ACCESS = "access", _("I can't read or use it")
        OTHER = "other", _("Something else")

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.TextField(max_length=2000)

    class Meta(FromReader.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.article}: {self.get_kind_display()}"


class UsefulMark(models.Model):
    """Whether an article was of use to one reader; a member's later answer replaces it."""

    key = models.UUIDField(unique=True)
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="useful_marks")
    member = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_useful = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "member"],
                condition=Q(member__isnull=False),
                name="clearinghouse_useful_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.is_useful}"
