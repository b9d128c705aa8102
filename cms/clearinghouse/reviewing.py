"""The review of articles: who has looked last, in which role, and when somebody looks again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import RosterTerm, User
from cms.clearinghouse.models import ArticlePage, SourceThread
from cms.core import roster
from cms.core.models.approval import can_review, is_second_person
from forum.actions.refusals import Refused, require
from forum.permissions import ALLOWED, Verdict, refused

BETWEEN_REVIEWS = timedelta(days=365)
MAX_ROLE = 120


def can_record_review(user: User, article: ArticlePage) -> Verdict:
    """Whoever may approve the article, but not who changed it last."""
    if not can_review(article, user):
        return refused(
            _("A chair or staff liaison of its unit, or a clearinghouse editor, reviews this.")
        )
    if not is_second_person(article, user):
        return refused(_("You changed this article last, so somebody else must review it."))
    return ALLOWED


@transaction.atomic
def confirm(article: ArticlePage, *, by: User, next_review: date | None = None) -> None:
    """Somebody looked again and it is still right; the text stays as it is. Raises Refused."""
    require(can_record_review(by, article))
    today = timezone.localdate()
    due = next_review or today + BETWEEN_REVIEWS
    if due <= today:
        raise Refused(_("The next review must lie ahead. Choose a later day."), code="next_review")
    _stamp(article, last_reviewed=today, reviewed_by=role_of(by, article), next_review=due)
    log(article, "clearinghouse.confirm", user=by, data={"next_review": due.isoformat()})


@transaction.atomic
def retire(article: ArticlePage, *, by: User, reason: str) -> None:
    """Keep the article, marked as one that nobody looks after any more. Raises Refused."""
    require(can_record_review(by, article))
    words = " ".join(reason.split())
    if not words:
        raise Refused(_("Say in a sentence why it is retired; readers see it."), code="reason")
    _stamp(article, retired_on=timezone.localdate(), retired_reason=words[:300])
    log(article, "clearinghouse.retire", user=by, data={"reason": words})


def date_approval(article: ArticlePage, *, by: User) -> None:
    """An approval is a review: date it, and set the next one unless a later day was chosen."""
    today = timezone.localdate()
    chosen = article.next_review
    due = chosen if chosen is not None and chosen > today else today + BETWEEN_REVIEWS
    _stamp(article, last_reviewed=today, reviewed_by=role_of(by, article), next_review=due)


def role_of(user: User, article: ArticlePage) -> str:
    """In which role this person reviews, for readers: never the name."""
    term = (
        RosterTerm.objects.current()
        .with_role(*roster.APPROVING_ROLES)
        .filter(user=user, unit__in=article.approving_unit_ids())
        .select_related("unit")
        .first()
    )
    if term is not None:
        role = _("%(role)s, %(unit)s") % {"role": term.get_role_display(), "unit": term.unit.name}
        return role[:MAX_ROLE]
    if roster.is_in_group(user, article.reviewing_group):
        return _("Clearinghouse editor")
    return _("Keeper of this site")


def _stamp(article: ArticlePage, **values: Any) -> None:
    """Write facts of the record on the page and on its versions that may be published next."""
    ArticlePage.objects.filter(pk=article.pk).update(**values)
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
    if "last_reviewed" in values:
        for row in SourceThread.objects.filter(article=article.pk).select_related("thread"):
            SourceThread.objects.filter(pk=row.pk).update(seen_number=row.thread.last_number)
    fresh = ArticlePage.objects.get(pk=article.pk)
    standing = {fresh.live_revision_id, fresh.latest_revision_id} - {None}
    for revision in Revision.objects.select_for_update().filter(pk__in=standing):
        content = {**revision.content, **plain}
        Revision.objects.filter(pk=revision.pk).update(content=content)
