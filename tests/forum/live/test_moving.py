"""Open pages learn of posts that move: placeholders where they stood, posts where they are."""

from forum.actions.moving import merge_posts, split_thread
from forum.models import Thread
from tests.factories import make_reply


async def test_open_pages_see_what_a_fresh_page_shows(reader, thread, bob, mod):
    for _ in range(3):
        make_reply(thread=thread, author=bob)
    page = await reader().open()
    seq = Thread.objects.get(pk=thread.pk).seq
    apart = split_thread(thread, numbers=[2, 3], title="Apart", moderator=mod, reason="Two.")
    await page.ask(watch=f"thread:{thread.pk}", since=seq)
    frames = {f["number"]: f for f in await page.until("ready") if "number" in f}
    assert {number: frame["kind"] for number, frame in frames.items()} == {2: "hidden", 3: "hidden"}
    fresh = page.client.get(thread.get_absolute_url()).content.decode()
    assert all(frame["html"] in fresh for frame in frames.values())
    seq = Thread.objects.get(pk=thread.pk).seq
    merge_posts(apart, into=thread, moderator=mod, reason="One after all.")
    await page.ask(watch=f"thread:{thread.pk}", since=seq)
    back = [f for f in await page.until("ready") if "number" in f]
    assert [(f["number"], f["kind"]) for f in back] == [(2, "edited"), (3, "edited")]
