"""Which group may do what on which page: written here, never by hand.

Rights follow from today's roster terms. Wagtail reads rights from groups, so each unit has a
group, and a member's groups are brought into line on every request to the admin.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import Unit, User
from cms.core.models import OwnedPage, SectionPage, UnitGroup, UnitPage
from cms.core.roster import editing_unit_ids

FILE_RIGHTS = ("add_image", "choose_image", "add_document", "choose_document")


def group_of(unit: Unit) -> Group:
    """The unit's group, made on first use with the rights of its kind."""
    if held := UnitGroup.objects.select_related("group").filter(unit=unit).first():
        return held.group
    with transaction.atomic():
        group, _created = Group.objects.get_or_create(name=group_name(unit))
        UnitGroup.objects.get_or_create(unit=unit, defaults={"group": group})
        grant_unit(unit, group)
    return group


def group_name(unit: Unit) -> str:
    return f"{unit.name} (unit)"


def rename_group(unit: Unit) -> None:
    Group.objects.filter(unit_group__unit=unit).update(name=group_name(unit))


def sync_groups(user: User) -> None:
    """Make the member's unit groups those of today's terms: two queries when nothing changed."""
    due = editing_unit_ids(user)
    held = dict(UnitGroup.objects.filter(group__user=user).values_list("unit_id", "group_id"))
    if due == set(held):
        return
    with transaction.atomic():
        user.groups.remove(*(group for unit, group in held.items() if unit not in due))
        missing = Unit.objects.filter(pk__in=due - set(held))
        user.groups.add(*(group_of(unit) for unit in missing))


def grant_unit(unit: Unit, group: Group) -> None:
    """Into the admin, into the sections open to its kind, and onto its own page."""
    open_admin(group)
    for section in Page.objects.type(SectionPage).specific():
        if section.is_open_to(unit):
            allow(group, section, "add")
    for page in UnitPage.objects.filter(unit=unit):
        allow(group, page, "add", "change")


def grant_editors(name: str, section: Page) -> Group:
    """A group whose members edit, and approve each other's, pages of one section."""
    group, _created = Group.objects.get_or_create(name=name)
    open_admin(group)
    allow(group, section, "add", "change")
    return group


def allow(group: Group, page: Page, *rights: str) -> None:
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=[f"{right}_page" for right in rights],
    )
    GroupPagePermission.objects.bulk_create(
        (
            GroupPagePermission(group=group, page_id=page.pk, permission=each)
            for each in permissions
        ),
        ignore_conflicts=True,
    )


def share_page(page: OwnedPage) -> None:
    """Let exactly the units that own the page edit it, as its row in the database says.

    Called when a page is made and whenever it is published: what a draft says about its owners
    gives nobody a right.
    """
    units = Unit.objects.filter(pk__in=page.owning_unit_ids())
    groups = [group_of(unit) for unit in units]
    rights = GroupPagePermission.objects.filter(page_id=page.pk, group__unit_group__isnull=False)
    rights.exclude(group__in=groups).delete()
    for group in groups:
        allow(group, page, "change", *(["add"] if isinstance(page, UnitPage) else []))


def open_admin(group: Group) -> None:
    """Into the admin, and to its pictures and documents."""
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    root = Collection.get_first_root_node()
    if root is None:
        return
    GroupCollectionPermission.objects.bulk_create(
        (
            GroupCollectionPermission(group=group, collection=root, permission=permission)
            for permission in Permission.objects.filter(codename__in=FILE_RIGHTS)
        ),
        ignore_conflicts=True,
    )
