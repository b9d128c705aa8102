import re
from html import unescape

import pytest
from django.core.cache import caches
from django.urls import reverse

from forum.actions.moderation import hide_post, hide_thread
from forum.actions.posts import edit_post, withdraw_post
from forum.actions.reading import mark_read
from forum.models import ReadMark
from forum.windows import PAGE
from tests.factories import make_reply, make_thread


@pytest.fixture(autouse=True)
def fresh_pages() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


def numbers(response) -> list[int]:
    return [int(n) for n in re.findall(r'<article class="post[^"]*" id="p(\d+)"', html(response))]


def html(response) -> str:
    return response.content.decode()


def test_a_visitor_reads_a_public_thread(client, thread, bob):
    make_reply(thread=thread, author=bob, source="An answer.")
    response = client.get(thread.get_absolute_url())
    assert response.status_code == 200
    assert "An answer." in html(response)
    assert "csrfmiddlewaretoken" not in html(response)


def test_replies_stand_under_the_post_they_answer(client, thread, alice, bob):
    make_reply(thread=thread, author=bob)
    make_reply(thread=thread, author=alice)
    make_reply(thread=thread, author=alice, parent=2)
    assert numbers(client.get(thread.get_absolute_url())) == [1, 2, 4, 3]


@pytest.mark.parametrize(("view", "order"), [("oldest", [1, 2, 3, 4]), ("newest", [1, 4, 3, 2])])
def test_the_same_address_shows_them_in_a_row(client, thread, alice, bob, view, order):
    make_reply(thread=thread, author=bob)
    make_reply(thread=thread, author=alice)
    make_reply(thread=thread, author=alice, parent=2)
    assert numbers(client.get(thread.get_absolute_url(), {"view": view})) == order
    assert numbers(client.get(thread.get_absolute_url())) == order, "the choice is remembered"


def test_a_private_thread_and_an_unknown_one_answer_alike(client, private_board, insider, bob):
    secret = make_thread(board=private_board, author=insider, title="Chair's candidates")
    client.force_login(bob)
    hidden = client.get(secret.get_absolute_url())
    unknown = client.get(reverse("forum:thread_detail", args=[secret.pk + 99, "x"]))
    wrong_slug = client.get(reverse("forum:thread_detail", args=[secret.pk, "x"]))
    assert hidden.status_code == unknown.status_code == wrong_slug.status_code == 404
    assert "Chair&#x27;s" not in html(hidden) + html(wrong_slug)


def test_an_old_slug_leads_to_the_thread(client, thread):
    response = client.get(
        reverse("forum:thread_detail", args=[thread.pk, "old"]), {"view": "oldest"}
    )
    assert response.status_code == 301
    assert response["Location"] == thread.get_absolute_url() + "?view=oldest"


def test_a_permalink_shows_the_window_around_its_post(client, thread, alice):
    posts = [make_reply(thread=thread, author=alice) for _ in range(PAGE + 30)]
    response = client.get(posts[-1].get_absolute_url())
    assert posts[-1].number in numbers(response)
    assert (
        client.get(reverse("forum:post_detail", args=[thread.pk, thread.slug, 999])).status_code
        == 404
    )


def link(response, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html(response))
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("view", ["threaded", "oldest", "newest"])
def test_windows_cover_every_post_once_in_both_directions(client, thread, alice, view):
    last = PAGE * 2 + 40
    for number in range(2, last + 1):
        make_reply(thread=thread, author=alice, parent=1 if number % 4 else max(number - 3, 1))
    address = f"{thread.get_absolute_url()}?view={view}"
    forward = [client.get(address)]
    while link(forward[-1], "next"):
        forward.append(client.get(link(forward[-1], "next")))
    seen = [number for response in forward for number in numbers(response)[1:]]
    assert sorted(seen) == list(range(2, last + 1))
    backward = [forward[-1]]
    while link(backward[0], "prev"):
        backward.insert(0, client.get(link(backward[0], "prev")))
    assert [n for response in backward for n in numbers(response)[1:]] == seen


def test_a_branch_has_a_page_of_its_own_with_its_ancestors(client, thread, alice):
    for number in range(1, 14):
        make_reply(thread=thread, author=alice, parent=number)
    whole = html(client.get(thread.get_absolute_url()))
    assert "Continue this branch" in whole
    branch = client.get(thread.get_absolute_url(), {"root": 9})
    assert numbers(branch) == [9, 10, 11, 12, 13, 14]
    assert f'href="{thread.get_absolute_url()}?root=8"' in html(branch)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"after": "x"}, 400),
        ({"after": "9" * 30}, 400),
        ({"before": "-1"}, 400),
        ({"root": "٣"}, 400),
        ({"root": "77"}, 404),
        ({"view": "sideways"}, 400),
        ({"after": "99999"}, 200),
        ({"reply": "99999"}, 200),
    ],
)
def test_a_damaged_address_is_answered_with_a_sentence(client, thread, query, status):
    response = client.get(thread.get_absolute_url(), query)
    assert response.status_code == status
    assert "Traceback" not in html(response)


def test_a_nul_in_the_address_finds_nothing(client, thread):
    assert client.get(f"/t/{thread.pk}/%00/").status_code == 404


def test_a_hidden_post_is_a_placeholder_for_readers(client, thread, bob, mod):
    make_reply(thread=thread, author=bob, source="Buy our thing.")
    client.get(thread.get_absolute_url())
    hide_post(thread.posts.get(number=2), moderator=mod, reason="Advertising.")
    page = html(client.get(thread.get_absolute_url()))
    assert "Buy our thing." not in page
    assert "Bob Sample" not in page
    assert "Removed by a moderator" in page
    assert "Advertising." in page
    client.force_login(mod)
    assert "Buy our thing." in html(client.get(thread.get_absolute_url()))


def test_a_withdrawn_post_keeps_its_replies(client, thread, alice, bob):
    post = make_reply(thread=thread, author=bob, source="Never mind.")
    make_reply(thread=thread, author=alice, parent=2, source="A good point though.")
    withdraw_post(post, by=bob)
    page = html(client.get(thread.get_absolute_url()))
    assert "Never mind." not in page
    assert "A good point though." in page
    assert "Withdrawn by its author" in page


def test_an_edit_shows_at_once_to_everyone(client, thread, bob):
    post = make_reply(thread=thread, author=bob, source="Before.")
    assert "Before." in html(client.get(thread.get_absolute_url()))
    edit_post(post, editor=bob, source="First.", version=1)
    assert "First." in html(client.get(thread.get_absolute_url()))


def test_a_hidden_thread_is_gone_for_readers(client, thread, mod):
    assert client.get(thread.get_absolute_url()).status_code == 200
    hide_thread(thread, moderator=mod, reason="Spam.")
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_new_posts_are_marked_for_the_member_who_has_not_read_them(client, thread, alice, bob):
    mark_read(thread, user=bob, numbers=[1])
    make_reply(thread=thread, author=alice)
    client.force_login(bob)
    client.cookies["script"] = "1"
    response = client.get(thread.get_absolute_url())
    assert response.context["new_count"] == 1
    assert '<li class="is-new">' in html(response)
    unread = client.get(reverse("forum:thread_unread", args=[thread.pk]))
    assert unread["Location"].endswith("/2/#p2")


def test_without_script_a_visit_reads_what_it_shows(client, thread, alice, bob):
    make_reply(thread=thread, author=alice)
    client.force_login(bob)
    client.cookies["script"] = "1"
    client.get(thread.get_absolute_url())
    assert not ReadMark.objects.filter(user=bob).exists()
    del client.cookies["script"]
    client.get(thread.get_absolute_url())
    assert ReadMark.objects.get(user=bob).number == 2


def test_a_closed_thread_says_who_may_go_on_where(client, thread, bob, mod):
    from forum.actions.moderation import lock_thread

    lock_thread(thread, moderator=mod, reason="The question is answered.")
    client.force_login(bob)
    page = html(client.get(thread.get_absolute_url()))
    assert "The question is answered." in page
    assert 'name="source"' not in page
    assert "thread--closed" in page
    client.force_login(mod)
    assert "thread--closed" not in html(client.get(thread.get_absolute_url()))


def test_queries_do_not_grow_with_the_thread(
    client, thread, alice, bob, django_assert_max_num_queries
):
    for _ in range(PAGE + 20):
        make_reply(thread=thread, author=alice)
    mark_read(thread, user=bob, numbers=[1])
    client.get(thread.get_absolute_url())
    thread.refresh_from_db()
    with django_assert_max_num_queries(6):
        client.get(thread.get_absolute_url(), {"after": 40})
    client.force_login(bob)
    client.cookies["script"] = "1"
    client.get(thread.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(thread.get_absolute_url())


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_is_only_read(client, thread, method):
    assert getattr(client, method)(thread.get_absolute_url()).status_code == 405


def test_a_post_is_the_same_bytes_for_everyone_everywhere(client, thread, alice, bob, mod):
    make_reply(thread=thread, author=alice)
    bodies = set()
    for person, zone in ((bob, "Pacific/Auckland"), (alice, "Pacific/Honolulu"), (mod, "UTC")):
        caches["fragments"].clear()
        person.time_zone = zone
        person.save()
        client.force_login(person)
        page = html(client.get(thread.get_absolute_url()))
        bodies.add(re.search(r'<article class="post" id="p2".*?</article>', page, re.DOTALL)[0])
    assert len(bodies) == 1
