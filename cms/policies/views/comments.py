"""The comments on a draft, by clause, and the form for one more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxLengthValidator
from django.db.models import Count
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cms.policies.actions.comments import can_comment, comment_on, preview_comment
from cms.policies.models import Comment, CommentPeriod, PolicyPage, PolicyVersion
from cms.policies.parts import WHOLE, part_order
from cms.policies.places import comments_url, place_of_comment
from forum.access import Viewer
from forum.actions.refusals import Refused
from forum.forms.composing import ComposeForm
from forum.models import Post, Thread
from forum.paths import SEGMENT
from forum.views.asking import sign_in_first, wants_json
from forum.views.attaching import tray, with_files
from forum.views.composing import answer_script, initial_of, keep_draft, writing

PAGE_SIZE = 50
ORDER = ("-period__opens_at", "position", "pk")


class CommentForm(ComposeForm):
    clause = forms.CharField(
        label=_("Clause"),
        required=False,
        validators=[MaxLengthValidator(20)],  # As max_length it would stand on the select.
        widget=forms.Select,
        help_text=_("What you comment on."),
    )
    field_order = ("clause", "source", "key")

    def __init__(self, *args: Any, version: PolicyVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].label = _("Your comment")
        select = self.fields["clause"].widget
        assert isinstance(select, forms.Select)
        select.choices = [("", _("The whole draft")), *clause_choices(version)]


def clause_choices(version: PolicyVersion | None) -> list[tuple[str, str]]:
    """Each number with the clause's heading or its first words."""
    return [
        (clause["number"], Truncator(f"{clause['number']} {first_words(clause)}").chars(90))
        for clause in (block.value for block in (version.body if version else []))
    ]


def first_words(clause: Any) -> str:
    return str(clause["heading"]) or " ".join(strip_tags(clause["text"].source or "").split())


@require_http_methods(["GET", "HEAD", "POST"])
def comment_list(request: HttpRequest, policy: PolicyPage) -> HttpResponse:
    if request.method == "POST":
        return _comment(request, policy)
    version = version_of(policy, open_period(policy))
    asked, wanted = request.GET.get("clause", ""), request.GET.get("draft")
    clause = "" if asked == WHOLE else asked
    # Who chose a clause to comment on goes on with a draft on it, or begins anew.
    holding = {"clause": clause} if asked and not wanted else {}
    begun = composer(request, policy, wanted=wanted, holding=holding)
    draft = begun.get("draft")
    initial = {"clause": clause, **initial_of(draft)}
    form = CommentForm(version=version, initial=initial)
    context = listing(request, policy, form) | begun | {"tray": tray(request.user, form)}
    context |= {"keeps_words": bool(holding), "typed": draft.value("source") if draft else ""}
    return render(request, "cms/policy_comments.html", context)


def composer(
    request: HttpRequest,
    policy: PolicyPage,
    *,
    wanted: str | None = None,
    holding: Mapping[str, str] = {},
) -> dict[str, Any]:
    """What the form to write in needs; nothing where there is no thread to write in."""
    thread = thread_of(request.user, policy)
    if thread is None:
        return {}
    place = place_of_comment(thread)
    return {"thread": thread, **writing(request.user, place, wanted=wanted, holding=holding)}


def thread_of(user: Viewer, policy: PolicyPage) -> Thread | None:
    return Thread.objects.visible_to(user).filter(page_id=policy.pk).first()


@sign_in_first
def _comment(request: HttpRequest, policy: PolicyPage) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    # The period of the form, so that words for one that has just ended are answered as such.
    periods = CommentPeriod.objects.filter(policy=policy.pk, cancelled_at__isnull=True)
    sent = request.POST.get("period", "")
    period = periods.filter(pk=int(sent)).first() if is_id(sent) else None
    period = period or open_period(policy) or periods.order_by("-closes_at").first()
    form = CommentForm(request.POST, version=version_of(policy, period))
    thread = thread_of(user, policy)
    if thread is not None:
        form = with_files(request, form, thread)
    closed, preview, action = "", "", request.POST.get("action")
    if action == "draft" and thread is not None:
        place, back = place_of_comment(thread), f"{comments_url(policy)}#compose"
        if kept := keep_draft(request, user, place, back=back, form=form):
            return kept
    elif period is not None and form.is_valid():
        try:
            if action != "preview":
                comment = comment_on(period, author=user, **form.cleaned_data)
                return _commented(request, policy, comment)
            preview = preview_comment(period, author=user, source=form.cleaned_data["source"])
        except Refused as refusal:
            closed = str(refusal.reason) if refusal.code == "closed" else ""
            field = refusal.code if refusal.code in form.fields else None
            form.add_error(field, str(refusal.reason))
    if wants_json(request):
        return answer_script(form, preview=preview)
    form = form.with_fresh_key()
    context = listing(request, policy, form) | composer(request, policy)
    context |= {"draft": None, "tray": tray(user, form)}
    context |= {"closed": closed, "preview": preview, "typed": request.POST.get("source", "")}
    return render(request, "cms/policy_comments.html", context, status=200 if preview else 422)


def _commented(request: HttpRequest, policy: PolicyPage, comment: Comment) -> HttpResponse:
    query = {"clause": comment.clause or WHOLE}
    if (page := page_of(comment, policy, request.user)) > 1:
        query["page"] = str(page)
    url = f"{comments_url(policy)}?{urlencode(query)}#c{comment.post.number}"
    return JsonResponse({"url": url}, status=201) if wants_json(request) else redirect(url)


def page_of(comment: Comment, policy: PolicyPage, user: Viewer) -> int:
    """On which page of those on its clause the list has it."""
    comments = Comment.objects.of_policy(policy.pk).visible_to(user).filter(clause=comment.clause)
    order = list(comments.order_by(*ORDER).values_list("pk", flat=True))
    return order.index(comment.pk) // PAGE_SIZE + 1 if comment.pk in order else 1


def listing(request: HttpRequest, policy: PolicyPage, form: CommentForm) -> dict[str, Any]:
    """One page of comments; the number of queries is that of an empty list."""
    period = open_period(policy)
    clause = request.GET.get("clause", "") if request.method != "POST" else ""
    comments = Comment.objects.of_policy(policy.pk).visible_to(request.user)
    counts = comments.by_clause()
    known = {WHOLE, *counts, *(number for number, _words in form.fields["clause"].widget.choices)}
    if clause not in known:
        clause = ""
    if clause:
        comments = comments.filter(clause="" if clause == WHOLE else clause)
    rows = comments.with_words().order_by(*ORDER)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    know_policy(page, policy)
    count_replies(request.user, page)
    query = {"clause": clause} if clause else {}
    return {
        "page": policy,
        "policy": policy,
        "form": form,
        "period": period,
        "verdict": can_comment(request.user, policy, period),
        "over": CommentPeriod.objects.filter(policy=policy.pk, closed_at__isnull=False).exists(),
        "comments": page,
        "total": sum(counts.values()),
        "clause": clause,
        "clauses": [(number, counts[number]) for number in sorted(counts, key=part_order)],
        "comments_url": comments_url(policy),
        "answers_url": policy.url + policy.reverse_subpage("answers"),
        "previous_url": _page_url(query, page.number - 1) if page.has_previous() else "",
        "next_url": _page_url(query, page.number + 1) if page.has_next() else "",
    }


def know_policy(comments: Iterable[Comment], policy: PolicyPage) -> None:
    """Let each find the address of its version without asking for the policy again."""
    for comment in comments:
        comment.version.policy = policy


def count_replies(user: Viewer, comments: Iterable[Comment]) -> None:
    """Give each its `replies`, those that this person may read: one query for all."""
    heads = {(comment.post.thread_id, comment.post.path): comment for comment in comments}
    paths, threads = {path for _thread, path in heads}, {thread for thread, _path in heads}
    below = Post.objects.visible_to(user).filter(thread__in=threads).order_by()
    topped = below.annotate(head=Substr("path", 1, SEGMENT)).filter(head__in=paths)
    for thread, head, count in topped.values_list("thread", "head").annotate(Count("pk")):
        if comment := heads.get((thread, head)):
            comment.replies = count - 1  # Without the comment itself.


def open_period(policy: PolicyPage) -> CommentPeriod | None:
    periods = CommentPeriod.objects.filter(policy=policy.pk, cancelled_at__isnull=True)
    return next((period for period in periods if period.is_open), None)


def version_of(policy: PolicyPage, period: CommentPeriod | None) -> PolicyVersion | None:
    if period is None or period.version is None:
        return None
    return PolicyVersion.objects.filter(policy=policy.pk, number=period.version).first()


def _page_url(query: dict[str, str], number: int) -> str:
    return f"?{urlencode({**query, 'page': number})}"


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
