"""Searches that members keep, to be told when something new appears."""

from __future__ import annotations

from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="saved_searches"
    )
    words = models.CharField(max_length=200)
    query = models.CharField(
        max_length=700, help_text=_("Words and filters, as the address of a search has them.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(help_text=_("When the worker last looked."))
    seen_at = models.DateTimeField(help_text=_("What came later is new."))
    told_from = models.DateTimeField(
        null=True, blank=True, help_text=_("What the last notice counted from.")
    )
    told_on = models.DateField(null=True, blank=True, help_text=_("At most one notice a day."))

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["user", "query"], name="forum_savedsearch_once")
        ]
        indexes = [models.Index(fields=["checked_at"])]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        """Leads to the search, newest first; opening it is reading what was told of it."""
        return reverse("forum:saved_search", args=[self.pk])

    @property
    def values(self) -> dict[str, str]:
        return QueryDict(self.query).dict()
