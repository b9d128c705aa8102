"""What a member has attached, what all members have, and taking a file away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from accounts.models import User
from forum.access import is_moderator
from forum.actions.refusals import Refused
from forum.actions.removing_files import remove_file
from forum.forms import ReasonForm
from forum.models import Attachment, AttachmentUse, Post
from forum.views.asking import int_param
from forum.views.moderation import require_moderator

PAGE = 50
MOST = 20


@login_required
@require_safe
def files(request: MemberRequest) -> HttpResponse:
    """A member's own files, the newest first, with the posts that they are in."""
    own = Attachment.objects.standing().filter(uploader=request.user)
    context = _window(request, own) | {"total": own.aggregate(n=Count("pk"), size=Sum("size"))}
    return render(request, "forum/file_list.html", context)


@login_required
@require_safe
def moderation_files(request: MemberRequest) -> HttpResponse:
    """Every file that was posted, and who keeps the most; one member's with `member`."""
    require_moderator(request)
    posted = Attachment.objects.standing().filter(claimed_at__isnull=False)
    totals = posted.order_by().values("uploader__handle", "uploader__display_name")
    totals = totals.annotate(n=Count("pk"), size=Sum("size")).order_by("-size", "uploader")
    context: dict[str, Any] = {"totals": totals[:MOST], "member": None}
    if handle := request.GET.get("member", "").replace("\0", ""):
        context["member"] = get_object_or_404(User, handle=handle)
        posted = posted.filter(uploader=context["member"])
    context |= _window(request, posted.select_related("uploader"))
    return render(request, "forum/moderation_files.html", context)


def _window(request: HttpRequest, files: QuerySet[Attachment]) -> dict[str, Any]:
    if before := int_param(request, "before"):
        files = files.filter(pk__lt=before)
    # A post may have moved to where its own author no longer reads.
    readable = Post.objects.visible_to(request.user).order_by()
    uses = AttachmentUse.objects.filter(post__in=readable).order_by("pk")
    uses = uses.select_related("post__thread")
    files = files.prefetch_related(Prefetch("uses", uses, to_attr="readable_uses"))
    found = list(files.order_by("-pk")[: PAGE + 1])
    return {"files": found[:PAGE], "older": found[PAGE - 1].pk if len(found) > PAGE else None}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file_remove(request: MemberRequest, file_id: int) -> HttpResponse:
    """For its sender, and with a reason for moderators; unknown to everyone else."""
    file = get_object_or_404(Attachment.objects.standing().select_related("uploader"), pk=file_id)
    own = file.uploader_id == request.user.pk
    if not own:
        posted = Attachment.objects.visible_to(request.user).filter(pk=file_id)
        if not is_moderator(request.user) or not posted.exists():
            raise Http404(_("There is no such file."))
    form = ReasonForm(request.POST if request.method == "POST" and not own else None)
    if request.method == "POST" and (own or form.is_valid()):
        try:
            remove_file(file, by=request.user, reason=request.POST.get("reason", ""))
        except Refused as refusal:
            form = ReasonForm({"reason": request.POST.get("reason", "-")})
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("“%s” is removed.") % file.name)
            return redirect("forum:files" if own else "forum:moderation_files")
    back = reverse("forum:files" if own else "forum:moderation_files")
    context = {"file": file, "form": form, "own": own, "back": back}
    status = 422 if form.errors else 200
    return render(request, "forum/file_remove.html", context, status=status)
