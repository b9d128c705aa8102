from django.urls import path

from accounts.views import entrance, profiles, settings, theme

app_name = "accounts"
urlpatterns = [
    path("people/<str:handle>/", profiles.profile, name="profile"),
    path("accounts/settings/", settings.settings, name="settings"),
    path("accounts/theme/", theme.theme, name="theme"),
    path(".well-known/change-password", entrance.change_password, name="change_password"),
    # Before Wagtail's own pages of the same addresses.
    path("cms/login/", entrance.sign_in, name="cms_sign_in"),
    path("_util/login/", entrance.sign_in, name="page_sign_in"),
    path("cms/users/", entrance.members, name="cms_members"),
    path("cms/users/<path:rest>", entrance.members, name="cms_member"),
]
