"""The vocabulary that threads, policies, articles and programs share."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    synonyms = models.CharField(
        max_length=300, blank=True, help_text=_("Other words for it, separated by commas.")
    )

    experts = models.ManyToManyField(
        "accounts.User",
        blank=True,
        related_name="expertise",
        help_text=_("Members who say that they know about it."),
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic_detail", args=[self.slug])
