"""The admin's own pages open, for a keeper and for a member of a committee."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import RosterTerm, Unit, User
from accounts.signals import rights_changed
from cms.clearinghouse.models import ArticleIndexPage, ArticlePage
from cms.core.models import HomePage, SectionPage, StandardPage, UnitIndexPage, UnitPage
from cms.core.permissions import group_of
from cms.core.tree import add_draft, ensure_unit_page
from cms.learning.models import ProgramIndexPage, ProgramPage
from cms.personnel.models import PersonnelIndexPage, PersonnelPage
from cms.policies.models import PolicyIndexPage, PolicyPage
from cms.scholarships.models import ScholarshipIndexPage, ScholarshipPage
from tests.cms.conftest import sit
from tests.cms.factories import make_policy

pytestmark = pytest.mark.usefixtures("home")

ROOMS = [
    (PolicyIndexPage, PolicyPage),
    (ArticleIndexPage, ArticlePage),
    (ProgramIndexPage, ProgramPage),
    (ScholarshipIndexPage, ScholarshipPage),
    (PersonnelIndexPage, PersonnelPage),
    (UnitIndexPage, UnitPage),
    (HomePage, StandardPage),
]

# A paragraph as the browser's editor sends it, without its key and text.
PLAIN = {"type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}


def add_url(section: type[Page], model: type[Page]) -> str:
    names = [model._meta.app_label, model._meta.model_name]
    return reverse("wagtailadmin_pages:add", args=[*names, section.objects.get().pk])


@pytest.mark.parametrize(("section", "model"), ROOMS)
def test_keeper_may_start_every_kind_of_page(
    client: Client, keeper: User, section: type[Page], model: type[Page]
) -> None:
    client.force_login(keeper)
    assert client.get(add_url(section, model)).status_code == 200


@pytest.mark.parametrize(("section", "model"), ROOMS)
def test_committee_member_starts_policies_articles_and_programs_only(
    client: Client, insider: User, section: type[Page], model: type[Page]
) -> None:
    client.force_login(insider)
    expected = 200 if model in (PolicyPage, ArticlePage, ProgramPage) else 302
    assert client.get(add_url(section, model)).status_code == expected


def test_office_starts_scholarships_and_guidance(client: Client) -> None:
    office = Unit.objects.create(kind="office", name="Office of Offices", slug="office")
    client.force_login(sit(office, "officer", "editor"))
    for section, model in (
        (ScholarshipIndexPage, ScholarshipPage),
        (PersonnelIndexPage, PersonnelPage),
    ):
        assert client.get(add_url(section, model)).status_code == 200


def test_every_page_of_the_tree_opens_for_editing(client: Client, keeper: User, unit: Unit) -> None:
    ensure_unit_page(unit)
    make_policy(responsible_body=unit)
    add_draft(ProgramIndexPage.objects.get(), ProgramPage(title="Calm"), by=keeper)
    client.force_login(keeper)
    for page in Page.objects.filter(depth__gt=1):
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert client.get(url).status_code == 200, page
    for section in Page.objects.type(SectionPage):
        url = reverse("wagtailadmin_explore", args=[section.pk])
        assert client.get(url).status_code == 200


def test_member_finds_the_dashboard_and_the_history(
    client: Client, insider: User, unit: Unit
) -> None:
    policy = make_policy(responsible_body=unit, status="in_force", next_review="2020-01-01")
    client.force_login(insider)
    dashboard = client.get(reverse("wagtailadmin_home"))
    assert "overdue, still in force" in dashboard.content.decode()
    history = reverse("wagtailadmin_pages:history", args=[policy.pk])
    assert client.get(history).status_code == 200


@pytest.mark.parametrize("model", ["unit", "rosterterm", "topic", "audience", "board"])
def test_keeper_looks_after_units_rosters_topics_and_boards(
    client: Client, keeper: User, insider: User, model: str
) -> None:
    from wagtail.snippets.models import get_snippet_models

    snippet = next(m for m in get_snippet_models() if m._meta.model_name == model)
    viewset = snippet.snippet_viewset
    for name in ("list", "add"):
        url = reverse(viewset.get_url_name(name))
        client.force_login(keeper)
        assert client.get(url).status_code == 200
        client.force_login(insider)
        assert client.get(url).status_code == 302


def test_drafts_of_policies_can_be_previewed(client: Client, insider: User, unit: Unit) -> None:
    policy = make_policy(by=insider, live=False, responsible_body=unit)
    client.force_login(insider)
    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[policy.pk]))
    assert "Learning is work." in html.content.decode()


def test_unit_page_can_be_previewed(client: Client, insider: User, unit: Unit) -> None:
    page = ensure_unit_page(unit)
    client.force_login(insider)
    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert unit.name in html.content.decode()


def test_new_unit_in_the_admin_has_a_page_and_its_group_keeps_its_name(
    client: Client, keeper: User
) -> None:
    client.force_login(keeper)
    views = Unit.snippet_viewset
    form = {"kind": "office", "name": "Office of News", "slug": "news", "predecessors": []}
    client.post(reverse(views.get_url_name("add")), form)
    unit = Unit.objects.get(slug="news")
    assert unit.page.live
    group = group_of(unit)

    client.post(reverse(views.get_url_name("edit"), args=[unit.pk]), {**form, "name": "News"})
    group.refresh_from_db()
    assert group.name == "News (unit)"


def test_term_given_in_the_admin_is_told_to_live_readers(
    client: Client, keeper: User, bob: User, unit: Unit
) -> None:
    heard: list[User] = []

    def hear(user: User, **kwargs: object) -> None:
        heard.append(user)

    rights_changed.connect(hear)
    client.force_login(keeper)
    term = {"unit": unit.pk, "user": bob.pk, "role": "member", "starts_on": "2020-01-01"}
    client.post(reverse(RosterTerm.snippet_viewset.get_url_name("add")), term)
    assert RosterTerm.objects.filter(user=bob, unit=unit).exists()
    assert heard == [bob]


def test_rich_text_that_was_only_opened_counts_as_unchanged() -> None:
    blocks = [{"key": "abcde", "text": "One.  Two. ", **PLAIN}]
    typed = json.dumps({"blocks": blocks, "entityMap": {}})
    field = PolicyPage._meta.get_field("summary").formfield()

    saved = field.widget.value_from_datadict({"summary": typed}, {}, "summary")

    opened = field.widget.format_value(saved)
    assert "One. Two." in saved
    assert field.widget.value_from_datadict({"summary": opened}, {}, "summary") == saved


@pytest.mark.parametrize(
    "sent",
    ["null", json.dumps({"blocks": [{"key": "a", "text": " ", **PLAIN}], "entityMap": {}})],
    ids=["as it came", "once the editor has opened"],
)
def test_rich_text_left_empty_stays_empty(sent: str) -> None:
    field = PolicyPage._meta.get_field("summary").formfield()
    assert field.widget.value_from_datadict({"summary": sent}, {}, "summary") == ""
