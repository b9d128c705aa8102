"""Turns what a person typed into words that can be kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from forum.actions.refusals import Refused
from forum.markup import RENDERER_VERSION, MarkupRefused, clean_source, render


@dataclass(frozen=True, slots=True)
class Words:
    source: str
    html: str
    text: str
    mentions: tuple[str, ...]
    renderer_version: int = RENDERER_VERSION


def mentionable(handles: set[str]) -> dict[str, str]:
    """Profile addresses of those handles that belong to active members: one query."""
    members = User.objects.filter(handle__in=handles, is_active=True)
    names = members.values_list("handle", flat=True)
    return {handle: reverse("accounts:profile", args=[handle]) for handle in names}


def compose(source: str) -> Words:
    """Clean and render; done before any row is locked. Raises Refused."""
    try:
        cleaned = clean_source(source)
        rendered = render(cleaned, mentionable=mentionable)
    except MarkupRefused as refusal:
        raise Refused(refusal.reason, code="source") from refusal
    return Words(cleaned, rendered.html, rendered.text, rendered.mentions)
