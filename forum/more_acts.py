"""What other parts of the site offer to do with a post; the forum only shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from forum.access import Viewer
from forum.models import Post


@dataclass(frozen=True, slots=True)
class Act:
    label: str | Promise
    url: str
    icon: str = "list"


Offer = Callable[[Viewer, Post], list[Act]]
_offers: list[Offer] = []


def offer_acts(offer: Offer) -> None:
    """`offer` gets who looks and the post, which they may read, and gives what to offer there."""
    _offers.append(offer)


def acts_for(user: Viewer, post: Post) -> list[Act]:
    return [act for offer in _offers for act in offer(user, post)]
