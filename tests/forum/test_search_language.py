"""What can be typed: the same answers from both engines, and never an error."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts.models import User
from forum.actions.indexing import index_post
from forum.models import Board, SearchEntry, Thread
from forum.search.filters import Filters
from forum.search.queries import parse_query
from forum.search.results import search
from tests.factories import make_reply, make_thread

TEXTS = {
    "Policy B.9.1": "On staff development.",
    "Manual": "See section 54.1 and CD#3, not 54.12. Policy B.9.1 is near.",
    "Numbers apart": "B 9 stands here and 1 there; 54 and 1; CD and 3.",
    "Interviews": "The exit interview, held well. An interview at the exit is another thing.",
    "Library café": "Naïve trainers; the libraries’ O’Neil method; e-mail me at a_b@example.org.",
    "Webinars": "Vendor webinar with 5e10x codes, 1st2nd and 0x1f.",
    "Wörter": "Привет, тренер! 日本語 テスト。 Straße. İstanbul.",
    "Ends with alpha": "Omega begins here.",
    "Class": "One class, two classes; a study, many studies. The boss.",
}


FOUND = {
    "B.9.1": {"Policy B.9.1", "Manual"},
    "b.9.1": {"Policy B.9.1", "Manual"},
    "54.1": {"Manual"},
    "54.12": {"Manual"},
    "54.13": set(),
    "CD#3": {"Manual"},
    "b 9 1": {"Policy B.9.1", "Manual", "Numbers apart"},
    '"exit interview"': {"Interviews"},
    '"interview exit"': set(),
    '"exit interview': {"Interviews"},
    "“exit interview”": {"Interviews"},
    "interview -exit": set(),
    "policy -manual": {"Policy B.9.1"},
    'b.9.1 -"staff development"': {"Manual"},
    "policy -54.1": {"Policy B.9.1"},
    "cafe": {"Library café"},
    "CAFÉ": {"Library café"},
    "cafe\u0301": {"Library café"},
    "naive": {"Library café"},
    "library": {"Library café"},
    '"library"': {"Library café"},
    "libraries": {"Library café"},
    "o'neil": {"Library café"},
    "email": set(),
    "e-mail": {"Library café"},
    "a_b": {"Library café"},
    "webinar": {"Webinars"},
    "webinars": {"Webinars"},
    "5e10x": {"Webinars"},
    "1st2nd 0x1f": {"Webinars"},
    "привет": {"Wörter"},
    "ТРЕНЕР": {"Wörter"},
    "日本語": {"Wörter"},
    "worter": {"Wörter"},
    "straße": {"Wörter"},
    "istanbul": {"Wörter"},
    "webin*": {"Webinars"},
    "intervie*": {"Interviews"},
    '"alpha omega"': set(),
    "alpha omega": {"Ends with alpha"},
    "classes": {"Class"},
    "studies": {"Class"},
    "bosses": {"Class"},
    "exit the held": {"Interviews"},
}


@pytest.fixture(autouse=True)
def only_what_the_test_makes(db: None) -> None:
    """The site begins with a few published pages."""
    SearchEntry.objects.all().delete()


@pytest.fixture
def shelf(board: Board, alice: User) -> None:
    for title, text in TEXTS.items():
        make_thread(board=board, author=alice, title=title, source=text)


def titles(text: str, *, completing: bool = False) -> list[str]:
    query = parse_query(text, completing=completing)
    return [entry.title for entry in search(AnonymousUser(), query, Filters()).entries]


def test_each_query_finds_what_it_should(shelf: None) -> None:
    assert {text: set(titles(text)) for text in FOUND} == FOUND


def test_title_comes_first(shelf: None) -> None:
    assert titles("B.9.1") == ["Policy B.9.1", "Manual"]


def test_word_being_typed_may_go_on(shelf: None) -> None:
    assert titles("exit inter", completing=True) == ["Interviews"]
    assert titles("exit int ", completing=True) == ["Interviews"]
    assert parse_query("exit int ", completing=True).wanted[1].prefix is False


def test_words_in_different_posts_do_not_meet(board: Board, alice: User) -> None:
    thread = make_thread(board=board, author=alice, title="One", source="lantern")
    make_reply(thread=thread, author=alice, source="compass")
    assert titles("lantern compass") == []


HOSTILE = [
    '"',
    '""',
    '"""',
    "'",
    "''",
    "\\",
    "\0",
    "a\0b",
    "*",
    "**",
    "a*",
    "* a",
    "-",
    "--",
    "---a",
    "-*",
    "a -",
    "a -a",
    "-a -b",
    "(",
    "((((((((((",
    ")(",
    "()",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "a AND",
    "AND OR NOT",
    "NOT a",
    "NEAR(a b, 5)",
    "title:a",
    "title : (a)",
    "marks : b1",
    "{title text} : a",
    "\ue000b1",
    "\ue000kpost",
    '"\ue000b1"',
    "a ^b",
    "^a",
    "a + b",
    "a & b | !c",
    "a <-> b",
    "a:*",
    "a:A",
    "!!",
    "!a",
    "& & &",
    "'a' & 'b'",
    "';DROP TABLE forum_searchentry;--",
    '" OR 1=1 --',
    "%",
    "%s",
    "%(a)s",
    "%%",
    "_",
    "$1",
    "{}",
    "{0}",
    "\x1b[31m",
    "\u202e",
    "\u200b",
    "\ufeff",
    "é" * 200,
    "e\u0301" * 100,
    "\u0301" * 200,
    "😀",
    "👩🏽‍🏫 trainer",
    "½ ² ①",
    "٣ ३",
    "ﬁ ﬂ",
    "İ ı ß ẞ",
    "\ud7a3 한국어",
    "a " * 100,
    "a" * 200,
    "1" * 200,
    "1e400 -1e400 +1",
    "0x10 1_000 1,000.5",
    "http://example.org/?a=b&c=d",
    "user@example.org",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "a" + '"b' * 90,
    "- " * 100,
    "\t\n\r\v\f",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_query_gets_a_page(client: Client, shelf: None, text: str) -> None:
    for values in ({"q": text}, {"q": f"lantern {text}"}, {"q": text, "sort": "newest"}):
        response = client.get(reverse("forum:search"), values)
        assert response.status_code == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_indexed_and_found(thread: Thread, text: str) -> None:
    """Imports may bring what the composer refuses."""
    index_post(thread.posts.get(), title="Fixed", text=f"lantern {text} compass")
    assert titles("lantern compass") == ["Fixed"]


def test_member_can_not_search_by_the_marks_of_the_index(board: Board, alice: User) -> None:
    make_thread(board=board, author=alice, title="Spoof", source=f"\ue000b{board.pk + 1} lantern")
    assert titles("lantern") == ["Spoof"]
    for text in (f"\ue000b{board.pk}", f"b{board.pk}", "kthread"):
        assert titles(text) == []
