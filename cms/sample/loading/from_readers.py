"""What readers of the sample's articles have said of them, and who let an article quote them."""

from __future__ import annotations

from datetime import datetime, timedelta

from cms.clearinghouse.feedback import mark_useful, report_problem, suggest
from cms.clearinghouse.models import ArticlePage
from cms.clearinghouse.picking import announce_in_threads, answer, pick_posts
from cms.sample.loading.content import Entry, key_of, read
from cms.sample.loading.pages import Desk
from forum.models import Post


def load_source_posts(page: ArticlePage, entry: Entry, desk: Desk, *, at: datetime) -> None:
    """Posts that the article was made from; their authors were asked before it was published."""
    posts = {
        each["post"]: Post.objects.select_related("thread", "author").get(
            key=key_of("threads", entry["made_from"], each["post"])
        )
        for each in entry["from_posts"]
    }
    pick_posts(page, posts.values(), by=desk.members["kofi"])
    page.contributions.update(asked_at=at - timedelta(days=20), answer_by=at - timedelta(days=6))
    for each in entry["from_posts"]:
        if "choice" in each:
            person = posts[each["post"]].author
            asked = page.contributions.get(person=person)
            answer(asked, by=person, choice=each["choice"])
    quoted = [
        ("quotation", {"words": each["quoted"], "post": posts[each["post"]].get_absolute_url()})
        for each in entry["from_posts"]
        if "quoted" in each
    ]
    page.body.extend(quoted)
    announce_in_threads(page, by=desk.members[entry["author"]], at=at)


def load_feedback(desk: Desk) -> None:
    file, articles = read("articles"), {page.slug: page for page in ArticlePage.objects.live()}
    for entry in file["suggestions"]:
        values = {name: entry[name] for name in ("title", "url", "why")}
        suggest(
            key=key_of("suggestions", entry["title"]), sender=desk.members[entry["by"]], **values
        )
    for entry in file["problems"]:
        report_problem(
            articles[entry["article"]],
            key=key_of("problems", entry["article"], entry["by"]),
            kind=entry["kind"],
            words=entry["words"],
            sender=desk.members[entry["by"]],
        )
    for entry in file["useful"]:
        for answer_name, is_useful in (("yes", True), ("no", False)):
            for handle in entry[answer_name]:
                mark_useful(
                    articles[entry["article"]],
                    key=key_of("useful", entry["article"], handle),
                    is_useful=is_useful,
                    reader=desk.members[handle],
                )
