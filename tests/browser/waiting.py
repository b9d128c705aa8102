"""Waiting for what only a script can tell; the site's policy forbids Playwright's own way."""

from playwright.sync_api import Page

STEP, LONGEST = 100, 15_000  # milliseconds


def wait_until(page: Page, script: str, arg: object = None) -> None:
    """Return as soon as `script`, a JavaScript function of `arg`, gives something true."""
    for _ in range(LONGEST // STEP):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(STEP)
    raise AssertionError(f"never true: {script}")
