"""Pictures and documents in posts: dropped, pasted, chosen, described, seen by the other person."""

from __future__ import annotations

import re
import uuid
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

SHOWS = "A photograph of a full training room"
# What a browser hands to a page when a file is dropped or pasted.
GIVE = """([type, bytes, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  const text = document.querySelector("#id_source");
  text.dispatchEvent(type === "drop"
    ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}"""


def png(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def open_thread(page: Page) -> None:
    page.goto("/forum/showcase/")
    page.locator(".row__title a").first.click()


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_picture_is_described_posted_and_seen_live_at_its_size(person, way):
    writer, reader = person("trainer"), person("reader")
    open_thread(writer)
    writer.locator("#id_source").focus()  # What helps to write comes with the form in view.
    writer.wait_for_selector("[data-toolbar]:not([hidden])", state="attached")
    reader.goto(writer.url)
    expect(reader.locator("[data-state=live]")).to_be_visible()
    words = f"From last week {uuid.uuid4().hex[:6]}"
    writer.locator("#id_source").fill(words)
    writer.evaluate(GIVE, [way, list(png(900, 450 if way == "drop" else 300)), "room.png"])
    field = writer.get_by_label("What does the picture show?")
    expect(field).to_be_visible()
    expect(writer.locator("#id_source")).to_have_value(re.compile(r"!\[\]\(/files/"))

    writer.get_by_role("button", name="Post reply").click()
    expect(writer.locator("#compose [data-error]")).to_contain_text("Describe the picture")
    field.fill(SHOWS)
    expect(writer.locator("#id_source")).to_have_value(re.compile(rf"!\[{SHOWS}\]\(/files/"))
    writer.get_by_role("button", name="Post reply").click()
    expect(writer.locator(".is-own .post__body", has_text=words)).to_be_visible()
    expect(writer.locator("[data-attached] li")).to_have_count(0)

    post, pill = reader.locator(".post", has_text=words).last, reader.locator("[data-pill]")
    expect(post.or_(pill).first).to_be_visible()
    if not post.count():
        pill.click()
    picture = post.get_by_role("img", name=SHOWS)
    reader.mouse.wheel(0, 1)  # Until a reader does something, the page stays where it led.
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True, timeout=15_000)
    room = picture.evaluate("i => [i.naturalWidth > 0, i.clientWidth / i.clientHeight]")
    assert room[0]
    assert abs(room[1] - (2 if way == "drop" else 3)) < 0.05


def test_files_go_with_the_form_where_no_script_runs(person):
    writer = person("trainer", java_script_enabled=False)
    open_thread(writer)
    words = f"Without script {uuid.uuid4().hex[:6]}"
    writer.locator("#id_source").fill(words)
    picture = {"name": "Room.png", "mimeType": "image/png", "buffer": png(60, 40)}
    plan = {"name": "Plan.txt", "mimeType": "text/plain", "buffer": words.encode()}
    writer.get_by_label("Attach pictures or documents").set_input_files([picture, plan])
    writer.get_by_role("button", name="Post reply").click()
    expect(writer.get_by_role("alert").first).to_contain_text("Describe the picture “Room.webp”")
    writer.get_by_label("What does the picture show?").fill(SHOWS)
    writer.get_by_role("button", name="Post reply").click()
    expect(writer).to_have_url(re.compile(r"#p\d+$"))
    post = writer.locator(".post", has_text=words).last
    expect(post.get_by_role("img", name=SHOWS)).to_be_visible()
    expect(post.get_by_role("list", name="Attached files")).to_contain_text("plain text")


def test_a_refused_file_says_why_in_its_place_and_keeps_the_words(person):
    writer = person("reader")
    open_thread(writer)
    writer.locator("#id_source").fill("Some words.")
    drawing = {"name": "map.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
    writer.get_by_label("Attach pictures or documents").set_input_files([drawing])
    row = writer.locator("[data-attached] li")
    expect(row).to_contain_text("SVG")
    row.get_by_role("button", name="Close").click()
    expect(row).to_have_count(0)
    expect(writer.locator("#id_source")).to_have_value("Some words.")
