"""The files that sample posts bring along: from the content's folder, or drawn here."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import File
from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from cms.sample.loading.content import CONTENT, Entry, key_of
from forum.actions.attachments import attach
from forum.models import Board, Thread

INK, PAPER, ACCENT = "#1d2b28", "#ffffff", "#0a5c49"
STEPS = (
    ("3 weeks before", "Ask what\npeople need"),
    ("1 week before", "Send slides\nand handout"),
    ("On the day", "Captions on,\nand watched"),
    ("1 week after", "Correct them,\nask if it worked"),
)


def with_files(entry: Entry, thread: str, *, author: User, place: Thread | Board) -> str:
    """The post's text, in which `file:<name>` has become the address of the attached file."""
    text: str = entry["body"]
    for name in entry.get("files", []):
        content = drawings[name]() if name in drawings else (CONTENT / "files" / name).read_bytes()
        kept = attach(
            File(BytesIO(content)),
            name=name,
            uploader=author,
            place=place,
            key=key_of("threads", thread, entry["id"], name),
        )
        text = text.replace(f"(file:{name})", f"({kept.get_absolute_url()})")
    return text


def timeline() -> bytes:
    """Four boxes on a line, each with its time above and its task inside."""
    image = Image.new("RGB", (1200, 330), PAPER)
    draw = ImageDraw.Draw(image)
    times, words = ImageFont.load_default(26), ImageFont.load_default(32)
    draw.line((40, 205, 1160, 205), fill=INK, width=4)
    for place, (time, task) in enumerate(STEPS):
        left = 40 + place * 288
        draw.text((left + 128, 50), time, font=times, fill=INK, anchor="mm")
        draw.rounded_rectangle(
            (left, 110, left + 256, 300), 16, fill=PAPER, outline=ACCENT, width=5
        )
        draw.multiline_text(
            (left + 128, 205), task, font=words, fill=INK, anchor="mm", align="center", spacing=10
        )
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


drawings = {"captions-timeline.png": timeline}
