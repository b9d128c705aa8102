"""Comments on a draft: when they are open, what they are tied to, and how they are answered."""

from __future__ import annotations

import csv
import re
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from cms.core.models import HomePage
from cms.core.tree import discuss_on, publish
from cms.policies.actions.comments import answer_comments, comment_on
from cms.policies.actions.periods import cancel_period, close_early, schedule_period, turn
from cms.policies.models import (
    Comment,
    CommentPeriod,
    Disposition,
    PolicyIndexPage,
    PolicyPage,
)
from cms.policies.views.comments import CommentForm
from forum.actions.moderation import hide_post
from forum.actions.posts import edit_post, reply_to_thread
from forum.actions.refusals import Refused
from forum.models import Board, Draft, Follow, Notice, Post, Thread
from tests.cms.clock import Clock
from tests.cms.factories import clause, make_policy
from tests.factories import make_thread
from tests.working import run_tasks


def open_now(policy: PolicyPage, by: User, days: int = 14, **more: object) -> CommentPeriod:
    closes = timezone.now() + timedelta(days=days)
    return schedule_period(policy, by=by, closes_at=closes, time_zone="America/New_York", **more)  # type: ignore[arg-type]


def say(period: CommentPeriod, author: User, on: str = "1.1", words: str = "Paid?") -> Comment:
    return comment_on(period, author=author, clause=on, source=words, key=uuid.uuid4())


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


def test_a_comment_keeps_the_version_on_which_it_was_made(
    draft: PolicyPage, chair: User, bob: User, alice: User
) -> None:
    period = open_now(draft, chair)
    comment = say(period, bob)
    draft.refresh_from_db()
    draft.body = [clause("1.1", "Another wording.")]
    publish(draft, by=alice)

    comment.refresh_from_db()
    assert (comment.version.number, comment.clause) == (1, "1.1")
    assert say(period, bob).version.number == 1
    assert comment.post.thread.page_id == draft.pk


def test_the_same_key_makes_one_comment(draft: PolicyPage, chair: User, bob: User) -> None:
    period, key = open_now(draft, chair), uuid.uuid4()
    for _attempt in range(2):
        comment_on(period, author=bob, clause="", source="Yes.", key=key)
    assert Comment.objects.count() == 1


def test_a_key_of_another_post_makes_no_comment_of_it(
    draft: PolicyPage, chair: User, bob: User
) -> None:
    period = open_now(draft, chair)
    key = uuid.uuid4()
    reply_to_thread(Thread.objects.get(page_id=draft.pk), author=bob, source="Chat.", key=key)
    with pytest.raises(Refused, match="sent already"):
        comment_on(period, author=bob, clause="1.1", source="Paid?", key=key)


def test_no_comment_on_a_clause_that_is_not_there(
    draft: PolicyPage, chair: User, bob: User
) -> None:
    with pytest.raises(Refused, match="has no clause 9"):
        say(open_now(draft, chair), bob, on="9")


def test_after_closing_the_words_come_back(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair, days=1)
    clock.pass_by(days=1, minutes=1)
    client.force_login(bob)
    sent = {"period": period.pk, "clause": "1.1", "source": "Too late?", "key": uuid.uuid4()}

    response = client.post(f"{draft.url}comments/", sent)

    assert response.status_code == 422
    html = response.content.decode()
    assert "has closed" in html
    assert "Too late?" in html
    assert not Comment.objects.exists()


def test_a_preview_posts_nothing_and_keeps_clause_and_words(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair, days=1)
    client.force_login(bob)
    sent = {"clause": "1.1", "source": "Quite **sure**?", "key": uuid.uuid4(), "action": "preview"}

    shown = client.post(f"{draft.url}comments/", {**sent, "period": period.pk})

    html = shown.content.decode()
    assert shown.status_code == 200
    assert "<strong>sure</strong>" in html
    assert "Quite **sure**?</textarea>" in html
    assert re.search(r'<option value="1.1" selected', html)
    assert not Comment.objects.exists()
    clock.pass_by(days=1, minutes=1)
    late = client.post(f"{draft.url}comments/", {**sent, "period": period.pk})
    assert late.status_code == 422
    assert "has closed" in late.content.decode()


def test_a_comment_that_is_being_written_is_kept_and_found_again(
    draft: PolicyPage, chair: User, bob: User, client: Client
) -> None:
    period = open_now(draft, chair)
    client.force_login(bob)
    url, key = f"{draft.url}comments/", str(uuid.uuid4())
    sent = {"clause": "1", "source": "Half a thought", "key": key, "period": period.pk}
    assert client.post(url, {**sent, "action": "draft"}).status_code == 302
    page = client.get(url)
    assert page.context["form"]["source"].value() == "Half a thought"
    assert page.context["form"]["clause"].value() == "1"
    other = client.get(f"{url}?clause=1.1")
    assert other.context["form"]["clause"].value() == "1.1"
    assert not other.context["form"]["source"].value()
    listed = client.get(reverse("forum:draft_list")).content.decode()
    assert f"Comment on “{draft.title}”" in listed
    back = client.get(reverse("forum:draft_detail", args=[key]))
    assert back["Location"] == f"{draft.url}comments/?draft={key}#compose"
    client.post(url, {**sent, "source": "A whole thought"})
    assert Comment.objects.get().clause == "1"
    assert not Draft.objects.exists()


def test_a_script_posts_and_previews_a_comment(
    draft: PolicyPage, chair: User, bob: User, client: Client
) -> None:
    period = open_now(draft, chair)
    client.force_login(bob)
    url, json = f"{draft.url}comments/", {"accept": "application/json"}
    sent = {"clause": "1.1", "source": "Who **pays**?", "period": period.pk}
    preview = client.post(url, {**sent, "key": uuid.uuid4(), "action": "preview"}, headers=json)
    assert "<strong>pays</strong>" in preview.json()["preview"]
    refusal = client.post(url, {**sent, "key": uuid.uuid4(), "source": ""}, headers=json)
    assert refusal.status_code == 422
    assert refusal.json()["error"] == "Write something first."
    done = client.post(url, {**sent, "key": uuid.uuid4()}, headers=json)
    assert done.status_code == 201
    assert done.json()["url"] == f"{url}?clause=1.1#c{Comment.objects.get().post.number}"


def test_a_visitor_who_was_signed_out_keeps_the_words(
    client: Client, draft: PolicyPage, chair: User
) -> None:
    open_now(draft, chair)
    response = client.post(f"{draft.url}comments/", {"source": "My view", "key": uuid.uuid4()})
    assert response.status_code == 401
    assert "My view" in response.content.decode()


def test_each_clause_leads_to_the_comments_on_it(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    say(period, bob, words="First view")
    say(period, bob, on="", words="On all of it")
    hidden = say(period, bob, words="A rude one")
    hide_post(hidden.post, moderator=mod, reason="Rude.")

    html = client.get(draft.url).content.decode()
    thread = Thread.objects.get(page=draft.pk)
    assert f'{thread.get_absolute_url()}?about=1.1#replies">1 comment<' in html
    assert f'{draft.url}comments/?clause=1#compose">Comment<' in html
    listed = client.get(f"{draft.url}comments/", {"clause": "1.1"}).content.decode()
    assert "First view" in listed
    assert "On all of it" not in listed
    assert "A rude one" not in listed


def test_the_thread_narrows_to_a_clause(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    first, whole = say(period, bob, words="On pay"), say(period, bob, on="", words="On all of it")
    other = say(period, bob, on="1", words="On leave")
    hidden = say(period, bob, on="1", words="A rude one")
    hide_post(hidden.post, moderator=mod, reason="Rude.")
    thread = first.post.thread
    reply_to_thread(
        thread, author=chair, source="Why pay?", parent=first.post.number, key=uuid.uuid4()
    )
    url = thread.get_absolute_url()
    html = client.get(url, {"about": "1.1"}).content.decode()
    assert "On pay" in html
    assert "Why pay?" in html
    assert "On leave" not in html
    assert "Replies about clause 1.1" in html
    listed = re.findall(r'about=([\w.]+)#replies"[^>]*>[^<]*</a> <span class="quiet">(\d+)', html)
    assert listed == [("whole", "1"), ("1", "1"), ("1.1", "1")]
    assert "On all of it" in client.get(url, {"about": "whole"}).content.decode()
    for unknown in ("9.9", "x" * 300, "\0"):
        assert client.get(url, {"about": unknown}).status_code == 404
    assert other.post.number
    assert whole.post.number
    client.force_login(bob)
    mine = client.get(url, {"about": "1"}).content.decode()
    assert f'{draft.url}comments/?clause=1#compose">Comment on clause 1<' in mine


def test_a_thread_about_no_page_has_no_parts(client: Client, board: Board, bob: User) -> None:
    thread = make_thread(board=board, author=bob)
    assert client.get(thread.get_absolute_url(), {"about": "1.1"}).status_code == 404


def test_a_comment_leads_to_the_branch_that_answers_it(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    first, other = say(period, bob, words="First view"), say(period, bob, words="Another")
    thread = first.post.thread
    answer = reply_to_thread(
        thread, author=chair, source="Why?", parent=first.post.number, key=uuid.uuid4()
    )
    reply_to_thread(thread, author=bob, source="So.", parent=answer.number, key=uuid.uuid4())
    rude = reply_to_thread(
        thread, author=bob, source="Rude.", parent=other.post.number, key=uuid.uuid4()
    )
    hide_post(rude, moderator=mod, reason="Rude.")
    html = client.get(f"{draft.url}comments/").content.decode()
    branch = f"{thread.get_absolute_url()}?root={first.post.number}"
    assert f'<a href="{branch}">2 replies<' in html
    assert f"?root={other.post.number}" not in html
    assert f'<a href="{thread.get_absolute_url()}">Read and answer' in html


def test_words_changed_after_the_period_say_so(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair)
    early, late = say(period, bob, words="Paid"), say(period, bob, words="Unpaid")
    edit_post(early.post, editor=bob, source="Fully paid", version=early.post.version)
    close_early(period, by=chair, reason="Everyone has spoken.")
    clock.pass_by(minutes=1)
    edit_post(late.post, editor=bob, source="I agree", version=late.post.version)
    for address in ("comments/", "comments/answers/"):
        html = client.get(f"{draft.url}{address}").content.decode()
        assert html.count("after the period") == 1
    table = client.get(f"{draft.url}comments/answers/csv/")
    rows = list(csv.DictReader(StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [bool(row["Changed after the period (UTC)"]) for row in rows] == [False, True]


def test_the_choice_of_a_clause_takes_no_long_text_and_says_no_length() -> None:
    assert "maxlength" not in str(CommentForm(version=None)["clause"])
    form = CommentForm({"clause": "1" * 21}, version=None)
    assert form.has_error("clause", "max_length")


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
