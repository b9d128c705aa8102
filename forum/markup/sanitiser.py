"""The last gate: whatever the parser was talked into, only this comes out."""

from __future__ import annotations

import re
from html import escape

import nh3

from forum.markup.addresses import FILE

CANDIDATE = rf"{re.sub(r'[?]P<[a-z]+>', '?:', FILE.pattern)} [0-9]{{1,4}}w"
LANGUAGE = re.compile(r"language-[a-z0-9][a-z0-9+#-]{0,29}")
CLASSES = {
    "a": {"mention", "picture"},
    "details": {"spoiler"},
    "div": {"table-wrap"},
    "em": {"file-removed"},
    "li": {"task-list-item"},
    "ol": {"contains-task-list"},
    "span": {"vh"},
    "td": {"ta-start", "ta-center", "ta-end"},
    "th": {"ta-start", "ta-center", "ta-end"},
    "ul": {"contains-task-list"},
}
# An attribute maps to its only values, or to None where the value is free.
ATTRIBUTES: dict[str, dict[str, set[str] | None]] = {
    "a": {"href": None, "rel": {"nofollow ugc noopener"}, "title": None},
    "code": {"class": None},
    "div": {"tabindex": {"0"}},
    "img": {
        "alt": None,
        "decoding": {"async"},
        "height": None,
        "loading": {"lazy"},
        "sizes": None,
        "src": None,
        "srcset": None,
        "width": None,
    },
    "ol": {"start": None},
    "span": {"aria-hidden": {"true"}},
    "th": {"scope": {"col"}},
}
TAGS = {
    *("a", "blockquote", "br", "code", "details", "div", "em", "h4", "h5", "h6", "hr", "img"),
    *("li", "ol", "p", "pre", "s", "span", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
SCHEMES = {"http", "https", "mailto"}
# Browsers fetch a picture unasked, so no way may lead to anything but a file of ours.
OF_PICTURES = {
    "src": FILE,
    "srcset": re.compile(rf"{CANDIDATE}(?:, {CANDIDATE}){{0,5}}"),
    "sizes": re.compile(r"\(width < \d{1,4}px\) 100vw, \d{1,4}px"),
    "width": re.compile(r"\d{1,4}"),
    "height": re.compile(r"\d{1,4}"),
}


def keep(tag: str, attribute: str, value: str) -> str | None:
    """The value of an allowed attribute, or None to drop it."""
    if tag == "img" and attribute in OF_PICTURES:
        return value if OF_PICTURES[attribute].fullmatch(value) else None
    if attribute != "class":
        return value
    if tag == "code":
        return value if LANGUAGE.fullmatch(value) else None
    return value if value in CLASSES.get(tag, ()) else None


sanitiser = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes={
        tag: {name for name, values in ATTRIBUTES.get(tag, {}).items() if values is None}
        | ({"class"} if tag in CLASSES else set())
        for tag in ATTRIBUTES.keys() | CLASSES.keys()
    },
    tag_attribute_values={
        tag: {name: values for name, values in attributes.items() if values is not None}
        for tag, attributes in ATTRIBUTES.items()
    },
    attribute_filter=keep,
    link_rel=None,
    url_schemes=SCHEMES,
    url_relative="pass_through",
)


def keeps_address(address: str) -> bool:
    """False for what no browser takes, such as a host of digits above 255 or broken Punycode."""
    return "href" in sanitiser.clean(f'<a href="{escape(address)}"></a>').partition("=")[0]
