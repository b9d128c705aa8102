"""The site's own words inside a post, which is rendered once for readers of every language."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

SPOILER = gettext_noop("Spoiler")
IN_PLACE_OF_SPOILER = gettext_noop("(spoiler)")
DONE = gettext_noop("Done:")
TO_DO = gettext_noop("To do:")
FILES = gettext_noop("Attached files")
FILE_REMOVED = gettext_noop("A file was removed here.")
NUMBERED = gettext_noop("%(title)s, no. %(number)d")


def in_site_language(words: str) -> str:
    """Translate into the language of the site, not into that of whoever saves the post."""
    with override(settings.LANGUAGE_CODE):
        return gettext(words)
