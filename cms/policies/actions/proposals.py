"""Proposals: kept while they are written, sent to a body, taken up or not, with the reason."""

from __future__ import annotations

from itertools import chain, count
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from cms.core import roster
from cms.core.tree import add_draft
from cms.policies.actions.recording import record_act, set_facts
from cms.policies.actions.telling import tell_body, tell_proposer
from cms.policies.models import Act, PolicyIndexPage, PolicyPage, Proposal, Status
from cms.policies.moves import DRAFTERS, LIAISON
from forum.access import Viewer
from forum.actions.refusals import Refused, require
from forum.permissions import ALLOWED, Verdict, can_write, refused

MAX_OPEN = 20
REQUIRED = ("unit", "problem", "text")
NEEDED = gettext_lazy("The committee needs this. Fill it in before you send.")


def bodies() -> Any:
    """Units that take proposals: those of today that recommend policies."""
    committees = Unit.objects.filter(kind=Unit.Kind.COMMITTEE, active_to__isnull=True)
    return committees.order_by("name")


def save_proposal(proposal: Proposal | None, *, by: User, key: UUID, **fields: Any) -> Proposal:
    """Keep what is written so far; the same key gives the same proposal. Raises Refused."""
    require(can_write(by))
    if proposal is None:
        proposal = Proposal.objects.filter(key=key, proposer=by).first()
    if proposal is None:
        unsent = Proposal.objects.filter(proposer=by, sent_at__isnull=True)
        if unsent.count() >= MAX_OPEN:
            raise Refused(_("You have %(n)d proposals that you haven't sent.") % {"n": MAX_OPEN})
        try:
            with transaction.atomic():
                return Proposal.objects.create(proposer=by, key=key, **fields)
        except IntegrityError:  # The same form, sent at the same moment or by somebody else.
            raise Refused(_("Open the form again, and copy your words into it.")) from None
    with transaction.atomic():
        current = _lock(proposal)
        _require_unsent(current, by)
        for name, value in fields.items():
            setattr(current, name, value)
        current.save()
    return current


def send_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Hand it to its body, as it stands; from then on it is not changed."""
    with transaction.atomic():
        current = _lock(proposal)
        if current.sent_at is not None and current.proposer_id == by.pk:
            return current
        _require_unsent(current, by)
        for name in REQUIRED:
            if not getattr(current, name):
                raise Refused(NEEDED, code=name)
        current.sent_at = timezone.now()
        current.save(update_fields=["sent_at"])
        tell_body(current)
    return current


def withdraw_proposal(proposal: Proposal, *, by: User) -> Proposal:
    with transaction.atomic():
        current = _lock(proposal)
        if current.proposer_id != by.pk:
            raise Refused(_("Only who proposed it withdraws it."), code="forbidden")
        if current.answered_at is not None:
            raise Refused(_("The committee has answered it already."))
        current.answer, current.answered_at = Proposal.Answer.WITHDRAWN, timezone.now()
        current.answered_by = by
        current.save()
    return current


def can_answer_proposal(user: Viewer, proposal: Proposal) -> Verdict:
    if proposal.sent_at is None or proposal.answered_at is not None:
        return refused(_("It waits for no answer."))
    if isinstance(user, User) and user.is_active and user.is_superuser:
        return ALLOWED
    unit = [proposal.unit_id] if proposal.unit_id else []
    if roster.has_role(user, unit, (*DRAFTERS, *LIAISON)):
        return ALLOWED
    return refused(_("Only the current roster of %(unit)s answers it.") % {"unit": proposal.unit})


def take_up(proposal: Proposal, *, by: User, reason: str = "") -> PolicyPage:
    """Make a draft of it for the committee, with what was proposed as its first clause."""
    with transaction.atomic():
        current = _lock(proposal)
        require(can_answer_proposal(by, current))
        register = PolicyIndexPage.objects.get()
        draft = draft_of(current)
        draft.slug = _free_slug(current.title, register)
        policy = add_draft(register, draft, by=by)
        record_act(
            policy,
            Act.PROPOSED,
            by=current.proposer,
            body=current.unit,
            note=_("By %(name)s.") % {"name": current.proposer.display_name},
            on=timezone.localdate(current.sent_at),
        )
        record_act(policy, Act.TAKEN_UP, by=by, body=current.unit, note=reason)
        set_facts(policy, status=Status.DRAFTING)
        current.answer, current.answer_reason = Proposal.Answer.TAKEN_UP, reason
        current.answered_at, current.answered_by = timezone.now(), by
        current.policy = policy
        current.save()
        tell_proposer(current, by=by)
    return policy


def decline(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    if not reason.strip():
        raise Refused(_("Give the proposer the reason."), code="reason")
    with transaction.atomic():
        current = _lock(proposal)
        require(can_answer_proposal(by, current))
        current.answer, current.answer_reason = Proposal.Answer.DECLINED, reason
        current.answered_at, current.answered_by = timezone.now(), by
        current.save()
        tell_proposer(current, by=by)
    return current


def draft_of(proposal: Proposal) -> PolicyPage:
    parts = [part.strip() for part in proposal.text.replace("\r\n", "\n").split("\n\n")]
    clauses = [("clause", {"number": "1", "heading": str(_("As proposed")), "text": ""})]
    clauses += [
        ("clause", {"number": f"1.{n}", "heading": "", "text": linebreaks(escape(part))})
        for n, part in enumerate((part for part in parts if part), 1)
    ]
    policy = PolicyPage(
        title=proposal.title,
        kind=proposal.kind,
        status=Status.PROPOSED,
        responsible_body=proposal.unit,
        recommending_body=proposal.unit,
        summary=linebreaks(escape(proposal.problem)),
    )
    policy.body = clauses
    return policy


def _free_slug(title: str, register: PolicyIndexPage) -> str:
    base = slugify(title)[:200] or "proposal"
    slugs = chain([base], (f"{base}-{n}" for n in count(2)))
    return next(slug for slug in slugs if PolicyPage._slug_is_available(slug, register))


def _require_unsent(proposal: Proposal, by: User) -> None:
    require(can_write(by))
    if proposal.proposer_id != by.pk:
        raise Refused(_("Only who proposed it changes it."), code="forbidden")
    if proposal.sent_at is not None or proposal.answered_at is not None:
        raise Refused(_("It was sent, so it stays as the committee got it."))


def _lock(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "proposer").get(pk=proposal.pk)
