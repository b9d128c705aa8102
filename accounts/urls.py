from django.urls import path, register_converter
from django.urls.converters import StringConverter

from accounts.views import entrance, mutes, profiles, settings, theme


class Handle(StringConverter):
    """However oddly written, but without NUL, which PostgreSQL refuses even to look for."""

    regex = r"[^/\x00]+"


register_converter(Handle, "handle")

app_name = "accounts"
urlpatterns = [
    path("people/<handle:handle>/", profiles.profile, name="profile"),
    path("people/<handle:handle>/mute/", mutes.mute, name="mute"),
    path("accounts/muted/", mutes.muted, name="muted"),
    path("accounts/settings/", settings.settings, name="settings"),
    path("accounts/shortcuts/", settings.shortcuts, name="shortcuts"),
    path("accounts/theme/", theme.theme, name="theme"),
    path(".well-known/change-password", entrance.change_password, name="change_password"),
    # Before Wagtail's own pages of the same addresses.
    path("cms/login/", entrance.sign_in, name="cms_sign_in"),
    path("_util/login/", entrance.sign_in, name="page_sign_in"),
    path("cms/users/", entrance.members, name="cms_members"),
    path("cms/users/<path:rest>", entrance.members, name="cms_member"),
]
