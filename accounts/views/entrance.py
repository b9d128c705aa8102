"""Other doors of the site, which all lead to the one with limits and second factors."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def sign_in(request: HttpRequest) -> HttpResponse:
    """Takes the place of Wagtail's login pages, which would check passwords without a limit."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


def change_password(request: HttpRequest) -> HttpResponse:
    """The address that password managers know (W3C Change Password URL)."""
    return redirect("account_change_password")


def members(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Takes the place of Wagtail's pages for users, which would change addresses unproved."""
    return redirect("admin:accounts_user_changelist")
