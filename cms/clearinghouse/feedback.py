"""Taking in what readers say, and answering it. The same key is taken in once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from cms.clearinghouse.metadata import absolute
from cms.clearinghouse.models import (
    EDITORS,
    ArticleIndexPage,
    ArticlePage,
    ArticleSource,
    ProblemReport,
    Suggestion,
    UsefulMark,
)
from cms.clearinghouse.tasks import mail_reader
from cms.core import roster
from cms.core.tree import add_draft
from forum import doorbell
from forum.actions.notices import tell_person
from forum.actions.refusals import Refused, require
from forum.permissions import ALLOWED, Verdict, refused

Viewer = User | AnonymousUser
# A notice holds no longer one; the section leads on.
MAX_ADDRESS = 200


def can_answer_readers(user: Viewer) -> Verdict:
    if user.is_authenticated and (user.is_superuser or roster.is_in_group(user, EDITORS)):
        return ALLOWED
    return refused(_("Clearinghouse editors and keepers answer readers."))


@transaction.atomic
def suggest(
    *, key: UUID, title: str, url: str, why: str, sender: Viewer, email: str = ""
) -> Suggestion:
    """A resource that somebody misses becomes a draft, with the sender's reasons as its teaser."""
    values = {"title": title, "url": url, "why": why, **_who(sender, email)}
    row, created = Suggestion.objects.get_or_create(key=key, defaults=values)
    if created:
        page = ArticlePage(title=title, teaser=" ".join(why.split())[:300])
        page.sources = [ArticleSource(title=title, url=url)] if url else []
        row.article = add_draft(ArticleIndexPage.objects.get(), page, by=None)
        row.save(update_fields=["article"])
    return row


@transaction.atomic
def decline(suggestion: Suggestion, *, by: User, reason: str) -> None:
    """Tell the sender why not; a draft that nobody has touched goes. Raises Refused."""
    row = _open(Suggestion, suggestion.pk, by, reason)
    article = row.article
    if article is not None and not article.live and article.first_published_at is None:
        latest = article.get_latest_revision()
        if latest is None or latest.user_id is None:
            row.article = None
            row.save(update_fields=["article"])
            article.delete()
    if row.sender is not None:
        words = _("Your suggestion “%(title)s” was not taken up: %(reason)s")
    else:  # Nobody has proved that the address is theirs: no words of a stranger go there.
        words = _("Your suggestion of %(day)s was not taken up: %(reason)s")
    day = date_format(timezone.localtime(row.created_at), "j F Y")
    values = {"title": row.title, "day": day, "reason": row.answer}
    _settle(row, by, words % values, "/clearinghouse/")


@transaction.atomic
def suggestion_published(article: ArticlePage, *, by: User | None) -> None:
    """Tell whoever suggested it that it is there."""
    waiting = Suggestion.objects.select_for_update().filter(article=article, settled_at=None)
    for row in waiting:
        words = _("What you suggested is in the clearinghouse now: %(title)s")
        _settle(row, by, words % {"title": article.title}, article.url or "/")


@transaction.atomic
def report_problem(
    article: ArticlePage, *, key: UUID, kind: str, words: str, sender: Viewer, email: str = ""
) -> ProblemReport:
    values = {"article": article, "kind": kind, "words": words, **_who(sender, email)}
    row, _created = ProblemReport.objects.get_or_create(key=key, defaults=values)
    return row


@transaction.atomic
def settle_problem(report: ProblemReport, *, by: User, answer: str) -> None:
    """Tell the sender what was done about it; raises Refused."""
    row = _open(ProblemReport, report.pk, by, answer)
    words = _("About the problem that you reported in “%(title)s”: %(answer)s")
    values = {"title": row.article.title, "answer": row.answer}
    _settle(row, by, words % values, row.article.url or "/")


@transaction.atomic
def mark_useful(article: ArticlePage, *, key: UUID, is_useful: bool, reader: Viewer) -> None:
    """A member has one answer, the last; a visitor one for each page that was opened."""
    if reader.is_authenticated:
        UsefulMark.objects.update_or_create(
            article=article,
            member=reader,
            defaults={"is_useful": is_useful},
            # The page's key may have been spent before they signed in.
            create_defaults={"is_useful": is_useful, "key": uuid4()},
        )
    else:
        UsefulMark.objects.get_or_create(
            key=key, defaults={"article": article, "is_useful": is_useful}
        )


def usefulness(article: ArticlePage) -> dict[str, int]:
    """How many readers said whether it was useful, and how many that it was: one query."""
    return article.useful_marks.aggregate(
        asked=Count("pk"), useful=Count("pk", filter=Q(is_useful=True))
    )


def _who(sender: Viewer, email: str) -> dict[str, Any]:
    return {"sender": sender} if sender.is_authenticated else {"email": email}


def _open(model: type[Any], pk: int, by: User, answer: str) -> Any:
    require(can_answer_readers(by))
    row = model.objects.select_for_update().get(pk=pk)
    if row.settled_at is not None:
        raise Refused(_("Somebody has answered this already."))
    row.answer = " ".join(answer.split())[:500]
    if not row.answer:
        raise Refused(_("Write the sender a sentence first."))
    return row


def _settle(row: Suggestion | ProblemReport, by: User | None, words: str, address: str) -> None:
    row.settled_at, row.settled_by = timezone.now(), by
    row.save(update_fields=["settled_at", "settled_by", "answer"])
    if row.sender is not None:
        event = f"{row._meta.model_name}:{row.pk}"
        address = address if len(address) <= MAX_ADDRESS else "/clearinghouse/"
        tell_person(row.sender, event=event, words=words, address=address, actor=by)
    elif row.email:
        body = _("%(words)s\n\n%(address)s\n\nThis answers what you sent to %(site)s.") % {
            "words": words,
            "address": absolute(address),
            "site": settings.SITE_NAME,
        }
        mail_reader.enqueue(row.email, words[:120], body)
        doorbell.ring("work")
