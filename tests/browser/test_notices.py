import uuid

from playwright.sync_api import expect

from tests.browser.test_live_thread import reply, start_thread


def test_a_follower_hears_on_the_bell_and_by_mail(person):
    trainer, reader = person("trainer"), person("reader")
    thread = start_thread(trainer, "tools")
    reader.goto(thread)
    reader.locator("aside select[name=level]").select_option("every")
    reader.locator("aside").get_by_role("button", name="Save").click()
    reader.goto("/policies/")
    bell = reader.locator("header .badge")
    before = int(bell.get_attribute("data-n") or 0)

    word = f"word{uuid.uuid4().hex[:8]}"
    reply(trainer, f"News for those who follow: {word}")
    expect(bell).to_have_attribute("data-n", str(before + 1))

    reader.goto("/notices/")
    expect(reader.locator("main")).to_contain_text("What do you ask after a course?")
    reader.goto("/outbox/")
    expect(reader.locator("main")).to_contain_text("What do you ask after a course?")
