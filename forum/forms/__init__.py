"""What people may send to the forum."""

from forum.forms.composing import ComposeForm, CorrectableForm, EditForm, ReplyForm, ThreadForm
from forum.forms.keeping import BookmarkForm
from forum.forms.moderating import ReasonForm, ReportForm
from forum.forms.retitling import RetitleForm

__all__ = [
    "BookmarkForm",
    "ComposeForm",
    "CorrectableForm",
    "EditForm",
    "ReasonForm",
    "ReplyForm",
    "ReportForm",
    "RetitleForm",
    "ThreadForm",
]
