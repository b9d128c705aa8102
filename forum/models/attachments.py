"""Files that members attach to posts, and the posts that refer to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.files.documents import KINDS
from forum.files.limits import MAX_ALT
from forum.files.names import MAX_NAME, extension_of, name_in_address
from forum.models.posts import Post

if TYPE_CHECKING:
    from uuid import UUID


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def standing(self) -> AttachmentQuerySet:
        """Stored whole and not removed."""
        return self.filter(ready_at__isnull=False, removed_at__isnull=True)

    def visible_to(self, user: User | AnonymousUser) -> AttachmentQuerySet:
        """Files of posts that `user` may read, and those that `user` has not yet posted.

        A post's earlier wordings count, because they stay readable with it.
        """
        posts = Post.objects.visible_to(user).order_by()
        uses = AttachmentUse.objects.filter(attachment=OuterRef("pk"), post__in=posts)
        reasons = Q(Exists(uses))
        if user.is_authenticated:
            reasons |= Q(uploader=user, claimed_at__isnull=True)
        return self.standing().filter(reasons)


class Attachment(models.Model):
    """A row is there before its file is, and goes after it, so that no file is ever forgotten."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Picture")
        DOCUMENT = "document", _("Document")

    uploader = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="attachments"
    )
    key: models.UUIDField[UUID, UUID] = models.UUIDField(
        help_text=_("Made by the uploader's page: the same key, the same file.")
    )
    board = models.ForeignKey(
        "forum.Board",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Sent for a post here."),
    )
    thread = models.ForeignKey(
        "forum.Thread", null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=MAX_NAME + 10)
    media_type = models.CharField(max_length=100)
    token = models.CharField(max_length=32, help_text=_("Stands in the address."))
    stored = models.CharField(max_length=100, help_text=_("The whole file's name in the storage."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was sent."))
    size = models.PositiveIntegerField(help_text=_("In bytes, without the smaller pictures."))
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    widths = models.JSONField(default=list, help_text=_("Of the smaller pictures."))
    moves = models.BooleanField(default=False)
    alt = models.CharField(max_length=MAX_ALT, blank=True)
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text=_("First used in a post."))
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_reason = models.CharField(max_length=500, blank=True)
    purged_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its file was deleted.")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["uploader", "key"], name="forum_attachment_key")
        ]
        indexes = [
            models.Index(fields=["uploader", "-created_at"]),
            models.Index(
                fields=["created_at"],
                name="forum_attachment_waiting",
                condition=Q(claimed_at__isnull=True),
            ),
            models.Index(
                fields=["removed_at"],
                name="forum_attachment_unpurged",
                condition=Q(removed_at__isnull=False, purged_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:file", args=[self.pk, self.token, name_in_address(self.name)])

    @property
    def is_picture(self) -> bool:
        return self.kind == self.Kind.PICTURE

    @property
    def smallest_url(self) -> str:
        """Where the smallest picture is that there is."""
        args = [self.pk, self.token, *self.widths[:1], name_in_address(self.name)]
        return reverse("forum:file_small" if self.widths else "forum:file", args=args)

    @property
    def words(self) -> str:
        """Kind and size, such as “PDF, 120 kB”."""
        kind = _("Picture") if self.is_picture else KINDS[extension_of(self.name)][1]
        return f"{kind}, {filesizeformat(self.size)}"

    @property
    def markdown(self) -> str:
        """What refers to it in a text; the description of a picture comes in between."""
        if self.is_picture:
            return f"![{plain_label(self.alt)}]({self.get_absolute_url()})"
        return f"[{plain_label(self.name)}]({self.get_absolute_url()})"

    def stored_at(self, width: int) -> str:
        """The storage's name of a smaller picture."""
        return f"{self.stored.rpartition('.')[0]}-{width}.webp"

    @property
    def all_stored(self) -> list[str]:
        return [self.stored, *(self.stored_at(width) for width in self.widths)]


def plain_label(words: str) -> str:
    """Words that stand between square brackets without being read as Markdown."""
    return re.sub(r"[\\\[\]]", "", words)


class AttachmentUse(models.Model):
    """That a post's text refers to a file of its author's, now or in an earlier wording."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="uses")
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="attachment_uses")
    current = models.BooleanField(default=True, help_text=_("Off: in an earlier wording only."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "post"], name="forum_attachmentuse_once")
        ]

    def __str__(self) -> str:
        return f"{self.attachment} in {self.post}"
