"""A poll's frames are what a fresh page shows, and no more than everyone may see."""

from dataclasses import replace

import pytest

from forum.actions.ballots import cast_ballot
from forum.actions.moderation import hide_post
from forum.actions.poll_plans import PollPlan
from forum.actions.polls import add_poll, close_poll
from forum.live import hub
from forum.models import Post, Thread

PLAN = PollPlan("Which day?", ("Monday", "Tuesday"))


def vote(poll, voter, *choices: int) -> None:
    cast_ballot(poll, voter=voter, choices=choices, version=poll.version)


async def frames_since(page, thread, seq: int) -> list[dict]:
    await page.ask(watch=f"thread:{thread.pk}", since=seq)
    return [frame for frame in await page.until("ready") if frame["kind"] == "poll"]


def seq_of(thread) -> int:
    return Thread.objects.get(pk=thread.pk).seq


async def test_many_votes_are_one_frame_with_the_fragment_of_the_page(
    reader, thread, alice, bob, mod
):
    poll = add_poll(thread, by=alice, plan=PLAN)
    page = await reader().open()
    seq = seq_of(thread)
    for voter in (alice, bob, mod):
        vote(poll, voter, 1)
    (frame,) = await frames_since(page, thread, seq)
    fresh = page.client.get(thread.get_absolute_url()).content.decode()
    assert frame["head"] in fresh
    assert frame["html"] in fresh
    assert "3 people voted" in frame["head"]


async def test_a_vote_rings_no_bell_and_the_tick_finds_it(
    reader, committed, thread, alice, bob, mod
):
    poll = add_poll(thread, by=alice, plan=PLAN)
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", since=seq_of(thread))
    with committed():
        vote(poll, bob, 1)
        vote(poll, mod, 2)
    assert await page.hears_nothing()
    await hub.current().tick()
    assert (await page.frame())["kind"] == "poll"
    assert await page.hears_nothing()


@pytest.mark.parametrize("results", ["voted", "closed"])
async def test_no_frame_tells_results_before_their_time(reader, thread, alice, bob, results):
    poll = add_poll(thread, by=alice, plan=replace(PLAN, results=results))
    page = await reader(bob).open()
    seq = seq_of(thread)
    vote(poll, bob, 1)
    (frame,) = await frames_since(page, thread, seq)
    assert "Monday" not in frame["html"]
    close_poll(poll, by=alice, reason="Time.")
    (frame,) = await frames_since(page, thread, seq)
    assert frame["closed"]
    assert "Most chosen: Monday" in frame["html"]


async def test_the_poll_of_a_hidden_post_reaches_moderators_only(reader, thread, alice, bob, mod):
    poll = add_poll(thread, by=alice, plan=PLAN)
    seq = seq_of(thread)
    vote(poll, bob, 1)
    hide_post(Post.objects.get(thread=thread, number=1), moderator=mod, reason="Spam.")
    assert not await frames_since(await reader(bob).open(), thread, seq)
    assert await frames_since(await reader(mod).open(), thread, seq)
