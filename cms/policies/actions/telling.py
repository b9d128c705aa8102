"""Telling those whom a step concerns, each in person."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import RosterTerm, User
from cms.policies.models import CommentPeriod, Motion, PolicyPage, Proposal
from cms.policies.models.motions import VOTING_ROLES, voters_of
from forum.actions.notices import tell_person

MAX_ADDRESS = 200


def tell_voters(motion: Motion, *, by: User) -> None:
    words = _("A vote is open on %(title)s until %(closes)s (%(zone)s).") % {
        "title": motion.policy.title,
        "closes": f"{motion.closes_there:%Y-%m-%d %H:%M}",
        "zone": motion.time_zone,
    }
    for voter in voters_of(motion.unit).exclude(pk=by.pk):
        event = f"vote:{motion.pk}"
        tell_person(voter, event=event, words=words, address=_short(motion.url), actor=by)


def tell_authors(period: CommentPeriod, authors: Iterable[User], *, by: User) -> None:
    """That the committee answers them: once a period, however many comments they wrote."""
    policy: PolicyPage = period.policy
    words = _("The committee answers your comments on %(title)s.") % {"title": policy.title}
    address = _short(f"{policy.url}{policy.reverse_subpage('answers')}")
    for author in authors:
        if author.pk != by.pk:
            event = f"answers:{period.pk}"
            tell_person(author, event=event, words=words, address=address, actor=by)


def tell_body(proposal: Proposal) -> None:
    """Its chair and members of today, that a proposal waits."""
    terms = RosterTerm.objects.current().with_role(*VOTING_ROLES).filter(unit=proposal.unit_id)
    people = User.objects.filter(pk__in=terms.order_by().values("user"), is_active=True)
    words = _("A proposal waits for %(unit)s: %(title)s.") % {
        "unit": proposal.unit,
        "title": proposal.title,
    }
    for person in people.exclude(pk=proposal.proposer_id):
        tell_person(
            person,
            event=f"proposal:{proposal.pk}",
            words=words,
            address=proposal.get_absolute_url(),
            actor=proposal.proposer,
        )


def tell_proposer(proposal: Proposal, *, by: User) -> None:
    words = _("Your proposal %(title)s: %(answer)s. %(reason)s") % {
        "title": proposal.title,
        "answer": proposal.get_answer_display().lower(),
        "reason": proposal.answer_reason,
    }
    tell_person(
        proposal.proposer,
        event=f"proposal-answer:{proposal.pk}",
        words=words.strip(),
        address=proposal.get_absolute_url(),
        actor=by,
    )


def _short(address: str) -> str:
    """A notice holds no longer address; the register leads on."""
    return address if len(address) <= MAX_ADDRESS else "/policies/"
