"""A version as PDF, with outline, language and title; the typeface travels inside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph as Flowed
from reportlab.platypus import SimpleDocTemplate

from cms.core.feeds import writable
from cms.policies.exports.document import Document
from cms.policies.paragraphs import Paragraph, Run
from cms.policies.texts import ClauseText

FONTS = Path(__file__).parent / "fonts"
SERIF = "source-serif-4"
QUIET = HexColor("#4a5159")
MARGIN, HANG = 22 * mm, 14 * mm

BODY = ParagraphStyle(
    "body", fontName=SERIF, bulletFontName=SERIF, fontSize=10.5, leading=15, spaceAfter=6
)
CLAUSE = ParagraphStyle("clause", BODY, leftIndent=HANG, bulletIndent=0)
TITLE = ParagraphStyle("title", BODY, fontName=f"{SERIF}-bold", fontSize=20, leading=25)
PART = ParagraphStyle(
    "part",
    CLAUSE,
    fontName=f"{SERIF}-bold",
    fontSize=14,
    leading=18,
    spaceBefore=10,
    keepWithNext=1,
)
HEADING = ParagraphStyle("heading", PART, fontSize=11.5, leading=15, spaceBefore=6)
FACT = ParagraphStyle("fact", BODY, fontSize=9, leading=12, spaceAfter=1, textColor=QUIET)


class Paper(SimpleDocTemplate):
    """Adds each heading to the outline as it lands on its page."""

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - the library's own name
        if (entry := getattr(flowable, "outline", None)) is not None:
            name, key, level = entry
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(name, key, level)


def write_pdf(document: Document) -> bytes:
    load_fonts()
    out = BytesIO()
    paper = Paper(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=document.title,
        author=document.author,
        subject=document.running_foot,
        lang=document.language,
        displayDocTitle=True,
        invariant=True,  # The same version gives the same bytes.
        initialFontName=SERIF,
    )

    def foot(canvas: Any, page: Any) -> None:
        canvas.saveState()
        canvas.setFont(SERIF, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 12 * mm, document.running_foot)
        number = _("Page %s") % canvas.getPageNumber()
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, number)
        canvas.restoreState()

    paper.build(list(flow(document)), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


@cache
def load_fonts() -> None:
    names = {"normal": SERIF, "bold": f"{SERIF}-bold", "italic": f"{SERIF}-italic"}
    for style, name in names.items():
        file = f"{SERIF}-{'regular' if style == 'normal' else style}.ttf"
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    # What is both comes out bold.
    pdfmetrics.registerFontFamily(SERIF, **names, boldItalic=names["bold"])


def flow(document: Document) -> Iterator[Flowed]:
    yield headed(document.title, document.title, TITLE, "title", 0)
    for label, value in document.facts:
        yield Flowed(f"{escape(label)}: {escape(value)}", FACT)
    yield Flowed("", BODY)
    for paragraph in document.summary:
        yield Flowed(marked(document, paragraph.runs), indented(BODY, paragraph), paragraph.marker)
    has_part = False
    for clause in document.clauses:
        yield from clause_flow(document, clause, 2 if has_part and not clause.is_part else 1)
        has_part = has_part or clause.is_part


def clause_flow(document: Document, clause: ClauseText, level: int) -> Iterator[Flowed]:
    number = clause.number
    if clause.heading:
        name = writable(f"{number} {clause.heading}")
        style = PART if clause.is_part else HEADING
        yield headed(clause.heading, name, style, clause.anchor, level, number)
        number = ""
    for paragraph in clause.paragraphs:
        style = indented(CLAUSE, paragraph)
        words = marked(document, paragraph.runs)
        if paragraph.marker and number:
            yield Flowed("", CLAUSE, number)
            number = ""
        yield Flowed(words, style, paragraph.marker or number or None)
        number = ""


def headed(
    text: str, name: str, style: ParagraphStyle, key: str, level: int, number: str = ""
) -> Flowed:
    flowed = Flowed(escape(writable(text)), style, number or None)
    flowed.outline = (name, key, level)
    return flowed


def indented(style: ParagraphStyle, paragraph: Paragraph) -> ParagraphStyle:
    if not paragraph.level:
        return style
    left = style.leftIndent + paragraph.level * 7 * mm
    return ParagraphStyle("item", style, leftIndent=left, bulletIndent=left - 5 * mm)


def marked(document: Document, runs: list[Run]) -> str:
    """The runs in the library's own markup."""
    return "".join(_run(document, run) for run in runs)


def _run(document: Document, run: Run) -> str:
    said = escape(writable(run.text)).replace("\n", "<br/>")
    if run.bold:
        said = f"<b>{said}</b>"
    elif run.italic:
        said = f"<i>{said}</i>"
    if run.href:
        said = f'<link href="{escape(document.link(run.href))}" underline="1">{said}</link>'
    return said
