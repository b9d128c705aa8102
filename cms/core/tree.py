"""The pages, groups and workflow that every site has from its first migration on."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.models import Unit, User
from cms.clearinghouse.models import EDITORS, ArticleIndexPage, Audience, LibraryType
from cms.competencies.first_frameworks import ensure_frameworks
from cms.core import vocabulary
from cms.core.first_pages import AUDIENCES, FIRST_PAGES, LIBRARY_TYPES, SECTIONS
from cms.core.models import (
    HomePage,
    SecondPersonApprovalTask,
    SectionPage,
    StandardPage,
    UnitIndexPage,
    UnitPage,
)
from cms.core.permissions import grant_editors, grant_unit, share_page
from cms.policies.actions.moving import ADOPTION
from cms.policies.models import CommitteeVoteTask, CouncilActionTask
from forum.models import Board

P = TypeVar("P", bound=Page)
WORKFLOW = "A second person approves"


@transaction.atomic
def ensure_site() -> HomePage:
    """Make what is missing of the tree, and leave all else as the keepers have it."""
    home = HomePage.objects.first() or _make_home()
    _point_site_at(home)
    new = [_ensure_section(home, model, **values) for model, values in SECTIONS]
    for slug, title, introduction, source in FIRST_PAGES:
        _ensure_standard_page(home, slug, title, introduction, source)
    for terms, names in ((Audience, AUDIENCES), (LibraryType, LIBRARY_TYPES)):
        for position, (slug, name) in enumerate(names):
            terms.objects.get_or_create(
                slug=slug, defaults={"name": name, "position": position * 10}
            )
    ensure_frameworks()
    _ensure_admin_permission()
    _ensure_workflow()
    grant_editors(EDITORS, ArticleIndexPage.objects.get())
    vocabulary.ensure_editors()
    if any(new):
        for unit in Unit.objects.filter(editor_group__isnull=False):
            grant_unit(unit, unit.editor_group.group)
    return home


def ensure_unit_page(unit: Unit) -> UnitPage:
    """The unit's page, published and empty until its people write on it."""
    if page := UnitPage.objects.filter(unit=unit).first():
        return page
    page = UnitPage(title=unit.name, slug=unit.slug, unit=unit)
    return publish_new(UnitIndexPage.objects.get(), page, by=None)


def discuss_on(board: Board, *models: type[SectionPage]) -> None:
    """Let each page published in these sections open its thread on `board`."""
    for model in models:
        model.objects.update(discussion_board=board)


@transaction.atomic
def add_draft(parent: Page, page: P, *, by: User | None) -> P:
    """Put an unpublished page under `parent`; its units may edit it."""
    page.live, page.owner = False, by
    parent.add_child(instance=page)
    page.save_revision(user=by)
    if hasattr(page, "owning_unit_ids"):
        share_page(page)
    return page


def publish_new(parent: Page, page: P, *, by: User | None) -> P:
    """Put a page under `parent` and publish it, with all that follows from publication."""
    add_draft(parent, page, by=by)
    return publish(page, by=by)


def publish(page: P, *, by: User | None) -> P:
    """Publish the page as it is in memory; returns it fresh from the database."""
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return type(page).objects.get(pk=page.pk)


def _make_home() -> HomePage:
    """A home page in the place of the one that Wagtail greets with."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    plain = ContentType.objects.get_for_model(Page)
    for welcome in root.get_children().filter(content_type=plain, slug="home", numchild=0):
        welcome.delete()
    root.refresh_from_db()
    home: HomePage = root.add_child(instance=HomePage(title=settings.SITE_NAME, slug="home"))
    return home


def _point_site_at(home: HomePage) -> None:
    """One site, at SITE_URL, with this home page."""
    parts = urlsplit(settings.SITE_URL)
    values = {
        "hostname": parts.hostname,
        "port": parts.port or (443 if parts.scheme == "https" else 80),
        "root_page_id": home.pk,
        "site_name": settings.SITE_NAME,
    }
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(is_default_site=True, **values)
    elif any(getattr(site, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(site, name, value)
        site.save()


def _ensure_section(home: HomePage, model: type[SectionPage], **values: Any) -> bool:
    if model.objects.exists():
        return False
    home.refresh_from_db()
    home.add_child(instance=model(show_in_menus=True, **values))
    return True


def _ensure_standard_page(
    home: HomePage, slug: str, title: str, introduction: str, source: str
) -> None:
    if home.get_children().filter(slug=slug).exists():
        return
    home.refresh_from_db()
    page = StandardPage(title=title, slug=slug, introduction=introduction)
    page.body = [("markdown", source)]
    publish_new(home, page, by=None)


def _ensure_admin_permission() -> None:
    """Wagtail makes it in a migration; a flushed database has lost it."""
    admin, _created = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    Permission.objects.get_or_create(
        content_type=admin,
        codename="access_admin",
        defaults={"name": "Can access Wagtail admin"},
    )
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


def _ensure_workflow() -> None:
    """Every section that units write in publishes through a second person."""
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    task = SecondPersonApprovalTask.objects.first()
    task = task or SecondPersonApprovalTask.objects.create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    _ensure_adoption()
    for page in Page.objects.type(SectionPage):
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})


def _ensure_adoption() -> None:
    """What a policy goes through once its committee is asked to recommend it."""
    workflow, _created = Workflow.objects.get_or_create(name=ADOPTION)
    for position, model in enumerate((CommitteeVoteTask, CouncilActionTask)):
        name = str(model._meta.verbose_name).capitalize()
        task = model.objects.first() or model.objects.create(name=name)
        WorkflowTask.objects.get_or_create(
            workflow=workflow, task=task, defaults={"sort_order": position}
        )
