"""Whatever an address, a form or a cookie holds, the answer is a page or a refusal: never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from forum.models import Thread
from tests.factories import make_reply

# Other people's software, with forms and tests of its own.
FOREIGN = ("cms/", "django-admin/", "documents/", "_util/")
GOOD = {"thread_id": "{thread}", "number": "1", "board": "practice", "handle": "alice"}
BAD_NUMBERS = ("0", "9999999999", "%EF%BC%91")
BAD_WORDS = ("%00", "%FF%FE", "%0D%0AX:%20y", "a" * 400, "%F0%9F%92%A9")
VALUES = (
    "-1",
    "9" * 30,
    "a\0b",
    "0001-01-01T00:00:00+14:00_1",
    "x" * 5_000,
    "1,2,,\ud7ff" * 300,
    "thread:99999999999999999999",
)
NAMES = (
    *("after", "around", "at", "author", "before", "board", "cursor", "date", "day", "from"),
    *("group", "kind", "level", "month", "next", "number", "numbers", "only", "order", "p"),
    *("page", "parent", "poll", "q", "quote", "reply", "root", "show", "since", "sort", "source"),
    *("status", "tab", "target", "theme", "title", "to", "topic", "topics", "unread", "until"),
    *("version", "view", "week", "year", "key", "reason", "note", "rule", "action", "option"),
)


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix(r"\Z").removesuffix(
            "$"
        )
        if isinstance(pattern, URLPattern):
            yield route
        elif not route.startswith(FOREIGN):
            yield from routes(pattern, route)


ROUTES = sorted(
    {
        route
        for route in routes(get_resolver())
        if "(" not in route and not route.startswith(FOREIGN)
    }
)
PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(route: str, thread: Thread) -> tuple[str, list[str]]:
    """A sound address of this route, and the same with one part after another replaced."""

    def filled(replaced: str = "", by: str = "") -> str:
        def value(part: re.Match[str]) -> str:
            return by if part[2] == replaced else GOOD.get(part[2], "1")

        return "/" + PART.sub(value, route).replace("{thread}", str(thread.pk))

    bad = []
    for part in PART.finditer(route):
        values = BAD_NUMBERS if part[1] in {"n", "int"} else BAD_WORDS
        bad += [filled(part[2], value) for value in values]
    return filled(), bad


@pytest.fixture
def people(thread, alice, bob, mod) -> dict[str, Client]:
    make_reply(thread=thread, author=bob)
    clients = {name: Client(raise_request_exception=False) for name in ("visitor", "mod")}
    clients["mod"].force_login(mod)
    return clients


@pytest.mark.parametrize("route", ROUTES)
def test_no_address_and_no_form_breaks_a_page(route, people, thread):
    good, bad = addresses(route, thread)
    visitor, mod = people["visitor"], people["mod"]
    for address in (good, *bad):
        assert mod.get(address).status_code < 500, address
        assert visitor.get(address).status_code < 500, address
    for value in VALUES:
        sent = dict.fromkeys(NAMES, value)
        assert visitor.get(good, sent).status_code < 500, (good, value)
        assert mod.get(good, sent).status_code < 500, (good, value)
        if route != "accounts/logout/":
            assert mod.post(good, sent).status_code < 500, (good, value, "POST")


def test_signing_in_after_a_change_leads_to_a_page(thread, bob, client):
    """Not to an address that takes forms only."""
    member, led = Client(), set()
    member.force_login(bob)
    for route in ROUTES:
        good, _bad = addresses(route, thread)
        response = client.post(good, {"reply": "1"})
        if response.status_code == 302 and "next=" in response["Location"]:
            led.add(unquote(response["Location"].partition("next=")[2]))
    assert len(led) > 1
    for back in led:
        assert member.get(back, follow=True).status_code in {200, 403, 404}, back


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("x", "must be a whole number"),
        ("１", "must be a whole number"),
        ("-5", "is too small: it must be 0 or more"),
        ("2147483648", "is too large: it may be 2147483647 at most"),
        ("9" * 5_000, "is too large"),
    ],
)
@pytest.mark.parametrize(
    ("page", "name"), [("notice_list", "before"), ("bookmark_list", "before"), ("new", "template")]
)
def test_a_wrong_number_is_named_and_said_to_be_too_small_or_too_large(
    client, board, bob, page, name, value, said
):
    client.force_login(bob)
    url = board.get_absolute_url() + "new/" if page == "new" else reverse(f"forum:{page}")
    response = client.get(url, {name: value})
    assert response.status_code == 400
    assert f"“{name}” {said}" in response.content.decode()


def test_zeros_before_a_number_make_it_no_larger(client, bob):
    client.force_login(bob)
    assert client.get(reverse("forum:notice_list"), {"before": "0" * 5_000}).status_code == 200


@pytest.mark.parametrize(("number", "said"), [("-5", "too small"), ("2147483648", "too large")])
def test_marking_from_a_number_that_no_post_has_says_how_it_is_wrong(
    client, thread, bob, number, said
):
    client.force_login(bob)
    response = client.post(reverse("forum:thread_read", args=[thread.pk]), {"unread": number})
    assert response.status_code == 400
    assert f"That number is {said}." in response.content.decode()


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", ["theme", "thread_view", "script", "messages", "sessionid"])
def test_no_cookie_breaks_a_page(client, thread, name, value):
    client.raise_request_exception = False
    client.cookies[name] = value.encode().replace(b"\0", b"?").decode("latin-1")
    for address in (thread.get_absolute_url(), reverse("forum:board_list"), "/accounts/settings/"):
        assert client.get(address).status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "x" * 600},
        {"Accept": "\xff/\xfe"},
        {"Cookie": "=;;;=\xff; sessionid=\xff"},
        {"Referer": "http://[::1", "Origin": "null"},
        {"X-Forwarded-For": "not an address, ::::"},
        {"If-Modified-Since": "yesterday", "If-None-Match": "\x00"},
        {"Range": "bytes=9-1,-0,x"},
        {"HX-Request": "true", "HX-Target": "\xff"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_breaks_a_page(client, thread, headers):
    client.raise_request_exception = False
    for address in (thread.get_absolute_url(), reverse("forum:notice_list"), "/search/?q=a"):
        assert client.get(address, headers=headers).status_code < 500
    change = reverse("forum:reply", args=[thread.pk])
    assert client.post(change, {"source": "Words."}, headers=headers).status_code < 500


CURSORS = (
    "?after=40",
    "?before=40",
    "?after=2147483647",
    "?before=0",
    "?root=2",
    "?view=newest&after=9",
    "?view=oldest&before=2147483647",
)


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_no_cursor_scans_a_table(client, thread, board, alice, bob, who):
    for _ in range(5):
        make_reply(thread=thread, author=alice)
    if who == "member":
        client.force_login(bob)
    asked: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append((sql, params))
        return execute(sql, params, many, context)

    far = "?after=1767225600000000-4"
    with connection.execute_wrapper(note):
        for cursor in CURSORS:
            assert client.get(thread.get_absolute_url() + cursor).status_code == 200, cursor
        assert client.get(f"{thread.get_absolute_url()}3/").status_code == 200
        assert client.get(board.get_absolute_url() + far).status_code == 200
        client.get(f"{reverse('forum:notice_list')}?before=4")
    for sql, params in asked:
        if sql.startswith("SELECT"):
            assert not whole_tables(sql, params), sql


def whole_tables(sql: str, params: object) -> list[str]:
    """Large tables that the plan reads from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It may read a small table whole; only where it has to does it now.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            pattern = r"Seq Scan on (forum_post|forum_thread|forum_notice|forum_readmark)\b"
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            pattern = r"SCAN (forum_post|forum_thread|forum_notice|forum_readmark)\b(?! USING)"
        return re.findall(pattern, "\n".join(str(row[-1]) for row in cursor.fetchall()))
