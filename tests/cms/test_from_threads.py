"""An article made from a thread: one contributor named, one anonymous, one silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import streamfield

from accounts.models import User
from cms.clearinghouse.models import (
    EDITORS,
    ArticlePage,
    ArticleSource,
    Contribution,
    SourcePost,
)
from cms.clearinghouse.picking import answer, drop_post, pick_posts, start_article
from cms.clearinghouse.quotations import is_verbatim
from cms.core.tree import publish
from forum.actions.choosing import pin_summary
from forum.actions.moderation import hide_post
from forum.actions.posts import withdraw_post
from forum.actions.refusals import Refused
from forum.models import Board, Notice, Post, Thread
from tests.cms.forms import article_form
from tests.factories import make_reply, make_thread, make_user

pytestmark = pytest.mark.usefixtures("home")

SAID = {
    "named": "We cut the workshop and wrote one page for the desk instead.",
    "anon": "My director asked for a class on Friday and I sent five questions back.",
    "silent": "Nobody on our team remembers a single thing from the last training day.",
}


@pytest.fixture
def editor(db: None) -> User:
    user = make_user(handle="editor", display_name="Ed Itor")
    Group.objects.get(name=EDITORS).user_set.add(user)
    return user


@pytest.fixture
def posts(board: Board) -> dict[str, Post]:
    people = {name: make_user(handle=name, display_name=f"{name.title()} Person") for name in SAID}
    thread = make_thread(board=board, author=people["named"], source="What helped?", title="Ask")
    return {
        name: make_reply(thread=thread, author=people[name], source=words)
        for name, words in SAID.items()
    }


@pytest.fixture
def article(editor: User, posts: dict[str, Post]) -> ArticlePage:
    return start_article(posts.values(), by=editor)


def choose(article: ArticlePage, name: str, choice: str) -> None:
    person = User.objects.get(handle=name)
    answer(Contribution.objects.get(article=article, person=person), by=person, choice=choice)


def time_is_over(article: ArticlePage) -> None:
    article.contributions.update(answer_by=timezone.now() - timedelta(minutes=1))


def read(article: ArticlePage) -> str:
    return Client().get(article.url).content.decode()


def submit(client: Client, article: ArticlePage, by: User, blocks: list[object]) -> str:
    client.force_login(by)
    form = article_form(title=article.title, slug=article.slug, body=streamfield(blocks))
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return client.post(url, {**form, "action-submit": "1"}, follow=True).content.decode()


def quote(post: Post, words: str) -> tuple[str, dict[str, str]]:
    return ("quotation", {"words": words, "post": post.get_absolute_url()})


def test_each_contributor_is_asked_once_and_led_to_a_page_of_their_own(
    client: Client, article: ArticlePage, posts: dict[str, Post], editor: User
) -> None:
    pick_posts(article, posts.values(), by=editor)
    asked = Notice.objects.filter(kind="personal")
    assert {n.user.handle for n in asked} == set(SAID)
    for name, words in SAID.items():
        notice = asked.get(user__handle=name)
        client.force_login(notice.user)
        page = client.get(notice.address).content.decode()
        assert words in page
        assert "Quote me, without a name" in page
    other = asked.get(user__handle="named").address
    assert client.get(other).status_code == 404
    assert Client().get(other).status_code == 302


def test_editor_reads_the_deadline_on_the_clock_of_who_is_asked(
    client: Client, article: ArticlePage, posts: dict[str, Post], editor: User
) -> None:
    User.objects.filter(handle="silent").update(time_zone="America/Los_Angeles")
    late = datetime(2030, 12, 11, 7, 3, tzinfo=UTC)  # 23:03 the day before, and the 11th elsewhere.
    article.contributions.update(answer_by=late)
    said = submit(client, article, editor, [quote(posts["silent"], SAID["silent"])])
    assert "has until 10 December 2030 to answer" in said


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_notice_names_the_day_that_it_is_for_whom_it_asks(
    editor: User, posts: dict[str, Post], zone: str
) -> None:
    person = posts["named"].author
    person.time_zone = zone
    person.save()
    article = start_article([Post.objects.get(pk=posts["named"].pk)], by=editor)
    by = article.contributions.get().answer_by.astimezone(ZoneInfo(zone))
    assert f"answer by {by.day} {by:%B %Y}." in Notice.objects.get(kind="personal").words


def test_article_names_one_hides_one_and_leaves_the_silent_out(
    article: ArticlePage, posts: dict[str, Post], editor: User
) -> None:
    choose(article, "named", "name")
    choose(article, "anon", "anonymous")
    publish(article, by=editor)
    assert SAID["silent"] not in read(article)  # still asked

    time_is_over(article)
    html = read(article)
    assert SAID["named"] in html
    assert "Named Person" in html
    assert posts["named"].get_absolute_url() in html
    assert SAID["anon"] in html
    assert "A member of the forum" in html
    assert "2 members who are not named" in html
    assert SAID["silent"] not in html
    for hidden in ("anon", "silent"):
        assert f"{hidden.title()} Person" not in html
        assert posts[hidden].get_absolute_url() not in html


def test_changed_choice_holds_at_once(article: ArticlePage, editor: User) -> None:
    choose(article, "named", "name")
    publish(article, by=editor)
    choose(article, "named", "handle")
    assert "@named" in read(article)
    choose(article, "named", "nothing")
    assert SAID["named"] not in read(article)


def test_publication_is_refused_with_a_sentence_while_somebody_is_asked_or_said_no(
    client: Client, article: ArticlePage, posts: dict[str, Post], editor: User
) -> None:
    silent, named = posts["silent"], posts["named"]
    waits = submit(client, article, editor, [quote(silent, SAID["silent"])])
    assert "has until" in waits
    assert SAID["silent"] in waits  # what was typed comes back
    time_is_over(article)
    assert "has not answered in time" in submit(
        client, article, editor, [quote(silent, SAID["silent"])]
    )
    assert "in your own words" in submit(client, article, editor, [("markdown", SAID["silent"])])
    choose(article, "named", "nothing")
    assert "does not wish to be quoted" in submit(
        client, article, editor, [quote(named, SAID["named"])]
    )
    choose(article, "named", "name")
    assert "differs from what no." in submit(
        client, article, editor, [quote(named, "We kept the workshop.")]
    )
    elsewhere = make_reply(thread=named.thread, author=editor, source="Not picked.")
    assert "not picked for this article" in submit(
        client, article, editor, [quote(elsewhere, "Not picked.")]
    )
    article.refresh_from_db()
    assert not article.workflow_in_progress
    submit(client, article, editor, [quote(named, "We cut the workshop … for the desk")])
    article.refresh_from_db()
    assert article.workflow_in_progress


def test_approval_asks_again_what_a_draft_was_saved_without(
    client: Client, article: ArticlePage, posts: dict[str, Post], editor: User, keeper: User
) -> None:
    choose(article, "named", "name")
    choose(article, "anon", "anonymous")
    time_is_over(article)
    submit(client, article, editor, [quote(posts["named"], SAID["named"])])
    false = streamfield([quote(posts["named"], "We kept the workshop.")])
    form = article_form(title=article.title, slug=article.slug, body=false)
    client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form)
    article.refresh_from_db()
    state = article.current_workflow_task_state
    client.force_login(keeper)
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    client.post(url)
    article.refresh_from_db()
    assert not article.live
    assert article.workflow_in_progress


@pytest.mark.parametrize("way", ["hidden", "withdrawn"])
def test_post_that_goes_takes_its_quotation_along_and_flags_the_article(
    client: Client,
    article: ArticlePage,
    posts: dict[str, Post],
    editor: User,
    mod: User,
    way: str,
) -> None:
    choose(article, "named", "name")
    publish(article, by=editor)
    assert SAID["named"] in read(article)
    if way == "hidden":
        hide_post(posts["named"], moderator=mod, reason="Private names.")
    else:
        withdraw_post(posts["named"], by=posts["named"].author)
    html = read(article)
    assert SAID["named"] not in html
    assert posts["named"].get_absolute_url() not in html
    client.force_login(editor)
    dashboard = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "its quotation is left out" in dashboard


def test_only_what_everyone_may_read_is_picked(
    client: Client,
    article: ArticlePage,
    editor: User,
    private_board: Board,
    insider: User,
    mod: User,
    posts: dict[str, Post],
) -> None:
    room = make_thread(board=private_board, author=insider, source="Between us only.")
    hidden = make_reply(thread=posts["named"].thread, author=insider, source="Hidden words.")
    hide_post(hidden, moderator=mod, reason="No.")
    for post in (room.posts.get(), hidden):
        with pytest.raises(Refused, match="everyone may read"):
            pick_posts(article, [post], by=editor)
        client.force_login(editor)
        url = f"{reverse('article_pick')}?article={article.pk}&thread={post.thread_id}"
        assert client.post(url, {"post": post.pk}).status_code in {404, 422}
        assert post.source not in client.get(url).content.decode()
    assert not SourcePost.objects.filter(post__author=insider).exists()


def test_threads_lead_to_the_article_and_their_later_replies_ask_for_another_look(
    client: Client, article: ArticlePage, posts: dict[str, Post], editor: User, bob: User
) -> None:
    publish(article, by=editor)
    publish(ArticlePage.objects.get(pk=article.pk), by=editor)
    thread = Thread.objects.get(pk=posts["named"].thread_id)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert page.count(f'href="{article.url}"') == 1
    assert thread.get_absolute_url() in read(article)
    assert "The discussion went on" not in read(article)

    make_reply(thread=thread, author=bob, source="That is out of date.")
    assert "1 reply since this was last looked at" in read(article)
    client.force_login(editor)
    assert "1 later reply in" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(reverse("article_posts", args=[article.pk]))
    assert "The discussion went on" not in read(article)


def test_summary_of_the_starter_becomes_a_draft_of_text(
    client: Client, editor: User, posts: dict[str, Post]
) -> None:
    starter = posts["named"].author
    thread = posts["named"].thread
    summary = make_reply(thread=thread, author=starter, source="## In short\n\nAsk **first**.")
    pin_summary(thread, post=summary, by=starter)
    client.force_login(editor)
    menu = client.get(reverse("forum:post_menu", args=[thread.pk, summary.number]))
    address = f"{reverse('article_pick')}?thread={thread.pk}&amp;post={summary.pk}"
    assert "Make an article of this summary" in menu.content.decode()
    assert address in menu.content.decode()
    assert 'name="as_text" checked' in client.get(address.replace("&amp;", "&")).content.decode()
    client.post(address.replace("&amp;", "&"), {"post": summary.pk, "as_text": "on"})
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert [(b.block_type, b.value) for b in draft.body] == [("markdown", summary.source)]
    assert Contribution.objects.get().person == starter


@pytest.mark.parametrize("who", ["visitor", "bob"])
def test_others_neither_see_the_way_nor_take_it(
    client: Client, article: ArticlePage, posts: dict[str, Post], bob: User, who: str
) -> None:
    if who == "bob":
        client.force_login(bob)
    post = posts["named"]
    menu = client.get(reverse("forum:post_menu", args=[post.thread_id, post.number]))
    assert "Use in an article" not in menu.content.decode()
    for url in (reverse("article_pick"), reverse("article_posts", args=[article.pk])):
        assert client.post(url, {"post": post.pk}).status_code in {302, 403}
    with pytest.raises(Refused):
        pick_posts(article, [post], by=bob)
    with pytest.raises(Refused):
        answer(Contribution.objects.first(), by=bob, choice="name")


def test_post_taken_away_takes_its_question_along(
    article: ArticlePage, posts: dict[str, Post], editor: User
) -> None:
    drop_post(article, posts["anon"], by=editor)
    assert not article.contributions.filter(person__handle="anon").exists()
    assert article.source_threads.count() == 1


def test_who_said_no_is_not_asked_again_by_way_of_taking_away(
    article: ArticlePage, posts: dict[str, Post], editor: User
) -> None:
    asked = article.contributions.get(person__handle="anon")
    answer(asked, by=asked.person, choice="nothing")
    drop_post(article, posts["anon"], by=editor)
    pick_posts(article, [posts["anon"]], by=editor)
    asked.refresh_from_db()
    assert asked.choice == "nothing"


def test_quotation_may_leave_words_out_but_change_none() -> None:
    said = "We cut the workshop, and wrote *one* page."
    assert is_verbatim("We cut the workshop … one page", said)
    assert is_verbatim("“We cut the workshop, and wrote one page.”", said)
    assert not is_verbatim("one page … We cut the workshop", said)
    assert not is_verbatim("We cut a workshop", said)


def test_sources_of_an_article_stay(article: ArticlePage, editor: User) -> None:
    article.sources = [ArticleSource(title="Annals")]
    publish(article, by=editor)
    assert "Annals" in read(article)
