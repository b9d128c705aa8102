"""What an article lists: who made it, where it comes from, what to take away."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from accounts.models import User
from cms.clearinghouse.models.articles import ArticlePage
from cms.core.models import Source


class ArticleCredit(Orderable):
    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        CONTRIBUTOR = "contributor", _("Contributor")
        EDITOR = "editor", _("Editor")
        TRANSLATOR = "translator", _("Translator")
        ILLUSTRATOR = "illustrator", _("Illustrator")

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="credits")
    name = models.CharField(
        max_length=120, help_text=_("A person or a body, as they wish to be named.")
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AUTHOR)
    handle = models.CharField(
        max_length=30,
        blank=True,
        help_text=_("Leads from the name to the profile, if this person is a member."),
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("role"), FieldPanel("handle")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("credit")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.handle = self.handle.strip().removeprefix("@").lower()
        if self.handle and not User.objects.filter(handle=self.handle).exists():
            raise ValidationError({"handle": _("No member has this handle.")})


class ArticleSource(Source):
    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="sources")


class ArticleFile(Orderable):
    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey("wagtaildocs.Document", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("what it is"), max_length=200, blank=True)

    panels = [FieldPanel("document"), FieldPanel("words")]

    class Meta(Orderable.Meta):
        verbose_name = _("file")

    def __str__(self) -> str:
        return self.words or str(self.document)
