"""Writing in a real browser: nothing typed is lost, and help comes without getting in the way."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_live_thread import start_thread


def words() -> str:
    return f"Words {uuid.uuid4().hex[:8]}"


def text(page: Page):
    return page.locator("#id_source")


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text("Draft saved")


def test_a_draft_is_there_on_another_device(person):
    desk, phone = person("reader"), person("reader")
    thread, said = start_thread(desk), words()
    text(desk).fill(said)
    expect_saved(desk)
    phone.goto(thread)
    expect(text(phone)).to_have_value(said)
    phone.get_by_role("button", name="Post reply").click()
    expect(phone.locator("#p2")).to_contain_text(said)
    phone.reload()
    expect(text(phone)).to_have_value("")
    # The desk still shows what was posted from the phone, and is not told that it is new.
    desk.reload()
    expect(text(desk)).to_have_value("")


def test_two_windows_of_one_browser_keep_both_texts(person):
    first = person("reader")
    thread = start_thread(first)
    second = first.context.new_page()
    second.goto(thread)
    one, two = words(), words()
    text(first).fill(one)
    expect_saved(first)
    text(second).fill(two)
    expect_saved(second)
    first.goto("/drafts/")
    expect(first.locator("main")).to_contain_text(one)
    expect(first.locator("main")).to_contain_text(two)


def test_one_draft_in_two_browsers_parts_instead_of_losing_words(person):
    desk, phone = person("reader"), person("reader")
    thread, said = start_thread(desk), words()
    text(desk).fill(said)
    expect_saved(desk)
    phone.goto(thread)
    expect(text(phone)).to_have_value(said)
    text(phone).fill(f"{said} from the phone")
    expect_saved(phone)
    text(desk).fill(f"{said} from the desk")
    expect(desk.locator("[data-other]")).to_contain_text("Both are kept")
    desk.get_by_role("button", name="Restore the other version").click()
    expect(text(desk)).to_have_value(f"{said} from the phone")
    desk.get_by_role("button", name="Restore the other version").click()
    expect(text(desk)).to_have_value(f"{said} from the desk")


def test_a_new_thread_comes_back_with_its_title(person):
    page = person("reader")
    page.goto("/forum/evaluation/new/")
    said = words()
    page.get_by_label("Title").fill(said)
    text(page).fill(f"Body of {said}")
    expect_saved(page)
    page.goto("/drafts/")
    page.locator("main").get_by_role("link", name=said, exact=True).click()
    expect(page.get_by_label("Title")).to_have_value(said)
    expect(text(page)).to_have_value(f"Body of {said}")
    page.get_by_role("button", name="Start the thread").click()
    page.wait_for_url(re.compile(r"/t/\d+/"))
    page.goto("/drafts/")
    expect(page.locator("main")).not_to_contain_text(said)


def test_names_are_completed_by_keyboard_alone(person):
    page = person("reader")
    start_thread(page)
    text(page).press_sequentially("Hello @coe")
    options = page.locator("[role=option]:visible")  # Not those of the control beside it.
    option = options.filter(has_text="@coe")
    expect(option).to_contain_text("Tells 7 people")
    expect(text(page)).to_have_attribute("aria-activedescendant", re.compile("names-"))
    assert text(page).get_attribute("role") is None
    text(page).press("Enter")
    expect(text(page)).to_have_value("Hello @coe ")
    text(page).press_sequentially("and :tada")
    expect(options.first).to_be_visible()
    text(page).press("Tab")
    expect(text(page)).to_have_value("Hello @coe and 🎉 ")
    text(page).press_sequentially("@zzzz")
    expect(options).to_have_count(0)


def test_what_is_selected_is_quoted_with_its_source(person):
    page = person("reader")
    start_thread(page)
    page.evaluate(
        """() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector("#p1 .post__body p"));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        }"""
    )
    page.get_by_role("button", name="Quote the selection").focus()
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value(
        re.compile(
            r"^> We ask \*\*one\*\* question\.\n>\n"
            r"> — \[.+, no\. 1\]\(/t/\d+/.+/1/#p1\)\s+$"
        )
    )
    expect(text(page)).to_be_focused()


def test_offline_nothing_is_sent_behind_ones_back(person):
    page = person("reader")
    start_thread(page)
    said = words()
    text(page).fill(said)
    page.wait_for_selector("[data-toolbar]:not([hidden])", state="attached")
    page.context.set_offline(True)
    expect(page.locator("[data-offline-note]")).to_contain_text("You are offline.")
    page.get_by_role("button", name="Keep as draft").click()
    page.context.set_offline(False)
    expect(page.get_by_text("You are online again")).to_be_visible()
    expect(page.locator("#p2")).to_have_count(0)
    page.locator("[data-offline-note]").get_by_role("button", name="Post reply").click()
    expect(page.locator("#p2")).to_contain_text(said)


def test_the_toolbar_is_one_stop_with_arrow_keys(person):
    page = person("reader")
    start_thread(page)
    bold = page.get_by_role("button", name="Bold")
    bold.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Mention a person or unit")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Write")).to_be_focused()
    text(page).fill("loud")
    text(page).select_text()
    bold.click()
    expect(text(page)).to_have_value("**loud**")
    bold.click()
    expect(text(page)).to_have_value("loud")
    page.keyboard.press("Control+z")
    expect(text(page)).to_have_value("**loud**")


def test_a_template_asks_before_it_replaces(person):
    page = person("reader")
    page.goto("/forum/evaluation/new/")
    page.get_by_role("link", name="Question", exact=True).click()
    expect(text(page)).to_have_value(re.compile("What I want to find out"))
    text(page).fill("My own words")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("link", name="Event report").click()
    expect(text(page)).to_have_value("My own words")


@pytest.mark.parametrize("where", ["new", "edit"])
def test_the_same_form_previews_and_sends_elsewhere(person, where):
    page = person("reader")
    thread = start_thread(page)
    if where == "edit":
        page.goto(f"/t/{thread.split('/')[2]}/1/edit/")
    else:
        page.goto("/forum/evaluation/new/")
        page.get_by_label("Title").fill(words())
    said = words()
    text(page).fill(f"**{said}**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview] strong")).to_have_text(said)
    page.get_by_role("button", name="Write").click()
    text(page).press("Control+Enter")
    page.wait_for_url(re.compile(r"/t/\d+/[^/]+/"))
    expect(page.locator("#p1 strong")).to_have_text(said)
