"""The Django admin: members, second factors, units and rosters, for staff only."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db import transaction
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.actions.sessions import end_sessions
from accounts.models import RosterTerm, Unit, User
from accounts.signals import rights_changed

RIGHTS = {"is_active", "is_moderator", "is_staff", "is_superuser", "groups", "user_permissions"}

# One way in, with limits and second factors; one way to change a password, which tells.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def change_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    return redirect("account_change_password")


admin.site.password_change = change_password  # type: ignore[method-assign,assignment]
# allauth's own admin pages show secrets, or search by a username that no one has.
for module, model in (
    ("allauth.mfa.admin", Authenticator),
    ("allauth.account.admin", EmailAddress),
    ("allauth.usersessions.admin", UserSession),
):
    import_module(module)
    admin.site.unregister(model)


class EmailAddressInline(admin.TabularInline):  # type: ignore[type-arg]
    model = EmailAddress
    extra = 0
    can_delete = False
    readonly_fields = ("email", "verified", "primary")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


class AuthenticatorInline(admin.TabularInline):  # type: ignore[type-arg]
    """For those who lost theirs: staff may remove a second factor, never see it."""

    model = Authenticator
    extra = 0
    fields = ("type", "created_at", "last_used_at")
    readonly_fields = fields
    verbose_name = _("second factor")
    verbose_name_plural = _("second factors")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


class TermInline(admin.TabularInline):  # type: ignore[type-arg]
    model = RosterTerm
    extra = 1
    autocomplete_fields = ("user",)


class UserCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "handle", "display_name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    ordering = ("display_name", "pk")
    list_display = ("display_name", "handle", "email", "library", "is_moderator", "is_staff")
    list_filter = ("is_moderator", "is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("handle", "display_name", "email", "library")
    add_form = UserCreationForm
    inlines = (EmailAddressInline, AuthenticatorInline)
    readonly_fields = (
        "email", "last_login", "date_joined", "suspended_at", "suspended_until",
        "suspension_reason",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (
            _("Profile"),
            {
                "fields": (
                    "display_name", "handle", "pronouns", "library", "role", "time_zone", "bio",
                    "shortcuts",
                )
            },
        ),
        (
            _("Rights"),
            {
                "fields": (
                    "is_active", "is_moderator", "is_staff", "is_superuser", "groups",
                    "user_permissions",
                )
            },
        ),
        (_("Suspension"), {"fields": ("suspended_at", "suspended_until", "suspension_reason")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )  # fmt: skip
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "email", "handle", "display_name", "usable_password", "password1",
                    "password2",
                )
            },
        ),
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """An address is typed once, here; later only its owner changes it, by a code."""
        return self.readonly_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else ()

    @transaction.atomic
    def save_related(
        self,
        request: HttpRequest,
        form: forms.ModelForm[User],
        formsets: list[BaseModelFormSet[Any, Any]],
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        member = form.instance
        lost_a_factor = any(formset.deleted_objects for formset in formsets)
        if change and (lost_a_factor or not member.is_active):
            end_sessions(member)
        if change and RIGHTS & set(form.changed_data):
            rights_changed.send(User, user=member)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 (Django passes it by name)
        form_url: str = "",
    ) -> HttpResponse:
        """Django ends the member's sessions by the new hash; this tells open sockets too."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            end_sessions(User.objects.get(pk=id), keep=request.session.session_key)
        return response


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "acronym", "kind", "parent", "active_from", "active_to")
    list_filter = ("kind",)
    search_fields = ("name", "acronym", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)
    filter_horizontal = ("predecessors",)
    inlines = (TermInline,)

    @transaction.atomic
    def save_formset(
        self,
        request: HttpRequest,
        form: forms.ModelForm[Unit],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        before = set(User.objects.filter(terms__unit=form.instance))
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            for user in before | set(User.objects.filter(terms__unit=form.instance)):
                rights_changed.send(User, user=user)
