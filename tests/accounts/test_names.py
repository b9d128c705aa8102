from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.names import (
    is_reserved_handle,
    is_reserved_name,
    normalize_handle,
    skeleton,
    validate_name,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paypal", "PayPaI"),
        ("modern", "modem"),
        ("Mo Derator", "m0derat0r"),
        ("Alice", "Аlісе"),
        ("Zoe", "Zoë"),
        ("MIKA", "ΜΙΚΑ"),
        ("wanda", "vvanda"),
    ],
)
def test_look_alikes_share_a_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("alice", "alina"), ("Jan", "Ian"), ("bob", "rob")])
def test_different_names_keep_different_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("handle", ["admin", "a-d-m-i-n", "4dm1n", "everyone", "here", "ala"])
def test_reserved_handles(handle: str) -> None:
    assert is_reserved_handle(handle)


@pytest.mark.parametrize("handle", ["adams", "alan", "hera", "thandi", "celeste"])
def test_handles_that_anyone_may_take(handle: str) -> None:
    assert not is_reserved_handle(handle)


def test_names_of_the_site_are_reserved_only_by_themselves() -> None:
    assert is_reserved_name("The Moderator") is False
    assert is_reserved_name("Moderator Team")
    assert is_reserved_name("A.D.M.I.N")
    assert not is_reserved_name("Mary Helpman")


@pytest.mark.parametrize(
    "name",
    [
        "a\x00b",
        "a\u200eb",
        "a\u2066b",
        "a\ufe0fb",
        "a\u3164",
        "\u202eabc",
        "a\nb",
        "e" + "\u0301" * 4,
    ],
)
def test_unseen_characters_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)


def test_scripts_mix_between_words_but_not_within_one() -> None:
    validate_name("Юлия Smith")
    validate_name("田中さくら")
    with pytest.raises(ValidationError):
        validate_name("Юlia")


def test_handles_are_folded() -> None:
    assert normalize_handle(" @ＡLICE ") == "alice"
