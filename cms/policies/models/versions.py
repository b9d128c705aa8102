"""Texts of a policy as they were published: kept, never changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from cms.core.richtext import without_keys
from cms.policies.blocks import ClausesBlock
from cms.policies.models.states import Status


class VersionKept(Exception):
    """A version that others have read is neither changed nor removed."""


def refuse_change(*args: Any, **kwargs: Any) -> NoReturn:
    raise VersionKept(
        _("A version stays as it was published. Publish the policy again to make a new one.")
    )


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Reads and makes versions; the database's own trigger refuses what goes round this."""

    update = refuse_change
    bulk_update = refuse_change
    delete = refuse_change


class PolicyVersion(models.Model):
    """Made when a text is first published; a republication of the same text makes none."""

    policy = models.ForeignKey(
        "policies.PolicyPage", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    status = models.CharField(max_length=20, choices=Status.choices)
    summary = models.TextField(blank=True)
    body = StreamField(ClausesBlock(), blank=True)
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision_id = models.PositiveBigIntegerField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policies_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse_change()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_change()

    @property
    def url(self) -> str:
        address: str = self.policy.version_url(self.number)
        return address


def content_hash(title: str, summary: str, body: Any) -> str:
    """SHA-256 of the title, the summary and each clause's number, heading and text, as JSON.

    Without the editor's keys, which say nothing; older versions may have been hashed with them.
    """
    clauses = [
        [
            block.value["number"],
            block.value["heading"],
            without_keys(block.value["text"].source),
        ]
        for block in body
    ]
    content = [title, without_keys(summary), clauses]
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
