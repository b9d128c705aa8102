"""Pages about the site itself, and the units' own."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from accounts.models import Unit, User
from cms.core.models import HomePage, StandardPage, UnitIndexPage, UnitPage
from cms.core.tree import publish, publish_new
from cms.sample.loading.content import Entry, read


def load_unit_pages(units: dict[str, Unit]) -> None:
    """Only for units that are still there; a roster of invented people says so."""
    section = UnitIndexPage.objects.get()
    having = set(UnitPage.objects.values_list("unit_id", flat=True))
    for entry in read("units")["units"]:
        unit = units[entry["slug"]]
        if "active_to" in entry or unit.pk in having:
            continue
        page = UnitPage(title=unit.name, slug=unit.slug, unit=unit)
        if "roster" in entry:
            page.body = [("markdown", read("units")["roster_note"])]
        publish_new(section, page, by=None)


def load_standing_pages(keeper: User) -> None:
    home = HomePage.objects.get()
    for entry in read("pages")["pages"]:
        parent = home
        if slug := entry.get("parent"):
            parent = StandardPage.objects.child_of(home).get(slug=slug)
        write_standing_page(parent, entry, keeper)


@transaction.atomic
def write_standing_page(parent: Page, entry: Entry, keeper: User) -> None:
    """Make the page, or fill the one that every site begins with, before anyone has edited it."""
    page = StandardPage.objects.child_of(parent).filter(slug=entry["slug"]).first()
    if page is not None and page.revisions.filter(user__isnull=False).exists():
        return
    words = page or StandardPage(slug=entry["slug"])
    words.title, words.introduction = entry["title"], entry["intro"]
    words.body = [("markdown", entry["body"].strip())]
    if page is None:
        publish_new(parent, words, by=keeper)
    else:
        publish(words, by=keeper)
