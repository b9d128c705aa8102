import pytest
from playwright.sync_api import expect

PAGES = [
    "/",
    "/forum/",
    "/forum/evaluation/",
    "/policies/",
    "/clearinghouse/",
    "/learning/",
    "/units/",
    "/topics/",
    "/search/?q=training",
    "/scholarships/",
    "/personnel/",
    "/accounts/login/",
    "/accounts/signup/",
]


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways(person, width):
    visitor = person(viewport={"width": width, "height": 740}, has_touch=True)
    for address in PAGES:
        response = visitor.goto(address)
        assert response
        assert response.ok, address
        extra = visitor.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert extra <= 0, address


def test_a_member_replies_on_a_phone(person):
    reader = person("reader", viewport={"width": 390, "height": 740}, has_touch=True)
    reader.goto("/forum/welcome/")
    reader.locator(".row__title a").first.tap()
    reader.locator("#id_source").fill("Hello from the bus.")
    reader.get_by_role("button", name="Post reply").tap()
    expect(reader.locator("article.post", has_text="Hello from the bus.")).to_be_visible()
