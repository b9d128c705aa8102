from cms.core.models.announcements import Announcement
from cms.core.models.approval import SecondPersonApprovalTask
from cms.core.models.meetings import MeetingPage
from cms.core.models.owned import OwnedPage
from cms.core.models.pages import HomePage, StandardPage
from cms.core.models.sections import SectionPage
from cms.core.models.sources import Source
from cms.core.models.units import UnitDocument, UnitGroup, UnitIndexPage, UnitPage

__all__ = [
    "Announcement",
    "HomePage",
    "MeetingPage",
    "OwnedPage",
    "SecondPersonApprovalTask",
    "SectionPage",
    "Source",
    "StandardPage",
    "UnitDocument",
    "UnitGroup",
    "UnitIndexPage",
    "UnitPage",
]
