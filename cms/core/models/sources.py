from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class Source(Orderable):
    """Where a statement of the page comes from; each room ties it to its own pages."""

    title = models.CharField(max_length=200)
    url = models.URLField(_("address"), blank=True)

    panels = [FieldPanel("title"), FieldPanel("url")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title
