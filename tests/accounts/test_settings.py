from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.profile import save_profile
from accounts.actions.rosters import add_term
from accounts.models import FormerHandle, Unit, User
from accounts.models.privacy import PARTS
from forum.models import Topic
from tests.factories import make_user

pytestmark = pytest.mark.django_db
URL = reverse("accounts:settings")


@pytest.fixture
def filled(alice: User) -> dict[str, str]:
    return {
        "display_name": alice.display_name,
        "handle": alice.handle,
        "library": "Sample Library",
        "role": "Trainer",
        "time_zone": "Europe/Berlin",
        "bio": "Two\r\nlines",
        "theme": "dark",
        **{f"{part}_for": "everyone" for part in PARTS},
    }


def test_a_member_changes_what_others_see(
    client: Client, alice: User, filled: dict[str, str]
) -> None:
    client.force_login(alice)
    response = client.post(URL, {**filled, "display_name": "Alice Renamed"})
    assert response["Location"] == URL
    alice.refresh_from_db()
    assert alice.display_name == "Alice Renamed"
    assert alice.library == "Sample Library"
    assert alice.bio == "Two\nlines"
    assert alice.time_zone == "Europe/Berlin"
    assert response.cookies["theme"].value == "dark"


def test_the_form_can_not_raise_rights(client: Client, alice: User, filled: dict[str, str]) -> None:
    client.force_login(alice)
    client.post(URL, {**filled, "is_moderator": "on", "is_staff": "on", "email": "x@example.org"})
    alice.refresh_from_db()
    assert not alice.is_moderator
    assert not alice.is_staff
    assert alice.email == "alice@example.org"


def test_an_old_handle_stays_with_its_member(
    client: Client, alice: User, bob: User, filled: dict[str, str]
) -> None:
    client.force_login(alice)
    client.post(URL, {**filled, "handle": "alicia"})
    assert client.get("/people/alice/")["Location"] == "/people/alicia/"

    client.force_login(bob)
    page = client.post(URL, {**filled, "handle": "alice"}).content.decode()
    assert "Someone has this handle already" in page

    client.force_login(alice)
    client.post(URL, {**filled, "handle": "alice"})
    assert client.get("/people/alice/").status_code == 200
    assert client.get("/people/alicia/")["Location"] == "/people/alice/"
    assert list(FormerHandle.objects.values_list("handle", flat=True)) == ["alicia"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("handle", "bob", "Someone has this handle already"),
        ("handle", "admin", "kept for the site itself"),
        ("display_name", "Ога Sharp", "looks too much like a moderator"),
        ("display_name", "", "This field is required"),
        ("bio", "x" * 2001, "at most 2000 characters"),
        ("library", "x\x00y", "Null characters are not allowed"),
        ("theme", "pink", "Select a valid choice"),
    ],
)
def test_what_can_not_be_is_refused_and_what_was_typed_is_kept(
    client: Client,
    alice: User,
    bob: User,
    filled: dict[str, str],
    field: str,
    value: str,
    words: str,
) -> None:
    make_user(handle="ora", display_name="Ora Sharp", is_moderator=True)
    client.force_login(alice)
    response = client.post(URL, {**filled, "role": "Typed role", field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Typed role" in page
    alice.refresh_from_db()
    assert alice.role == ""


def test_a_refused_name_does_not_show_in_the_head(
    client: Client, alice: User, filled: dict[str, str]
) -> None:
    client.force_login(alice)
    page = client.post(URL, {**filled, "handle": "admin"}).content.decode()
    assert "@alice" in page
    assert "@admin" not in page


def test_a_bio_of_2000_letters_with_line_breaks_fits(
    client: Client, alice: User, filled: dict[str, str]
) -> None:
    client.force_login(alice)
    client.post(URL, {**filled, "bio": "\r\n".join(["x" * 99] * 20)})
    alice.refresh_from_db()
    assert len(alice.bio) == 1999


def test_a_moderator_keeps_a_name_that_others_may_not_take(
    client: Client, mod: User, filled: dict[str, str]
) -> None:
    client.force_login(mod)
    data = {**filled, "handle": mod.handle, "display_name": mod.display_name}
    assert client.post(URL, data).status_code == 302


def test_memberships_stand_with_their_terms(client: Client, alice: User, unit: Unit) -> None:
    client.force_login(alice)
    assert "You do not sit on a unit" in client.get(URL).content.decode()
    today = timezone.localdate()
    add_term(unit, user=alice, role="chair", starts_on=today - timedelta(days=1))
    page = client.get(URL).content.decode()
    assert "Committee on Examples</a>, Chair" in page


def test_those_who_look_after_others_are_asked_for_a_second_step(
    client: Client, alice: User, mod: User
) -> None:
    for user, asked in ((alice, False), (mod, True)):
        client.force_login(user)
        page = client.get(URL).content.decode()
        assert ("protect your account with a second step" in page) is asked


def test_a_zone_that_this_machine_does_not_know_breaks_no_page(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Moon/Tranquility")
    client.force_login(alice)
    assert client.get(URL).status_code == 200


def test_times_are_shown_in_the_members_own_zone(client: Client, alice: User) -> None:
    from django.test.signals import template_rendered
    from django.utils.timezone import get_current_timezone_name

    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Tokyo")
    client.force_login(alice)
    seen: set[str] = set()

    def note(**_sent: object) -> None:
        seen.add(get_current_timezone_name())

    template_rendered.connect(note)
    try:
        client.get(URL)
    finally:
        template_rendered.disconnect(note)
    assert seen == {"Asia/Tokyo"}


def test_visitors_are_asked_to_sign_in_and_come_back(client: Client, db: None) -> None:
    response = client.get(URL)
    assert response["Location"] == f"{reverse('account_login')}?next={URL}"
    assert client.post(URL).status_code == 302
    assert client.put(URL).status_code in {302, 405}


def test_saving_a_profile_leaves_a_suspension_of_this_moment_alone(
    client: Client, alice: User, filled: dict[str, str]
) -> None:
    read_before = User.objects.get(pk=alice.pk)
    User.objects.filter(pk=alice.pk).update(suspended_at=timezone.now())
    save_profile(read_before, fields=["bio"], old_handle=alice.handle, topics=())
    alice.refresh_from_db()
    assert alice.is_suspended


def test_a_member_names_topics_up_to_a_limit(
    client: Client, alice: User, filled: dict[str, str]
) -> None:
    topics = [Topic.objects.create(name=f"Topic {n}", slug=f"topic-{n}") for n in range(9)]
    client.force_login(alice)
    many = {**filled, "topics": [topic.pk for topic in topics]}
    response = client.post(URL, many)
    assert response.status_code == 422
    assert "choose at most 8" in response.content.decode()
    assert client.post(URL, {**filled, "topics": [10**30]}).status_code == 422

    client.post(URL, {**filled, "topics": [topics[0].pk]})
    assert list(alice.expertise.all()) == [topics[0]]
    assert "Alice Example" in client.get(topics[0].get_absolute_url()).content.decode()


def test_the_switch_for_keys_is_kept(client, alice):
    url = reverse("accounts:shortcuts")
    assert client.post(url, {"on": "1"}).status_code == 302
    client.force_login(alice)
    assert client.get(url).status_code == 405
    client.post(url, {"on": "1"})
    alice.refresh_from_db()
    assert alice.shortcuts
    client.post(url)
    alice.refresh_from_db()
    assert not alice.shortcuts
