"""The life of a policy, in the words of the field."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DRAFTING = "drafting", _("Drafting")
    CONSULTATION = "consultation", _("Unit consultation")
    PUBLIC_COMMENT = "public_comment", _("Public comment")
    REVISING = "revising", _("Revising")
    COMMITTEE_VOTE = "committee_vote", _("Committee vote")
    SENT_TO_COUNCIL = "sent_to_council", _("Sent to Council")
    ADOPTED = "adopted", _("Adopted by Council")
    ADOPTED_AS_AMENDED = "adopted_as_amended", _("Adopted by Council as amended")
    REFERRED = "referred", _("Referred back by Council")
    POSTPONED = "postponed", _("Postponed by Council")
    DEFEATED = "defeated", _("Defeated in Council")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CODIFIED = "codified", _("Codified")
    IN_FORCE = "in_force", _("In force")
    REVIEW_DUE = "review_due", _("In force, review due")
    REAFFIRMED = "reaffirmed", _("In force, reaffirmed")
    REVISED = "revised", _("In force, revised")
    SUPERSEDED = "superseded", _("Superseded")
    RESCINDED = "rescinded", _("Rescinded")


FORCE = frozenset(
    {
        Status.ADOPTED,
        Status.ADOPTED_AS_AMENDED,
        Status.CODIFIED,
        Status.IN_FORCE,
        Status.REVIEW_DUE,
        Status.REAFFIRMED,
        Status.REVISED,
    }
)
PAST = frozenset({Status.SUPERSEDED, Status.RESCINDED, Status.DEFEATED, Status.WITHDRAWN})
TAGS = {
    **dict.fromkeys(FORCE, "ok"),
    **dict.fromkeys(PAST, "past"),
    Status.PUBLIC_COMMENT: "new",
}


class Kind(models.TextChoices):
    POLICY = "policy", _("Policy")
    POSITION_STATEMENT = "position_statement", _("Position statement")
    STANDARD = "standard", _("Standard")
    GUIDELINE = "guideline", _("Guideline")
    COMPETENCE_STATEMENT = "competence_statement", _("Competence statement")
    RESOLUTION = "resolution", _("Resolution")


class Act(models.TextChoices):
    """What a body did: a committee recommends, Council adopts."""

    PROPOSED = "proposed", _("Proposed")
    TAKEN_UP = "taken_up", _("Taken up for drafting")
    DRAFTED = "drafted", _("Draft published")
    CONSULTATION = "consultation", _("Sent to units for consultation")
    COMMENT_OPENED = "comment_opened", _("Comment period opened")
    COMMENT_CLOSED = "comment_closed", _("Comment period closed")
    REVISING = "revising", _("Revision began")
    VOTE_CALLED = "vote_called", _("Committee vote called")
    RECOMMENDED = "recommended", _("Recommended")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended")
    SENT_TO_COUNCIL = "sent_to_council", _("Sent to Council")
    ADOPTED = "adopted", _("Adopted")
    ADOPTED_AS_AMENDED = "adopted_as_amended", _("Adopted as amended")
    AMENDED = "amended", _("Amended")
    REFERRED = "referred", _("Referred back")
    POSTPONED = "postponed", _("Postponed")
    DEFEATED = "defeated", _("Defeated")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CODIFIED = "codified", _("Codified")
    ENTERED = "entered", _("Entered in the register")
    IN_FORCE = "in_force", _("Came into force")
    EDITORIAL = "editorial", _("Editorial correction")
    REVIEW_DUE = "review_due", _("Review due")
    REAFFIRMED = "reaffirmed", _("Reaffirmed")
    SUPERSEDED = "superseded", _("Superseded")
    RESCINDED = "rescinded", _("Rescinded")
