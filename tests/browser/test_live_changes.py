"""What changes around the posts reaches the pages that are open, in browsers of several people."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_live_thread import reply, start_thread

NO_SOCKETS = """
window.WebSocket = class extends EventTarget {
  static OPEN = 1;
  constructor() {
    super();
    setTimeout(() => this.dispatchEvent(Object.assign(new Event("close"), { code: 1006 })));
  }
  close() {}
};
"""


def live(page: Page, thread: str) -> None:
    page.goto(thread)
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live")


def act(moderator: Page, thread: str, link: str, button: str, board: str = "") -> None:
    moderator.goto(thread)
    moderator.get_by_role("complementary").get_by_role("link", name=link, exact=True).click()
    if board:
        moderator.get_by_label("Board").select_option(label=board)
    moderator.get_by_label("Reason").fill("It was settled in June.")
    moderator.get_by_role("main").get_by_role("button", name=button).click()


def test_readers_see_each_other_and_who_is_replying(person):
    trainer, reader, visitor = person("trainer"), person("reader"), person()
    thread = start_thread(trainer)
    for page in (reader, visitor):
        live(page, thread)
    expect(trainer.locator("[data-presence]")).to_contain_text("Also reading:")
    expect(trainer.locator("[data-presence]")).to_contain_text("1 visitor")
    expect(visitor.locator("[data-presence]")).to_have_count(0)
    reader.locator("#id_source").press_sequentially("A thought")
    expect(trainer.locator("[data-presence]")).to_contain_text("is replying.")


def test_a_thread_that_closes_keeps_what_was_being_written(person):
    trainer, reader, moderator = person("trainer"), person("reader"), person("moderator")
    thread = start_thread(trainer)
    live(reader, thread)
    reader.locator("#id_source").fill("I had begun to answer")
    act(moderator, thread, "Close", "Close")
    expect(reader.locator("[data-head]")).to_contain_text("It was settled in June.")
    expect(reader.locator("[data-shut]")).to_contain_text("What you wrote is kept below.")
    expect(reader.locator("#id_source")).to_have_value("I had begun to answer")
    expect(reader.locator("[data-post]")).to_be_disabled()
    expect(trainer.locator("form#compose")).to_be_hidden()
    expect(trainer.locator("#p1").get_by_role("link", name="Reply to")).to_be_hidden()


def test_the_page_says_where_a_thread_went(person):
    trainer, visitor, moderator = person("trainer"), person(), person("moderator")
    thread = start_thread(trainer)
    live(visitor, thread)
    before = visitor.locator("[data-board]").inner_text()
    act(moderator, thread, "Move", "Move", board="Tools for learning")
    note = visitor.locator("[data-told]")
    expect(note).to_contain_text("This thread was moved to Tools for learning")
    assert before != "Tools for learning"
    expect(visitor.locator("[data-board]")).to_have_text("Tools for learning")


def test_without_sockets_the_page_still_hears_of_everything(person):
    trainer, reader, moderator = person("trainer"), person("reader"), person("moderator")
    thread = start_thread(trainer)
    reader.add_init_script(NO_SOCKETS)
    reader.clock.install()
    reader.goto(thread)
    reply(trainer, "Nobody may open a socket there.")
    expect(trainer.locator("#p2")).to_be_visible()
    act(moderator, thread, "Close", "Close")
    reader.clock.run_for(60_000)
    expect(reader.locator("#p2")).to_contain_text("Nobody may open a socket")
    expect(reader.locator("[data-head]")).to_contain_text("It was settled in June.")
    expect(reader.locator("[data-live]")).to_contain_text("every 15 seconds")


def test_without_sockets_lists_and_the_bell_hear_of_it_too(person):
    trainer, reader = person("trainer"), person("reader")
    thread = start_thread(trainer)
    trainer.goto(thread)
    reader.add_init_script(NO_SOCKETS)
    reader.clock.install()
    reader.goto("/forum/evaluation/")
    bell = reader.locator("live-bell [data-n]")
    before = int(bell.get_attribute("data-n") or 0)
    reply(trainer, "Have a look at this, @remy.")
    expect(trainer.locator("#p2")).to_be_visible()
    for _ in range(8):
        reader.clock.run_for(30_000)
        reader.wait_for_timeout(250)
        if int(bell.get_attribute("data-n") or 0) > before:
            break
    expect(bell).to_have_attribute("data-n", str(before + 1))
    expect(reader.locator("live-list .pill")).to_have_text("1 thread updated")


def test_who_reads_a_thread_that_is_merged_is_led_on(person):
    trainer, reader, moderator = person("trainer"), person("reader"), person("moderator")
    into = start_thread(trainer)
    thread = start_thread(trainer)
    live(reader, thread)
    moderator.goto(thread)
    moderator.get_by_role("link", name="Merge into another thread").click()
    moderator.locator("[name=target]").fill(into)
    moderator.get_by_label("Reason").fill("One question, asked twice.")
    moderator.get_by_role("main").get_by_role("button", name="Merge the thread").click()
    pill = reader.locator("[data-pill]")
    expect(pill).to_have_text("This thread goes on in another. Go there")
    pill.click()
    expect(reader).to_have_url(re.compile(re.escape(into)))
