"""Commenting on a draft, and answering the comments."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cms.policies.actions.recording import lock_policy
from cms.policies.actions.telling import tell_authors
from cms.policies.models import (
    Comment,
    CommentPeriod,
    Disposition,
    PolicyPage,
    PolicyVersion,
    Status,
)
from cms.policies.moves import BEFORE_VOTE, DRAFTERS
from cms.policies.rights import has_part
from forum.access import Viewer
from forum.actions.composing import preview
from forum.actions.posts import reply_to_thread
from forum.actions.refusals import Refused, require
from forum.models import Post, Thread
from forum.permissions import Verdict, can_reply, refused

MAX_REASON = 2000
AT_WORK = BEFORE_VOTE | {Status.PUBLIC_COMMENT}
SETTLED = frozenset({Status.COMMITTEE_VOTE, Status.SENT_TO_COUNCIL})


def can_comment(user: Viewer, policy: PolicyPage, period: CommentPeriod | None) -> Verdict:
    if period is None or not period.is_open:
        return refused(_("No comment period is open now."))
    thread = Thread.objects.select_related("board").filter(page_id=policy.pk).first()
    if thread is None:
        return refused(_("The thread for comments is missing. Tell a moderator."))
    return can_reply(user, thread)


def comment_on(
    period: CommentPeriod, *, author: User, clause: str, source: str, key: UUID
) -> Comment:
    """Post a comment on a clause of the pinned version, or with no clause on the whole.

    The same author, key and words give the same comment. Raises Refused, with code "closed" once
    the period has ended: the period's row is locked, so that none slips in while it closes.
    """
    with transaction.atomic():
        current = CommentPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
        made = Comment.objects.select_related("post__thread", "version__policy")
        if earlier := made.filter(post__author=author, post__key=key).first():
            words = f"{opening(earlier.version, clause)}\n\n{source}"
            reply_to_thread(earlier.post.thread, author=author, source=words, key=key)
            return earlier
        if not current.is_open:
            raise Refused(
                _("The comment period has closed, so this was not posted. Your words are below."),
                code="closed",
            )
        version = PolicyVersion.objects.select_related("policy").get(
            policy=current.policy_id, number=current.version
        )
        position, clause_key = place_in(version, clause)
        thread = Thread.objects.filter(page_id=current.policy_id).first()
        if thread is None:
            raise Refused(_("The thread for comments is missing. Tell a moderator."))
        if Post.objects.filter(author=author, key=key).exists():
            raise Refused(
                _("This form was sent already, as another post. Your words are below: send again."),
                code="key",
            )
        words = f"{opening(version, clause)}\n\n{source}"
        post = reply_to_thread(thread, author=author, source=words, key=key)
        return Comment.objects.create(
            post=post,
            period=current,
            version=version,
            clause=clause,
            key=clause_key,
            position=position,
        )


def preview_comment(period: CommentPeriod, *, author: User, source: str) -> str:
    """The HTML of the words as they would be posted; raises Refused where posting would."""
    if not period.is_open:
        raise Refused(
            _("The comment period has closed, so this can't be posted. Your words are below."),
            code="closed",
        )
    thread = Thread.objects.filter(page_id=period.policy_id).first()
    return preview(source, author=author, thread=thread)


def opening(version: PolicyVersion, clause: str) -> str:
    """The line that says in thread and mail what a comment is about."""
    if not clause:
        return _("On [the whole of version %(n)d](%(url)s)") % {
            "n": version.number,
            "url": version.url,
        }
    return _("On [%(clause)s of version %(n)d](%(url)s#s%(clause)s)") % {
        "clause": clause,
        "n": version.number,
        "url": version.url,
    }


def place_in(version: PolicyVersion, clause: str) -> tuple[int, str]:
    """The clause's place in the version, from 1, and its own key; 0 for the whole."""
    if not clause:
        return 0, ""
    for position, block in enumerate(version.body, 1):
        if block.value["number"] == clause:
            return position, block.id or ""
    raise Refused(
        _("Version %(n)d has no clause %(clause)s. Choose one of the list.")
        % {"n": version.number, "clause": clause[:20]},
        code="clause",
    )


def can_answer(user: Viewer, policy: PolicyPage, period: CommentPeriod) -> Verdict:
    if not period.is_over:
        return refused(_("Comments are answered once the period has closed."))
    if policy.status in SETTLED:
        return refused(_("The committee votes on these answers, so they stay as they are."))
    return has_part(user, policy, DRAFTERS)


def answer_comments(
    period: CommentPeriod, *, by: User, comments: Sequence[int], outcome: str, reason: str
) -> int:
    """Give each of these comments the same answer, in place of one it has; returns how many."""
    if outcome not in Disposition.Outcome.values:
        raise Refused(_("Choose what the committee decided."), code="outcome")
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason: everybody reads it."), code="reason")
    if len(reason) > MAX_REASON:
        raise Refused(_("Keep the reason to %(n)d characters.") % {"n": MAX_REASON}, code="reason")
    with transaction.atomic():
        policy = lock_policy(period.policy)
        require(can_answer(by, policy, period))
        chosen = Comment.objects.filter(period=period, pk__in=list(comments))
        pks = list(chosen.values_list("pk", flat=True))
        if not pks:
            raise Refused(_("Choose the comments that this answers."), code="comments")
        is_answered = Disposition.objects.filter(comment__in=pks).exists()
        if is_answered and policy.status not in AT_WORK:
            raise Refused(_("The vote was taken on these answers, so they stay as they are."))
        answers = [
            Disposition(
                comment_id=pk,
                outcome=outcome,
                reason=reason,
                answered_by=by,
                answered_at=timezone.now(),
            )
            for pk in pks
        ]
        Disposition.objects.bulk_create(
            answers,
            update_conflicts=True,
            unique_fields=["comment"],
            update_fields=["outcome", "reason", "answered_by", "answered_at"],
        )
        authors = Comment.objects.filter(pk__in=pks).order_by().values("post__author")
        period.policy = policy
        tell_authors(period, User.objects.filter(pk__in=authors, is_active=True), by=by)
    return len(pks)
