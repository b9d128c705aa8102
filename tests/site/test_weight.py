"""What a first visit loads, as the site's own server sends it: fonts apart, at most 60 kB."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import reverse

from tests.factories import make_reply

BUDGET = 60_000
REPLIES = 49
WORDS = (
    "We asked the desk what staff would do differently after the workshop, and nobody could say."
    " So we wrote the outcomes first, then looked for *training*, [a policy](/policies/) or a tool"
    " that would get us there, and number %d was the one that worked for our branch.\n\n- {}\n"
)
LOADED = re.compile(r"""<(?:link|script|img|use|source)\b[^>]*?\b(?:href|src)="([^"#]+)""")
PASSIVE = re.compile(r"""<link\b[^>]*\brel="(?:canonical|alternate|next|prev)"[^>]*>""")
IMPORTED = re.compile(r"""^\s*(?:import|export)\b[^"'(]*["']([^"']+)["']""", re.MULTILINE)
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")


def first_visit(page: str) -> dict[str, int]:
    """Compressed bytes by address: the page, and all that it loads before anyone does anything."""
    loaded = {"the page": len(gzip.compress(page.encode(), 6))}
    waiting = LOADED.findall(PASSIVE.sub("", page))
    while waiting:
        address = waiting.pop()
        if address in loaded or address.startswith("data:") or is_font(address):
            continue
        assert address.startswith(settings.STATIC_URL), f"{address} is not ours"
        name = address.removeprefix(settings.STATIC_URL)
        found = find(name)
        assert found, f"{address} is not there"
        body = Path(str(found)).read_bytes()
        loaded[address] = len(brotli.compress(body))
        pattern = {".js": IMPORTED, ".css": IN_STYLE}.get(Path(name).suffix)
        if pattern and "/vendor/" not in address:
            base = Path(address).parent
            waiting += [resolved(base, other) for other in pattern.findall(body.decode())]
    return loaded


def resolved(base: Path, other: str) -> str:
    """The address of `other` as a file in the folder `base` names it."""
    if other.startswith(("/", "data:")):
        return other
    parts: list[str] = []
    for part in (base / other).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return str(Path(*parts))


def is_font(address: str) -> bool:
    return "/fonts/" in address


def listed(loaded: dict[str, int]) -> str:
    rows = sorted(loaded.items(), key=lambda row: -row[1])
    lines = [f"{size:7,}  {address}" for address, size in rows]
    return "\n".join([f"{sum(loaded.values()):7,}  in all; {BUDGET:,} allowed", *lines])


@pytest.fixture
def addresses(board, thread, alice, bob) -> dict[str, str]:
    for number in range(REPLIES):
        author = (alice, bob)[number % 2]
        words = (WORDS % number).format(" ".join(f"word{number + n * 7}" for n in range(12)))
        make_reply(thread=thread, author=author, parent=1 + number // 2, source=words)
    return {
        "thread": thread.get_absolute_url(),
        "flat": f"{thread.get_absolute_url()}?view=newest",
        "board": board.get_absolute_url(),
        "boards": reverse("forum:board_list"),
        "search": f"{reverse('forum:search')}?q=outcomes",
    }


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_a_first_visit_is_light(client: Client, addresses, bob, who):
    if who == "member":
        client.force_login(bob)
    for name, address in addresses.items():
        page = client.get(address).content.decode()
        loaded = first_visit(page)
        assert sum(loaded.values()) <= BUDGET, f"{name}, {who}:\n{listed(loaded)}"


def test_the_sum_finds_what_is_loaded_by_what_is_loaded(client, addresses):
    loaded = first_visit(client.get(addresses["thread"]).content.decode())
    for name in ("css/tokens.css", "js/thread.js", "js/live.js", "img/icons.svg"):
        assert f"{settings.STATIC_URL}{name}" in loaded
