"""Rich text as paragraphs of plain runs, for comparing, PDF and Word."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = frozenset({"p", "li", "h2", "h3", "h4", "blockquote"})
BOLD, ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em"})


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(slots=True)
class Paragraph:
    """`marker` is the bullet or number of a list's item, `level` how deep its list lies."""

    marker: str = ""
    level: int = 0
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        said = "".join(run.text for run in self.runs).strip()
        return f"{self.marker} {said}" if self.marker else said


def paragraphs(html: str) -> list[Paragraph]:
    """The paragraphs and list items of `html` in order; what holds no words is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [paragraph for paragraph in reader.found if paragraph.text]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self.lists: list[int | None] = []  # The last number of each open list; None has bullets.
        self.bold = self.italic = 0
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else None)
        elif tag in BLOCKS:
            self.found.append(Paragraph(self._marker() if tag == "li" else "", len(self.lists)))
        elif tag == "br":
            self._add("\n")
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""
        self.bold += tag in BOLD
        self.italic += tag in ITALIC

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        if tag in BLOCKS or tag in {"ul", "ol"}:
            self.found.append(Paragraph(level=len(self.lists)))
        elif tag == "a":
            self.href = ""
        self.bold -= tag in BOLD
        self.italic -= tag in ITALIC

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, text: str) -> None:
        if not self.found:
            self.found.append(Paragraph())
        self.found[-1].runs.append(Run(text, self.bold > 0, self.italic > 0, self.href))

    def _marker(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "•"
        self.lists[-1] += 1
        return f"{self.lists[-1]}."
