import pytest

from forum.markup import MAX_SOURCE, MarkupRefused, clean_source


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("  \n\n    indented code", "    indented code"),
        ("a line  \nand the next   \n\n", "a line  \nand the next"),
        ("e\u0301tude", "\u00e9tude"),
        ("\ufeffmarked", "marked"),
        ("a\ttab", "a\ttab"),
        ("שלום \u202bעולם\u202c", "שלום \u202bעולם\u202c"),
    ],
)
def test_source_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_source(typed) == kept
    assert clean_source(kept) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "nothing to read"),
        (" \n\t ", "nothing to read"),
        ("\u200b\u2060\u00ad", "nothing to read"),
        ("\u3164\u115f\u2800\ufe0f", "nothing to read"),
        ("nul \x00 byte", "U+0000"),
        ("bell \x07", "U+0007"),
        ("next line \x85", "U+0085"),
        ("half a pair \ud800", "U+D800"),
        ("not a character \ufffe", "U+FFFE"),
        ("z" + "\u0335" * 13 + "algo", "accents"),
        ("a" * (MAX_SOURCE + 1), "32,001 characters"),
        ("\r\n" * 40_000 + "a", "80,001 characters"),
    ],
)
def test_refusal_says_why(typed: str, words: str) -> None:
    with pytest.raises(MarkupRefused, match=words.replace("+", r"\+")) as refused:
        clean_source(typed)
    assert refused.value.reason.endswith(".")


def test_line_ends_of_a_browser_count_once() -> None:
    typed = "a\r\n" * (MAX_SOURCE // 2)
    assert len(clean_source(typed)) == MAX_SOURCE - 1


def test_letters_with_a_few_accents_are_taken() -> None:
    assert clean_source("e\u0323\u0302\u0301") == "\u1ec7\u0301"
