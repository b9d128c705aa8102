"""A post's stored HTML, made fit for mail: whole addresses, and nothing fetched on opening."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Attributes = list[tuple[str, str | None]]


class _ForMail(HTMLParser):
    """Copies sanitised HTML; pictures become links, because a fetch would tell who reads."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=False)
        self.base = base
        self.parts: list[str] = []
        self.in_link = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = dict(attrs)
        if tag == "img":
            label = _("Picture: %(alt)s") % {"alt": values.get("alt") or _("no description")}
            if self.in_link:  # That of the post leads to the whole picture.
                self.parts.append(escape(label))
                return
            address = urljoin(self.base, values.get("src") or "")
            self.parts.append(f'<a href="{escape(address)}">{escape(label)}</a>')
            return
        self.in_link = self.in_link or tag == "a"
        if values.get("href"):
            values["href"] = urljoin(self.base, values["href"] or "")
        written = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for name, value in values.items()
        )
        self.parts.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.in_link = self.in_link and tag != "a"
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")


def html_for_mail(html: str, *, base: str) -> SafeString:
    """`html` must be a post's stored, sanitised HTML; `base` is the post's full address."""
    parser = _ForMail(base)
    parser.feed(html)
    parser.close()
    return mark_safe("".join(parser.parts))  # noqa: S308  (copied from sanitised HTML)
