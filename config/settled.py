"""What a server process does once, before its first request."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load every view now, and leave what is loaded out of later collections of garbage.

    Looking through all of it takes a tenth of a second, in the middle of some request, and
    holds up every socket.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
