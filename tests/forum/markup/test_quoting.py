import random

import pytest

from forum.markup import quotation, render


def quote(text: str, author: str = "Ruth Adeyemi", url: str = "/t/1/title/14/") -> str:
    return quotation(author=author, number=14, url=url, text=text)


def test_quotation_is_a_blockquote_with_a_linked_source() -> None:
    assert quote("First line.\n\nSecond line.") == (
        "> First line.\n>\n> Second line.\n>\n> — [Ruth Adeyemi, no. 14](/t/1/title/14/)\n"
    )


def test_answer_after_a_quotation_stands_outside_it() -> None:
    html = render(quote("Words") + "\nMy answer").html
    assert html.endswith("</blockquote>\n<p>My answer</p>")


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "1. no list\n- nor + this\n* or this",
        "----\n====",
        "```\nno code",
        "    no code either",
        ":::spoiler no\nspoiler\n:::",
        "> no quote in the quote",
        "[no](https://evil.example) ![no](/media/x.png) <https://evil.example>",
        "no https://evil.example nor www.evil.example nor a@evil.example",
        "no @bob",
        "*no* _no_ ~~no~~ `no` \\*no\\*",
        "|a|b|\n|-|-|\n|1|2|",
        "&lt;b&gt; &amp; <b>no</b>",
        "[x]: https://evil.example",
        "ends with a backslash\\",
        "[x] no task",
    ],
)
def test_quoted_text_reads_as_it_stands(text: str) -> None:
    rendered = render(quote(text), mentionable=lambda handles: dict.fromkeys(handles, "/x/"))
    assert rendered.mentions == ()
    assert rendered.links == ()
    assert rendered.html.count("<a ") == 1
    assert rendered.html.count("<blockquote>") == 1
    assert rendered.text.strip("“”").split() == [
        *text.split(),
        "—",
        "Ruth",
        "Adeyemi,",
        "no.",
        "14",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_kind_of_line_end_leaves_the_quote(line_end: str) -> None:
    html = render(quote(f"one{line_end}two{line_end}{line_end}# three")).html
    assert html.startswith("<blockquote>")
    assert html.endswith("</blockquote>")


@pytest.mark.parametrize(
    ("author", "url"),
    [
        ("Ruth](https://evil.example) [x", "/t/1/"),
        ("Ruth\n\n# Head", "/t/1/"),
        ("@bob www.evil.example", "/t/1/"),
        ("Ruth", "/t/1/) [x](https://evil.example"),
        ("Ruth", '/t/1/ "title"\n\n# Head'),
        ("Ruth", "/t/1/<b>"),
    ],
)
def test_author_and_address_cannot_break_out(author: str, url: str) -> None:
    rendered = render(quote("Words", author, url))
    assert rendered.html.count("<a ") == 1
    assert rendered.links == ()
    assert "<h" not in rendered.html
    assert "title=" not in rendered.html


def test_random_text_never_breaks_out() -> None:
    chance = random.Random(14)
    parts = [
        *"[]()!*_~`<>&\\|@#-+=:.1 \n\t",
        "www.",
        "https://",
        "a",
        ":::",
        "\n\n",
        "```",
        "b.org",
    ]
    for _ in range(300):
        text = "".join(chance.choices(parts, k=chance.randrange(1, 25))) + "z"
        rendered = render(quote(text))
        assert rendered.html.count("<a ") == 1, text
        assert rendered.html.count("<p>") == rendered.html.count("</p>"), text
        assert rendered.text.strip("“”").split()[:-5] == text.split(), text
