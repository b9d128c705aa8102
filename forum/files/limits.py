"""How much may be attached, and the sentences that say so."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MEBIBYTE = 1024 * 1024
MAX_PICTURE = 10 * MEBIBYTE
MAX_DOCUMENT = 20 * MEBIBYTE
# Of all frames together: each of them is decoded.
MAX_PIXELS = 40_000_000
MAX_FRAMES = 100
MAX_PER_POST = 10
DAY = timedelta(days=1)
MAX_FILES_A_DAY = 50
MAX_BYTES_A_DAY = 200 * MEBIBYTE
MAX_ALT = 500


class FileRefused(Exception):
    """What was sent can't be kept; `reason` is a sentence for the person who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def megabytes(size: int) -> str:
    return f"{size / MEBIBYTE:.0f} MB"


def too_large(name: str, size: int, limit: int) -> FileRefused:
    return FileRefused(
        _("“%(name)s” has %(size)s and may have %(limit)s. Make it smaller, or link to it.")
        % {"name": name, "size": f"{size / MEBIBYTE:.1f} MB", "limit": megabytes(limit)}
    )


def too_many_pixels(name: str) -> FileRefused:
    return FileRefused(
        _("“%(name)s” has more than %(limit)d million pixels. Scale it down and send it again.")
        % {"name": name, "limit": MAX_PIXELS // 1_000_000}
    )


def too_many_frames(name: str) -> FileRefused:
    return FileRefused(
        _(
            "“%(name)s” moves for too long: at most %(frames)d frames, and %(limit)d million "
            "pixels in all of them together. Shorten it, or link to a video."
        )
        % {"name": name, "frames": MAX_FRAMES, "limit": MAX_PIXELS // 1_000_000}
    )


def too_many_in_post(found: int) -> str:
    return ngettext(
        "The post has %(found)d file and may have %(limit)d. Put the others into a reply.",
        "The post has %(found)d files and may have %(limit)d. Put the others into a reply.",
        found,
    ) % {"found": found, "limit": MAX_PER_POST}


def too_many_today() -> str:
    return _(
        "You have attached as much as one member may within a day: %(files)d files or %(limit)s. "
        "Go on tomorrow, or link to the files."
    ) % {"files": MAX_FILES_A_DAY, "limit": megabytes(MAX_BYTES_A_DAY)}
