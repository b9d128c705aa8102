"""Two people in one thread, each in a browser of their own."""

import re
import uuid

from playwright.sync_api import Page, expect


def start_thread(page: Page, board: str = "evaluation") -> str:
    """Through the form, as a member does; returns the thread's path."""
    page.goto(f"/forum/{board}/new/")
    page.get_by_label("Title").fill(f"What do you ask after a course? {uuid.uuid4().hex[:6]}")
    page.get_by_label("Your words").fill("We ask **one** question.")
    page.get_by_role("button", name="Start the thread").click()
    page.wait_for_url(re.compile(r"/t/\d+/"))
    return re.sub(r"^https?://[^/]+", "", page.url)


def reply(page: Page, words: str) -> None:
    page.locator("#id_source").fill(words)
    page.get_by_role("button", name="Post reply").click()


def test_a_reply_appears_at_the_other_person_without_reloading(person):
    trainer, reader = person("trainer"), person("reader")
    thread = start_thread(trainer)
    reader.goto(thread)
    expect(reader.locator("[data-live]")).to_have_attribute("data-state", "live")
    reader.evaluate("window.notReloaded = true")

    reply(trainer, "Who asks it, and when?")
    expect(reader.locator("#p2")).to_contain_text("Who asks it, and when?")
    expect(trainer.locator("#p2")).to_be_focused()

    reader.locator("#p2").get_by_role("link", name="Reply to").click()
    expect(reader.locator("[data-label]")).to_contain_text("no. 2")
    reply(reader, "The supervisor does, after a month.")
    nested = "li:has(> #p2) > details.replies #p3"
    expect(reader.locator(nested)).to_be_visible()
    trainer.locator(f"{nested}, [data-pill]:not([hidden])").first.wait_for()
    if trainer.locator("[data-pill]").is_visible():
        trainer.locator("[data-pill]").click()
    expect(trainer.locator(nested)).to_contain_text("after a month")
    assert reader.evaluate("window.notReloaded")


def test_a_visitor_reads_along_live(person):
    trainer, visitor = person("trainer"), person()
    thread = start_thread(trainer)
    visitor.goto(thread)
    expect(visitor.locator("[data-live]")).to_have_attribute("data-state", "live")
    reply(trainer, "Anyone may read this as it comes.")
    expect(visitor.locator("#p2")).to_contain_text("as it comes")
    expect(visitor.get_by_role("link", name="Sign in to reply")).to_be_visible()


def test_a_hidden_post_leaves_the_readers_page(person):
    trainer, visitor, moderator = person("trainer"), person(), person("moderator")
    thread = start_thread(trainer)
    reply(trainer, "An unwise remark.")
    expect(trainer.locator("#p2")).to_be_visible()
    visitor.goto(thread)
    expect(visitor.locator("#p2")).to_contain_text("unwise")
    expect(visitor.locator("[data-live]")).to_have_attribute("data-state", "live")
    moderator.goto(thread.split("?")[0] + "2/")
    moderator.locator("#p2").get_by_role("link", name="More about no. 2").click()
    menu = moderator.get_by_role("region", name="No. 2")
    menu.get_by_role("link", name="Hide").click()
    moderator.get_by_label("Reason").fill("Against the code of conduct.")
    moderator.get_by_role("button", name="Hide this post").click()
    expect(visitor.locator("#p2")).to_contain_text("Removed by a moderator")
    expect(visitor.locator("#p2")).not_to_contain_text("unwise")


def test_what_was_typed_survives_closing_the_page(person):
    reader = person("reader")
    thread = start_thread(reader)
    reader.locator("#id_source").fill("Half a thought")
    expect(reader.locator("[data-saved]")).to_contain_text("saved")
    reader.goto("/forum/")
    reader.goto(thread)
    expect(reader.locator("#id_source")).to_have_value("Half a thought")


def test_a_reply_waits_where_showing_it_would_move_what_is_read(person):
    trainer, reader = (
        person("trainer"),
        person("reader", viewport={"width": 900, "height": 500}, reduced_motion="reduce"),
    )
    thread = start_thread(trainer)
    for number in range(2, 9):
        reply(trainer, f"Paragraph {number}. " + "Words to read. " * 60)
        expect(trainer.locator(f"#p{number}")).to_be_visible()
    reader.goto(thread)
    expect(reader.locator("[data-live]")).to_have_attribute("data-state", "live")
    reader.locator("#p5").scroll_into_view_if_needed()
    reader.evaluate("document.querySelector('#p6').scrollIntoView()")
    before = reader.locator("#p6").bounding_box()
    trainer.locator("#p2").get_by_role("link", name="Reply to").click()
    reply(trainer, "An answer far above what the other reads.")
    expect(reader.locator("[data-pill]")).to_be_visible()
    after = reader.locator("#p6").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2
    reader.locator("[data-pill]").click()
    expect(reader.locator("li:has(> #p2) #p9")).to_contain_text("far above")
