from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum import counting
from forum.actions.ballots import cast_ballot, withdraw_ballot
from forum.actions.following import follow
from forum.actions.moderation import hide_post, lock_thread
from forum.actions.poll_endings import end_poll
from forum.actions.poll_plans import PollPlan
from forum.actions.polls import add_poll, change_poll, close_poll, extend_poll
from forum.actions.refusals import Refused
from forum.models import Ballot, ModerationAction, Notice, Poll, Post, SearchEntry, Thread
from tests.factories import make_reply, make_thread, make_user
from tests.working import run_tasks

PLAN = PollPlan("Which day?", ("Monday", "Tuesday", "Wednesday"))
RANKED = replace(PLAN, kind="ranked")


@pytest.fixture(autouse=True)
def fresh_fragments() -> None:
    caches["fragments"].clear()


@pytest.fixture
def poll(thread, alice) -> Poll:
    return add_poll(thread, by=alice, plan=PLAN)


def vote(poll: Poll, voter, *choices: int) -> Poll:
    return cast_ballot(poll, voter=voter, choices=choices, version=poll.version)


def after(poll: Poll, hours: int = 2) -> Poll:
    """The poll as it is when its time has passed."""
    past = timezone.now() - timedelta(hours=hours)
    Poll.objects.filter(pk=poll.pk).update(closes_at=past)
    return Poll.objects.select_related("thread__board").get(pk=poll.pk)


def test_the_starter_adds_a_poll_once(thread, alice, poll):
    assert add_poll(thread, by=alice, plan=PLAN) == poll
    with pytest.raises(Refused, match="has a poll already"):
        add_poll(thread, by=alice, plan=replace(PLAN, question="Another?"))
    assert Poll.objects.count() == 1


def test_others_add_no_poll_to_a_thread_of_someone_else(thread, bob, mod):
    for person in (bob, mod):
        with pytest.raises(Refused, match="Only the person who started"):
            add_poll(thread, by=person, plan=PLAN)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"question": " \n "}, "what the poll asks"),
        ({"question": "x" * 201}, "200 characters; yours has 201"),
        ({"options": ("One",)}, "2 to 20 options; yours has 1"),
        ({"options": tuple(map(str, range(21)))}, "2 to 20 options; yours has 21"),
        ({"options": ("One", " one ")}, "read the same"),
        ({"options": ("One", "x" * 121)}, "120 characters"),
        ({"kind": "multiple", "max_choices": 4}, "2 to 3 options"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "in the past"),
        ({"closes_at": timezone.now() + timedelta(days=500)}, "within a year"),
    ],
)
def test_each_limit_says_itself(thread, alice, change, words):
    with pytest.raises(Refused, match=words):
        add_poll(thread, by=alice, plan=replace(PLAN, **change))


def test_everyone_has_one_vote_and_may_change_it(poll, bob):
    vote(poll, bob, 1)
    seq = vote(poll, bob, 2).changed_seq
    assert vote(poll, bob, 2).changed_seq == seq, "the same vote again changes nothing"
    assert [ballot.choices for ballot in Ballot.objects.all()] == ["2"]
    poll.refresh_from_db()
    assert poll.voter_count == 1
    ballot = Ballot.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(poll=poll, voter_key=ballot.voter_key, choices="1")


def test_a_vote_is_taken_back_as_if_never_cast(poll, bob):
    vote(poll, bob, 1)
    withdraw_ballot(poll, voter=bob)
    again = withdraw_ballot(poll, voter=bob)
    assert again.voter_count == Ballot.objects.count() == 0


@pytest.mark.parametrize("choices", [(), (4,), (0,), (-1,), (1, 2), (1, 1), (10**30,)])
def test_a_single_choice_is_one_of_the_options(poll, bob, choices):
    with pytest.raises(Refused):
        vote(poll, bob, *choices)
    assert not Ballot.objects.exists()


def test_several_choices_stay_under_the_makers_limit(thread, alice, bob):
    poll = add_poll(thread, by=alice, plan=replace(PLAN, kind="multiple", max_choices=2))
    vote(poll, bob, 3, 1)
    with pytest.raises(Refused, match="at most 2"):
        vote(poll, bob, 1, 2, 3)
    results = counting.count(poll)
    assert [(line.text, line.count, line.share) for line in results.lines] == [
        ("Monday", 1, 100),
        ("Wednesday", 1, 100),
        ("Tuesday", 0, 0),
    ]


def test_a_ranking_keeps_its_order_and_is_counted_by_run_off(thread, alice, bob, mod):
    poll = add_poll(thread, by=alice, plan=RANKED)
    for person, ranking in ((alice, (2, 1)), (bob, (2,)), (mod, (1, 2, 3))):
        vote(poll, person, *ranking)
    results = counting.count(poll)
    assert results.lines[0].text == "Tuesday"
    assert results.finding == "Tuesday: 2 of the 3 ballots that counted, after 1 round."


def test_who_may_not_write_may_not_vote(poll, charlie, visitor, thread, mod, bob):
    with pytest.raises(Refused, match="suspended"):
        vote(poll, charlie, 1)
    lock_thread(thread, moderator=mod, reason="Enough.")
    with pytest.raises(Refused, match="nobody votes"):
        vote(poll, bob, 1)


def test_strangers_do_not_vote_in_private_boards(private_board, insider, bob):
    room = make_thread(board=private_board, author=insider)
    poll = add_poll(room, by=insider, plan=PLAN)
    with pytest.raises(Refused, match="not open to you"):
        vote(poll, bob, 1)


def test_a_poll_goes_with_its_opening_post(poll, thread, mod, bob):
    hide_post(Post.objects.get(thread=thread, number=1), moderator=mod, reason="Advertising.")
    with pytest.raises(Refused, match="was removed"):
        vote(poll, bob, 1)


def test_the_table_of_a_secret_poll_names_nobody(poll, bob):
    vote(poll, bob, 1)
    ballot = Ballot.objects.get()
    assert ballot.voter is None
    assert "bob" not in repr(vars(ballot))
    columns = {field.name for field in Ballot._meta.get_fields()}
    assert columns == {"id", "poll", "voter_key", "voter", "choices"}, "no time, no counting id"
    assert Ballot.objects.of(poll, bob).exists(), "one's own is found again"


def test_a_new_secret_key_gives_nobody_a_second_vote(poll, bob, settings):
    vote(poll, bob, 1)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, after the first one was seen by someone"
    assert vote(poll, bob, 2).voter_count == 1


def test_open_ballots_name_their_voters(thread, alice, bob):
    poll = add_poll(thread, by=alice, plan=replace(PLAN, is_secret=False))
    vote(poll, bob, 1)
    assert Ballot.objects.get().voter == bob


def test_a_poll_is_edited_until_the_first_vote(poll, alice, bob):
    changed = change_poll(poll, by=alice, plan=replace(PLAN, options=("June", "July")))
    assert changed.options == ["June", "July"]
    with pytest.raises(Refused, match="was changed since"):
        cast_ballot(poll, voter=bob, choices=[1], version=1)
    vote(changed, bob, 1)
    with pytest.raises(Refused, match="Someone has voted"):
        change_poll(poll, by=alice, plan=PLAN)


def test_after_a_vote_only_time_and_note_change(thread, alice, bob):
    soon = timezone.now() + timedelta(days=2)
    poll = add_poll(thread, by=alice, plan=replace(PLAN, closes_at=soon))
    vote(poll, bob, 1)
    later = extend_poll(poll, by=alice, closes_at=soon + timedelta(days=1), note="Till Friday.")
    assert later.note == "Till Friday."
    with pytest.raises(Refused, match="only be given more time"):
        extend_poll(poll, by=alice, closes_at=soon)
    with pytest.raises(Refused, match="Only the person who started"):
        extend_poll(poll, by=bob, closes_at=None)


def test_the_state_follows_the_clock(poll, bob):
    ended = after(poll)
    assert ended.is_closed
    with pytest.raises(Refused, match="has closed"):
        vote(ended, bob, 1)


def test_closing_early_is_logged_with_its_reason(poll, alice, bob, mod):
    with pytest.raises(Refused, match="Only the person who started"):
        close_poll(poll, by=bob, reason="Enough.")
    with pytest.raises(Refused, match="Say why"):
        close_poll(poll, by=alice, reason=" ")
    close_poll(poll, by=mod, reason="Decided in the meeting.")
    close_poll(poll, by=mod, reason="Again.")
    row = ModerationAction.objects.get()
    assert (row.kind, row.actor, row.reason) == ("close_poll", mod, "Decided in the meeting.")


def test_the_end_is_told_once_to_voters_who_follow(poll, thread, alice, bob, mod):
    reader, quiet, absent = (make_user(handle=name) for name in ("reader", "quiet", "absent"))
    for person, level in ((bob, "replies"), (reader, "every"), (quiet, "muted")):
        follow(person, target=thread, level=level)
    for person in (bob, quiet, absent):
        vote(poll, person, 1)
    ended = after(poll)
    before = ended.thread.seq
    assert end_poll(poll.pk) == 2
    assert end_poll(poll.pk) == 0
    told = Notice.objects.filter(kind="poll")
    assert {notice.user for notice in told} == {alice, bob}, "a voter who follows, and the starter"
    assert "Most chosen: Monday, by 3 of 3." in told[0].words
    assert Thread.objects.get(pk=thread.pk).seq == before + 1


def test_the_worker_tells_when_the_time_has_come_and_not_before(thread, alice):
    soon = timezone.now() + timedelta(hours=1)
    poll = add_poll(thread, by=alice, plan=replace(PLAN, closes_at=soon))
    run_tasks()
    poll.refresh_from_db()
    assert poll.told_at is None
    close_poll(poll, by=alice, reason="All have voted.")
    run_tasks()
    poll.refresh_from_db()
    assert poll.told_at is not None


def test_search_finds_a_poll_by_its_question_and_options(poll, thread):
    entry = SearchEntry.objects.get(post__thread=thread, kind="thread")
    assert "Which day?" in entry.text
    assert "Wednesday" in entry.text


def test_a_vote_counts_as_a_change_of_the_thread_but_not_as_a_post(poll, thread, bob):
    make_reply(thread=thread, author=bob)
    before = Thread.objects.get(pk=thread.pk)
    vote(poll, bob, 1)
    now = Thread.objects.get(pk=thread.pk)
    assert now.seq == before.seq + 1
    assert (now.last_number, now.reply_count) == (before.last_number, before.reply_count)
    assert now.last_post_at == before.last_post_at
