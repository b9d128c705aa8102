"""Whom the composer offers after "@": only those who may read there and can answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import RosterTerm, Unit
from forum.actions.mentions import MAX_ROSTER
from forum.models import Notice
from forum.views import completion
from tests.factories import make_reply, make_thread, make_user
from tests.working import run_all

URL = reverse("forum:complete")


def ask(client, user, place, text):
    client.force_login(user)
    answer = client.get(URL, {"place": place, "q": text})
    assert answer.status_code == 200
    return [found["handle"] for found in answer.json()["names"]]


def seat(unit, user, **dates):
    start = timezone.localdate() - timedelta(days=30)
    return RosterTerm.objects.create(unit=unit, user=user, starts_on=start, **dates)


def test_names_and_handles_are_found_by_their_beginnings(client, alice, bob, thread):
    make_user(handle="zoe", display_name="Zoe Alison Clark")
    place = f"reply:{thread.pk}"
    assert ask(client, bob, place, "ali") == ["alice", "zoe"]
    assert ask(client, bob, place, "cla") == ["zoe"]
    assert ask(client, bob, place, "lice") == []


@pytest.mark.parametrize(("audience", "note"), [("members", "Town library"), ("nobody", "")])
def test_a_library_is_told_to_whom_its_member_chose(client, alice, bob, thread, audience, note):
    type(alice).objects.filter(pk=alice.pk).update(library="Town library", library_for=audience)
    client.force_login(bob)
    answer = client.get(URL, {"place": f"reply:{thread.pk}", "q": "ali"})
    assert [found["note"] for found in answer.json()["names"]] == [note]


def test_nothing_typed_offers_those_who_talk_here(client, alice, bob, thread, mod):
    make_reply(thread=thread, author=mod)
    assert ask(client, bob, f"reply:{thread.pk}", "") == ["mod", "alice"]


def test_suspended_closed_and_unproved_accounts_are_left_out(client, bob, charlie, thread):
    make_user(handle="chad", is_active=False)
    pending = make_user(handle="chas")
    pending.emailaddress_set.update(verified=False)
    make_user(handle="chester")
    assert ask(client, bob, f"reply:{thread.pk}", "ch") == ["chester"]


def test_a_private_board_names_only_its_readers(client, insider, bob, alice, private_board, mod):
    make_user(handle="ingo", display_name="Ingo Outsider")
    place = f"thread:{private_board.pk}"
    colleague = make_user(handle="inga", display_name="Inga Colleague")
    seat(private_board.unit, colleague)
    assert ask(client, insider, place, "in") == ["inga"]


def test_who_may_not_read_there_learns_nothing(client, bob, insider, private_board):
    thread = make_thread(board=private_board, author=insider)
    assert client.get(URL, {"place": "reply:1", "q": "a"}).status_code == 401
    client.force_login(bob)
    for place in (f"thread:{private_board.pk}", f"reply:{thread.pk}", "reply:999999"):
        assert client.get(URL, {"place": place, "q": "in"}).status_code == 404


def test_a_unit_says_how_many_it_would_tell(client, bob, alice, insider, unit, thread):
    seat(unit, alice)
    former = make_user(handle="former")
    seat(unit, former, ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(bob)
    found = client.get(URL, {"place": f"reply:{thread.pk}", "q": "cox"}).json()["names"]
    assert [(each["handle"], each["note"]) for each in found] == [("cox", "Tells 2 people")]


@pytest.mark.parametrize("query", [{}, {"place": "x"}, {"place": "reply:1", "q": "x" * 41}])
def test_bad_questions_are_refused(client, bob, thread, query):
    client.force_login(bob)
    query = {key: value.replace("reply:1", f"reply:{thread.pk}") for key, value in query.items()}
    assert client.get(URL, query).status_code == 400
    assert client.post(URL).status_code == 405


def test_asking_is_bounded(client, bob, thread, monkeypatch):
    # So few that it shows in one of two minutes, if one turns meanwhile.
    monkeypatch.setattr(completion, "ASKED_A_MINUTE", 2)
    cache.clear()
    client.force_login(bob)
    answers = {
        client.get(URL, {"place": f"reply:{thread.pk}", "q": "zz"}).status_code for _ in range(9)
    }
    cache.clear()  # The next test's people have the same numbers.
    assert answers == {200, 429}


def test_the_number_of_queries_does_not_grow(
    client, bob, thread, unit, insider, django_assert_max_num_queries
):
    for n in range(20):
        make_user(handle=f"co-{n}", display_name=f"Co Worker {n}")
    client.force_login(bob)
    with django_assert_max_num_queries(8):
        client.get(URL, {"place": f"reply:{thread.pk}", "q": "co"})


def test_mentioning_a_unit_tells_each_of_its_roster_once(thread, bob, alice, insider, unit):
    both = make_user(handle="both")
    seat(unit, both)
    RosterTerm.objects.create(
        unit=unit, user=both, starts_on=timezone.localdate(), role=RosterTerm.Role.CHAIR
    )
    post = make_reply(thread=thread, author=bob, source="What does @cox say? And @both?")
    run_all()
    assert '<a class="mention" href="/units/cox/">@cox</a>' in post.html
    told = Notice.objects.filter(kind=Notice.Kind.MENTION).values_list("user__handle", flat=True)
    assert sorted(told) == ["both", "insider"]


def test_a_unit_is_not_told_of_what_its_roster_may_not_read(private_board, insider, alice):
    other = Unit.objects.create(kind=Unit.Kind.OFFICE, name="Other", slug="other")
    seat(other, alice)
    room = make_thread(board=private_board, author=insider)
    make_reply(thread=room, author=insider, source="Don't tell @other.")
    run_all()
    assert not Notice.objects.filter(user=alice).exists()


def test_a_large_roster_is_no_mention(thread, bob, unit):
    for n in range(MAX_ROSTER + 1):
        seat(unit, make_user(handle=f"seat-{n}"))
    post = make_reply(thread=thread, author=bob, source="Hello @cox")
    assert "<a" not in post.html


def test_a_member_comes_before_a_unit_of_the_same_name(thread, bob, unit, insider):
    make_user(handle="cox")
    assert "/people/cox/" in make_reply(thread=thread, author=bob, source="Hello @cox").html


def test_emoji_are_found_by_name(client):
    url = reverse("forum:complete_emoji")
    found = client.get(url, {"q": "thumbs"}).json()["emoji"]
    assert {"name": "thumbsup", "sign": "👍"} in found
    assert client.get(url, {"q": ""}).json() == {"emoji": []}
    assert client.get(url, {"q": "x" * 41}).status_code == 400


def test_whoever_is_offered_says_what_they_are(client, bob, thread, unit, insider):
    make_user(handle="cost", display_name="Cosima Thread")
    client.force_login(bob)
    query = {"place": f"reply:{thread.pk}", "q": "co"}
    found = {each["handle"]: each for each in client.get(URL, query).json()["names"]}
    assert (found["cost"]["label"], found["cox"]["label"]) == ("Member", "Unit")
    make_user(handle="cox", display_name="Coxswain")
    found = {each["handle"]: each for each in client.get(URL, query).json()["names"]}
    assert found["cox"]["label"] == "Member"
    assert found["cox"]["note"] == f"not the unit “{unit.name}”"
