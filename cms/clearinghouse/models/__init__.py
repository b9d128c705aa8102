from cms.clearinghouse.models.articles import (
    EDITORS,
    ArticleIndexPage,
    ArticlePage,
    ArticlePageQuerySet,
    standing_on,
)
from cms.clearinghouse.models.feedback import ProblemReport, Suggestion, UsefulMark
from cms.clearinghouse.models.picks import Contribution, SourcePost, SourceThread
from cms.clearinghouse.models.rows import ArticleCredit, ArticleFile, ArticleSource
from cms.clearinghouse.models.terms import (
    Audience,
    Format,
    Language,
    Level,
    LibraryType,
    Licence,
    Standing,
)

__all__ = [
    "EDITORS",
    "ArticleCredit",
    "ArticleFile",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticlePageQuerySet",
    "ArticleSource",
    "Audience",
    "Contribution",
    "Format",
    "Language",
    "Level",
    "LibraryType",
    "Licence",
    "ProblemReport",
    "SourcePost",
    "SourceThread",
    "Standing",
    "Suggestion",
    "UsefulMark",
    "standing_on",
]
