"""The signed words in a mail's unsubscribe link (RFC 8058): who, and from what.

They never expire, open nothing else, and need no sign-in: a mail may be read years later.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import User
from forum.following import row_at
from forum.models import Notice
from forum.models.following import Target

_signer = Signer(salt="forum.unsubscribe", sep="~")


def token_for(user_id: int, address: str) -> str:
    """`address` names a target, such as "thread:42"."""
    return _signer.sign(f"{user_id}.{address.replace(':', '.')}")


def read_token(token: str) -> tuple[User, Target | None] | None:
    """The member and the target (None once it is gone), or None for a token not made here."""
    try:
        raw_user, address = _signer.unsign(token).split(".", 1)
        user = User.objects.filter(pk=int(raw_user)).first()
    except (BadSignature, ValueError):
        return None
    return (user, row_at(address.replace(".", ":"))) if user is not None else None


def target_of(notice: Notice) -> str:
    """What stopping this mail means: the follow behind it, else its thread or page."""
    if notice.follow is not None:
        return notice.follow.address
    return f"thread:{notice.thread_id}" if notice.thread_id else f"page:{notice.page_id}"


def unsubscribe_path(notice: Notice) -> str:
    return reverse("forum:unsubscribe", args=[token_for(notice.user_id, target_of(notice))])
