"""News from Wagtail, passed on; the work is done in `publishing`."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate
from wagtail.models import TaskState
from wagtail.signals import page_published, page_unpublished, task_submitted

from cms.core.mail import tell_reviewers
from cms.core.publishing import page_was_published, page_was_unpublished
from cms.core.searching import index_every_page
from cms.core.tree import ensure_site
from forum.signals import pages_wanted


def connect() -> None:
    page_published.connect(on_published, dispatch_uid="site_core.published")
    page_unpublished.connect(on_unpublished, dispatch_uid="site_core.unpublished")
    pages_wanted.connect(index_every_page, dispatch_uid="site_core.index")
    task_submitted.connect(tell_reviewers, sender=TaskState, dispatch_uid="site_core.submitted")
    # The last app to report: by then every app's permissions exist.
    last = [app for app in apps.get_app_configs() if app.models_module is not None][-1]
    post_migrate.connect(after_migrate, sender=last, dispatch_uid="site_core.tree")


def on_published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    page_was_published(instance, revision)


def on_unpublished(instance: Any, **kwargs: Any) -> None:
    page_was_unpublished(instance)


def after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Give a database that is wholly migrated, or was just flushed, its home and sections."""
    if using != DEFAULT_DB_ALIAS:
        return
    if "plan" in kwargs and not _is_migrated():
        return
    ensure_site()


def _is_migrated() -> bool:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
