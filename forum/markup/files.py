"""How a post shows the attachments that it refers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from forum.markup.refusal import MarkupRefused
from forum.markup.words import FILES, in_site_language

FileKey = tuple[int, str]
# The room a picture is given, in CSS pixels; a click shows it whole.
MAX_WIDTH, MAX_HEIGHT = 800, 640


@dataclass(frozen=True, slots=True)
class ShownFile:
    """What a post tells of a file; `widths` are those of its smaller pictures.

    `own` ones are of the post's author, who may take them along; others stand in the thread.
    """

    id: int
    url: str
    name: str
    words: str = ""
    is_picture: bool = False
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()
    moves: bool = False
    alt: str = ""
    own: bool = True
    removed: bool = False

    @property
    def room(self) -> tuple[int, int]:
        """Width and height at which it is shown; both, so that nothing moves when it comes."""
        scale = min(1, MAX_WIDTH / self.width, MAX_HEIGHT / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    def at_width(self, width: int) -> str:
        folder, _slash, name = self.url.rpartition("/")
        return f"{folder}/{width}/{name}"


def picture_html(file: ShownFile, alternative: str, *, alone: bool) -> str:
    """The picture in the sizes there are, and unless in a link already, a link to the whole."""
    width, height = file.room
    candidates = [(each, file.at_width(each)) for each in file.widths]
    if not file.moves:
        candidates.append((file.width, file.url))
    fit = next((url for each, url in candidates if each >= width), candidates[-1][1])
    srcset = ", ".join(f"{url} {each}w" for each, url in candidates)
    several = f' srcset="{srcset}" sizes="(width < {width + 16}px) 100vw, {width}px"'
    image = (
        f'<img src="{fit}"{several if len(candidates) > 1 else ""} width="{width}"'
        f' height="{height}" alt="{escape(alternative)}" loading="lazy" decoding="async">'
    )
    return f'<a class="picture" href="{file.url}">{image}</a>' if alone else image


def document_list(files: Iterable[ShownFile]) -> str:
    """The documents that a post refers to, with kind and size in words; empty without any."""
    rows = "".join(
        f'<li><a href="{file.url}">{escape(file.name)}</a> <span>{escape(file.words)}</span></li>'
        for file in files
        if not file.is_picture and not file.removed and file.own
    )
    if not rows:
        return ""
    return f'\n<ul class="attached" aria-label="{escape(in_site_language(FILES))}">{rows}</ul>'


def undescribed(file: ShownFile) -> MarkupRefused:
    return MarkupRefused(
        _(
            "Describe the picture “%(name)s” for those who can't see it: in its field below, or "
            "between the square brackets before its address."
        )
        % {"name": file.name}
    )
