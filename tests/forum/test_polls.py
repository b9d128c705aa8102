import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from forum.actions.ballots import cast_ballot
from forum.actions.moderation import hide_post
from forum.actions.poll_plans import PollPlan
from forum.actions.polls import add_poll, close_poll
from forum.models import Ballot, Poll, Post, Thread
from tests.factories import make_thread

PLAN = PollPlan("Which day?", ("Monday", "Tuesday", "=1+1"))
COUNTS = "Data table"


@pytest.fixture(autouse=True)
def fresh_fragments() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def poll(thread, alice) -> Poll:
    return add_poll(thread, by=alice, plan=PLAN)


def url(name: str, thread: Thread) -> str:
    return reverse(f"forum:poll_{name}", args=[thread.pk])


def html(response) -> str:
    return response.content.decode()


def vote(poll: Poll, voter, *choices: int) -> Poll:
    return cast_ballot(poll, voter=voter, choices=choices, version=poll.version)


def sent(**changes) -> dict:
    return {
        "poll-question": "Which day?",
        "poll-options": ["Monday", "Tuesday", ""],
        "poll-kind": "single",
        "poll-is_secret": "yes",
        "poll-results": "always",
        **changes,
    }


def test_lists_tell_of_the_poll(client, thread, poll):
    assert "Poll</span>" in client.get(thread.board.get_absolute_url()).content.decode()
    poll.delete()
    caches["pages"].clear()
    assert "Poll</span>" not in client.get(thread.board.get_absolute_url()).content.decode()


def test_a_member_votes_changes_and_takes_back(client, poll, thread, bob):
    client.force_login(bob)
    for choice in ("1", "2"):
        response = client.post(
            url("vote", thread), {"vote-choices": choice, "vote-version": poll.version}
        )
        assert response["Location"] == thread.get_absolute_url() + "#poll"
    page = html(client.get(thread.get_absolute_url()))
    assert "Your vote: <strong>Tuesday</strong>" in page
    assert "1 person voted" in page
    client.post(url("withdraw", thread))
    assert not Ballot.objects.exists()


def test_script_gets_the_panel_alone(client, poll, thread, bob):
    client.force_login(bob)
    sent_ballot = {"vote-choices": "1", "vote-version": poll.version}
    response = client.post(url("vote", thread), sent_ballot, headers={"HX-Request": "true"})
    assert html(response).lstrip().startswith("<section")
    assert "Your vote is counted." in html(response)


@pytest.mark.parametrize(
    "ballot",
    [
        {},
        {"vote-choices": "9"},
        {"vote-choices": "x" * 5000},
        {"vote-choices": "1", "vote-version": "9" * 40},
        {"vote-choices": "1\0"},
    ],
)
def test_a_bad_ballot_is_shown_again_with_the_reason(client, poll, thread, bob, ballot):
    client.force_login(bob)
    response = client.post(url("vote", thread), {"vote-version": "1", **ballot})
    assert response.status_code == 422
    assert "Your vote was not counted" in html(response)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("version", [{}, {"vote-version": "x"}, {"vote-version": "0"}])
def test_a_ballot_without_its_version_asks_for_the_page_anew(client, poll, thread, bob, version):
    client.force_login(bob)
    page = html(client.post(url("vote", thread), {"vote-choices": "1", **version}))
    assert page.count("This page had gone stale. Reload it") == 1
    assert "Version" not in page


def test_a_ranking_is_sent_as_ranks(client, thread, alice, bob):
    poll = add_poll(thread, by=alice, plan=replace(PLAN, kind="ranked"))
    client.force_login(bob)
    ranks = {"vote-version": 1, "vote-rank-1": "2", "vote-rank-2": "1", "vote-rank-3": ""}
    client.post(url("vote", thread), ranks)
    assert Ballot.objects.get().choices == "2,1"
    double = client.post(url("vote", thread), ranks | {"vote-rank-3": "1"})
    assert double.status_code == 422
    assert "Give each rank to one option only." in html(double)
    assert "How it was counted, round by round" in html(client.get(poll.thread.get_absolute_url()))


def test_visitors_and_the_suspended_see_the_poll_and_no_ballot(client, poll, thread, charlie):
    page = html(client.get(thread.get_absolute_url()))
    assert "Which day?" in page
    assert "Sign in to vote" in page
    assert 'name="vote-' not in page
    client.force_login(charlie)
    page = html(client.get(thread.get_absolute_url()))
    assert "Your account is suspended" in page
    assert 'name="vote-' not in page
    assert client.post(url("vote", thread), {"vote-choices": 1}).status_code == 422


def test_votes_need_a_post_and_a_session(client, poll, thread, bob):
    assert client.post(url("vote", thread), {"vote-choices": 1}).status_code == 401
    client.force_login(bob)
    for name in ("vote", "withdraw"):
        assert client.get(url(name, thread)).url == f"{thread.get_absolute_url()}#poll"
    assert not Ballot.objects.exists()


def test_a_vote_is_in_the_page_that_visitors_share(client, poll, thread, bob):
    assert "No votes yet." in html(client.get(thread.get_absolute_url()))
    vote(poll, bob, 1)
    assert "Most chosen: Monday, by 1 of 1." in html(client.get(thread.get_absolute_url()))


@pytest.mark.parametrize(
    ("results", "voter", "other"),
    [("always", True, True), ("voted", True, False), ("closed", False, False)],
)
def test_results_are_shown_when_the_maker_said(
    client, thread, alice, bob, mod, results, voter, other
):
    poll = add_poll(thread, by=alice, plan=replace(PLAN, results=results, is_secret=False))
    vote(poll, bob, 1)

    def shown() -> list[bool]:
        found = []
        for person in (bob, alice, mod, None):
            client.logout()
            if person:
                client.force_login(person)
            for page in (thread.get_absolute_url(), url("detail", thread), url("voters", thread)):
                text = html(client.get(page))
                found.append(COUNTS in text or "<td>Monday</td>" in text)
        return found

    assert shown() == [voter] * 3 + [other] * 9
    close_poll(poll, by=alice, reason="Time.")
    assert shown() == [True] * 12


def test_the_viewers_choice_is_in_no_shared_fragment(client, poll, thread, alice, bob):
    vote(poll, bob, 1)
    vote(poll, alice, 1)
    pages = []
    for person in (alice, bob):
        client.force_login(person)
        text = html(client.get(thread.get_absolute_url()))
        pages.append(text[text.index("data-poll-results") : text.index("</figure>")])
    assert pages[0] == pages[1]


def test_a_secret_ballot_lists_nobody(client, poll, thread, alice, bob, mod):
    vote(poll, bob, 1)
    for person in (alice, mod):
        client.force_login(person)
        assert client.get(url("voters", thread)).status_code == 404
        for page in (thread.get_absolute_url(), url("detail", thread), url("csv", thread)):
            assert "Bob Sample" not in html(client.get(page))


def test_an_open_ballot_lists_who_chose_what(client, thread, alice, bob):
    poll = add_poll(thread, by=alice, plan=replace(PLAN, is_secret=False))
    vote(poll, bob, 2)
    page = html(client.get(url("voters", thread)))
    assert "Bob Sample" in page
    assert "<td>Tuesday</td>" in page
    assert client.get(url("voters", thread), {"page": "9999"}).status_code == 200
    assert client.get(url("voters", thread), {"page": "x"}).status_code == 400


def test_the_maker_exports_the_results(client, poll, thread, alice, bob):
    vote(poll, bob, 3)
    client.force_login(bob)
    assert client.get(url("csv", thread)).status_code == 403
    client.force_login(alice)
    response = client.get(url("csv", thread))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1:4] == [
        ["Voters", "1"],
        ["Option", "Votes", "Share of voters, %"],
        ["'=1+1", "1", "100"],
    ], "no spreadsheet runs it"


@pytest.mark.parametrize("page", ["detail", "voters", "csv", "edit", "close"])
def test_a_poll_that_one_may_not_read_and_none_answer_alike(
    client, private_board, thread, insider, bob, page
):
    room = make_thread(board=private_board, author=insider)
    add_poll(room, by=insider, plan=replace(PLAN, is_secret=False))
    client.force_login(bob)
    assert client.get(url(page, room)).status_code == 404
    assert client.get(url(page, thread)).status_code == 404, "a thread without a poll"
    assert client.post(url("vote", room), {"vote-choices": 1}).status_code == 404


def test_a_hidden_opening_post_takes_its_poll_along(client, poll, thread, bob, mod):
    hide_post(Post.objects.get(thread=thread, number=1), moderator=mod, reason="Advertising.")
    client.force_login(bob)
    assert "Which day?" not in html(client.get(thread.get_absolute_url()))
    assert client.get(url("detail", thread)).status_code == 404
    client.force_login(mod)
    assert "Which day?" in html(client.get(thread.get_absolute_url()))


def test_a_thread_starts_with_its_poll(client, board, alice):
    client.force_login(alice)
    new = reverse("forum:thread_new", args=[board.slug])
    key = "6b0d3a1e-53d1-4a43-8f0b-b6f6b3d9c001"
    words = {"title": "When do we meet?", "source": "Please vote.", "key": key}
    for _ in range(2):
        response = client.post(new, words | sent())
        assert response.status_code == 302
    assert Poll.objects.get().thread == Thread.objects.get()


def test_a_poll_that_will_not_do_starts_no_thread(client, board, alice):
    client.force_login(alice)
    words = {"title": "When?", "source": "Vote.", "key": "6b0d3a1e-53d1-4a43-8f0b-b6f6b3d9c002"}
    new = reverse("forum:thread_new", args=[board.slug])
    response = client.post(new, words | sent(**{"poll-options": ["Monday"]}))
    assert response.status_code == 422
    assert "2 to 20 options; yours has 1" in html(response)
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("action", "rows"),
    [
        ("poll-add", ["Monday", "Tuesday", "", ""]),
        ("poll-remove-1", ["Tuesday", ""]),
        ("poll-remove-999", ["Monday", "Tuesday", ""]),
        ("poll-remove-x", ["Monday", "Tuesday", ""]),
    ],
)
def test_options_come_and_go_without_script(client, board, alice, action, rows):
    client.force_login(alice)
    new = reverse("forum:thread_new", args=[board.slug])
    response = client.post(new, sent(title="When?", action=action))
    assert response.status_code == 200, "nothing is judged yet"
    assert response.context["poll_form"]["options"].value() == rows
    assert 'value="When?"' in html(response)
    assert not Thread.objects.exists()


def test_the_starter_adds_edits_and_extends(client, thread, alice, bob):
    client.force_login(alice)
    assert "Add a poll" in html(client.get(url("new", thread)))
    client.post(url("new", thread), sent())
    client.post(url("edit", thread), sent(**{"poll-question": "Which month?"}))
    poll = Poll.objects.get()
    assert (poll.question, poll.version) == ("Which month?", 2)
    vote(poll, bob, 1)
    page = html(client.get(url("edit", thread)))
    assert "Someone has voted" in page
    assert "poll-question" not in page
    later = timezone.localtime() + timedelta(days=3)
    assert client.post(url("edit", thread), {"closes_at": "", "note": "Soon."}).status_code == 302
    late = client.post(url("edit", thread), {"closes_at": later.strftime("%Y-%m-%dT%H:%M")})
    assert late.status_code == 422
    assert "To end it, close it." in html(late)


@pytest.mark.parametrize("closes", ["0001-01-01T00:00", "9999-12-31T23:59", "soon", "\0"])
def test_times_that_no_clock_shows_are_refused(client, thread, alice, closes):
    client.force_login(alice)
    response = client.post(url("new", thread), sent(**{"poll-closes_at": closes}))
    assert response.status_code == 422


def test_strangers_neither_add_nor_edit_nor_close(client, thread, bob, poll):
    client.force_login(bob)
    for page in ("edit", "close"):
        assert client.get(url(page, thread)).status_code == 403
        assert client.post(url(page, thread), {"reason": "x"}).status_code == 403
    client.logout()
    assert client.get(url("edit", thread)).status_code == 302


def test_a_moderator_closes_with_a_reason(client, thread, poll, mod):
    client.force_login(mod)
    assert client.post(url("close", thread), {"reason": ""}).status_code == 422
    client.post(url("close", thread), {"reason": "Asked twice."})
    assert Poll.objects.get().is_closed
    assert "Closed a poll early" in html(client.get(reverse("forum:moderation_log")))


def test_a_poll_costs_a_member_one_query_and_a_visitor_none(
    client, thread, alice, bob, django_assert_max_num_queries
):
    poll = add_poll(thread, by=alice, plan=PLAN)
    vote(poll, bob, 1)
    client.force_login(bob)
    client.cookies["script"] = "1"
    client.get(thread.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(thread.get_absolute_url())
    client.logout()
    caches["pages"].clear()
    with django_assert_max_num_queries(6):
        client.get(thread.get_absolute_url())
