"""Drafting a policy in the admin's editor."""

from playwright.sync_api import expect


def test_what_resembles_a_clause_appears_under_it(person):
    writer = person("committee")
    writer.goto("/cms/pages/")
    row = writer.get_by_role("row").filter(has=writer.locator("a[href='/policies/']"))
    section = row.locator("a[href^='/cms/pages/']").first.get_attribute("href")
    number = section.rstrip("/").split("/")[-1]
    writer.goto(f"/cms/pages/add/policies/policypage/{number}/")
    writer.locator("button[title='Insert a block']").first.click()
    clause = writer.locator("[data-overlap]").first
    clause.locator("[contenteditable=true]").click()
    writer.keyboard.type("Paid time for continuing education of library staff.")
    found = clause.get_by_role("status").filter(has_text="Like this")
    expect(found.get_by_role("link").first).to_be_visible()
    clause.locator("[contenteditable=true]").click()
    writer.keyboard.press("Control+a")
    writer.keyboard.press("Delete")
    expect(found).to_have_count(0)
