"""The text that search looks through: one row for each post, thread title and public page."""

from django.db import models


class SearchEntry(models.Model):
    class Kind(models.TextChoices):
        THREAD = "thread"
        POST = "post"
        POLICY = "policy"
        ARTICLE = "article"
        PAGE = "page"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=255)
    text = models.TextField()
    post = models.OneToOneField(
        "forum.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    page = models.OneToOneField(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="search_entry",
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.title
