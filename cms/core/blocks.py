"""The blocks that editors build text from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms.core.richtext import markdown_html
from forum.markup import MarkupRefused, render

INLINE = ["bold", "italic", "link", "document-link"]
SHORT_TEXT = [*INLINE, "ol", "ul"]
LONG_TEXT = [*SHORT_TEXT, "h2", "h3", "blockquote", "hr", "code"]


class NoteBlock(StructBlock):
    title = CharBlock(required=False, max_length=120)
    text = RichTextBlock(features=SHORT_TEXT)

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "cms/blocks/note.html"


class FileBlock(StructBlock):
    document = DocumentChooserBlock()
    words = CharBlock(required=False, max_length=200, label=_("What it is"))

    class Meta:
        icon = "doc-full"
        label = _("File to take away")
        template = "cms/blocks/file.html"


class FigureBlock(StructBlock):
    image = ImageBlock()
    caption = CharBlock(required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/figure.html"


class MarkdownBlock(TextBlock):
    """Markdown as in posts: for tables, checklists and text that came from a thread."""

    class Meta:
        icon = "code"
        label = _("Text in Markdown")
        template = "cms/blocks/markdown.html"

    def __init__(self, **kwargs: Any) -> None:
        """Names its field: Wagtail labels none that is the whole of its block."""
        super().__init__(**kwargs)
        self.field.widget.attrs["aria-label"] = self.meta.label

    def clean(self, value: str) -> str:
        """Refuses in the form what the renderer would refuse on the page."""
        cleaned = super().clean(value)
        try:
            render(cleaned)
        except MarkupRefused as refusal:
            raise ValidationError(refusal.reason) from refusal
        return str(cleaned)

    def get_searchable_content(self, value: str) -> list[str]:
        return [render(value).text]

    def get_context(self, value: str, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "html": markdown_html(value)}


class BodyBlock(StreamBlock):
    """Running text with the few things that interrupt it."""

    text = RichTextBlock(features=LONG_TEXT, label=_("Text"), template="cms/blocks/text.html")
    markdown = MarkdownBlock()
    note = NoteBlock()
    figure = FigureBlock()
    file = FileBlock()
