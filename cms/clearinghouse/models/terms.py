"""The words by which articles are found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Audience(Term):
    class Meta(Term.Meta):
        pass


class LibraryType(Term):
    class Meta(Term.Meta):
        verbose_name = _("library type")


class Level(models.TextChoices):
    FOUNDATIONAL = "foundational", _("Foundational")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Format(models.TextChoices):
    GUIDE = "guide", _("Guide")
    CHECKLIST = "checklist", _("Checklist")
    TEMPLATE = "template", _("Template")
    COMPARISON = "comparison", _("Comparison")
    RECORDING = "recording", _("Recording")
    FAQ = "faq", _("Questions and answers")
    RESEARCH_SUMMARY = "research_summary", _("Research summary")
    DIRECTORY = "directory", _("Directory")


class Licence(models.TextChoices):
    """What readers may do with an article; the values are those of SPDX where it has one."""

    CC_BY = "CC-BY-4.0", _("CC BY 4.0: reuse with credit")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0: reuse with credit, share alike")
    CC_BY_NC = "CC-BY-NC-4.0", _("CC BY-NC 4.0: reuse with credit, not for money")
    CC0 = "CC0-1.0", _("CC0: reuse freely")
    RESERVED = "reserved", _("All rights reserved: ask the authors")


LICENCE_URLS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


class Language(models.TextChoices):
    """By their tags in BCP 47, each in its own words."""

    EN = "en", "English"
    ES = "es", "Español"
    FR = "fr", "Français"
    DE = "de", "Deutsch"
    PT = "pt", "Português"
    AR = "ar", "العربية"
    KO = "ko", "한국어"
    RU = "ru", "Русский"
    TL = "tl", "Tagalog"
    VI = "vi", "Tiếng Việt"
    ZH = "zh", "中文"


class Standing(models.TextChoices):
    """Where a published article is in its life, as its dates say today."""

    CURRENT = "current", _("Up to date")
    OVERDUE = "overdue", _("Review overdue")
    RETIRED = "retired", _("Retired")
