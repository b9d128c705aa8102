"""The shared names as their editors keep them: a merge also renews what pages say in drafts."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from accounts.actions.units import save_unit
from accounts.models import Unit, User
from cms.core.permissions import open_admin
from forum.actions.topics import Moved, merge_topics, save_topic
from forum.models import Topic

EDITORS = "Vocabulary editors"
RIGHTS = tuple(
    f"{act}_{model}"
    for act in ("add", "change", "delete", "view")
    for model in ("topic", "synonymset")
)
MERGING = ("forum.change_topic", "forum.delete_topic")
BATCH = 200


class TopicForm(WagtailAdminModelForm):
    """Saves through the action, which keeps the earlier address."""

    def save(self, commit: bool = True) -> Topic:
        topic: Topic = super().save(commit=False)
        if commit and topic.pk:
            save_topic(topic)
        elif commit:
            topic.save()
        return topic


class UnitForm(WagtailAdminModelForm):
    """Saves through the action, which keeps the earlier name and address."""

    def save(self, commit: bool = True) -> Unit:
        unit: Unit = super().save(commit=False)
        if commit and unit.pk:
            save_unit(unit)
            self.save_m2m()
        elif commit:
            unit = super().save()
        return unit


def can_merge_topics(user: User) -> bool:
    return user.has_perms(MERGING)


@transaction.atomic
def merge(source: Topic, *, into: Topic, by: User) -> list[Moved]:
    """Merge topics for an editor, with a line in the admin's log; raises Refused."""
    earlier, name = source.pk, source.name
    moved = merge_topics(source, into=into)
    _relabel_drafts(earlier, into.pk)
    log(instance=into, action="topics.merge", user=by, data={"source": name})
    return moved


def ensure_editors() -> Group:
    """The group whose members keep the vocabulary."""
    group, made = Group.objects.get_or_create(name=EDITORS)
    if made:
        open_admin(group)
        rights = Permission.objects.filter(content_type__app_label="forum", codename__in=RIGHTS)
        group.permissions.add(*rights)
    return group


def _relabel_drafts(earlier: int, now: int) -> None:
    """Editors go on from a page's latest revision, and a scheduled one becomes the page: both
    hold the ids of topics as they were."""
    latest = Page.objects.filter(latest_revision__isnull=False).values("latest_revision")
    revisions = Revision.objects.filter(pk__in=latest) | Revision.objects.filter(
        approved_go_live_at__isnull=False
    )
    rows = revisions.order_by("pk").values_list("pk", "content__topics")
    naming = [
        pk for pk, topics in rows.iterator() if isinstance(topics, list) and earlier in topics
    ]
    for start in range(0, len(naming), BATCH):
        changed = list(Revision.objects.filter(pk__in=naming[start : start + BATCH]))
        for revision in changed:
            topics = revision.content["topics"]
            kept = [now if topic == earlier else topic for topic in topics]
            revision.content["topics"] = list(dict.fromkeys(kept))
        Revision.objects.bulk_update(changed, ["content"])
