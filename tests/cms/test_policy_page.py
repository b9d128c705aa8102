from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Unit, User
from cms.core.models import HomePage
from cms.policies.models import PolicyNumber
from tests.cms.factories import make_policy

pytestmark = pytest.mark.usefixtures("home")


def test_visitor_reads_the_record_and_each_clause_has_an_address(
    client: Client, home: HomePage, unit: Unit
) -> None:
    policy = make_policy(responsible_body=unit, status="in_force")
    PolicyNumber.objects.create(policy=policy, number="B.9.1", scheme="Lettered sections")

    html = client.get(policy.url).content.decode()

    assert "In force" in html
    assert "B.9.1" in html
    assert unit.name in html
    assert '<a class="sec" href="#s1.1">1.1</a>' in html


def test_member_reads_it_too(client: Client, bob: User) -> None:
    policy = make_policy()
    client.force_login(bob)
    assert client.get(policy.url).status_code == 200


def test_draft_is_not_there_for_visitors(client: Client, unit: Unit) -> None:
    draft = make_policy(live=False, title="A secret draft")

    assert client.get(draft.url).status_code == 404
    assert "A secret draft" not in client.get("/policies/").content.decode()
    assert "secret-draft" not in client.get("/sitemap.xml").content.decode()
