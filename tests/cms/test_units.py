"""A unit's page: history, meetings, documents; and who keeps its roster."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document

from accounts.actions.units import save_unit
from accounts.models import FormerUnit, RosterImport, RosterTerm, Unit, User
from cms.core.models import MeetingPage, UnitDocument, UnitPage
from cms.core.tree import add_draft, ensure_unit_page, publish_new
from forum.models import Board
from tests.factories import make_thread

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def page(unit: Unit) -> UnitPage:
    return ensure_unit_page(unit)


def meet(page: UnitPage, title: str, *, days: int, live: bool = True, **fields: object) -> object:
    meeting = MeetingPage(
        title=title, unit=page.unit, starts_at=timezone.now() + timedelta(days=days), **fields
    )
    page.refresh_from_db()
    return (publish_new if live else add_draft)(page, meeting, by=None)


def test_unit_page_shows_meetings_with_agenda_and_minutes(
    client: Client, unit: Unit, page: UnitPage
) -> None:
    meet(page, "Spring meeting", days=9, agenda=[("text", "<p>Adopt the agenda.</p>")])
    held = meet(
        page,
        "Autumn meeting",
        days=-30,
        minutes=[("text", "<p>It was agreed.</p>")],
        minutes_state="approved",
    )
    meet(page, "Planned in private", days=3, live=False)
    html = client.get(unit.get_absolute_url()).content.decode()
    assert html.index("Spring meeting") < html.index("Autumn meeting")
    assert "Planned in private" not in html
    assert isinstance(held, MeetingPage)
    minutes = client.get(held.url).content.decode()
    assert "It was agreed." in minutes
    assert "Approved minutes" in minutes
    every = client.get(reverse("unit_meetings", args=[unit.slug])).content.decode()
    assert "Spring meeting" in every
    assert "Planned in private" not in every


def test_chair_writes_a_meeting_of_their_own_unit_in_the_admin(
    client: Client, unit: Unit, page: UnitPage, chair: User
) -> None:
    client.force_login(chair)
    add = reverse("wagtailadmin_pages:add", args=["site_core", "meetingpage", page.pk])
    fields = {
        "title": "Summer meeting",
        "slug": "summer",
        "starts_at": "2027-06-01 14:00",
        "ends_at": "",
        "time_zone": "America/Chicago",
        "agenda-count": "0",
        "minutes-count": "0",
        "minutes_state": "none",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert client.post(add, fields | {"minutes_state": "draft"}).status_code == 200
    assert client.post(add, fields).status_code == 302
    assert MeetingPage.objects.get(slug="summer").unit == unit


def test_documents_former_names_and_predecessors_are_shown(
    client: Client, unit: Unit, page: UnitPage
) -> None:
    document = Document.objects.create(title="Bylaws", file=ContentFile(b"1.", "bylaws.txt"))
    UnitDocument.objects.create(page=page, document=document, words="As of spring.")
    before = Unit.objects.create(
        kind="committee", name="Old Body", slug="old-body", active_to=date(1995, 1, 31)
    )
    FormerUnit.objects.create(unit=before, name="Oldest Body", used_to=date(1980, 1, 1))
    unit.predecessors.add(before)
    unit.name, unit.slug = "Committee on Samples", "cos"
    save_unit(unit)
    html = client.get("/units/cos/").content.decode()
    for words in ("Bylaws", "Committee on Examples", "Old Body", "until 1995", "Oldest Body"):
        assert words in html
    assert client.get("/units/cox/?room=policies")["Location"] == "/units/cos/?room=policies"
    assert "Committee on Samples" in client.get("/units/old-body/").content.decode()


def test_liaison_seats_a_member_who_reads_the_units_board_at_once(
    client: Client, unit: Unit, liaison: User, bob: User, private_board: Board, insider: User
) -> None:
    thread = make_thread(board=private_board, author=insider)
    reader = Client()
    reader.force_login(bob)
    assert reader.get(thread.get_absolute_url()).status_code == 404
    client.force_login(liaison)
    url = reverse("unit_roster", args=[unit.slug])
    today = timezone.localdate()
    term = {"member": "@bob", "role": "member", "starts_on": today, "ends_on": ""}
    assert client.post(url, term).status_code == 302
    assert reader.get(thread.get_absolute_url()).status_code == 200
    client.post(url, term | {"starts_on": today, "ends_on": today})
    RosterTerm.objects.filter(user=bob).update(
        ends_on=today - timedelta(days=1), starts_on="2026-01-01"
    )
    assert reader.get(thread.get_absolute_url()).status_code == 404


def test_what_was_typed_comes_back_with_the_reason(
    client: Client, unit: Unit, liaison: User
) -> None:
    client.force_login(liaison)
    url = reverse("unit_roster", args=[unit.slug])
    term = {"member": "@nobody-here", "role": "member", "starts_on": "2026-01-01"}
    response = client.post(url, term)
    assert response.status_code == 422
    html = response.content.decode()
    assert "No member has this handle." in html
    assert "@nobody-here" in html


@pytest.mark.parametrize("who", ["chair", "bob", "insider"])
def test_nobody_else_keeps_the_roster(
    client: Client, unit: Unit, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    before = RosterTerm.objects.count()
    term = {"member": who, "role": "chair", "starts_on": "2026-01-01"}
    assert client.post(reverse("unit_roster", args=[unit.slug]), term).status_code == 403
    for name in ("roster_import", "roster_csv"):
        assert client.get(reverse(name, args=[unit.slug])).status_code == 403
    assert RosterTerm.objects.count() == before


def test_liaison_of_another_unit_sees_no_dry_run_of_this_one(
    client: Client, unit: Unit, liaison: User
) -> None:
    other = Unit.objects.create(kind="office", name="Other Office", slug="other")
    planned = RosterImport.objects.create(unit=other, made_by=liaison, digest="", rows=[], plan=[])
    client.force_login(liaison)
    for slug in ("other", "cox"):
        url = reverse("roster_plan", args=[slug, planned.pk])
        assert client.post(url).status_code in {403, 404}
    assert RosterImport.objects.get().applied_at is None


def test_a_file_is_shown_line_by_line_and_then_applied(
    client: Client, unit: Unit, liaison: User, bob: User
) -> None:
    client.force_login(liaison)
    url = reverse("roster_import", args=[unit.slug])
    data = b"member,role,starts_on,ends_on\nbob,chair,2026-07-01,\n<b>x</b>,chair,2026-07-01,\n"
    plan = client.post(url, {"file": SimpleUploadedFile("roster.csv", data)})["Location"]
    html = client.get(plan).content.decode()
    assert "1 to add, 0 to change, 0 to end, 0 as they are, 1 refused." in html
    assert "&lt;b&gt;x" in html
    assert not bob.terms.exists()
    assert client.post(plan).status_code == 302
    assert client.post(plan).status_code == 302
    assert bob.terms.count() == 1
    exported = client.get(reverse("roster_csv", args=[unit.slug])).content.decode()
    again = client.post(url, {"text": exported.removeprefix("\ufeff")})["Location"]
    assert {line["act"] for line in client.get(again).context["planned"].plan} == {"keep"}


def test_an_unreadable_file_is_refused_and_pasted_lines_come_back(
    client: Client, unit: Unit, liaison: User
) -> None:
    client.force_login(liaison)
    url = reverse("roster_import", args=[unit.slug])
    response = client.post(url, {"text": "who,what\nbob,chair\n"})
    assert response.status_code == 422
    assert "who,what" in response.content.decode()
    assert client.post(url, {}).status_code == 422
