"""Comments on a draft: when they are open, what they are tied to, and how they are answered."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from cms.core.models import HomePage
from cms.core.tree import discuss_on, publish
from cms.policies.actions.comments import answer_comments
from cms.policies.actions.periods import cancel_period, close_early, schedule_period, turn
from cms.policies.models import (
    Comment,
    CommentPeriod,
    Disposition,
    PolicyIndexPage,
    PolicyPage,
)
from forum.actions.refusals import Refused
from forum.models import Board, Follow, Notice, Post, Thread
from tests.cms.clock import Clock
from tests.cms.commenting import open_now, say
from tests.cms.factories import clause, make_policy
from tests.working import run_tasks


def test_it_opens_and_closes_by_itself(draft: PolicyPage, chair: User, clock: Clock) -> None:
    now = timezone.now()
    period = schedule_period(
        draft,
        by=chair,
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=8),
        time_zone="America/New_York",
    )
    clock.pass_by(hours=23)
    draft.refresh_from_db()
    assert draft.status == "drafting"

    clock.pass_by(hours=2)
    draft.refresh_from_db()
    assert draft.status == "public_comment"

    clock.pass_by(days=8)
    draft.refresh_from_db()
    period.refresh_from_db()
    assert draft.status == "revising"
    assert [act.act for act in draft.actions.all()] == ["comment_opened", "comment_closed"]
    assert not turn(period.pk)


def test_followers_of_the_policy_its_topics_and_unit_are_told_once(
    draft: PolicyPage, chair: User, bob: User, unit: Unit
) -> None:
    Follow.objects.create(user=bob, unit=unit)
    Follow.objects.create(user=bob, page_id=draft.pk)
    run_tasks()
    Notice.objects.all().delete()

    open_now(draft, chair)
    run_tasks()

    told = Notice.objects.get(user=bob)
    assert "comment period opened" in told.words


def test_a_policy_that_not_everyone_may_read_gets_no_public_thread(
    home: HomePage, board: Board, unit: Unit, chair: User
) -> None:
    policy = make_policy(title="Between us", responsible_body=unit, status="drafting")
    discuss_on(board, PolicyIndexPage)
    policy.view_restrictions.create(restriction_type="login")
    with pytest.raises(Refused, match="not everyone may read"):
        open_now(policy, chair)
    assert not Thread.objects.filter(title="Between us").exists()


@pytest.mark.parametrize("person", ["insider", "liaison", "bob", "former"])
def test_only_the_chair_opens_one(
    draft: PolicyPage, person: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Refused):
        open_now(draft, request.getfixturevalue(person))


def test_a_member_elsewhere_reads_the_close_on_both_clocks(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    open_now(draft, chair)
    User.objects.filter(pk=bob.pk).update(time_zone="Asia/Tokyo")
    for address in (draft.url, f"{draft.url}comments/"):
        assert "for you:" not in Client().get(address).content.decode()
        client.force_login(bob)
        html = client.get(address).content.decode()
        assert "(America/New_York); for you:" in html


def test_answers_in_bulk_make_the_public_table(
    client: Client, draft: PolicyPage, chair: User, insider: User, bob: User
) -> None:
    period = open_now(draft, chair)
    alike = [say(period, bob, words=f"Say paid {n}") for n in range(2)]
    say(period, bob, on="", words="=HYPERLINK(1)")
    close_early(period, by=chair, reason="Everyone has spoken.")
    client.force_login(insider)
    office = reverse("policy_answers", args=[draft.pk, period.pk])
    form = {"comments": [each.pk for each in alike], "outcome": "in_part", "reason": ""}

    refused = client.post(office, form)
    assert refused.status_code == 422
    assert refused.content.decode().count(" checked") == 3
    client.post(office, {**form, "reason": "Now in 1.1."})

    assert Disposition.objects.filter(outcome="in_part", answered_by=insider).count() == 2
    table = Client().get(f"{draft.url}comments/answers/").content.decode()
    assert table.count("Now in 1.1.") == 2
    assert "1 not answered yet" in table
    exported = Client().get(f"{draft.url}comments/answers/csv/")
    lines = b"".join(exported.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 4
    assert ",'=HYPERLINK(1)," in lines[1]


def test_answers_stay_once_the_policy_was_decided(
    draft: PolicyPage, chair: User, insider: User, bob: User
) -> None:
    period = open_now(draft, chair)
    first, second = say(period, bob), say(period, bob)
    close_early(period, by=chair, reason="Everyone has spoken.")

    def reply(comment: Comment) -> int:
        pks = [comment.pk]
        return answer_comments(period, by=insider, comments=pks, outcome="accepted", reason="Yes.")

    reply(first)
    assert reply(first) == 1
    PolicyPage.objects.filter(pk=draft.pk).update(status="in_force")
    with pytest.raises(Refused, match="stay as they are"):
        reply(first)
    assert reply(second) == 1


def test_nobody_answers_before_closing_nor_from_outside(
    draft: PolicyPage, chair: User, insider: User, bob: User, liaison: User
) -> None:
    period = open_now(draft, chair)
    pks = [say(period, bob).pk]
    with pytest.raises(Refused, match="once the period has closed"):
        answer_comments(period, by=insider, comments=pks, outcome="accepted", reason="Yes.")
    period = close_early(period, by=chair, reason="Enough.")
    for person in (bob, liaison):
        with pytest.raises(Refused, match="current chair or member"):
            answer_comments(period, by=person, comments=pks, outcome="accepted", reason="Yes.")


def test_a_period_that_was_called_off_never_opens(
    draft: PolicyPage, chair: User, clock: Clock
) -> None:
    now = timezone.now()
    times = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=2)}
    period = schedule_period(draft, by=chair, time_zone="UTC", **times)
    cancel_period(period, by=chair, reason="Not yet.")
    clock.pass_by(days=3)
    draft.refresh_from_db()
    assert draft.status == "drafting"
    assert "Open" not in Client().get(f"{draft.url}comments/").context["page"].get_status_display()


def test_a_withdrawn_policy_does_not_open_for_comment(
    draft: PolicyPage, chair: User, clock: Clock
) -> None:
    from cms.policies.actions.moving import move_policy

    opens = timezone.now() + timedelta(days=1)
    schedule_period(
        draft, by=chair, opens_at=opens, closes_at=opens + timedelta(days=1), time_zone="UTC"
    )
    move_policy(draft, move="withdraw", by=chair, reason="Another body does it.")
    clock.pass_by(days=3)
    draft.refresh_from_db()
    assert draft.status == "withdrawn"


def test_pages_cost_the_same_with_many_clauses_and_comments(
    client: Client, draft: PolicyPage, chair: User, bob: User, alice: User
) -> None:
    draft.body = [clause(f"1.{n}", f"Clause {n}.") for n in range(1, 31)]
    publish(draft, by=alice)
    draft.refresh_from_db()
    period = open_now(draft, chair)
    say(period, bob)
    close_early(period, by=chair, reason="Enough.")
    pages = (draft.url, f"{draft.url}comments/", f"{draft.url}comments/answers/")
    few = [queries(client, page) for page in pages]

    multiply(period, 120)

    assert [queries(client, page) for page in pages] == few
    assert max(few) <= 45


def multiply(period: CommentPeriod, count: int) -> None:
    first = Comment.objects.get()
    thread = Thread.objects.get(page_id=period.policy_id)
    posts = Post.objects.bulk_create(
        Post(
            thread=thread,
            number=thread.last_number + n,
            parent_id=first.post.parent_id,
            path=f"{n:09}",
            depth=1,
            author=first.post.author,
            source="More",
            html="<p>More</p>",
            renderer_version=1,
            key=uuid.uuid4(),
            changed_seq=thread.seq + n,
            created_at=timezone.now(),
        )
        for n in range(1, count + 1)
    )
    Comment.objects.bulk_create(
        Comment(
            post=post,
            period=period,
            version=first.version,
            clause=f"1.{n % 30 + 1}",
            position=n % 30 + 1,
        )
        for n, post in enumerate(posts)
    )


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_all_of_a_list_are_answered_alike_from_one_page(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair, days=1)
    for n in range(52):
        say(period, bob, words=f"View {n}")
    other = say(period, bob, on="1", words="On another clause")
    clock.pass_by(days=2)
    client.force_login(chair)
    url = reverse("policy_answers", args=[draft.pk, period.pk]) + "?clause=1.1"
    assert "Answer all 52 of this list alike" in client.get(url).content.decode()
    client.post(url, {"every": "on", "outcome": "accepted", "reason": "Agreed."})
    assert Disposition.objects.filter(reason="Agreed.").count() == 52
    assert not Disposition.objects.filter(comment=other).exists()
