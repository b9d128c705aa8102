"""Finding and keeping one's place in a thread: steps, keys, marks, branches, and settling."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.test_live_thread import reply, start_thread
from tests.browser.waiting import wait_until

PIXEL = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="700">'
    '<rect width="600" height="700" fill="teal"/></svg>'
)


def write(page: Page, url: str, words: list[str]) -> None:
    page.goto(url)
    for number, text in enumerate(words, start=2):
        reply(page, text)
        expect(page.locator(f"#p{number}")).to_be_focused()


def top_of(page: Page, post: str) -> float:
    return float(page.locator(post).evaluate("post => post.getBoundingClientRect().top"))


def with_slow_picture(page: Page, post: str) -> list[Route]:
    """The thread's pages get a picture of no known size before `post`; it waits to be let go."""
    held: list[Route] = []

    def dress(route: Route) -> None:
        answer = route.fetch()
        mark = f'<article class="post" id="{post}"'
        picture = f'<img src="/static/slow.svg" alt=""><img src="/static/slow.svg" alt="">{mark}'
        route.fulfill(response=answer, body=answer.text().replace(mark, picture))

    page.route("**/static/slow.svg", lambda route: held.append(route))
    page.route(re.compile(r"/t/\d+/[^/]+/(\d+/)?(\?.*)?$"), dress)
    return held


def hide(page: Page) -> None:
    """As in a tab behind another, until the page's script is told that it is `shown`."""
    page.add_init_script(
        "const shown = { get: () => window.shown ?? 'hidden' };"
        "Object.defineProperty(document, 'visibilityState', shown);"
    )


def let_go(held: list[Route]) -> None:
    for route in held:
        route.fulfill(content_type="image/svg+xml", body=PIXEL)
    held.clear()


def test_a_permalink_stays_on_its_post_while_pictures_arrive(person):
    trainer, reader = person("trainer"), person("reader")
    thread = start_thread(trainer)
    write(trainer, thread, [f"Remark {n}. " + "And more. " * 60 for n in range(2, 9)])
    held = with_slow_picture(reader, "p3")
    reader.goto(f"{thread}6/#p6", wait_until="domcontentloaded")
    expect(reader.locator("live-thread[data-settling]")).to_be_visible()
    landed = top_of(reader, "#p6")
    assert 0 <= landed < 500
    let_go(held)
    wait_until(reader, "() => document.querySelector('#p3, img').offsetHeight > 0")
    wait_until(reader, "() => [...document.images].every((image) => image.complete)")
    reader.wait_for_timeout(300)
    assert abs(top_of(reader, "#p6") - landed) < 3
    reader.keyboard.press("Shift")
    expect(reader.locator("live-thread[data-settling]")).to_have_count(0)


def test_a_closed_branch_opens_for_the_post_that_an_address_names(person):
    trainer = person("trainer")
    thread = start_thread(trainer)
    write(trainer, thread, ["A first remark."])
    trainer.locator("#p2").get_by_role("link", name="Reply to").click()
    reply(trainer, "An answer to it.")
    expect(trainer.locator("#p3")).to_be_visible()
    trainer.goto(thread)
    trainer.get_by_role("button", name="Collapse all").click()
    expect(trainer.locator("#p3")).to_be_hidden()
    trainer.reload()
    expect(trainer.locator("#p3")).to_be_hidden()
    trainer.goto(f"{thread}3/#p3")
    expect(trainer.locator("#p3")).to_be_in_viewport()


def test_all_read_is_said_where_the_reader_is_and_can_be_undone(person):
    trainer, reader = person("trainer"), person("reader")
    thread = start_thread(trainer)
    reader.goto(thread)
    reader.get_by_role("button", name="Mark all read").click()
    expect(reader.locator("[data-told]")).to_contain_text("marked as read")
    reader.goto("/")
    hide(reader)  # so that nothing is read meanwhile
    write(trainer, thread, [f"Remark {n}" for n in range(2, 5)])
    reader.goto(thread)
    expect(reader.locator("[data-step-count]")).to_have_text("3 new")
    expect(reader.get_by_role("link", name=re.compile("^3 new since"))).to_be_visible()
    reader.get_by_role("button", name="Mark all read").click()
    expect(reader.locator(".is-new")).to_have_count(0)
    expect(reader.locator("[data-stepper]")).to_be_hidden()
    reader.get_by_role("button", name="Undo").click()
    expect(reader.locator(".is-new")).to_have_count(3)
    reader.get_by_role("button", name="Next new post").click()
    expect(reader.locator("#p2")).to_be_focused()
    reader.get_by_role("button", name="Next new post").click()
    expect(reader.locator("#p3")).to_be_focused()


def test_keys_move_the_focus_once_they_are_switched_on(person):
    page = person("committee")
    thread = start_thread(page)
    write(page, thread, [f"Remark {n}" for n in range(2, 5)])
    page.goto(thread)
    page.keyboard.press("j")
    expect(page.locator(".post:focus")).to_have_count(0)
    page.get_by_role("button", name="Keyboard").click()
    with page.expect_response("**/accounts/shortcuts/"):
        page.get_by_label("Use these keys in threads").check()
    expect(page.locator("[data-keys-said]")).to_have_text("The keys work now.")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(".post:focus")).to_have_count(1)
    page.locator("#p3").focus()
    page.keyboard.press("j")
    expect(page.locator("#p4")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#p3")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#id_source")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("#id_source")).to_have_value("jk?")
    page.keyboard.press("Escape")
    expect(page.locator("#p3").get_by_role("link", name="Reply to")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#p3").get_by_role("link", name="Reply to")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Use these keys in threads").uncheck()
    expect(page.locator("[data-keys-said]")).to_have_text("The keys are off.")


def test_a_post_in_a_hidden_tab_is_not_read(person):
    trainer, reader = person("trainer"), person("reader")
    thread = start_thread(trainer)
    told: list[str] = []
    reader.on(
        "request", lambda request: told.append(request.url) if "/read/" in request.url else None
    )
    hide(reader)
    reader.goto(thread)
    reader.wait_for_timeout(8_000)  # longer than a look and a flush together
    assert not told
    with reader.expect_request(re.compile("/read/$"), timeout=20_000):
        reader.evaluate("window.shown = 'visible'")
