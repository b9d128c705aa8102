"""Menu, citations, sharing, and who found a post helpful."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from forum.actions.moderation import hide_post
from forum.actions.reactions import set_helpful
from forum.citations import Source, apa, chicago, chicago_note, initials_last, plain, surname_first
from forum.models import Reaction
from forum.views import sharing
from tests.factories import make_reply, make_thread, make_user

JSON = {"accept": "application/json"}
NAMES = ["menu", "cite", "share", "helpful_by"]


def address(name, post):
    return reverse(f"forum:post_{name}", args=[post.thread_id, post.number])


@pytest.fixture
def post(thread, bob):
    return make_reply(thread=thread, author=bob, source="An answer.")


@pytest.mark.parametrize("name", NAMES)
def test_everyone_gets_the_page_and_a_script_its_part(client, post, alice, name):
    for person in (None, alice):
        if person:
            client.force_login(person)
        page = client.get(address(name, post))
        assert page.status_code == 200
        part = client.get(address(name, post), headers=JSON)
        assert "<html" not in part.json()["html"]
        assert "Accept" in part["Vary"]


@pytest.mark.parametrize("name", NAMES)
def test_a_private_post_is_unknown_to_outsiders(client, private_board, insider, bob, name):
    secret = make_thread(board=private_board, author=insider).posts.get()
    client.force_login(bob)
    assert client.get(address(name, secret)).status_code == 404
    client.force_login(insider)
    assert client.get(address(name, secret)).status_code == 200


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_these_pages_are_only_read(client, post, alice, name, method):
    client.force_login(alice)
    assert getattr(client, method)(address(name, post)).status_code == 405


@pytest.mark.parametrize("name", ["cite", "share", "helpful_by"])
def test_a_removed_post_goes_nowhere(client, post, mod, alice, name):
    hide_post(post, moderator=mod, reason="Advertising.")
    client.force_login(alice)
    assert client.get(address(name, post)).status_code == 403


SOURCE = Source(
    name="Alice B. van der Example",
    handle="alice",
    title='Is "blended" <b>worth</b> it?',
    number=7,
    day=datetime(2026, 11, 9, 18, tzinfo=UTC),
    url="https://round.example.org/t/1/x/7/#p7",
)


def test_the_styles_say_the_same_in_their_own_order():
    assert plain(SOURCE) == (
        "Alice B. van der Example, “Is ‘blended’ &lt;b&gt;worth&lt;/b&gt; it?”, no. 7,"
        " Roundtable, Nov. 9, 2026, https://round.example.org/t/1/x/7/#p7"
    )
    assert apa(SOURCE) == (
        "van der Example, A. B. [@alice]. (2026, November 9)."
        " <em>Is &quot;blended&quot; &lt;b&gt;worth&lt;/b&gt; it?</em> (No. 7)"
        " [Online forum post]. Roundtable. https://round.example.org/t/1/x/7/#p7"
    )
    assert chicago(SOURCE) == (
        "van der Example, Alice B. 2026. “Is ‘blended’ &lt;b&gt;worth&lt;/b&gt; it?” No. 7."
        " Roundtable, November 9, 2026. https://round.example.org/t/1/x/7/#p7."
    )
    assert chicago_note(SOURCE) == (
        "Alice B. van der Example, “Is ‘blended’ &lt;b&gt;worth&lt;/b&gt; it?” no. 7, Roundtable,"
        " November 9, 2026, https://round.example.org/t/1/x/7/#p7."
    )


@pytest.mark.parametrize(
    ("name", "inverted", "initials"),
    [
        ("Plato", "Plato", "Plato"),
        ("Jean-Paul Sartre", "Sartre, Jean-Paul", "Sartre, J.-P."),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig", "van Beethoven, L."),
        ("De Smet", "Smet, De", "Smet, D."),
        ("Reading Group #2", "Reading Group #2", "Reading Group #2"),
        ("Ωmega Ünit", "Ünit, Ωmega", "Ünit, Ω."),
        ("A - B", "A - B", "A - B"),
    ],
)
def test_names_are_turned_round_only_where_they_can_be(name, inverted, initials):
    assert surname_first(name) == inverted
    assert initials_last(name) == initials


def test_a_title_cannot_break_out_of_its_citation(client, board, alice):
    thread = make_thread(board=board, author=alice, title="<script>x</script> “quoted”")
    page = client.get(address("cite", thread.posts.get())).content.decode()
    assert "<script>x" not in page
    assert "‘quoted’" in page


def test_a_post_is_mailed_with_title_and_address(client, post):
    page = client.get(address("share", post)).content.decode()
    assert "mailto:?subject=A%20question&amp;body=" in page
    assert "%2F2%2F%23p2" in page


def test_the_count_leads_to_who_found_it_helpful_page_by_page(client, post, alice, monkeypatch):
    monkeypatch.setattr(sharing, "PEOPLE", 2)
    people = [make_user(handle=f"fan{n}", display_name=f"Fan {n}") for n in range(3)]
    for person in people:
        set_helpful(post, user=person, on=True)
    thread_page = client.get(post.get_absolute_url()).content.decode()
    assert address("helpful_by", post) in thread_page
    page = client.get(address("helpful_by", post)).content.decode()
    assert "Fan 2" in page
    assert "Fan 0" not in page
    cursor = Reaction.objects.order_by("pk")[1].pk
    earlier = client.get(address("helpful_by", post), {"before": cursor}).content.decode()
    assert "Fan 0" in earlier
    assert client.get(address("helpful_by", post), {"before": "x"}).status_code == 400
    assert client.get(address("helpful_by", post), {"before": "9" * 30}).status_code == 400


def test_the_menu_offers_what_one_may_do(client, post, alice, bob, mod):
    client.force_login(mod)
    assert "Hide" in client.get(address("menu", post)).content.decode()
    client.force_login(alice)
    menu = client.get(address("menu", post)).content.decode()
    assert "Hide" not in menu
    assert "Bookmark" in menu
    assert "Mark unread from here" in menu
    client.logout()
    menu = client.get(address("menu", post)).content.decode()
    assert "Cite" in menu
    assert "Bookmark" not in menu


def test_marking_unread_in_place_says_so(client, thread, post, alice):
    client.force_login(alice)
    url = reverse("forum:thread_read", args=[thread.pk])
    response = client.post(url, {"unread": "2"}, headers=JSON)
    assert "no. 2" in response.json()["said"]
