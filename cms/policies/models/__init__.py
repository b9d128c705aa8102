from cms.policies.models.comments import Comment, Disposition
from cms.policies.models.motions import Motion, Vote, VotingRule
from cms.policies.models.periods import CommentPeriod
from cms.policies.models.proposals import Proposal
from cms.policies.models.records import PolicyAction, PolicyNumber, PolicySource
from cms.policies.models.register import PolicyIndexPage, PolicyPage
from cms.policies.models.states import Act, Kind, Status
from cms.policies.models.tasks import CommitteeVoteTask, CouncilActionTask
from cms.policies.models.versions import PolicyVersion

__all__ = [
    "Act",
    "Comment",
    "CommentPeriod",
    "CommitteeVoteTask",
    "CouncilActionTask",
    "Disposition",
    "Kind",
    "Motion",
    "PolicyAction",
    "PolicyIndexPage",
    "PolicyNumber",
    "PolicyPage",
    "PolicySource",
    "PolicyVersion",
    "Proposal",
    "Status",
    "Vote",
    "VotingRule",
]
