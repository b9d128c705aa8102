"""What the admin offers those who work on policies: panels, reports, the overlap check."""

from __future__ import annotations

import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Unit, User
from cms.policies.actions.comments import answer_comments, comment_on
from cms.policies.actions.motions import call_vote, cast_vote
from cms.policies.actions.periods import close_early, schedule_period
from cms.policies.models import CommentPeriod, PolicyPage
from cms.policies.overlap import resembling, telling_words
from forum.actions.moderation import hide_post
from forum.actions.posts import withdraw_post
from forum.models import SearchEntry
from tests.cms.commenting import open_now, say
from tests.cms.conftest import sit
from tests.cms.factories import clause, make_article, make_policy


def closed_period(draft: PolicyPage, chair: User) -> CommentPeriod:
    closes = timezone.now() + timedelta(days=5)
    period = schedule_period(draft, by=chair, closes_at=closes, time_zone="UTC")
    return close_early(period, by=chair, reason="Enough.")


def home(client: Client, person: User) -> str:
    client.force_login(person)
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_dashboard_says_what_waits_for_whom(
    client: Client, draft: PolicyPage, chair: User, insider: User, bob: User
) -> None:
    closes = timezone.now() + timedelta(days=5)
    period = schedule_period(draft, by=chair, closes_at=closes, time_zone="UTC")
    comment_on(period, author=bob, clause="1.1", source="Paid?", key=uuid.uuid4())
    assert "Comment periods closing" in home(client, insider)
    close_early(period, by=chair, reason="Enough.")
    assert "Answer 1 comment on" in home(client, insider)

    period.comments.all().delete()
    motion = call_vote(
        draft, by=chair, text="Yes?", closes_at=closes, time_zone="UTC", key=uuid.uuid4()
    )
    assert "Vote on Paid time" in home(client, insider)
    cast_vote(motion, voter=insider, choice="for")
    assert "Vote on Paid time" not in home(client, insider)


def test_a_liaison_is_reminded_of_what_council_has(
    client: Client, draft: PolicyPage, liaison: User, insider: User
) -> None:
    PolicyPage.objects.filter(pk=draft.pk).update(status="sent_to_council")
    assert "Record what Council did" in home(client, liaison)
    assert "Record what Council did" not in home(client, insider)


@pytest.mark.parametrize("report", ["review", "periods", "votes"])
def test_each_report_shows_and_exports_ones_own_policies(
    client: Client, draft: PolicyPage, unit: Unit, chair: User, report: str
) -> None:
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    stranger = sit(other, "stranger", "chair")
    closes = timezone.now() + timedelta(days=5)
    if report == "periods":
        schedule_period(draft, by=chair, closes_at=closes, time_zone="UTC")
    elif report == "votes":
        call_vote(draft, by=chair, text="Yes?", closes_at=closes, time_zone="UTC", key=uuid.uuid4())
    else:
        due = timezone.localdate() + timedelta(days=30)
        PolicyPage.objects.filter(pk=draft.pk).update(status="in_force", next_review=due)
    url = reverse(f"policy_report_{report}")
    for person, expected in ((chair, True), (stranger, False)):
        client.force_login(person)
        assert (draft.title in client.get(url).content.decode()) is expected
        exported = b"".join(client.get(url, {"export": "csv"}).streaming_content)  # type: ignore[attr-defined]
        assert (draft.title in exported.decode()) is expected


def test_moments_in_reports_are_on_the_clock_of_their_zone(
    client: Client, draft: PolicyPage, chair: User
) -> None:
    closes = timezone.now() + timedelta(days=5)
    period = schedule_period(draft, by=chair, closes_at=closes, time_zone="Asia/Tokyo")
    client.force_login(chair)
    html = client.get(reverse("policy_report_periods")).content.decode()
    assert f"{date_format(period.closes_there, 'j M Y, H:i')} (Asia/Tokyo)" in html


def test_the_report_of_periods_counts_what_readers_see(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    kept, hidden, taken_back = (say(period, bob, words=words) for words in ("Paid?", "Spam", "Oh"))
    close_early(period, by=chair, reason="Enough.")
    answered = [kept.pk, hidden.pk]
    answer_comments(period, by=chair, comments=answered, outcome="accepted", reason="Yes.")
    hide_post(hidden.post, moderator=mod, reason="Advertisement.")
    withdraw_post(taken_back.post, by=bob)
    client.force_login(chair)
    [row] = client.get(reverse("policy_report_periods")).context["object_list"]
    table = Client().get(f"{draft.url}comments/answers/")
    assert (row.received, row.answered) == (table.context["total"], 1) == (1, 1)


def test_the_report_of_votes_gives_no_counts_while_one_runs(
    client: Client, draft: PolicyPage, chair: User
) -> None:
    closes = timezone.now() + timedelta(days=5)
    vote = call_vote(
        draft, by=chair, text="Yes?", closes_at=closes, time_zone="UTC", key=uuid.uuid4()
    )
    cast_vote(vote, voter=chair, choice="for")
    client.force_login(chair)
    html = client.get(reverse("policy_report_votes")).content.decode()
    assert "Open" in html
    assert html.count("–") == 3


def test_settled_answers_are_offered_to_read_and_not_to_give(
    client: Client, draft: PolicyPage, chair: User, insider: User
) -> None:
    closed_period(draft, chair)
    client.force_login(insider)
    life = reverse("policy_life", args=[draft.pk])
    assert "Answer the comments" in client.get(life).content.decode()
    PolicyPage.objects.filter(pk=draft.pk).update(status="sent_to_council")
    html = client.get(life).content.decode()
    assert "Answer the comments" not in html
    assert "Read the answers" in html


def test_the_overlap_check_finds_what_resembles_and_nothing_hidden(
    client: Client, draft: PolicyPage, insider: User, unit: Unit
) -> None:
    words = "Supervisors schedule protected learning time for everyone behind the desk."
    alike = make_policy(title="Protected time", body=[clause("1", words)])
    make_policy(title="A secret draft", body=[clause("1", words)], live=False)
    make_article(title="Something else entirely")

    found = resembling(insider, "Protected learning time that supervisors schedule.", but=draft.pk)

    assert [each.entry.page_id for each in found] == [alike.pk]
    assert {"protected", "learning", "supervisors", "schedule"} <= set(found[0].words)
    client.force_login(insider)
    url = reverse("policy_overlap", args=[draft.pk])
    html = client.get(url, {"words": words}).content.decode()
    assert "Protected time" in html
    assert "A secret draft" not in html
    assert client.get(url).status_code == 200
    assert SearchEntry.objects.filter(page=alike).exists()


def test_a_motion_is_no_formula_in_the_exported_report(
    client: Client, draft: PolicyPage, chair: User
) -> None:
    closes = timezone.now() + timedelta(days=5)
    call_vote(draft, by=chair, text="=1+1", closes_at=closes, time_zone="UTC", key=uuid.uuid4())
    client.force_login(chair)
    response = client.get(f"{reverse('policy_report_votes')}?export=csv")
    assert ",'=1+1," in b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", ["9" * 25, "9" * 5000])
def test_numbers_of_no_comment_are_refused(
    client: Client, draft: PolicyPage, chair: User, number: str
) -> None:
    period = closed_period(draft, chair)
    client.force_login(chair)
    url = reverse("policy_answers", args=[draft.pk, period.pk])
    sent = {"comments": [number], "outcome": "accepted", "reason": "Yes."}
    assert client.post(url, sent).status_code == 422


def test_words_that_every_clause_has_tell_nothing() -> None:
    assert telling_words("Nothing should be decided about whether supervisors schedule.") == [
        "decided",
        "supervisors",
        "schedule",
    ]


def test_what_resembles_a_clause_is_listed_while_it_is_written(
    client: Client, draft: PolicyPage, insider: User, bob: User
) -> None:
    words = "Supervisors schedule protected learning time for everyone behind the desk."
    alike = make_policy(title="Protected <time>", body=[clause("1", words)])
    make_policy(title="A secret draft", body=[clause("1", words)], live=False)
    url = reverse("clause_overlap")
    client.force_login(insider)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert f'"data-overlap": "{url}"' in unescape(form)
    assert "js/admin-overlap.js" in form

    html = client.get(url, {"words": words}).content.decode()

    assert "Protected &lt;time&gt;" in html
    assert "A secret draft" not in html
    assert not client.get(url, {"words": words, "but": alike.pk}).content.strip()
    for odd in ({}, {"words": "\0" * 9000}, {"words": words, "but": "-1"}):
        assert client.get(url, odd).status_code == 200
    client.force_login(bob)
    assert client.get(url, {"words": words}).status_code in {302, 403, 404}


def test_life_cycle_is_offered_where_it_can_be_opened(
    client: Client, draft: PolicyPage, chair: User, keeper: User
) -> None:
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    stranger = sit(other, "stranger", "chair")
    life = reverse("policy_life", args=[draft.pk])
    listing = reverse("wagtailadmin_explore", args=[draft.get_parent().pk])
    for person, expected in ((chair, True), (keeper, True), (stranger, False)):
        client.force_login(person)
        assert (client.get(life).status_code == 200) is expected
        assert (life in client.get(listing).content.decode()) is expected
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
        assert (life in edit.content.decode()) is expected
