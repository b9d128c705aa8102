"""Two people and a list of threads that changes under their eyes."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_live_thread import reply, start_thread

ROW = "[data-thread]"


def listening(page: Page, address: str) -> None:
    """Opens a list and waits until its socket has said that it is ready."""
    heard: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: heard.append(str(f))))
    page.goto(address)
    for _ in range(300):
        if any('"ready"' in frame for frame in heard):
            break
        page.wait_for_timeout(50)
    page.evaluate("window.notReloaded = true")


def test_a_pill_tells_of_updated_threads_and_shows_them_in_place(person):
    trainer, visitor = person("trainer"), person(viewport={"width": 900, "height": 700})
    thread = start_thread(trainer)
    title = trainer.get_by_role("heading", level=1).inner_text()
    other = start_thread(trainer)
    listening(visitor, "/forum/evaluation/")
    first = visitor.locator(f"#threads {ROW}").first
    before = first.bounding_box()
    trainer.goto(thread)
    reply(trainer, "A reply that a list has to tell of.")
    expect(trainer.locator("#p2")).to_be_visible()
    pill = visitor.locator("live-list .pill")
    expect(pill).to_have_text("1 thread updated")
    assert first.bounding_box() == before
    trainer.goto(other)
    reply(trainer, "And another one, elsewhere.")
    expect(pill).to_have_text("2 threads updated")
    pill.focus()
    visitor.keyboard.press("Enter")
    expect(pill).to_be_hidden()
    row = visitor.locator(f"#threads {ROW}", has_text=title)
    expect(row).to_contain_text("1 reply")
    expect(visitor.locator("#threads .row__title a:focus")).to_have_count(1)
    assert visitor.evaluate("window.notReloaded")


def test_a_list_narrowed_to_something_else_stays_quiet(person):
    trainer, visitor = person("trainer"), person()
    listening(visitor, "/forum/threads/?author=trainer&status=closed")
    start_thread(trainer)
    start_thread(trainer)
    expect(visitor.locator("live-list .pill:not([hidden])")).to_have_count(0)


def test_a_filter_narrows_the_list_without_reloading(person):
    reader = person("reader")
    reader.goto("/forum/threads/")
    reader.evaluate("window.notReloaded = true")
    reader.get_by_label("Open", exact=True).check()
    expect(reader.get_by_role("link", name=re.compile("Remove filter: Open"))).to_be_visible()
    assert "status=open" in reader.url
    assert reader.evaluate("window.notReloaded")


def test_the_list_of_boards_counts_live(person):
    trainer, visitor = person("trainer"), person()
    listening(visitor, "/forum/")
    row = visitor.locator("[data-board]", has_text="Evaluation and outcomes")
    count = int(re.findall(r"\d+", row.locator("[data-count]").inner_text())[0])
    start_thread(trainer)
    title = trainer.get_by_role("heading", level=1).inner_text()
    expect(row.locator("[data-count]")).to_have_text(f"{count + 1} threads")
    expect(row.locator("[data-latest]")).to_contain_text(title)
    assert visitor.evaluate("window.notReloaded")


def test_chosen_threads_are_marked_and_that_is_undone_without_script(person):
    reader = person("reader", java_script_enabled=False)
    reader.goto("/forum/threads/?show=new")
    row = reader.locator(f"#threads {ROW}").first
    title = row.locator(".row__title a").inner_text()
    row.get_by_role("checkbox").check()
    reader.get_by_role("button", name="Mark read", exact=True).click()
    expect(reader.locator(".messages")).to_contain_text("1 thread is marked as read.")
    expect(reader.locator("#threads")).not_to_contain_text(title)
    reader.get_by_role("button", name="Undo").click()
    expect(reader.locator("#threads")).to_contain_text(title)
