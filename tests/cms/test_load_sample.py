"""The command that fills a site: through the actions, once, and never over what members did."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import RosterTerm, Unit, User
from cms.clearinghouse.models import ArticlePage
from cms.core.models import StandardPage
from cms.learning.models import Offering, ProgramPage
from cms.personnel.models import PersonnelPage
from cms.policies.models import Comment, PolicyPage
from cms.sample.loading.boards import load_boards, load_topics
from cms.sample.loading.content import Clock, thread_files
from cms.sample.loading.people import PASSWORD, Members, accounts, load_members, load_units
from cms.sample.loading.programs import session_start
from cms.sample.loading.suspensions import load_suspensions
from cms.sample.loading.threads import Telling
from cms.scholarships.models import ScholarshipPage
from forum.actions.posts import edit_post
from forum.models import Board, ModerationAction, Post, Thread
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    """Seven accounts with a password, and hashing is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clock() -> Clock:
    return Clock(timezone.now())


@pytest.fixture
def members(clock: Clock) -> Members:
    return load_members(load_topics(), clock)


@pytest.fixture
def boards(members: Members, clock: Clock) -> dict[str, Board]:
    return load_boards(load_units(members, clock))


def load() -> str:
    out = StringIO()
    call_command("load_sample", stdout=out)
    return out.getvalue()


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def tell(name: str, boards: dict[str, Board], members: Members, clock: Clock) -> Thread:
    entry = thread_files()[name]
    return Telling(name, entry, members, clock).tell(boards[entry["board"]], [])


def test_a_second_run_adds_nothing_and_leaves_what_people_changed() -> None:
    said = load()
    assert all(person["email"] in said for person in accounts())
    assert Thread.objects.filter(page__isnull=True).count() == len(thread_files())
    assert pages_as_promised()
    article = ArticlePage.objects.live().first()
    article.get_siblings(inclusive=False).type(ArticlePage).first().delete()
    article.title = "Changed by its unit"
    article.save_revision().publish()
    post = Post.objects.filter(number=1).select_related("author", "thread__board").first()
    assert post is not None
    edit_post(post, editor=post.author, source="Said better.", version=post.version)
    User.objects.filter(email="reader@example.org").update(display_name="Someone Else")
    Board.objects.filter(slug="welcome").update(purpose="Changed by the keeper.")
    before = row_counts()
    load()
    assert row_counts() == before
    assert ArticlePage.objects.filter(title="Changed by its unit").exists()
    post.refresh_from_db()
    assert post.source == "Said better."
    assert User.objects.get(email="reader@example.org").display_name == "Someone Else"
    assert Board.objects.get(slug="welcome").purpose == "Changed by the keeper."


def pages_as_promised() -> bool:
    """Everything is there, fits its fields, and shows each state that the plan promised."""
    counts = {PolicyPage: 8, ArticlePage: 11, ProgramPage: 9, ScholarshipPage: 4, PersonnelPage: 5}
    for model, count in counts.items():
        pages = list(model.objects.all())
        assert len(pages) == count
        for page in pages:
            page.full_clean()
    policies = {policy.slug: policy for policy in PolicyPage.objects.all()}
    draft = policies["recognizing-short-ce-credentials"]
    assert [version.number for version in draft.versions.all()] == [2, 1]
    assert draft.comment_periods.get().is_open
    assert draft.discussion.reply_count == 7
    assert Comment.objects.of_policy(draft.pk).by_clause() == {
        "4.2": 3,
        "1.1": 1,
        "3.1": 1,
        "2.1": 1,
    }
    decided = policies["materials-ahead-of-time"]
    assert not Comment.objects.of_policy(decided.pk).unanswered().exists()
    assert decided.motions.get().result == "carried"
    assert policies["human-resource-utilization"].is_review_overdue
    assert policies["core-competences-2009"].is_past
    assert [article.slug for article in ArticlePage.objects.filter(live=False)]
    assert from_a_thread_as_promised()
    assert any(article.is_retired for article in ArticlePage.objects.live())
    assert any(article.is_review_overdue for article in ArticlePage.objects.live())
    assert {"open", "full", "postponed", "completed"} == set(
        Offering.objects.values_list("status", flat=True)
    )
    return StandardPage.objects.filter(slug="moderation", live=True).exists()


def from_a_thread_as_promised() -> bool:
    """One contributor is named, one anonymous, one silent; and the thread leads to the article."""
    article = ArticlePage.objects.get(contributions__choice="anonymous")
    choices = set(article.contributions.values_list("choice", flat=True))
    html = Client().get(article.url).content.decode()
    assert "A member of the forum" in html
    assert "three good answers" in html
    assert "sent to it" not in html
    thread = article.source_threads.get().thread
    told = thread.posts.filter(references__page=article.pk).exists()
    return told and choices == {"name", "anonymous", ""}


def test_production_mode_refuses_accounts_with_a_known_password(settings: Settings) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="password everybody knows"):
        load()
    assert not User.objects.filter(email__endswith="@example.org").exists()


def test_accounts_can_sign_in_and_their_addresses_are_verified(members: Members) -> None:
    for person in accounts():
        member = User.objects.get(email=person["email"])
        assert member.check_password(PASSWORD)
        assert EmailAddress.objects.filter(user=member, verified=True, primary=True).exists()
    assert User.objects.get(email="keeper@example.org").is_superuser
    assert User.objects.get(email="moderator@example.org").is_moderator


def test_the_other_members_have_no_password_and_get_no_mail_at_once(members: Members) -> None:
    invented = User.objects.exclude(email__in=[person["email"] for person in accounts()])
    assert len(invented) >= 20
    assert not any(member.has_usable_password() or member.mail_notices for member in invented)


def test_a_member_who_came_first_keeps_the_handle(clock: Clock) -> None:
    first = make_user(handle="mika")
    members = load_members(load_topics(), clock)
    assert members["mika"] != first
    assert members["mika"].handle == "mika.sample"


def test_the_committee_sits_today_and_former_members_do_not(boards: dict[str, Board]) -> None:
    today = RosterTerm.objects.current().filter(unit__slug="coe")
    handles = set(today.values_list("user__handle", flat=True))
    assert {"chidi", "celeste", "lucia"} <= handles
    assert "kwame" not in handles
    assert Unit.objects.get(slug="coe").predecessors.get().acronym == "SCOLE"


def test_the_working_room_is_closed_to_others_and_the_corner_to_visitors(
    boards: dict[str, Board], members: Members
) -> None:
    def slugs(viewer: User | AnonymousUser) -> set[str]:
        return set(Board.objects.visible_to(viewer).values_list("slug", flat=True))

    closed = {"coe-working-room", "members-corner"}
    assert not slugs(AnonymousUser()) & closed
    assert slugs(User.objects.get(handle="remy")) & closed == {"members-corner"}
    assert slugs(User.objects.get(handle="celeste")) & closed == closed


def test_a_hidden_post_keeps_its_number_and_the_log_says_why(
    boards: dict[str, Board], members: Members, clock: Clock
) -> None:
    load_topics()
    thread = tell("boundaries-after-summer", boards, members, clock)
    hidden = Post.objects.get(thread=thread, hidden_at__isnull=False)
    act = ModerationAction.objects.get(post=hidden)
    assert hidden.number == 5
    assert act.rule == "selling"
    assert act.created_at == hidden.hidden_at
    assert Post.objects.filter(thread=thread, parent=hidden).exists()


def test_the_answer_is_accepted_and_the_lock_says_why(
    boards: dict[str, Board], members: Members, clock: Clock
) -> None:
    solved = tell("customer-service-by-friday", boards, members, clock)
    solved.refresh_from_db()
    assert solved.answer is not None
    assert solved.answer.author == members["josephine"]
    locked = tell("ai-note-takers", boards, members, clock)
    locked.refresh_from_db()
    assert locked.is_locked
    assert "no. 14" in locked.locked_reason


def test_posts_carry_the_times_of_the_conversation(
    boards: dict[str, Board], members: Members, clock: Clock
) -> None:
    thread = tell("one-page-planner", boards, members, clock)
    thread.refresh_from_db()
    entries = thread_files()["one-page-planner"]["posts"]
    times = (
        Post.objects.filter(thread=thread).order_by("number").values_list("created_at", flat=True)
    )
    assert list(times) == [clock.hours_ago(entry["hours_ago"]) for entry in entries]
    assert thread.last_post_at == times[len(entries) - 1]


def test_a_suspension_is_told_once_and_a_reinstatement_stays(
    members: Members, clock: Clock
) -> None:
    load_suspensions(members, "mika", clock)
    barnaby = members["barnaby"]
    assert barnaby.is_suspended
    User.objects.filter(pk=barnaby.pk).update(suspended_at=None, suspended_until=None)
    load_suspensions(load_members(load_topics(), clock), "mika", clock)
    barnaby.refresh_from_db()
    assert not barnaby.is_suspended


def test_no_session_falls_on_a_weekend() -> None:
    zone = ZoneInfo("America/Chicago")
    session = {"in_days": 12, "at": "14:00", "minutes": 60}
    for day in range(7):
        clock = Clock(datetime(2026, 11, 23 + day, 18, tzinfo=zone))
        start = session_start(session, zone, clock)
        assert start.weekday() < 5
        assert start.hour == 14
        assert 0 <= (start.date() - clock.day(12)).days <= 2
