from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from accounts.actions.handles import free_stale_handle
from accounts.models import FormerHandle, User


class HandleTakenError(Exception):
    """Someone else took the handle between asking and saving."""


def save_profile(
    member: User, *, fields: Iterable[str], old_handle: str, topics: Iterable[Any]
) -> User:
    """Save what the member changed; an old handle stays theirs and leads to the new one.

    Only `fields` are written: a suspension of this moment must not be undone by the rest.
    """
    try:
        with transaction.atomic():
            if member.handle != old_handle:
                free_stale_handle(member.handle)
                FormerHandle.objects.filter(handle=member.handle, user=member).delete()
                FormerHandle.objects.create(handle=old_handle, user=member)
            member.save(update_fields=list(fields))
            member.expertise.set(topics)
    except IntegrityError as error:
        raise HandleTakenError from error
    return member
