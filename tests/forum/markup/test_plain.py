import pytest

from forum.markup import excerpt, render


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**bold** `code` [label](https://a.org)", "bold code label"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("# Head\nbody", "Head\n\nbody"),
        ("- a\n- b\n  - c\n\nend", "• a\n• b\n• c\n\nend"),
        ("2. a\n3. b", "2. a\n3. b"),
        ("- [x] did\n- [ ] must", "☑ did\n☐ must"),
        ("> quoted\n>\n> twice\n\nanswer", "“quoted\n\ntwice”\n\nanswer"),
        ("|a|b|\n|-|-|\n|1|2|", "a\tb\n1\t2"),
        ("```py\nx = 1\n```\nafter", "x = 1\n\nafter"),
        ("![A *chart*](/x/a.png)", "A chart"),
        ("a &amp; b \\* c", "a & b * c"),
        (":::spoiler\nShe wins\n:::\nafter", "(spoiler)\n\nafter"),
        ("::::spoiler The end\nShe\n:::spoiler\nwins\n:::\n::::", "The end (spoiler)"),
        ("@bob says \u202eno\u202c", "@bob says no"),
    ],
)
def test_plain_text_has_words_and_no_markup(source: str, text: str) -> None:
    assert render(source).text == text


def test_plain_text_does_not_depend_on_who_exists() -> None:
    known = render("hello @bob", mentionable=lambda handles: {"bob": "/people/bob/"})
    assert known.text == render("hello @bob").text


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("short", 160, "short"),
        ("two\n\nlines", 160, "two lines"),
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two, three", 9, "one two…"),
        ("one two", 4, "one…"),
        ("unbroken", 5, "unbr…"),
        ("ab\u0327\u0301cd", 4, "a…"),
        ("a👩\u200d🔬b", 3, "a…"),
        ("", 160, ""),
    ],
)
def test_excerpt_is_cut_at_a_word(text: str, length: int, cut: str) -> None:
    assert excerpt(text, length) == cut
    assert len(cut) <= length
