"""Keeping where the numbered pages of a thread begin."""

from __future__ import annotations

from django.core.cache import caches

from forum.models import Post, Thread, ThreadPages
from forum.paging import PAGE, Paging

# A writer keeps the state with every so many posts, so that a reader has few to fold in.
EVERY = 50
# So far behind is only a thread that did not grow through the actions, such as an imported one.
BEHIND = 1_000


def paging_of(thread: Thread) -> Paging:
    """The pages as of `thread.last_number`: from the cache, or by two queries."""
    last = thread.last_number
    if last <= PAGE + 1:
        return Paging(last, sizes=[max(last - 1, 0)])
    cache, key = caches["pages"], f"paging:{thread.pk}:{last}"
    paging: Paging | None = cache.get(key)
    if paging is None:
        paging, kept = _folded(thread)
        if last - kept > BEHIND:
            _keep(thread, paging)
        cache.set(key, paging)
    return paging


def keep_paging(thread: Thread) -> None:
    """Called by the writer of post number `thread.last_number`, who holds the row locked."""
    if thread.last_number > PAGE and thread.last_number % EVERY == 0:
        _keep(thread, _folded(thread)[0])


def forget_paging(thread: Thread) -> None:
    """Start over: for whatever may one day change a post's number or place."""
    ThreadPages.objects.filter(thread=thread).delete()
    caches["pages"].delete(f"paging:{thread.pk}:{thread.last_number}")


def _folded(thread: Thread) -> tuple[Paging, int]:
    """The pages, and up to which post they had been kept."""
    kept = ThreadPages.objects.filter(thread=thread).values_list("upto", "state").first()
    paging = Paging.load(*kept) if kept else Paging()
    since = paging.upto
    posts = Post.objects.filter(thread=thread)

    def members(start: str, end: str, upto: int) -> list[tuple[str, int]]:
        stretch = posts.filter(path__gte=start or "0", path__lt=end, number__lte=upto)
        return list(stretch.order_by("path").values_list("path", "number"))

    later = posts.filter(number__gt=since, number__lte=thread.last_number).order_by("number")
    for number, path in later.values_list("number", "path").iterator(2_000):
        paging.add(number, path, members)
    return paging, since


def _keep(thread: Thread, paging: Paging) -> None:
    ThreadPages.objects.update_or_create(
        thread=thread, defaults={"upto": paging.upto, "state": paging.dump()}
    )
