"""Nothing but these tags, attributes and addresses comes out, whatever goes in."""

import random
import re
from html.parser import HTMLParser

import pytest

from forum.markup import MarkupRefused, ShownFile, render
from forum.markup.sanitiser import sanitiser

PICTURE = f"/files/1/{'0' * 32}/x.webp"
TAGS = {
    *("a", "blockquote", "br", "code", "details", "div", "em", "h4", "h5", "h6", "hr", "img"),
    *("li", "ol", "p", "pre", "s", "span", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ALLOWED = {
    ("a", "class"): r"mention|picture",
    ("a", "href"): r"(https?://[^/?#@\\]+([/?#].*)?|mailto:.+@.+|/(?![/\\]).*|[#?].*|/)",
    ("a", "rel"): r"nofollow ugc noopener",
    ("a", "title"): r"(?s:.*)",
    ("code", "class"): r"language-[a-z0-9+#-]{1,30}",
    ("details", "class"): r"spoiler",
    ("div", "class"): r"table-wrap",
    ("div", "tabindex"): r"0",
    ("img", "alt"): r"(?s:.*)",
    ("img", "loading"): r"lazy",
    ("img", "decoding"): r"async",
    ("img", "height"): r"\d{1,4}",
    ("img", "src"): r"/files/[\w./-]+",
    ("img", "width"): r"\d{1,4}",
    ("li", "class"): r"task-list-item",
    ("ol", "class"): r"contains-task-list",
    ("ol", "start"): r"\d+",
    ("span", "aria-hidden"): r"true",
    ("span", "class"): r"vh",
    ("td", "class"): r"ta-(start|center|end)",
    ("th", "class"): r"ta-(start|center|end)",
    ("th", "scope"): r"col",
    ("ul", "class"): r"contains-task-list",
}
VOID = {"br", "hr", "img"}


class Auditor(HTMLParser):
    """Reads HTML as a browser would and notes all that is not on the list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        if tag == "a" and "a" in self.open:
            self.faults.append("link in link")
        for name, value in attrs:
            form = ALLOWED.get((tag, name))
            if form is None or not re.fullmatch(form, value or "", re.IGNORECASE):
                self.faults.append(f"<{tag} {name}={value!r}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}>")


def faults(html: str) -> list[str]:
    auditor = Auditor()
    auditor.feed(html)
    auditor.close()
    return auditor.faults + auditor.open


def everyone(handles: set[str]) -> dict[str, str]:
    return {handle: f"/people/{handle}/" for handle in handles}


def every_file(keys: set[tuple[int, str]]) -> dict[tuple[int, str], ShownFile]:
    return {
        key: ShownFile(
            id=1, url=PICTURE, name="x", is_picture=True, width=9, height=9, alt='"><script>'
        )
        for key in keys
    }


VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><style><!--</style><img title='--&gt;&lt;img src=x onerror=1&gt;'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=/accounts/logout/ method=post><button name=x>y</button></form>",
    "<div hx-get=/x hx-trigger=load data-x=1 style='position:fixed' id=live name=live>x</div>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](<\x20javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](javascript:alert(1))",
    f"![x]({PICTURE}?logout=1)",
    f"![x]({PICTURE}/..%2f..%2faccounts/logout/)",
    f"![x](/{PICTURE})",
    f'![x" onerror="alert(1)]({PICTURE})',
    f'![x<script>alert(1)</script>]({PICTURE} "t" onload="alert(1)")',
    "[x](file:///etc/passwd)",
    "[x](blob:https://a.org/1)",
    "[x](https:evil.example)",
    "[x](https:///evil.example)",
    "[x](https://bank.example@evil.example/)",
    "[x](\\\\evil.example)",
    "[x](/\\evil.example)",
    "[x](<///evil.example>)",
    "[x](</&#9;/evil.example>)",
    '[x](/a "t\\" onmouseover=\\"alert(1)")',
    "[x](/a 'x\"><script>alert(1)</script>')",
    '[x](/a"onclick="alert(1))',
    "[x](/a'onclick='alert(1))",
    "[x](/a`onclick=`alert(1))",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)>",
    "<x-javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: /a 'b\"><script>alert(1)</script>'\n\n[x]",
    "[[[x](javascript:a)](javascript:b)](javascript:c)",
    "[![x](javascript:a)](javascript:b)",
    "[a [b](https://c.org) d](https://e.org)",
    "[https://a.org](https://b.org)",
    "[<https://a.org>](https://b.org)",
    '@"><script>alert(1)</script>',
    '@bob"><script>alert(1)</script>',
    'https://a.org/"onmouseover=alert(1)//',
    "https://a.org/'><script>alert(1)</script>",
    'www.a.org/"><img src=x onerror=alert(1)>',
    'a@b.org"><script>',
    '```"><script>alert(1)</script>\nx\n```',
    '```x" onclick="alert(1)\nx\n```',
    "~~~ javascript:alert(1)\nx\n~~~",
    ":::spoiler </summary><script>alert(1)</script>\nx\n:::",
    ':::spoiler "onclick=alert(1)\n</details><script>alert(1)</script>\n:::',
    "|a|\n|:-|\n|<script>alert(1)</script>|",
    '|a" style="x|\n|:-:|\n|b|',
    "1000000000. x\n\n999999999. <b id=x>",
    "- [x] <input name=attributes>",
    "# <a id=getElementById name=cookie>x</a>\n\n## x {#live .skip onclick=1}",
    "[x](#p7){onclick=alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "<plaintext><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\u202ealert\u202c <scr\u200bipt>",
    "＜script＞alert(1)＜/script＞",
]


@pytest.mark.parametrize("source", VECTORS)
def test_vector_leaves_nothing_but_the_list(source: str) -> None:
    html = render(source, mentionable=everyone, files=every_file).html
    assert faults(html) == []
    assert "javascript:" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', html.lower()))


def test_the_auditor_finds_faults() -> None:
    assert faults("<p onclick=x>") == ["<p onclick='x'>", "p"]
    assert faults('<a href="javascript:x">y</a>') == ["<a href='javascript:x'>"]
    assert faults('<a href="//evil.example">y</a>') == ["<a href='//evil.example'>"]
    assert faults('<p id="x"></p><script></script>') == ["<p id='x'>", "<script>"]


FRAGMENTS = [
    *"[]()!*_~`<>&\\|@#:.\"'=/ \n\t{}",
    *("**", "](", "![", "```", "~~~", "\n\n", "\n> ", "\n- ", "\n- [x] ", "\n1. ", "\n# ", "&#"),
    *("\n:::spoiler ", "\n:::\n", "\n|a|b|\n|:-|-:|\n|", "\n[a]: ", "[a]", "<a ", "</a>", "-->"),
    *("<script>", "</script>", "<svg", "onload=", "<!--", "<b id=x>", "<style>", "</p>", "<table>"),
    *("javascript:", "JaVaScRiPt:", "data:text/html,", "&#106;", "&colon;", "&quot;", "&lt;"),
    *("https://", "http://a.org/", "www.a.org", "//evil.example", PICTURE, "/media/../"),
    *("mailto:", "a@b.org", "@bob", "@Ruth.A", "\u202e", "\u0430.com", "\u200b", "é", "word"),
    *('" onclick="x', "' style='x", "`onerror=`", "/\\evil.example", "x@evil.example"),
]


def test_random_fragments_leave_nothing_but_the_list() -> None:
    chance = random.Random(2)
    rendered = 0
    for _ in range(500):
        source = "".join(chance.choices(FRAGMENTS, k=chance.randrange(1, 40)))
        try:
            html = render(source, mentionable=everyone, files=every_file).html
        except MarkupRefused:
            continue
        rendered += 1
        assert faults(html) == [], source
        assert sanitiser.clean(html).strip() == html, source
    assert rendered > 400
