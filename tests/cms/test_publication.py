"""What follows from publishing: a thread, notices, search; each once."""

from __future__ import annotations

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from accounts.models import Unit, User
from cms.core.models import Announcement
from cms.core.tree import discuss_on, publish
from cms.policies.models import PolicyIndexPage, PolicyPage
from forum.actions.following import follow
from forum.models import Board, Notice, SearchEntry, Thread, Topic
from forum.tasks import notify_of_page
from tests.cms.factories import clause, make_policy

pytestmark = pytest.mark.usefixtures("home")


def work() -> None:
    """Do what a publication left to the worker, once each."""
    for task in DBTaskResult.objects.filter(task_path=notify_of_page.module_path):
        notify_of_page.func(*task.args_kwargs["args"])
        task.delete()


@pytest.fixture
def discussed(board: Board) -> Board:
    discuss_on(board, PolicyIndexPage)
    return board


def test_first_publication_opens_one_thread(alice: User, discussed: Board, topic: Topic) -> None:
    policy = make_policy(by=alice, topics=[topic])
    publish(policy, by=alice)

    thread = Thread.objects.get(page=policy)
    assert thread.board == discussed
    assert thread.author == alice
    assert list(thread.topics.all()) == [topic]


def test_page_says_how_the_discussion_goes(client: Client, alice: User, discussed: Board) -> None:
    from tests.factories import make_reply

    policy = make_policy(by=alice)
    make_reply(thread=Thread.objects.get(page=policy), author=alice, source="Why **paid**?")
    html = client.get(policy.url).content.decode()
    assert "1 reply" in html
    assert "Why paid?" in html


def test_discussion_on_a_private_board_is_not_shown_to_others(
    client: Client, private_board: Board, insider: User
) -> None:
    discuss_on(private_board, PolicyIndexPage)
    policy = make_policy(by=insider)
    assert client.get(policy.url).context["discussion"] is None
    client.force_login(insider)
    assert client.get(policy.url).context["discussion"].thread.page_id == policy.pk


def test_page_is_published_also_when_its_author_cannot_reach_the_board(
    alice: User, private_board: Board
) -> None:
    discuss_on(private_board, PolicyIndexPage)
    assert make_policy(by=alice).live
    assert not Thread.objects.exists()


def test_draft_opens_no_thread_and_tells_nobody(alice: User, discussed: Board) -> None:
    make_policy(by=alice, live=False)
    assert not Thread.objects.exists()
    assert not Announcement.objects.exists()


def test_taken_down_page_closes_its_thread_and_publication_opens_it_again(
    alice: User, discussed: Board
) -> None:
    policy = make_policy(by=alice)
    policy.unpublish()
    thread = Thread.objects.get(page=policy)
    assert thread.is_locked
    assert "taken down" in thread.locked_reason
    publish(PolicyPage.objects.get(pk=policy.pk), by=alice)
    assert not Thread.objects.get(page=policy).is_locked


def test_followers_of_topic_and_unit_are_told_once(
    alice: User, bob: User, topic: Topic, unit: Unit, discussed: Board
) -> None:
    follow(bob, target=topic, level="every")
    follow(bob, target=unit, level="every")
    policy = make_policy(by=alice, topics=[topic], responsible_body=unit)
    work()
    publish(policy, by=alice)
    work()

    notice = Notice.objects.get(user=bob)
    assert notice.page_id == policy.pk
    assert "Paid time for learning" in notice.words


def test_later_change_is_told_only_when_the_editor_asks(
    alice: User, bob: User, topic: Topic
) -> None:
    follow(bob, target=topic, level="every")
    policy = make_policy(by=alice, topics=[topic])
    work()
    policy.tell_followers, policy.change_note = True, "Clause 2 is new."
    policy = publish(policy, by=alice)
    work()
    assert Notice.objects.filter(user=bob, words__contains="Clause 2 is new.").count() == 1
    assert Notice.objects.filter(user=bob).count() == 2


def test_published_page_is_found_and_a_taken_down_one_is_not(alice: User) -> None:
    policy = make_policy(by=alice)
    entry = SearchEntry.objects.get(page=policy)
    assert entry.kind == "policy"
    assert "Learning is work." in entry.text
    policy.unpublish()
    assert not SearchEntry.objects.filter(page=policy).exists()


def test_private_page_is_nowhere(client: Client, alice: User, topic: Topic) -> None:
    policy = make_policy(by=alice, topics=[topic], title="For insiders")
    PageViewRestriction.objects.create(page=policy, restriction_type="login")
    for address in ("/", "/policies/", topic.get_absolute_url(), "/sitemap.xml"):
        assert "For insiders" not in client.get(address).content.decode()


def test_page_private_from_the_start_tells_nobody(
    alice: User, discussed: Board, topic: Topic
) -> None:
    policy = make_policy(by=alice, live=False, topics=[topic])
    PageViewRestriction.objects.create(page=policy, restriction_type="login")
    publish(policy, by=alice)
    assert not Thread.objects.exists()
    assert not Announcement.objects.exists()


def test_each_published_text_is_a_version_and_a_draft_is_none(client: Client, alice: User) -> None:
    policy = make_policy(by=alice)
    policy = publish(policy, by=alice)
    policy.body = [clause("1", "Second wording.")]
    policy.change_note = "Reworded."
    policy = publish(policy, by=alice)
    policy.body = [clause("1", "Third, still a draft.")]
    policy.save_revision(user=alice)

    assert [(v.number, v.note) for v in policy.versions.all()] == [(2, "Reworded."), (1, "")]
    first = client.get(policy.version_url(1)).content.decode()
    assert "Learning is work." in first
    assert "earlier version" in first
    assert client.get(policy.version_url(3)).status_code == 404
    assert "Third" not in client.get(policy.url).content.decode()


def test_reading_the_page_reads_its_notice(
    client: Client, alice: User, bob: User, topic: Topic
) -> None:
    follow(bob, target=topic, level="every")
    policy = make_policy(by=alice, topics=[topic])
    work()
    client.force_login(bob)
    client.get(policy.url)
    assert Notice.objects.get(user=bob).read_at is not None
