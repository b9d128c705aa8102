"""Where members say how they wish to be named in articles made from threads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from cms.clearinghouse.models import Contribution, SourcePost
from cms.clearinghouse.picking import answer
from forum.actions.refusals import Refused
from forum.models import Post

SHOWN = 100


@login_required
@require_safe
def contribution_list(request: HttpRequest) -> HttpResponse:
    rows = Contribution.objects.filter(person=request.user.pk).select_related("article")
    return render(request, "cms/contribution_list.html", {"contributions": rows[:SHOWN]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_detail(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    rows = Contribution.objects.filter(person=request.user).select_related("article", "person")
    contribution = get_object_or_404(rows, pk=pk)
    error = ""
    if request.method == "POST":
        try:
            answer(contribution, by=request.user, choice=request.POST.get("choice", ""))
        except Refused as refusal:
            error = str(refusal.reason)
        else:
            messages.success(request, _("Thank you. Your answer holds from now on."))
            return redirect("contribution_detail", pk=pk)
    picked = SourcePost.objects.filter(article=contribution.article).values("post")
    posts = Post.objects.visible_to(request.user).filter(pk__in=picked, author=request.user)
    context = {
        "contribution": contribution,
        "posts": posts.select_related("thread", "author").order_by("thread", "number"),
        "choices": Contribution.Choice.choices,
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "cms/contribution_detail.html", context, status=status)
