"""What a new thread may begin with."""

from __future__ import annotations

from cms.sample.loading.content import read
from forum.models import Board, ThreadTemplate


def load_templates(boards: dict[str, Board]) -> None:
    """Make the templates on a site that has none: a keeper may have taken some away."""
    if ThreadTemplate.objects.exists():
        return
    for position, entry in enumerate(read("templates")["templates"], start=1):
        ThreadTemplate.objects.create(
            board=boards[entry["board"]] if "board" in entry else None,
            name=entry["name"],
            body=entry["body"].strip() + "\n",
            position=position * 10,
        )
