from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.rosters import add_term
from accounts.models import FormerHandle, Unit, User
from forum.models import Board, Thread
from tests.factories import make_reply, make_thread, make_user

pytestmark = pytest.mark.django_db
SECRET = "xyzzy7421"


def profile(client: Client, member: User, query: str = "") -> str:
    response = client.get(member.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_profile_tells_who_someone_is(client: Client, unit: Unit) -> None:
    member = make_user(
        handle="ana",
        display_name="Ana Sample",
        library="Sample Library",
        role="Trainer",
        bio="First line\nsecond <b>line</b>",
    )
    today = timezone.localdate()
    add_term(unit, user=member, role="chair", starts_on=today)
    page = profile(client, member)
    for words in ("Ana Sample", "@ana", "Sample Library", "Trainer", "Committee on Examples"):
        assert words in page
    assert "First line<br>second &lt;b&gt;line&lt;/b&gt;" in page
    assert member.email not in page


def test_past_and_coming_terms_are_marked(client: Client, alice: User, unit: Unit) -> None:
    today = timezone.localdate()
    add_term(
        unit, user=alice, role="member", starts_on=today - timedelta(90),
        ends_on=today - timedelta(1),
    )  # fmt: skip
    add_term(unit, user=alice, role="chair", starts_on=today + timedelta(1))
    page = profile(client, alice)
    assert ">Past<" in page
    assert ">Not begun<" in page


@pytest.mark.parametrize(
    ("reader", "reads"),
    [("visitor", False), ("bob", False), ("charlie", False), ("insider", True), ("mod", True)],
)
@pytest.mark.parametrize("query", ["", "?show=threads"])
def test_private_posts_show_only_to_those_who_may_read_them(
    client: Client,
    request: pytest.FixtureRequest,
    private_board: Board,
    insider: User,
    reader: str,
    reads: bool,
    query: str,
) -> None:
    make_thread(board=private_board, author=insider, title=f"Title {SECRET}", source=SECRET)
    viewer = request.getfixturevalue(reader)
    if not isinstance(viewer, AnonymousUser):
        client.force_login(viewer)
    assert (SECRET in profile(client, insider, query)) is reads


def test_hidden_posts_show_to_moderators_only(
    client: Client, thread: Thread, bob: User, mod: User
) -> None:
    post = make_reply(thread=thread, author=bob, source=SECRET)
    post.hidden_at = timezone.now()
    post.save()
    assert SECRET not in profile(client, bob)
    client.force_login(bob)
    assert SECRET not in profile(client, bob)
    client.force_login(mod)
    assert SECRET in profile(client, bob)


def test_posts_of_a_hidden_thread_are_not_listed(client: Client, thread: Thread, bob: User) -> None:
    make_reply(thread=thread, author=bob, source=SECRET)
    Thread.objects.update(hidden_at=timezone.now())
    assert SECRET not in profile(client, bob)


def test_words_are_shown_as_text(client: Client, thread: Thread, bob: User) -> None:
    make_reply(thread=thread, author=bob, source="AT&T says **`<img src=x onerror=y>`**")
    page = profile(client, bob)
    assert "AT&amp;T says &lt;img src=x onerror=y&gt;" in page
    assert "<img src=x" not in page


def test_pages_go_on_without_gap_or_repeat_while_people_write(
    client: Client, thread: Thread, bob: User
) -> None:
    same = timezone.now()
    for number in range(45):
        make_reply(thread=thread, author=bob, source=f"reply{number:02d}x", at=same)
    seen = []
    address = bob.get_absolute_url()
    while address:
        page = client.get(address).content.decode()
        seen += [n for n in range(45) if f"reply{n:02d}x" in page]
        make_reply(thread=thread, author=bob, source="late")
        older = page.partition('rel="next" href="')[2].partition('"')[0]
        address = bob.get_absolute_url() + older if older else ""
    assert sorted(seen) == list(range(45))


@pytest.mark.parametrize("before", ["x", "-", "9" * 40 + "-1", "1-" + "9" * 40, "١-١", "\x00"])
def test_a_broken_cursor_means_the_start(
    client: Client, thread: Thread, alice: User, before: str
) -> None:
    response = client.get(alice.get_absolute_url(), {"before": before})
    assert response.status_code == 200
    assert thread.title in response.content.decode()


def test_queries_do_not_grow_with_what_someone_wrote(
    client: Client, thread: Thread, bob: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(25):
        make_reply(thread=thread, author=bob)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        profile(client, bob)


def test_only_moderators_see_that_someone_is_suspended(
    client: Client, charlie: User, bob: User, mod: User
) -> None:
    assert "uspended" not in profile(client, charlie)
    for reader in (bob, charlie):
        client.force_login(reader)
        assert "Advertised a product" not in profile(client, charlie)
    client.force_login(mod)
    assert "Advertised a product" in profile(client, charlie)


def test_profile_leads_moderators_to_suspending_and_reinstating(
    client: Client, charlie: User, bob: User, mod: User
) -> None:
    for reader, leads in ((bob, False), (mod, True)):
        client.force_login(reader)
        for member, word in ((charlie, "Reinstate"), (bob, "Suspend")):
            address = reverse("forum:member_suspend", args=[member.handle])
            link = f'<a class="btn" href="{address}">{word}</a>'
            assert (link in profile(client, member)) is leads
    assert reverse("forum:member_suspend", args=[mod.handle]) not in profile(client, mod)


def test_only_the_own_profile_offers_to_edit_it(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    assert "Edit your profile" in profile(client, alice)
    assert "Edit your profile" not in profile(client, bob)


def test_unknown_handles_are_not_found(client: Client, alice: User) -> None:
    for handle in ("nobody", "ali", "alice\u200b", "a" * 300):
        assert client.get(reverse("accounts:profile", args=[handle])).status_code == 404
    assert client.get("/people/%00/").status_code == 404


def test_a_former_handle_leads_to_the_new_one_for_good(client: Client, alice: User) -> None:
    FormerHandle.objects.create(handle="alicia", user=alice)
    for handle in ("alicia", "ALICIA", "Alice"):
        response = client.get(reverse("accounts:profile", args=[handle]))
        assert response.status_code == 301
        assert response["Location"] == alice.get_absolute_url()


def test_a_held_handle_leads_nowhere(client: Client, db: None) -> None:
    FormerHandle.objects.create(handle="held")
    assert client.get(reverse("accounts:profile", args=["held"])).status_code == 404


def test_a_profile_is_only_for_reading(client: Client, alice: User) -> None:
    assert client.post(alice.get_absolute_url()).status_code == 405
