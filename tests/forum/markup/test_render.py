import re
from dataclasses import replace

import pytest

from forum.markup import MarkupRefused, ShownFile, render

TOKEN = "0123456789abcdef" * 2
PICTURE = f"/files/1/{TOKEN}/chart.webp"
PLAN = f"/files/2/{TOKEN}/plan.txt"
GONE = f"/files/3/{TOKEN}/gone.webp"
OTHER = f"/files/4/{TOKEN}/secret.webp"
FILES = {
    (1, TOKEN): ShownFile(
        id=1,
        url=PICTURE,
        name="chart.webp",
        is_picture=True,
        width=60,
        height=40,
        alt="Described before",
    ),
    (2, TOKEN): ShownFile(id=2, url=PLAN, name="Plan & more.txt", words="plain text, 7 bytes"),
    (3, TOKEN): ShownFile(id=3, url=GONE, name="gone.webp", is_picture=True, removed=True),
}


def only(*handles: str):
    return lambda asked: {name: f"/people/{name}/" for name in handles if name in asked}


def known(keys: set[tuple[int, str]]) -> dict[tuple[int, str], ShownFile]:
    return {key: FILES[key] for key in keys if key in FILES}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**bold** and *it*", "<p><strong>bold</strong> and <em>it</em></p>"),
        ("~~gone~~ ~too~", "<p><s>gone</s> <s>too</s></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("# One", "<h4>One</h4>"),
        ("#\n\nx", "<p>x</p>"),
        ("Set\n===", "<h4>Set</h4>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```python x=1\nx\n```", '<pre><code class="language-python">x\n</code></pre>'),
        ("```c++\nx\n```", '<pre><code class="language-c++">x\n</code></pre>'),
        ('```"><b>\nx\n```', "<pre><code>x\n</code></pre>"),
        ("```vh admin\nx\n```", '<pre><code class="language-vh">x\n</code></pre>'),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("[^1]\n\n[^1]: note", "<p>[^1]</p>\n<p>[^1]: note</p>"),
        ("> [!NOTE]\n> x", "<blockquote>\n<p>[!NOTE]<br>\nx</p>\n</blockquote>"),
        ("<b>x</b> &lt;i&gt;", "<p>&lt;b&gt;x&lt;/b&gt; &lt;i&gt;</p>"),
    ],
)
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert render(source).html == html


@pytest.mark.parametrize(
    ("marks", "levels"),
    [
        ("#", "4"),
        ("# ## ### #### ##### ######", "4 5 6 6 6 6"),
        ("## ### ## #", "4 5 4 4"),
        ("### # ######", "4 4 5"),
    ],
)
def test_headings_stand_under_that_of_the_post_and_skip_no_level(marks: str, levels: str) -> None:
    html = render("\n\n".join(f"{mark} x" for mark in marks.split())).html
    assert re.findall(r"<h(\d)>", html) == levels.split()


def test_table_cells_are_aligned_by_class() -> None:
    html = render("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|").html
    assert '<div class="table-wrap" tabindex="0">' in html
    assert '<th class="ta-start" scope="col">a</th>' in html
    assert '<td class="ta-center">2</td>' in html
    assert '<td class="ta-end">3</td>' in html
    assert "<td>4</td>" in html
    assert "style" not in html


@pytest.mark.parametrize("loose", [False, True])
def test_tasks_are_signs_and_words(loose: bool) -> None:
    html = render("- [x] did\n- [ ] must".replace("\n", "\n\n" if loose else "\n")).html
    assert '<span aria-hidden="true">☑</span> <span class="vh">Done:</span> did' in html
    assert '<span aria-hidden="true">☐</span> <span class="vh">To do:</span> must' in html
    assert "<input" not in html
    assert html.startswith('<ul class="contains-task-list">\n<li class="task-list-item">')


def test_task_that_begins_with_a_list_keeps_its_sign() -> None:
    assert render("- [ ] - [x] inner").html.count("</span> <span") == 2


def test_spoiler_is_a_disclosure() -> None:
    assert render(":::spoiler The <end>\nShe *wins*\n:::").html == (
        '<details class="spoiler"><summary>The &lt;end&gt;</summary>\n'
        "<p>She <em>wins</em></p>\n</details>"
    )
    assert "<summary>Spoiler</summary>" in render(":::spoiler\nx\n:::").html


def test_spoiler_left_open_ends_with_the_post() -> None:
    assert render(":::spoiler\n>").html.endswith("</details>")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (f"![A chart]({PICTURE})", 'width="60" height="40" alt="A chart" loading="lazy"'),
        (f"![A chart]({PICTURE})", f'<a class="picture" href="{PICTURE}"><img src="{PICTURE}"'),
        (f"![]({PICTURE})", 'alt="Described before"'),
        (f"![Its plan]({PLAN})", f'<p><a href="{PLAN}">Its plan</a></p>'),
        (f"![Unknown]({OTHER})", f'<a href="{OTHER}">Unknown</a>'),
        (f"![Gone]({GONE})", '<em class="file-removed">A file was removed here.</em>'),
        (f"[![in]({PICTURE})](/t/1/)", f'<p><a href="/t/1/"><img src="{PICTURE}" width="60"'),
        ("![Out](/accounts/logout/)", '<a href="/accounts/logout/">Out</a>'),
        ("![Out](/media/a.png)", '<a href="/media/a.png">Out</a>'),
        (f"![Out]({PICTURE}/../../x)", f'<a href="{PICTURE}/../../x">Out</a>'),
        ("![](/x)", '<a href="/x">/x</a>'),
        ("[![in](https://x.org/y.png)](/t/1/)", '<a href="/t/1/">in</a>'),
    ],
)
def test_only_files_that_may_be_shown_are_shown(source: str, html: str) -> None:
    assert html in render(source, files=known).html


def test_nothing_is_told_of_a_file_that_may_not_be_shown() -> None:
    rendered = render(f"![]({OTHER}) [x]({GONE})", files=lambda keys: {})
    assert rendered.html == f'<p><a href="{OTHER}">{OTHER}</a> <a href="{GONE}">x</a></p>'
    assert rendered.files == ()


def test_a_picture_without_a_description_is_refused_by_name() -> None:
    silent = {(1, TOKEN): replace(FILES[1, TOKEN], alt="")}
    with pytest.raises(MarkupRefused, match=r"Describe the picture “chart\.webp”"):
        render(f"![ ]({PICTURE})", files=lambda keys: silent)


def test_documents_are_listed_below_with_kind_and_size() -> None:
    rendered = render(f"See [it]({PLAN}), [it]({PLAN}).", files=known)
    assert rendered.html.endswith(
        '<ul class="attached" aria-label="Attached files">'
        f'<li><a href="{PLAN}">Plan &amp; more.txt</a> <span>plain text, 7 bytes</span></li></ul>'
    )


def test_a_large_picture_is_offered_in_the_widths_there_are() -> None:
    large = {(1, TOKEN): replace(FILES[1, TOKEN], width=2560, height=1280, widths=(400, 800, 1600))}
    html = render(f"![A]({PICTURE})", files=lambda keys: large).html
    assert f'src="/files/1/{TOKEN}/800/chart.webp"' in html
    assert f'/files/1/{TOKEN}/1600/chart.webp 1600w, {PICTURE} 2560w"' in html
    assert 'sizes="(width &lt; 816px) 100vw, 800px" width="800" height="400"' in html


def test_a_moving_picture_is_shown_still() -> None:
    moving = {(1, TOKEN): replace(FILES[1, TOKEN], widths=(60,), moves=True)}
    html = render(f"![A]({PICTURE})", files=lambda keys: moving).html
    assert f'<a class="picture" href="{PICTURE}"><img src="/files/1/{TOKEN}/60/chart.webp"' in html
    assert "srcset" not in html


def test_image_from_elsewhere_becomes_a_link() -> None:
    rendered = render('![A *chart*](https://x.org/y.png "t")')
    assert rendered.html == (
        '<p><a href="https://x.org/y.png" rel="nofollow ugc noopener">A chart</a></p>'
    )
    assert rendered.links == ("https://x.org/y.png",)


@pytest.mark.parametrize(
    ("source", "href"),
    [
        ("see https://en.wikipedia.org/wiki/A_(b)_c.", "https://en.wikipedia.org/wiki/A_(b)_c"),
        ("(https://a.org/b)", "https://a.org/b"),
        ("“https://a.org/b”", "https://a.org/b"),
        ("*https://a.org/b*", "https://a.org/b"),
        ("https://a.org/?x=1&amp;y=2", "https://a.org/?x=1&amp;y=2"),
        ("https://a.org/&quot;", "https://a.org/"),
        ("www.a.org, and", "https://www.a.org"),
        ("<https://a.org>", "https://a.org"),
        ("HTTPS://A.org", "HTTPS://A.org"),
        ("[x](www.a.org)", "https://www.a.org"),
        ("https://a.org/#b#c", "https://a.org/#b%23c"),
        ("[x](//a.org/b)", "https://a.org/b"),
        ("[x][y]\n\n[y]: https://a.org", "https://a.org"),
    ],
)
def test_outgoing_link_is_marked(source: str, href: str) -> None:
    rendered = render(source)
    assert rendered.html.count("<a ") == 1
    assert f'href="{href.replace("&", "&amp;")}"' in rendered.html or f'href="{href}"' in (
        rendered.html
    )
    assert 'rel="nofollow ugc noopener"' in rendered.html
    assert len(rendered.links) == 1


@pytest.mark.parametrize("href", ["/t/1/title/3/", "#p7", "?view=flat", "mailto:a@b.org"])
def test_other_links_are_plain(href: str) -> None:
    rendered = render(f"[x]({href})")
    assert rendered.html == f'<p><a href="{href}">x</a></p>'
    assert rendered.links == ()


@pytest.mark.parametrize(
    "source",
    ["xhttps://a.org", "http://", "www.", "a@b", "example.org", "http://1.2.3.256", "http://xn--a"],
)
def test_what_is_no_address_stays_text(source: str) -> None:
    assert "<a" not in render(source).html


def test_mail_address_is_linked() -> None:
    assert render("write to a.b+c@lib.example.org.").html == (
        '<p>write to <a href="mailto:a.b+c@lib.example.org">a.b+c@lib.example.org</a>.</p>'
    )


def test_host_in_foreign_letters_shows_as_punycode() -> None:
    look_alike = "http://\u0430\u0440\u0440\u04cf\u0435.com/a"
    assert ">http://xn--80ak6aa92e.com/a</a>" in render(look_alike).html
    assert ">bank</a> (xn--80ak6aa92e.com)" in render(f"[bank]({look_alike})").html


def test_each_outgoing_address_is_listed_once_in_order() -> None:
    rendered = render("https://b.org https://a.org [again](https://b.org) /t/1/")
    assert rendered.links == ("https://b.org", "https://a.org")


def test_known_handle_becomes_a_mention() -> None:
    asked = []

    def mentionable(handles: set[str]) -> dict[str, str]:
        asked.append(handles)
        return {"bob": "/people/bob/", "ruth.a-b": "/people/ruth.a-b/"}

    rendered = render("@Ruth.A-B, @bob and @nobody; @BOB.", mentionable=mentionable)
    assert rendered.mentions == ("ruth.a-b", "bob")
    assert '<a class="mention" href="/people/ruth.a-b/">@Ruth.A-B</a>, ' in rendered.html
    assert "and @nobody; " in rendered.html
    assert asked == [{"ruth.a-b", "bob", "nobody"}]


@pytest.mark.parametrize("source", ["@bob", "(@bob)", "_@bob_", "**@bob**!", "- @bob", "@bob's"])
def test_mention_stands_beside_punctuation(source: str) -> None:
    assert render(source, mentionable=only("bob")).mentions == ("bob",)


@pytest.mark.parametrize(
    "source",
    [
        "`@bob`",
        "```\n@bob\n```",
        "    @bob",
        "[@bob](/x)",
        "[a @bob b][r]\n\n[r]: /x",
        "![@bob](/media/x.png)",
        "![@bob](/x)",
        "<https://a.org/@bob>",
        "https://a.org/@bob",
        "www.a.org/@bob",
        "alice@bob",
        "alice@bob.org",
        "alice.@bob",
        "@bob@social.example",
        "@bobby",
        "@bob_b",
        "@bob.by",
        "@bobé",
        r"\@bob",
        "@@bob",
        "@",
    ],
)
def test_no_mention_in_code_links_or_addresses(source: str) -> None:
    rendered = render(source, mentionable=only("bob"))
    assert rendered.mentions == ()
    assert "mention" not in rendered.html


def test_nobody_is_asked_for_when_nobody_is_named() -> None:
    def mentionable(handles: set[str]) -> dict[str, str]:
        raise AssertionError(handles)

    assert render("a plain post", mentionable=mentionable).mentions == ()


@pytest.mark.parametrize("source", ["[x]: /a", ">", "&nbsp;", "&#8203;"])
def test_post_that_would_show_nothing_is_refused(source: str) -> None:
    with pytest.raises(MarkupRefused, match="no words"):
        render(source)


def test_image_alone_is_enough() -> None:
    assert "<img" in render(f"![A]({PICTURE})", files=known).html
