from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.profile import HandleTakenError, save_profile
from accounts.forms.profile import ProfileForm
from accounts.models import User
from accounts.views.theme import keep_theme, read_theme


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    # A copy: a refused form must not change the names that the page itself shows.
    member = User.objects.get(pk=request.user.pk)
    initial = {"theme": read_theme(request)}
    form = ProfileForm(request.POST or None, instance=member, initial=initial)
    if form.is_valid() and saved(form):
        messages.success(request, _("Your settings are saved."))
        return keep_theme(redirect("accounts:settings"), form.cleaned_data["theme"])
    context: dict[str, Any] = {
        "form": form,
        "advise_two_steps": (member.is_moderator or member.is_staff) and not is_mfa_enabled(member),
        "terms": member.terms.select_related("unit").order_by("-starts_on"),
    }
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)


def saved(form: ProfileForm) -> bool:
    try:
        save_profile(
            form.instance,
            fields=form.Meta.fields,
            old_handle=form.initial["handle"],
            topics=form.cleaned_data["topics"],
        )
    except HandleTakenError:
        form.add_error("handle", _("Someone took this handle a moment ago. Choose another."))
        return False
    return True


@login_required
@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    """The switch beside the list of keys: on, or off without `on`."""
    User.objects.filter(pk=request.user.pk).update(shortcuts="on" in request.POST)
    return HttpResponse(status=204)
