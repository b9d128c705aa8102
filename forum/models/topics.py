"""The vocabulary that threads, policies, articles and programs share."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


class TopicQuerySet(models.QuerySet["Topic"]):
    def known_as(self, slug: str) -> Topic | None:
        """The topic of this slug, or the one that a topic of this slug was renamed or merged to."""
        former = models.Q(former__slug=slug)
        return self.filter(models.Q(slug=slug) | former).distinct().first()

    def renamed(self, slugs: Iterable[str]) -> dict[str, str]:
        """Of `slugs`, those that are no topic's any more, each with the one to use: one query."""
        asked = [slug for slug in slugs if "\0" not in slug]
        former = FormerTopic.objects.filter(slug__in=asked).exclude(slug__in=self.values("slug"))
        return dict(former.order_by().values_list("slug", "topic__slug"))


class Topic(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(
        max_length=60, unique=True, help_text=_("In addresses. The earlier one leads here.")
    )
    description = models.CharField(max_length=300, blank=True)
    synonyms = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("Other words for it, separated by commas. Search finds them too."),
    )

    experts = models.ManyToManyField(
        "accounts.User",
        blank=True,
        related_name="expertise",
        help_text=_("Members who say that they know about it."),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic_detail", args=[self.slug])

    def clean(self) -> None:
        """An address that leads to another topic stays with it."""
        super().clean()
        others = FormerTopic.objects.filter(slug=self.slug).exclude(topic=self.pk)
        if former := others.select_related("topic").first():
            raise ValidationError(
                {
                    "slug": _t("This address leads to “%(topic)s” already. Choose another.")
                    % {"topic": former.topic}
                }
            )

    @property
    def other_names(self) -> list[str]:
        """Synonyms, and what it was called before: one query."""
        names = [name.strip() for name in self.synonyms.split(",")]
        names += [former.name for former in self.former.all()]
        other = {name.casefold(): name for name in reversed(names) if name}
        other.pop(self.name.casefold(), None)
        return list(reversed(other.values()))


class FormerTopic(models.Model):
    """A name and address that a topic had, or that a topic had which was merged into it."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former")
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True)
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["-ended_at", "-id"]

    def __str__(self) -> str:
        return self.name
