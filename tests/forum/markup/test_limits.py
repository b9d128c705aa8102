import pytest

from forum.markup import MAX_SOURCE, MarkupRefused, render


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (">" * 13 + " a", "nested too deep"),
        ("- " * 8 + "a", "nested too deep"),
        ("> - " * 6 + "a", "nested too deep"),
        (":::spoiler\n" * 14 + "a", "nested too deep"),
        (":::spoiler\n" * 2_000 + "a", "nested too deep"),
        (">" * 9 + " a\n" + "a\n" * 15_000, "nested too deep"),
        ("*a **b " * 30 + "c" + "** d*" * 30, "nested too deep"),
        ("|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + "|\n" * 200, "more than 4,000 cells"),
        ("a|b\n-|-\nc|d\n\n" * 800, "more than 4,000 cells"),
        ("[" * MAX_SOURCE, "more than 3,000 opening square brackets"),
        ("![" * 4_000, "more than 3,000 opening square brackets"),
        ("[a](/b) " * 1_001, "more than 1,000 links"),
    ],
)
def test_what_would_be_slow_is_refused_with_a_reason(source: str, words: str) -> None:
    with pytest.raises(MarkupRefused, match=words) as refused:
        render(source)
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize(
    "source",
    [
        ">" * 12 + " a",
        "- " * 6 + "a",
        ":::spoiler\n" * 12 + "a",
        "> > > a\n" + "a\n" * 15_000,
        "a\n" * 15_999,
        "|" + "a|" * 20 + "\n|" + "-|" * 20 + "\n" + "|b\n" * 100,
        "```\n" + "[" * 20_000 + "\n```",
        "[a](/b) " * 1_000,
    ],
)
def test_what_stays_within_the_limits_is_taken(source: str) -> None:
    assert "a" in render(source).html or "[" in render(source).html


def test_nothing_is_left_out_at_the_deepest_level() -> None:
    assert render(">" * 12 + " the last word").text.strip("“”") == "the last word"


def test_mentioning_a_crowd_is_refused() -> None:
    crowd = " ".join(f"@member{number}" for number in range(51))
    with pytest.raises(MarkupRefused, match="more than 50 people"):
        render(crowd, mentionable=lambda handles: dict.fromkeys(handles, "/people/x/"))
    assert render(crowd).mentions == ()
