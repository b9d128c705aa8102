from __future__ import annotations

from accounts.models import FormerHandle
from accounts.models.handles import stale_sign_ups


def hold_handle(handle: str) -> None:
    """Keep the handle of a sign-up that comes to nothing; a held or taken one stays as it is."""
    FormerHandle.objects.stale().filter(handle=handle).delete()
    FormerHandle.objects.get_or_create(handle=handle)


def free_stale_handle(handle: str) -> None:
    """Give up a hold that ran out, and a sign-up with this handle that was never verified."""
    FormerHandle.objects.stale().filter(handle=handle).delete()
    stale_sign_ups().filter(handle=handle).delete()
