"""A policy that was renamed is found at each address that it ever had, with all below it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from cms.policies.models import PolicyIndexPage
from tests.cms.factories import make_article, make_policy

pytestmark = pytest.mark.usefixtures("home")

BELOW = (
    "",
    "?from=mail",
    "comments/",
    "comments/?clause=1.1",
    "comments/answers/",
    "comments/answers/csv/",
    "feed/",
    "versions/",
    "versions/1/",
    "versions/1/pdf/",
    "versions/1/print/",
    "motions/2/",
    "compare/?a=1&b=2",
)


def rename(page: Page, slug: str, capture: DjangoCaptureOnCommitCallbacks) -> None:
    """Publish the page under another slug, as its form does."""
    page = page.specific_class.objects.get(pk=page.pk)
    page.slug = slug
    with capture(execute=True):
        page.save_revision().publish()


@pytest.mark.parametrize("below", BELOW)
def test_each_former_address_leads_to_the_same_place_today(
    client: Client, below: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    policy = make_policy(slug="first")
    rename(policy, "second", django_capture_on_commit_callbacks)
    response = client.get(f"/policies/first/{below}")
    assert response.status_code == 301
    assert response["Location"] == f"/policies/second/{below}"


def test_former_addresses_outlast_two_renames_and_one_of_the_register(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    policy = make_policy(slug="first")
    rename(policy, "second", django_capture_on_commit_callbacks)
    rename(policy, "third", django_capture_on_commit_callbacks)
    rename(PolicyIndexPage.objects.get(), "register", django_capture_on_commit_callbacks)
    for former in ("first", "second", "third"):
        response = client.get(f"/policies/{former}/versions/1/print/?a=1")
        assert response["Location"] == "/register/third/versions/1/print/?a=1"


def test_form_that_was_open_during_the_rename_is_sent_on_with_its_words(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    rename(make_policy(slug="first"), "second", django_capture_on_commit_callbacks)
    response = client.post("/policies/first/comments/", {"source": "Say paid."})
    assert response.status_code == 308
    assert response["Location"] == "/policies/second/comments/"


def test_address_that_another_policy_took_belongs_to_that_one(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    policy = make_policy(slug="first")
    rename(policy, "second", django_capture_on_commit_callbacks)
    make_policy(slug="first")
    assert client.get("/policies/first/").status_code == 200
    assert client.get("/policies/first/motions/2/").status_code == 404


def test_name_that_a_policy_took_back_leads_nowhere_in_a_circle(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    policy = make_policy(slug="first")
    rename(policy, "second", django_capture_on_commit_callbacks)
    rename(policy, "first", django_capture_on_commit_callbacks)
    assert client.get("/policies/first/motions/2/").status_code == 404
    assert client.get("/policies/second/motions/2/")["Location"] == "/policies/first/motions/2/"


@pytest.mark.parametrize(
    "below", ["//evil.example/", "/evil.example/", "%0d%0aSet-Cookie:x/", "%00"]
)
def test_former_address_never_leads_off_the_site(
    client: Client,
    below: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rename(make_policy(slug="first"), "second", django_capture_on_commit_callbacks)
    response = client.get(f"/policies/first/{below}")
    assert response.get("Location", "/policies/second/").startswith("/policies/second/")


def test_policy_that_was_taken_down_is_not_found_at_its_former_address_either(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    policy = make_policy(slug="first")
    rename(policy, "second", django_capture_on_commit_callbacks)
    policy.refresh_from_db()
    policy.unpublish()
    assert client.get("/policies/first/versions/1/").status_code == 404


def test_name_of_a_policy_for_some_is_told_to_those_alone(
    client: Client, bob: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    policy = make_policy(slug="first")
    rename(policy, "second", django_capture_on_commit_callbacks)
    PageViewRestriction.objects.create(page=policy, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/policies/first/versions/1/").status_code == 404
    client.force_login(bob)
    response = client.get("/policies/first/versions/1/")
    assert response["Location"] == "/policies/second/versions/1/"


def test_other_pages_and_hand_made_redirects_are_left_to_wagtail(client: Client) -> None:
    Redirect.add_redirect("/old-guide", make_article())
    Redirect.add_redirect("/policies/elsewhere", "https://example.org/")
    assert client.get("/old-guide/?q=1").status_code == 301
    assert client.get("/old-guide/more/").status_code == 404
    assert client.get("/policies/elsewhere/comments/").status_code == 404
