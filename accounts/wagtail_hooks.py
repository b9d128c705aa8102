"""Members are looked after in the Django admin: Wagtail's forms know first and last names,
and would change an address without a code.
"""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel


def is_never_active(panel: NameEmailSettingsPanel) -> bool:
    return False


# The panel has no hook or setting of its own, and its form can't be saved for our members.
NameEmailSettingsPanel.is_active = is_never_active


@hooks.register("construct_settings_menu")
def leave_users_out(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name != "users"]
