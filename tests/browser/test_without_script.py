"""Everything works with script off; pages must be reloaded to show what is new."""

import re
import uuid

from playwright.sync_api import expect


def test_reading_replying_marking_and_following(person):
    reader = person("reader", java_script_enabled=False)
    words = f"Plain words {uuid.uuid4().hex[:6]}"
    reader.goto("/forum/showcase/")
    reader.locator(".row__title a").first.click()
    reader.locator("#p1").get_by_role("link", name="Reply to").click()
    reader.get_by_label("Reply to the opening post").fill(words)
    reader.get_by_role("button", name="Preview").click()
    expect(reader.locator("[data-preview]")).to_contain_text(words)
    reader.get_by_role("button", name="Post reply").click()
    expect(reader).to_have_url(re.compile(r"/t/\d+/.+/\d+/#p\d+$"))
    number = reader.url.rpartition("#p")[2]
    expect(reader.locator(f"#p{number}")).to_contain_text(words)

    reader.locator("#p1 [data-helpful]").click()
    expect(reader.locator(".is-helpful > #p1")).to_be_visible()

    reader.locator("aside select[name=level]").select_option("every")
    reader.locator("aside").get_by_role("button", name="Save").click()
    expect(reader.locator("aside select[name=level]")).to_have_value("every")


def test_an_empty_reply_says_so_and_keeps_the_place(person):
    reader = person("reader", java_script_enabled=False)
    reader.goto("/forum/showcase/")
    reader.locator(".row__title a").first.click()
    reader.locator("#id_source").fill("   ")
    reader.get_by_role("button", name="Post reply").click()
    expect(reader.get_by_role("alert").first).to_contain_text("Write")


def test_a_visitor_finds_and_reads(person):
    visitor = person(java_script_enabled=False)
    visitor.goto("/search/?q=workshop")
    expect(visitor.locator("main mark").first).to_be_visible()
    visitor.locator("main .row__title a").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
