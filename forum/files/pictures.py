"""Pictures: checked before they are decoded, and made anew without what came along with them.

What is kept is a WebP file of the pixels alone, upright, in sRGB: no metadata, no place where it
was taken, no data behind the end. Moving pictures are shown still, and move where they are opened.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from forum.files.limits import (
    MAX_FRAMES,
    MAX_PICTURE,
    MAX_PIXELS,
    FileRefused,
    too_many_frames,
    too_many_pixels,
)

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
NAMED = "JPEG, PNG, GIF, WebP"
MAX_SIDE = 2560
WIDTHS = (400, 800, 1600)
QUALITY = 84
# Drawings and screens keep sharp edges; photographs have more colours than this.
FEW_COLOURS = 4096
MIN_DURATION = 20
PATIENCE = 20

# Decoding takes up to 300 MB for a moment: not for all threads of a server at once.
_turn = threading.BoundedSemaphore(2)
Made = dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """`data` has the whole picture; `smaller` the same by width in pixels, always still."""

    width: int
    height: int
    moves: bool
    data: bytes
    smaller: Made


def is_picture(start: bytes) -> bool:
    """Whether a file that begins so is of a kind that browsers and we take for a picture."""
    return start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")) or (
        start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    )


def make_picture(file: IO[bytes], name: str) -> Picture:
    """Read an uploaded picture; raises FileRefused with a sentence."""
    with in_turn():
        try:
            with Image.open(file, formats=FORMATS) as image:
                return _make(image, name)
        except Image.DecompressionBombError:
            raise too_many_pixels(name) from None
        except (
            UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError,
            IndexError, AttributeError, OverflowError, ZeroDivisionError, MemoryError, RuntimeError,
        ):  # fmt: skip  # Pillow's readers fail in all these ways on broken files.
            raise FileRefused(
                _("“%(name)s” can't be read as a picture: it is damaged or cut off. Save it anew.")
                % {"name": name}
            ) from None


@contextmanager
def in_turn() -> Iterator[None]:
    if not _turn.acquire(timeout=PATIENCE):
        raise FileRefused(_("Many pictures are being sent right now. Try again in a minute."))
    try:
        yield
    finally:
        _turn.release()


def _make(image: Image.Image, name: str) -> Picture:
    if image.width * image.height > MAX_PIXELS:
        raise too_many_pixels(name)
    if getattr(image, "is_animated", False) and image.format in ("GIF", "WEBP"):
        return _moving(image, name)
    drawn = image.format in ("PNG", "GIF", "WEBP")
    # Tells a JPEG's reader to leave out at once what would be scaled away.
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    still = _upright(image)
    still.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    lossless = drawn and still.getcolors(FEW_COLOURS) is not None
    return Picture(
        still.width,
        still.height,
        False,
        _encode(still, lossless=lossless),
        _smaller(still, lossless=lossless),
    )


def _upright(image: Image.Image) -> Image.Image:
    """The pixels as they are meant to be seen: turned, in sRGB, eight bits a channel."""
    image.load()
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I") or turned.mode == "F":
        # Sixteen bits a channel; `convert` would cut off all that is brighter than 255.
        turned = turned.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = turned.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in turned.info
    wanted = "RGBA" if see_through else "RGB"
    if profile and turned.mode in ("RGB", "RGBA", "CMYK"):
        turned = _in_srgb(turned, profile)
    return turned.convert(wanted) if turned.mode != wanted else turned


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """With the colours that its own profile means; one that can't be read is left aside."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return changed or image


def _encode(image: Image.Image, *, lossless: bool) -> bytes:
    out = BytesIO()
    clean = image.copy()
    clean.info = {}
    clean.save(out, "WEBP", quality=QUALITY, method=4, lossless=lossless, exif=b"", icc_profile=b"")
    return out.getvalue()


def _smaller(image: Image.Image, *, lossless: bool) -> Made:
    made: Made = {}
    for width in WIDTHS:
        if width < image.width:
            height = max(1, round(image.height * width / image.width))
            small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            made[width] = _encode(small, lossless=lossless and width < WIDTHS[-1])
    return made


def _moving(image: Image.Image, name: str) -> Picture:
    """All frames, which are counted one by one: a file may claim or hold thousands."""
    frames: list[Image.Image] = []
    durations: list[int] = []
    pixels = image.width * image.height
    while True:
        if len(frames) >= MAX_FRAMES or pixels * (len(frames) + 1) > MAX_PIXELS:
            raise too_many_frames(name)
        frame = image.convert("RGBA")
        frame.thumbnail((WIDTHS[-1], WIDTHS[-1]), Image.Resampling.BILINEAR)
        frames.append(frame)
        durations.append(max(MIN_DURATION, int(image.info.get("duration") or 100)))
        try:
            image.seek(len(frames))
        except EOFError:
            break
    first = frames[0]
    smaller = _smaller(first, lossless=False)
    if len(frames) == 1:
        still = _encode(first, lossless=True)
        return Picture(first.width, first.height, False, still, smaller)
    out = BytesIO()
    first.save(
        out, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=0,
        quality=QUALITY, method=2, exif=b"", icc_profile=b"",
    )  # fmt: skip
    if out.tell() > MAX_PICTURE:
        raise too_many_frames(name)
    smaller[first.width] = _encode(first, lossless=False)
    return Picture(first.width, first.height, True, out.getvalue(), smaller)
