"""Typed words are never lost: not while scripts come, not when the site refuses or is away."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_live_thread import start_thread
from tests.browser.waiting import wait_until

LOADED_LATE = re.compile(r"/js/(?:replying|composer|writing|drafts)\.")
NOT_CONFIRMED = "Not confirmed. Your text is safe."


def words() -> str:
    return f"Words {uuid.uuid4().hex[:8]}"


def text(page: Page):
    return page.locator("#id_source")


class Slow:
    """A network on which the composer's modules wait until `let_go`."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] | None = []
        page.route(LOADED_LATE, self.take)

    def take(self, route: Route) -> None:
        if self.held is None:
            route.continue_()
        else:
            self.held.append(route)

    def let_go(self) -> None:
        held, self.held = self.held or [], None
        for route in held:
            route.continue_()


@pytest.fixture
def thread(person) -> str:
    """A thread with one reply."""
    page = person("trainer")
    address = start_thread(page)
    text(page).fill("The first answer.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#p2")).to_be_visible()
    return address


@pytest.mark.parametrize("way", ["Reply", "Quote", "r", "q", "selection"])
def test_the_first_use_waits_for_its_scripts(person, thread, way):
    page = person("reader")
    slow = Slow(page)
    page.goto(thread)
    said = words()
    text(page).fill(said)
    post = page.locator("#p2")
    if way == "selection":
        post.locator(".post__body p").select_text()
    elif len(way) == 1:
        page.evaluate(
            """() => { const box = document.querySelector("[data-keys-switch] [name=on]");
            if (!box.checked) box.click(); document.activeElement.blur(); }"""
        )
        post.focus()
        page.keyboard.press(way)
    else:
        post.locator(f"[data-{way.lower()}]").click()
    expect(page).to_have_url(re.compile(re.escape(thread)))
    expect(text(page)).to_have_value(said)
    slow.let_go()
    if way == "selection":
        page.get_by_role("button", name="Quote the selection").click()
    expect(page.locator("[data-label]")).to_contain_text("no. 2")
    expect(text(page)).to_be_focused()
    expect(text(page)).to_have_value(re.compile(f"^{said}"))
    if way not in ("Reply", "r"):
        expect(text(page)).to_have_value(re.compile("> The first answer"))
    expect(page.locator("[data-saved]")).to_have_text("Draft saved")


def test_a_name_typed_before_the_scripts_are_there_is_completed(person, thread):
    page = person("reader")
    slow = Slow(page)
    page.goto(thread)
    text(page).press_sequentially("Hello @coe")
    slow.let_go()
    expect(page.locator("[role=option]:visible").first).to_contain_text("@coe")


def test_without_the_composer_a_reply_goes_by_the_page_with_its_words(person, thread):
    page = person("reader")
    page.route(LOADED_LATE, lambda route: route.abort())
    page.goto(thread)
    said = words()
    text(page).fill(said)
    page.locator("#p2 [data-reply]").click()
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(text(page)).to_have_value(said)
    expect(page.locator("[data-label]")).to_contain_text("no. 2")


@pytest.mark.parametrize("where", ["reply", "thread"])
def test_words_typed_before_the_scripts_are_there_survive_leaving(person, thread, where):
    page = person("reader")
    address = thread if where == "reply" else "/forum/evaluation/new/"
    page.route(LOADED_LATE, lambda route: route.abort())
    page.goto(address)
    said = words()
    text(page).fill(said)
    page.goto("/people/")
    page.unroute(LOADED_LATE)
    page.goto(address)
    expect(text(page)).to_have_value(said)
    text(page).fill("")


def test_a_draft_deleted_on_one_device_stays_deleted_on_another(person, thread):
    desk, phone = person("reader"), person("reader")
    said = words()
    desk.goto(thread)
    text(desk).fill(said)
    expect(desk.locator("[data-saved]")).to_have_text("Draft saved")
    phone.goto("/drafts/")
    row = phone.locator(".row").filter(has_text=said)
    row.get_by_role("button", name=re.compile("Delete")).click()
    expect(phone.get_by_text("The draft was deleted.")).to_be_visible()
    expect(phone.locator("main")).not_to_contain_text(said)
    desk.goto("/people/")
    desk.goto(thread)
    expect(desk.locator("[data-toolbar]")).to_be_visible()
    expect(text(desk)).to_have_value("")
    phone.get_by_role("button", name="Undo").click()
    expect(phone.locator("main")).to_contain_text(said)


def test_deleting_a_draft_drops_this_browsers_copy(person, thread):
    page = person("reader")
    said = words()
    page.goto(thread)
    text(page).fill(said)
    expect(page.locator("[data-saved]")).to_have_text("Draft saved")
    page.goto("/drafts/")
    row = page.locator(".row").filter(has_text=said)
    row.get_by_role("button", name=re.compile("Delete")).click()
    expect(page.get_by_text("The draft was deleted.")).to_be_visible()
    wait_until(
        page, "(said) => !Object.values(localStorage).some((entry) => entry.includes(said))", said
    )


@pytest.mark.parametrize("where", ["reply", "new", "edit"])
def test_what_is_not_confirmed_is_said_to_be_safe(person, where):
    page = person("reader")
    address = start_thread(page)
    number = address.split("/")[2]
    if where == "new":
        page.goto("/forum/evaluation/new/")
        page.get_by_label("Title").fill(words())
    elif where == "edit":
        page.goto(f"/t/{number}/1/edit/")
    said = words()
    text(page).fill(said)
    target = {"reply": "**/reply/", "new": "**/new/", "edit": "**/edit/"}[where]
    page.route(target, lambda route: route.abort(), times=1)
    button = page.locator("[data-post]")
    expect(page.locator("[data-toolbar]")).to_be_visible()  # The composer has come.
    button.click()
    expect(page.locator("[data-error]")).to_contain_text(NOT_CONFIRMED)
    expect(text(page)).to_have_value(said)
    expect(text(page)).to_be_editable()
    button.click()
    expect(page.locator(f"#p{2 if where == 'reply' else 1}")).to_contain_text(said)


@pytest.mark.parametrize("where", ["reply", "new"])
def test_words_added_after_a_lost_answer_are_posted_by_pressing_again(person, where):
    page = person("reader")
    address = start_thread(page)
    if where == "new":
        page.goto("/forum/evaluation/new/")
        page.get_by_label("Title").fill(words())
    said, added = words(), words()
    text(page).fill(said)

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route(f"**/{where}/", lose_the_answer, times=1)
    button = page.locator("[data-post]")
    expect(page.locator("[data-toolbar]")).to_be_visible()  # The composer has come.
    button.click()
    expect(page.locator("[data-error]")).to_contain_text(NOT_CONFIRMED)
    text(page).fill(f"{said}\n\n{added}")
    button.click()
    expect(page.locator("[data-error]")).to_contain_text("This form was sent already")
    expect(text(page)).to_have_value(f"{said}\n\n{added}")
    button.click()
    expect(page.locator("article").filter(has_text=added)).to_be_visible()
    page.goto(address if where == "reply" else "/forum/evaluation/new/")
    expect(page.locator("[data-toolbar]")).to_be_visible()
    expect(text(page)).to_have_value("")


def test_words_added_after_a_lost_answer_survive_a_reload(person, thread):
    page = person("reader")
    page.goto(thread)
    expect(page.locator("[data-toolbar]")).to_be_visible()
    said, added = words(), words()
    text(page).fill(said)

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/reply/", lose_the_answer, times=1)
    page.locator("[data-post]").click()
    expect(page.locator("[data-error]")).to_contain_text(NOT_CONFIRMED)
    text(page).fill(f"{said}\n\n{added}")
    page.reload()
    expect(text(page)).to_have_value(f"{said}\n\n{added}")
    expect(page.locator("[data-saved]")).to_have_text("Draft saved")
    expect(text(page)).to_have_value(f"{said}\n\n{added}")


def test_an_ended_session_gives_the_words_back_after_signing_in(person, thread):
    page = person("reader")
    page.goto(thread)
    said = words()
    text(page).fill(said)
    expect(page.locator("[data-saved]")).to_have_text("Draft saved")
    text(page).press_sequentially(" more")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    page.get_by_label("E-mail").fill("reader@example.org")
    page.get_by_label("Password").fill("round-table-2026")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/t/\d+/"))
    expect(text(page)).to_have_value(f"{said} more")


@pytest.mark.parametrize("where", ["reply", "new", "edit"])
def test_a_stale_token_gives_the_words_back(person, where):
    page = person("reader")
    number = start_thread(page).split("/")[2]
    if where == "new":
        page.goto("/forum/evaluation/new/")
        page.get_by_label("Title").fill(words())
    elif where == "edit":
        page.goto(f"/t/{number}/1/edit/")
    said = words()
    text(page).fill(said)
    page.context.clear_cookies(name="csrftoken")
    page.locator("[data-post]").click()
    if where == "reply":
        expect(page.locator("[data-error]")).to_contain_text("Your text is safe")
        expect(text(page)).to_have_value(said)
    else:
        expect(page.locator("#typed")).to_have_value(re.compile(said))


def test_a_thread_locked_meanwhile_gives_the_words_back(person, thread):
    page, moderator = person("reader"), person("moderator")
    page.goto(thread)
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live")
    said = words()
    text(page).fill(said)
    moderator.goto(f"/t/{thread.split('/')[2]}/lock/")
    moderator.get_by_label("Reason").fill("It runs in circles.")
    moderator.locator("main form .btn--primary").click()
    expect(page.locator("main")).to_contain_text("It runs in circles.")
    expect(page.locator("main").locator("textarea").first).to_have_value(re.compile(said))


def test_the_counter_shows_near_the_limit(person, thread):
    page = person("reader")
    page.goto(thread)
    count = page.locator("#compose [data-count]")
    text(page).fill("x")
    expect(count).to_be_hidden()
    text(page).fill("x" * 31_999)
    expect(count).to_have_text("31,999 of 32,000 characters")
    text(page).press_sequentially("yy")
    expect(count).to_have_class("is-over")
    text(page).fill("")


def test_someone_replied_while_you_wrote(person, thread):
    page, other = person("reader"), person("committee")
    page.goto(thread)
    expect(page.locator("[data-live]")).to_have_attribute("data-state", "live")
    said = words()
    text(page).fill(said)
    other.goto(thread)
    text(other).fill("Faster than you.")
    other.get_by_role("button", name="Post reply").click()
    note = page.locator("[data-meanwhile]")
    expect(note).to_contain_text("Someone replied to this while you wrote")
    note.get_by_role("button", name="Show").click()
    expect(page.locator("#p3")).to_be_focused()
    expect(text(page)).to_have_value(said)
