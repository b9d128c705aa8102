"""Home, topics, units, programs, awards, guidance and plain pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from cms.core.models import HomePage, OwnedPage, SectionPage, StandardPage
from cms.core.tree import add_draft, ensure_site, ensure_unit_page, publish, publish_new
from cms.learning.models import Offering, ProgramIndexPage, ProgramPage
from cms.personnel.models import PersonnelIndexPage, PersonnelPage
from cms.policies.models import CommentPeriod
from cms.scholarships.models import ScholarshipIndexPage, ScholarshipPage
from forum.actions.following import follow
from forum.models import Board, Thread, Topic
from tests.cms.factories import make_article, make_policy
from tests.factories import make_reply, make_thread

pytestmark = pytest.mark.usefixtures("home")


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_site_is_made_once(home: HomePage) -> None:
    pages = home.get_descendants().count()
    assert ensure_site() == home
    assert home.get_descendants().count() == pages


def test_visitor_is_told_the_purpose_and_asked_to_join(client: Client, home: HomePage) -> None:
    html = html_of(client, "/")
    assert home.purpose in html
    assert reverse("account_signup") in html


def test_member_sees_what_is_new_in_what_they_follow(
    client: Client, bob: User, thread: Thread, alice: User
) -> None:
    follow(bob, target=thread.board, level="every")
    make_reply(thread=thread, author=alice)
    client.force_login(bob)
    assert [t.pk for t in client.get("/").context["unread_threads"]] == [thread.pk]


def test_home_shows_no_thread_of_a_private_board(
    client: Client, bob: User, private_board: Board, insider: User
) -> None:
    make_thread(board=private_board, author=insider, title="Behind the door")
    assert "Behind the door" not in html_of(client, "/")
    client.force_login(bob)
    assert "Behind the door" not in html_of(client, "/")


def test_open_comment_period_is_on_the_home_page(client: Client) -> None:
    policy = make_policy(title="A draft on badges", status="revising")
    now = timezone.now()
    period = CommentPeriod.objects.create(
        policy=policy, opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=2)
    )
    assert "A draft on badges" in html_of(client, "/")
    CommentPeriod.objects.filter(pk=period.pk).update(closes_at=now - timedelta(days=1))
    assert "A draft on badges" not in html_of(client, "/")


def test_topic_page_gathers_every_room_and_leaves_private_threads_out(
    client: Client, topic: Topic, board: Board, private_board: Board, alice: User, insider: User
) -> None:
    make_thread(board=board, author=alice, title="Open question", topics=[topic])
    make_thread(board=private_board, author=insider, title="Closed question", topics=[topic])
    make_policy(title="A policy on it", topics=[topic])
    make_article(title="An article on it", topics=[topic])
    make_article(title="A draft on it", topics=[topic], live=False)

    html = html_of(client, topic.get_absolute_url())

    for words in ("Open question", "A policy on it", "An article on it"):
        assert words in html
    for words in ("Closed question", "A draft on it"):
        assert words not in html
    client.force_login(insider)
    assert "Closed question" in html_of(client, topic.get_absolute_url())


def test_unit_page_shows_roster_and_work_but_private_boards_only_to_its_people(
    client: Client, unit: Unit, insider: User, former: User, private_board: Board
) -> None:
    make_policy(title="Its policy", responsible_body=unit)
    html = html_of(client, unit.get_absolute_url())
    assert insider.display_name in html
    assert html.index("Past terms") < html.index(former.display_name)
    assert "Its policy" in html
    assert private_board.name not in html
    client.force_login(insider)
    assert private_board.name in html_of(client, unit.get_absolute_url())


def test_draft_words_of_a_unit_are_not_shown(client: Client, unit: Unit, insider: User) -> None:
    page = ensure_unit_page(unit)
    page.body = [("text", "<p>Not yet agreed.</p>")]
    page.save_revision(user=insider)
    assert "Not yet agreed." not in html_of(client, unit.get_absolute_url())
    publish(page, by=insider)
    assert "Not yet agreed." in html_of(client, unit.get_absolute_url())


def test_unknown_unit_and_topic_are_not_found(client: Client) -> None:
    for name in ("unit_detail", "topic_detail"):
        assert client.get(reverse(name, args=["nowhere"])).status_code == 404


def make_program(**offering: object) -> ProgramPage:
    program = ProgramPage(title="Calm at the desk", outcomes="Draft a rule\nChoose a reply")
    program.offerings = [Offering(**offering)]
    return publish_new(ProgramIndexPage.objects.get(), program, by=None)


def test_program_shows_the_sponsors_hour_and_the_readers(client: Client, bob: User) -> None:
    bob.time_zone = "Europe/Berlin"
    bob.save()
    noon_in_denver = datetime(2031, 1, 15, 19, 0, tzinfo=UTC)
    program = make_program(starts_at=noon_in_denver, time_zone="America/Denver", minutes=90)

    assert "12:00" in html_of(client, program.url)
    client.force_login(bob)
    html = html_of(client, program.url)
    assert "12:00" in html
    assert "20:00" in html
    assert "1.5" in html
    assert "<li>Choose a reply</li>" in html


def test_catalogue_lists_what_is_to_come(client: Client) -> None:
    now = timezone.now()
    make_program(starts_at=now + timedelta(days=3))
    assert [o.program.title for o in client.get("/learning/").context["upcoming"]] == [
        "Calm at the desk"
    ]
    Offering.objects.update(starts_at=now - timedelta(days=3))
    assert not client.get("/learning/").context["upcoming"]


@pytest.mark.parametrize(("days", "stale"), [(30, False), (400, True)])
def test_scholarship_says_when_nobody_checks_it_any_more(
    client: Client, days: int, stale: bool
) -> None:
    page = ScholarshipPage(
        title="A grant",
        amount="$1,000",
        checked_on=timezone.localdate() - timedelta(days=days),
    )
    page = publish_new(ScholarshipIndexPage.objects.get(), page, by=None)
    assert ("No longer checked" in html_of(client, page.url)) is stale
    assert "$1,000" in html_of(client, "/scholarships/")


def test_guidance_and_plain_pages_are_read_by_everyone(client: Client, home: HomePage) -> None:
    guidance = PersonnelPage(title="First ninety days", introduction="One list.")
    guidance = publish_new(PersonnelIndexPage.objects.get(), guidance, by=None)
    plain = publish_new(home, StandardPage(title="Contact", introduction="Write to us."), by=None)
    assert "One list." in html_of(client, guidance.url)
    assert "First ninety days" in html_of(client, "/personnel/")
    assert "Write to us." in html_of(client, plain.url)


@pytest.mark.parametrize(
    ("section", "model", "fields"),
    [
        (ProgramIndexPage, ProgramPage, {}),
        (ScholarshipIndexPage, ScholarshipPage, {"amount": "$1"}),
        (PersonnelIndexPage, PersonnelPage, {}),
    ],
)
def test_drafts_of_every_room_are_not_there(
    client: Client, section: type[SectionPage], model: type[OwnedPage], fields: dict[str, str]
) -> None:
    index = section.objects.get()
    draft = add_draft(index, model(title="Half an idea", **fields), by=None)
    assert client.get(draft.url).status_code == 404
    assert "Half an idea" not in html_of(client, index.url)


def test_robots_keep_out_of_private_rooms_and_find_the_sitemap(client: Client) -> None:
    text = html_of(client, "/robots.txt")
    assert "Disallow: /cms/" in text
    assert "/sitemap.xml" in text
    assert "/policies/" in html_of(client, "/sitemap.xml")
