"""Coming in, as people do it: every script runs under the strict policy, or the test fails."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.doors import app_code
from tests.browser.conftest import Person

PASSWORD = "a-good-long-password"


@pytest.fixture
def home(site: str) -> str:
    """Passkeys belong to a host name, so not to 127.0.0.1."""
    return site.replace("127.0.0.1", "localhost")


def sign_up(page: Page, home: str, name: str) -> None:
    page.goto(f"{home}/accounts/signup/")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Name", exact=True).fill(name.title())
    page.get_by_label("Handle").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Confirm your address")).to_be_visible()
    page.get_by_label("Code from the mail").fill(mailed_code(page, home, name))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Your address is confirmed.")).to_be_visible()


def mailed_code(page: Page, home: str, name: str) -> str:
    outbox = page.context.new_page()
    outbox.goto(f"{home}/outbox/")
    outbox.locator("li", has_text=f"{name}@example.org").first.get_by_role("link").click()
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", outbox.get_by_role("main").inner_text())
    assert found
    outbox.close()
    return found[0]


def sign_out(page: Page, home: str) -> None:
    page.goto(f"{home}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def confirm_password(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Confirm").click()


def give_authenticator(page: Page) -> None:
    """A device with a finger on it, made by the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_newcomer_signs_up_and_comes_back_with_a_passkey(person: Person, home: str) -> None:
    page = person(timezone_id="America/Denver")
    page.goto(f"{home}/accounts/signup/")
    expect(page.get_by_label("Time zone")).to_have_value("America/Denver")
    sign_up(page, home, "passkeeper")

    give_authenticator(page)
    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_text("The key is added.")).to_be_visible()

    sign_out(page, home)
    page.goto(f"{home}/accounts/login/?next=/accounts/settings/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Your profile and settings")).to_be_visible()


def test_a_device_without_a_passkey_is_told_so(person: Person, home: str) -> None:
    page = person()
    give_authenticator(page)
    page.goto(f"{home}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey did not work")


def test_the_app_is_the_second_step(person: Person, home: str) -> None:
    page = person()
    sign_up(page, home, "twostep")
    page.goto(f"{home}/accounts/2fa/totp/activate/")
    confirm_password(page)
    secret = page.get_by_label("Secret").input_value()
    page.get_by_label("Code that the app shows now").fill(app_code(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("10 of 10 are left.")).to_be_visible()

    sign_out(page, home)
    page.goto(f"{home}/accounts/login/?next=/accounts/settings/")
    page.get_by_label("E-mail address").fill("twostep@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code from your app").fill(app_code(secret))
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your profile and settings")).to_be_visible()


def test_signing_in_works_without_script(person: Person, home: str) -> None:
    page = person(java_script_enabled=False)
    page.goto(f"{home}/accounts/login/?next=/accounts/settings/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("E-mail address").fill("reader@example.org")
    page.get_by_label("Password").fill("round-table-2026")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your profile and settings")).to_be_visible()
