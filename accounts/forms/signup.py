from __future__ import annotations

from allauth.account import forms as account
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.actions.handles import hold_handle
from accounts.forms.entrance import EMAIL, OurWords
from accounts.forms.fields import HandleField, NameField, TimeZoneField
from accounts.models import User
from accounts.models.handles import check_handle, check_name


class SignupForm(OurWords, account.SignupForm):
    labels = {"email": EMAIL}
    help_texts = {"email": _("We mail you a code to it. Nobody else sees it.")}
    field_order = ["email", "display_name", "handle", "time_zone", "password1"]

    display_name = NameField()
    handle = HandleField()
    time_zone = TimeZoneField(initial="America/Chicago")

    def clean_display_name(self) -> str:
        name: str = self.cleaned_data["display_name"]
        check_name(name)
        return name

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        check_handle(handle)
        return handle

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """As allauth's, but an address with an account costs the same time and handle.

        Else the answer's speed, or a second try with the handle, would tell who has one.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            hold_handle(self.cleaned_data["handle"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved

    def save(self, request: HttpRequest) -> User:
        try:
            with transaction.atomic():
                user: User = super().save(request)
        except IntegrityError:
            messages.error(request, _("Someone took this handle a moment ago. Choose another."))
            raise ImmediateHttpResponse(redirect("account_signup")) from None
        return user
