"""The real site in its own process, with sample content, and people in real browsers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.servers import free_port

PASSWORD = "round-table-2026"
ROOT = Path(__file__).parents[2]
PEOPLE = ("trainer", "reader", "committee", "chair", "liaison", "moderator", "keeper")

Person = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server started as `make run` starts it, on a database of its own."""
    port = free_port()
    folder = tmp_path_factory.mktemp("site")
    log = folder / "server.log"
    environment = os.environ | {"PORT": str(port), "VAR_DIR": str(folder), "DEBUG": "on"}
    for name in ("SITE_URL", "DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.start"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 240
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310
        except (urllib.error.URLError, OSError):
            process_gave_it_time = 0.5
            try:
                process.wait(process_gave_it_time)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    pytest.fail(f"The site did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.fail(f"No browser at {path}: install Chromium or set CHROMIUM to where it is.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(site: str, chromium: Browser) -> dict[str, object]:
    """Each sample account's cookies, by signing in once through the form."""
    states: dict[str, object] = {}
    for who in PEOPLE:
        context = chromium.new_context(base_url=site)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("E-mail").fill(f"{who}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/login" not in url)
        states[who] = context.storage_state()
        context.close()
    return states


@pytest.fixture
def person(site: str, chromium: Browser, signed_in: dict[str, object]) -> Iterator[Person]:
    """`person("trainer")` is that member's page; options go to the browser context.

    Whatever a page's scripts complained of fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def arrive(who: str = "visitor", **options: object) -> Page:
        state = signed_in.get(who)
        context = chromium.new_context(base_url=site, storage_state=state, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda line: (
                complaints.append(f"{page.url}: {line.text}")
                if "Content Security Policy" in line.text
                else None
            ),
        )
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert not complaints
