from cms.policies.models.records import CommentPeriod, PolicyAction, PolicyNumber, PolicySource
from cms.policies.models.register import PolicyIndexPage, PolicyPage
from cms.policies.models.states import Act, Kind, Status
from cms.policies.models.versions import PolicyVersion

__all__ = [
    "Act",
    "CommentPeriod",
    "Kind",
    "PolicyAction",
    "PolicyIndexPage",
    "PolicyNumber",
    "PolicyPage",
    "PolicySource",
    "PolicyVersion",
    "Status",
]
