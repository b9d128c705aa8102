"""Members' words: from the source they type to safe HTML and plain text."""

from forum.markup.files import FileKey, ShownFile
from forum.markup.plain import excerpt
from forum.markup.quoting import quotation
from forum.markup.refusal import MarkupRefused
from forum.markup.rendered import RENDERER_VERSION, Files, Mentionable, Rendered, render
from forum.markup.source import MAX_SOURCE, clean_source

__all__ = [
    "MAX_SOURCE",
    "RENDERER_VERSION",
    "FileKey",
    "Files",
    "MarkupRefused",
    "Mentionable",
    "Rendered",
    "ShownFile",
    "clean_source",
    "excerpt",
    "quotation",
    "render",
]
