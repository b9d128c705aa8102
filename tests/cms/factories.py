"""Plain functions that make pages through the tree's own functions."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from cms.clearinghouse.models import ArticleIndexPage, ArticlePage
from cms.core.tree import add_draft, publish_new
from cms.policies.models import PolicyIndexPage, PolicyPage


def clause(number: str, text: str = "", heading: str = "") -> tuple[str, dict[str, str]]:
    html = f"<p>{text}</p>" if text else ""
    return ("clause", {"number": number, "heading": heading, "text": html})


def make_policy(*, by: User | None = None, live: bool = True, **fields: Any) -> PolicyPage:
    """A policy of two clauses, published unless asked otherwise."""
    topics = fields.pop("topics", [])
    fields = {
        "title": "Paid time for learning",
        "body": [clause("1", heading="Purpose"), clause("1.1", "Learning is work.")],
        **fields,
    }
    policy = PolicyPage(**fields)
    policy.topics = topics
    make = publish_new if live else add_draft
    return make(PolicyIndexPage.objects.get(), policy, by=by)


def make_article(*, by: User | None = None, live: bool = True, **fields: Any) -> ArticlePage:
    """A short article, published unless asked otherwise."""
    many = {name: fields.pop(name, []) for name in ("topics", "audience")}
    article = ArticlePage(**{"title": "Is training the answer?", **fields})
    article.body = [("text", "<p>Ask first.</p>")]
    for name, rows in many.items():
        setattr(article, name, rows)
    make = publish_new if live else add_draft
    return make(ArticleIndexPage.objects.get(), article, by=by)
