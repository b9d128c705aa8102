"""Muting a member, and the list of those muted."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.mutes import MuteRefused, mute_member, reason_not_to_mute, unmute_member
from accounts.http import MemberRequest
from accounts.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mute(request: MemberRequest, handle: str) -> HttpResponse:
    """GET asks; POST mutes, or unmutes with `mute=off`."""
    member = get_object_or_404(User.objects.known(), handle=handle)
    if request.method != "POST":
        context = {
            "member": member,
            "muted": member.pk in request.user.muted_ids,
            "reason": reason_not_to_mute(request.user, member),
        }
        return render(request, "accounts/mute.html", context)
    names = {"name": member.display_name}
    try:
        if request.POST.get("mute") == "off":
            unmute_member(request.user, member)
            messages.success(request, _("You read %(name)s again.") % names)
        else:
            mute_member(request.user, member)
            messages.success(
                request, _("You muted %(name)s. Their posts are folded, and nobody tells.") % names
            )
    except MuteRefused as refusal:
        context = {"member": member, "muted": False, "reason": refusal.reason}
        return render(request, "accounts/mute.html", context, status=403)
    return redirect("accounts:muted" if request.POST.get("back") == "list" else member)


@login_required
@require_safe
def muted(request: HttpRequest) -> HttpResponse:
    mutes = request.user.mutes.select_related("member") if request.user.is_authenticated else []
    return render(request, "accounts/muted.html", {"mutes": mutes})
