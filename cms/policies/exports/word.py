"""A version as a Word document, with real headings, lists, links and language."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from operator import attrgetter
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from cms.core.feeds import writable
from cms.policies.exports.document import Document
from cms.policies.paragraphs import Paragraph, Run


def write_word(document: Document) -> bytes:
    file = docx.Document()
    about = file.core_properties
    about.title, about.author = document.title[:255], document.author[:255]
    about.language, about.comments = document.language, ""
    about.subject = document.running_foot[:255]
    about.created = about.modified = document.version.published_at.replace(tzinfo=None)
    speak(file, document.language)
    file.add_heading(document.title, 0)
    for label, value in document.facts:
        line = file.add_paragraph(style="No Spacing")
        line.add_run(f"{label}: ").bold = True
        line.add_run(writable(value))
    file.add_paragraph()
    for paragraph in document.summary:
        write(file, document, paragraph)
    for clause in document.clauses:
        number = writable(clause.number)
        if clause.heading:
            level = 1 if clause.is_part else 2
            file.add_heading(f"{number} {writable(clause.heading)}", level)
            number = ""
        for paragraph in clause.paragraphs:
            write(file, document, paragraph, number)
            number = ""
    file.sections[0].footer.paragraphs[0].text = document.running_foot
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def speak(file: Any, language: str) -> None:
    """The language in which every word is read out and checked, unless a run says otherwise."""
    said = file.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    said.set(qn("w:val"), language)


def write(file: Any, document: Document, paragraph: Paragraph, number: str = "") -> None:
    """One paragraph; a clause's number stands before its first."""
    line = file.add_paragraph()
    if number:
        line.add_run(f"{number} ").bold = True
    if paragraph.marker:
        line.paragraph_format.left_indent = Mm(7 * paragraph.level)
        line.add_run(f"{paragraph.marker} ")
    for href, runs in groupby(paragraph.runs, key=attrgetter("href")):
        written = [say(line, run) for run in runs]
        if href:
            link_to(line, document.link(href), written)


def say(line: Any, run: Run) -> Any:
    written = line.add_run(writable(run.text))
    written.bold, written.italic = run.bold or None, run.italic or None
    written.underline = bool(run.href) or None
    return written


def link_to(line: Any, address: str, written: list[Any]) -> None:
    """Put the runs into a hyperlink, which python-docx reads and does not write."""
    link = OxmlElement("w:hyperlink")
    known = line.part.relate_to(writable(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), known)
    for run in written:
        link.append(run._r)
    line._p.append(link)
