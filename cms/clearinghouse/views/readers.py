"""Where readers suggest a resource, report a problem, and say whether an article was useful."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cms.clearinghouse.feedback import mark_useful, report_problem, suggest
from cms.clearinghouse.models import ArticlePage, ProblemReport, Suggestion
from cms.clearinghouse.reader_forms import ProblemForm, ReaderForm, SuggestionForm
from forum.access import readable_pages

FORM = ["GET", "HEAD", "POST"]
# So many from people without an account may wait for the editors, from whatever addresses.
MOST_WAITING = 300
# Fields of the forms that are no part of what somebody says.
UNSAID = {"key", "email"}
ANSWERS = {"yes": True, "no": False}


def too_many() -> str:
    return _("That was a lot at once from here. Your words are kept below: send them in an hour.")


def too_many_wait() -> str:
    return _(
        "More waits for the editors than they can read just now. Your words are kept below: sign"
        " in to send them, or send them in a few days."
    )


def sent_before() -> str:
    return _("This form was sent already, with other words. Yours are below: send them now.")


@require_http_methods(FORM)
def suggest_resource(request: HttpRequest) -> HttpResponse:
    form = SuggestionForm(request.POST or None, reader=request.user)
    if request.method == "POST" and is_taken(request, form, Suggestion):
        data = form.cleaned_data
        suggest(sender=request.user, **data)
        messages.success(request, thanks(request, data.get("email", "")))
        return redirect("/clearinghouse/")
    return answer(request, "cms/suggest_resource.html", {"form": form})


@require_http_methods(FORM)
def article_problem(request: HttpRequest, pk: int) -> HttpResponse:
    article = readable_article(request, pk)
    form = ProblemForm(request.POST or None, reader=request.user)
    if request.method == "POST" and is_taken(request, form, ProblemReport):
        report_problem(article, sender=request.user, **form.cleaned_data)
        messages.success(request, thanks(request, form.cleaned_data.get("email", "")))
        return redirect(article.url)
    return answer(request, "cms/article_problem.html", {"form": form, "article": article})


@require_http_methods(FORM)
def article_useful(request: HttpRequest, pk: int) -> HttpResponse:
    article = readable_article(request, pk)
    problem = ""
    if request.method == "POST":
        key, said = key_of(request), ANSWERS.get(request.POST.get("answer", ""))
        if key is None or said is None:
            problem = _("Choose yes or no.")
        elif not ratelimit.consume(request, action="clearinghouse"):
            problem = _("That was a lot at once from here. Try again in an hour.")
        else:
            mark_useful(article, key=key, is_useful=said, reader=request.user)
            messages.success(request, _("Thank you: its editors see the numbers."))
            return redirect(article.url)
    context = {"article": article, "key": uuid.uuid4(), "problem": problem}
    status = 422 if problem else 200
    return render(request, "cms/article_useful.html", context, status=status)


def readable_article(request: HttpRequest, pk: int) -> ArticlePage:
    readable = ArticlePage.objects.filter(pk__in=readable_pages(request.user).values("pk"))
    return get_object_or_404(readable, pk=pk)


def is_taken(
    request: HttpRequest, form: ReaderForm, model: type[Suggestion | ProblemReport]
) -> bool:
    """Whether what was sent may be kept; what was kept already counts against no limit."""
    if not form.is_valid():
        return False
    if earlier := model.objects.filter(key=form.cleaned_data["key"]).first():
        said = {name: form.cleaned_data[name] for name in form.fields if name not in UNSAID}
        if all(getattr(earlier, name) == value for name, value in said.items()):
            return True
        form.data = {**request.POST.dict(), "key": str(uuid.uuid4())}
        form.add_error(None, sent_before())
        return False
    if not request.user.is_authenticated and waiting(model) >= MOST_WAITING:
        form.add_error(None, too_many_wait())
        return False
    if ratelimit.consume(request, action="clearinghouse"):
        return True
    form.add_error(None, too_many())
    return False


def waiting(model: type[Suggestion | ProblemReport]) -> int:
    """How many that nobody signed wait for an editor."""
    return model.objects.filter(sender__isnull=True, settled_at__isnull=True).count()


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)


def thanks(request: HttpRequest, email: str) -> str:
    if isinstance(request.user, User):
        return _("Thank you. An editor reads it, and your bell tells you what came of it.")
    if email:
        return _("Thank you. An editor reads it, and a mail tells you what came of it.")
    return _("Thank you. An editor reads it.")


def key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
