"""Versions stay as they were published, whoever tries."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from cms.core.tree import publish
from cms.policies.models import PolicyPage, PolicyVersion
from cms.policies.models.versions import VersionKept, content_hash
from tests.cms.factories import clause, make_policy
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("home")


def test_models_refuse_to_change_or_remove_a_version(alice: User) -> None:
    version = make_policy(by=alice).versions.get()
    version.title = "Other words"
    rows = PolicyVersion.objects.all()
    for attempt in (
        version.save,
        version.delete,
        rows.delete,
        lambda: rows.update(title="Other words"),
        lambda: rows.bulk_update([version], ["title"]),
        lambda: version.policy.versions.update(title="Other words"),
    ):
        with pytest.raises(VersionKept):
            attempt()
    assert PolicyVersion.objects.get().title == "Paid time for learning"


@pytest.mark.parametrize("column", ["title", "body", "content_hash", "published_at", "number"])
def test_database_refuses_what_goes_round_the_models(alice: User, column: str) -> None:
    make_policy(by=alice)
    sql = f"UPDATE policies_policyversion SET {column} = {column}"  # noqa: S608
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    kept = PolicyVersion._base_manager.filter()
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.update(title="Other words")


def test_version_outlives_its_author() -> None:
    author = make_user(handle="leaving")
    policy = make_policy(by=author)
    policy.owner = None
    policy.save()
    policy.revisions.update(user=None)
    PolicyVersion._base_manager.filter(author=author).update(author=None)
    version = PolicyVersion.objects.get()
    assert version.author is None
    assert version.content_hash == content_hash(version.title, version.summary, version.body)


def test_policy_with_versions_cannot_be_deleted(client: Client, alice: User) -> None:
    policy = make_policy(by=alice)
    keeper = make_user(handle="keeper", is_superuser=True, is_staff=True)
    client.force_login(keeper)
    with pytest.raises(ProtectedError):
        policy.delete()
    for page in (policy, policy.get_parent(), policy.get_parent().get_parent()):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{address}?id={policy.get_parent().pk}&id={policy.pk}")
    assert Page.objects.filter(pk=policy.pk).exists()
    assert policy.versions.count() == 1


def test_unpublished_draft_may_be_deleted(client: Client) -> None:
    draft = make_policy(live=False)
    keeper = make_user(handle="keeper", is_superuser=True, is_staff=True)
    client.force_login(keeper)
    client.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    assert not Page.objects.filter(pk=draft.pk).exists()


def test_new_words_make_a_new_version_and_the_same_words_none(alice: User) -> None:
    policy = make_policy(by=alice)
    policy = publish(policy, by=alice)
    assert policy.versions.count() == 1
    policy.body = [clause("1", "Other words.")]
    policy = publish(policy, by=alice)
    first, second = policy.versions.order_by("number")
    assert first.content_hash != second.content_hash
    assert first.content_hash == content_hash(first.title, first.summary, first.body)


def test_keys_of_the_editor_are_no_part_of_the_fingerprint() -> None:
    body = PolicyPage._meta.get_field("body").to_python
    plain, keyed = (
        body([{"type": "clause", "value": {"number": "1", "heading": "", "text": text}}])
        for text in ("<p>Work.</p>", '<p data-block-key="abcde">Work.</p>')
    )
    said = '["Title","<p>In short.</p>",[["1","","<p>Work.</p>"]]]'
    for summary, clauses in (
        ("<p>In short.</p>", plain),
        ('<p data-block-key="fghij">In short.</p>', keyed),
    ):
        digest = content_hash("Title", summary, clauses)
        assert digest == hashlib.sha256(said.encode()).hexdigest()
