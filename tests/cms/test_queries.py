"""Pages ask the database the same number of questions however much there is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from cms.clearinghouse.models import Audience
from cms.core.tree import publish_new
from cms.learning.models import ProgramIndexPage, ProgramPage
from cms.policies.models import PolicyPage
from forum.actions.following import follow
from forum.models import Board, Topic
from tests.cms.factories import make_article, make_policy
from tests.factories import make_thread

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def shelve(board: Board, alice: User, topic: Topic, unit: Unit) -> object:
    """A function that adds some of everything, all on one topic and of one unit."""

    def add(label: str, count: int) -> None:
        for number in range(count):
            name = f"{label} {number}"
            make_thread(board=board, author=alice, title=f"Thread {name}", topics=[topic])
            audience = list(Audience.objects.all()[: number + 1])
            make_article(title=f"Article {name}", unit=unit, topics=[topic], audience=audience)
            make_policy(
                title=f"Policy {name}",
                status="public_comment",
                responsible_body=unit,
                topics=[topic],
            )
            program = ProgramPage(title=f"Program {name}", unit=unit)
            program.topics = [topic]
            publish_new(ProgramIndexPage.objects.get(), program, by=None)

    return add


LISTS = ("/", "/policies/", "/clearinghouse/", "/learning/", "/topics/evaluation/", "/units/cox/")


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_lists_cost_the_same_with_two_rows_and_with_nine(
    client: Client, bob: User, board: Board, shelve: object, who: str
) -> None:
    assert callable(shelve)
    if who == "member":
        follow(bob, target=board, level="every")
        client.force_login(bob)
    shelve("first", 2)
    few = {address: questions(client, address) for address in LISTS}
    shelve("second", 7)
    assert {address: questions(client, address) for address in LISTS} == few


def test_policy_page_costs_the_same_with_more_history(client: Client, alice: User) -> None:
    policy = make_policy(by=alice)
    give_history(policy, alice, 2)
    few = questions(client, policy.url)
    give_history(policy, alice, 5)
    assert questions(client, policy.url) == few


def give_history(policy: PolicyPage, author: User, count: int) -> None:
    from cms.core.tree import publish
    from tests.cms.factories import clause

    start = policy.versions.count()
    for number in range(start, start + count):
        policy.body = [clause("1", f"Wording {number}.")]
        publish(policy, by=author)
        make_policy(title=f"Forerunner {number}")
        policy.supersedes.add(PolicyPage.objects.latest("pk"))
    publish(policy, by=author)


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
