"""Documents are taken by content and name together, and never unpacked."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from forum.files.documents import check_document
from forum.files.limits import FileRefused
from forum.files.names import clean_name, name_in_address
from tests.forum.files.samples import PDF, office, open_document


def check(content: bytes, name: str) -> tuple[str, str]:
    return check_document(BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "Plan.PDF", "application/pdf"),
        (office(), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml"),
        (office("xl/workbook.xml"), "a.xlsx", "application/vnd.openxmlformats-officedocument."),
        (office("ppt/presentation.xml"), "a.pptx", "application/vnd.openxmlformats"),
        (open_document("odt"), "a.odt", "application/vnd.oasis.opendocument.text"),
        (open_document("ods"), "a.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("Größe\tü\r\n".encode(), "a.txt", "text/plain"),
        ("Größe".encode("cp1252"), "a.csv", "text/csv"),
        ("Größe".encode("utf-16"), "a.txt", "text/plain"),
        (b"# Title", "a.md", "text/markdown"),
        (b"\xef\xbb\xbfWEBVTT\n\n00:01", "a.vtt", "text/vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHello", "a.srt", "application/x-subrip"),
    ],
)
def test_documents_that_are_what_they_say_are_taken(content, name, media_type):
    assert check(content, name)[1].startswith(media_type)


@pytest.mark.parametrize("name", ["a.heic", "a.avif", "a.bmp", "a.tiff"])
def test_a_picture_of_another_format_is_told_which_formats_are_taken(name):
    with pytest.raises(FileRefused, match=r"Pictures may be JPEG, PNG, GIF, WebP; other files"):
        check(b"BM picture", name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html>%PDF-1.7", "a.pdf"),
        (b"MZ\x90\0", "a.pdf"),
        (office(), "a.xlsx"),
        (office("word/document.xml", {"word/vbaProject.bin": b"x"}), "a.docx"),
        (open_document("odt"), "a.ods"),
        (office(), "a.odt"),
        (PDF, "a.docx"),
        (PDF, "a.txt"),
        (office(), "a.csv"),
        (b"MZ\x90 program", "a.txt"),
        (b"text\0text", "a.txt"),
        (b"a" * 300_000 + b"\x1b\x01", "a.txt"),
        (b"no captions", "a.vtt"),
    ],
)
def test_a_document_that_lies_is_refused(content, name):
    with pytest.raises(FileRefused, match="not what its name says"):
        check(content, name)


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.zip", "a.js", "noextension", "a.png", "a."])
def test_other_kinds_are_refused_with_the_list_of_those_taken(name):
    with pytest.raises(FileRefused, match=r"\.pdf, \.docx"):
        check(b"anything", name)


@pytest.mark.parametrize("name", ["a.svg", "a.txt", "a.pdf", "a.png"])
def test_a_drawing_that_can_carry_a_program_is_refused(name):
    with pytest.raises(FileRefused, match="SVG"):
        check(b'<?xml version="1.0"?><SVG onload="alert(1)"></SVG>', name)


def test_a_zip_bomb_in_a_document_is_never_unpacked(monkeypatch):
    bomb = office("word/document.xml", {"word/media/1": b"\0" * 20_000_000})
    assert len(bomb) < 40_000
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("opened"))
    assert check(bomb, "a.docx")[0] == "docx"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Plan für Ünïcode.pdf", "Plan für Ünïcode.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\plan.docx", "plan.docx"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie- x=1.txt"),
        ("nul\0.pdf", "nul.pdf"),
        ("\u202egpj.exe\u202c.txt", "gpj.exe.txt"),
        ('q"<b>.txt', "q--b-.txt"),
        ("[a](b).txt", "-a-(b).txt"),
        ("", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("   spaced   out  .txt", "spaced out.txt"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_extension():
    name = clean_name("x" * 5_000 + ".docx")
    assert len(name) == 120
    assert name.endswith("x.docx")
    assert len(clean_name("y" * 400)) == 120


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Plan für uns (v2).pdf", "Plan-fur-uns-v2.pdf"),
        ("计划.pdf", "file.pdf"),
        ("计划", "file"),
        ("_a_*b*.txt", "a-b.txt"),
    ],
)
def test_the_name_in_an_address_needs_no_escaping(name, address):
    assert name_in_address(name) == address
