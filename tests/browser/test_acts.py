"""What people do with posts, by keyboard and in place, and what others see of it."""

from playwright.sync_api import expect

from tests.browser.test_live_thread import reply, start_thread


def test_the_menu_opens_and_closes_by_keyboard(person):
    reader = person("reader")
    start_thread(reader)
    more = reader.get_by_role("link", name="More about no. 1")
    more.focus()
    reader.keyboard.press("Enter")
    panel = reader.get_by_role("region", name="No. 1")
    expect(panel.get_by_role("button", name="Bookmark", exact=True)).to_be_visible()
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "true")
    reader.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Bookmark", exact=True)).to_be_focused()
    reader.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(more).to_be_focused()
    reader.keyboard.press("Enter")
    expect(panel).to_be_visible()
    reader.locator("#p1").get_by_role("link", name="Quote").focus()
    reader.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(more).to_be_focused()


def test_bookmarking_and_citing_stay_on_the_page(person):
    reader = person("reader")
    start_thread(reader)
    reader.evaluate("window.notReloaded = true")
    reader.get_by_role("link", name="More about no. 1").click()
    panel = reader.get_by_role("region", name="No. 1")
    panel.get_by_role("button", name="Bookmark", exact=True).click()
    expect(reader.locator("[data-announce]")).to_contain_text("Only you see it.")
    expect(reader.locator("#p1").get_by_role("link", name="Bookmarked")).to_be_visible()
    panel.get_by_role("link", name="Cite").click()
    expect(panel).to_contain_text("APA 7")
    expect(panel.get_by_role("button", name="Copy").first).to_be_visible()
    assert reader.evaluate("window.notReloaded")
    reader.goto("/bookmarks/")
    expect(reader.get_by_role("main")).to_contain_text("What do you ask after a course?")


def test_an_accepted_answer_reaches_the_other_page(person):
    trainer, reader = person("trainer"), person("reader")
    thread = start_thread(trainer)
    reader.goto(thread)
    reply(reader, "Ask what they did differently.")
    expect(reader.locator("#p2")).to_be_visible()
    trainer.goto(thread)
    trainer.get_by_role("button", name="Accept no. 2 as the answer").click()
    expect(trainer.locator("[data-highlights]")).to_contain_text("Ask what they did differently.")
    expect(reader.locator("[data-highlights]")).to_contain_text("no. 2")
    trainer.get_by_role("button", name="Not the answer").click()
    expect(reader.locator("[data-highlights]")).to_be_hidden()


def test_without_script_the_menu_is_a_page(person):
    reader = person("reader", java_script_enabled=False)
    reader.goto("/forum/evaluation/")
    reader.get_by_role("main").locator(".row__title a").first.click()
    reader.get_by_role("link", name="More about no. 1").click()
    reader.get_by_role("button", name="Bookmark", exact=True).click()
    expect(reader.get_by_text("Bookmarked. Only you see it.")).to_be_visible()
    expect(reader.locator("#p1").get_by_role("link", name="Bookmarked")).to_be_visible()
