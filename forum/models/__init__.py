from forum.models.attachments import Attachment, AttachmentUse
from forum.models.boards import Board
from forum.models.bookmarks import Bookmark
from forum.models.deliveries import Delivery
from forum.models.drafts import Draft, ThreadTemplate
from forum.models.following import Follow
from forum.models.lists import MarkUndo, ReadFloor, ThreadScore
from forum.models.moderation import ModerationAction, Report
from forum.models.notices import Notice
from forum.models.pages import ThreadPages
from forum.models.polls import Ballot, Poll
from forum.models.posts import Post, PostVersion, Reaction
from forum.models.references import Reference
from forum.models.saved import SavedSearch
from forum.models.search import SearchChange, SearchEntry, SearchIndex, SynonymSet
from forum.models.threads import ReadMark, Thread
from forum.models.titles import ThreadTitle
from forum.models.topics import FormerTopic, Topic

__all__ = [
    "Attachment",
    "AttachmentUse",
    "Ballot",
    "Board",
    "Bookmark",
    "Delivery",
    "Draft",
    "Follow",
    "FormerTopic",
    "MarkUndo",
    "ModerationAction",
    "Notice",
    "Poll",
    "Post",
    "PostVersion",
    "Reaction",
    "ReadFloor",
    "ReadMark",
    "Reference",
    "Report",
    "SavedSearch",
    "SearchChange",
    "SearchEntry",
    "SearchIndex",
    "SynonymSet",
    "Thread",
    "ThreadPages",
    "ThreadScore",
    "ThreadTemplate",
    "ThreadTitle",
    "Topic",
]
