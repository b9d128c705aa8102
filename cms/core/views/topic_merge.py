"""Merging one topic into another, in the admin: choose, read what will move, confirm."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.http import MemberRequest
from cms.core.vocabulary import can_merge_topics, merge
from forum.actions.refusals import Refused
from forum.actions.topics import what_moves
from forum.models import Topic


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("Merge into"),
        help_text=gettext_lazy("This topic stays, with its name, address and description."),
        error_messages={
            "invalid_choice": gettext_lazy("That topic is gone meanwhile. Choose another.")
        },
    )

    def __init__(self, *args: object, source: Topic, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.exclude(pk=source.pk)


def topic_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """The first form only asks; the second, with `confirmed`, merges."""
    if not can_merge_topics(request.user):
        raise PermissionDenied
    source = get_object_or_404(Topic, pk=pk)
    form = MergeForm(request.POST or None, source=source)
    if request.method != "POST" or not form.is_valid():
        return _page(request, source, form)
    into = form.cleaned_data["into"]
    if "confirmed" not in request.POST:
        return _page(request, source, form, into=into)
    try:
        merge(source, into=into, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _page(request, source, form)
    said = _("“%(source)s” is now part of “%(topic)s”. Its address and its followers went along.")
    messages.success(request, said % {"source": source.name, "topic": into.name})
    return redirect(edit_url(into))


def edit_url(topic: Topic) -> str:
    return reverse(Topic.snippet_viewset.get_url_name("edit"), args=[topic.pk])  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, source: Topic, form: MergeForm, into: Topic | None = None
) -> HttpResponse:
    context = {
        "source": source,
        "form": form,
        "into": into,
        "moves": what_moves(source),
        "rename_url": edit_url(source),
        "page_title": _("Merge a topic"),
        "page_subtitle": source.name,
        "header_icon": "tag",
    }
    status = 422 if form.errors else 200
    return render(request, "cms/admin/topic_merge.html", context, status=status)
