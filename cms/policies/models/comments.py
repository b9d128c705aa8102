"""Comments on a draft, and what the committee answered."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Max
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.policies.models.periods import CommentPeriod
from cms.policies.models.versions import PolicyVersion
from forum.models import Post

# The line of `actions.comments.opening`: a link to a version, whatever the policy's address was.
OPENING = re.compile(
    r'<p>[^<]{0,80}<a [^>]*href="[^"]*/versions/([0-9]{1,6})/(?:#s[^"]*)?"[^>]*>[^<]*</a>'
    r"[^<]{0,80}</p>"
)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User | AnonymousUser) -> CommentQuerySet:
        """Those whose words this person may read, as the forum says."""
        return self.filter(post__in=Post.objects.visible_to(user).order_by())

    def of_policy(self, policy_id: int) -> CommentQuerySet:
        return self.filter(period__policy=policy_id)

    def unanswered(self) -> CommentQuerySet:
        return self.filter(disposition__isnull=True)

    def with_words(self) -> CommentQuerySet:
        """With what a list shows, but for the text of the version."""
        rows = self.select_related(
            "post__author", "post__thread", "disposition", "version", "period"
        )
        return rows.defer("version__body", "version__summary")

    def by_identity(self) -> dict[str, tuple[int, str]]:
        """How many there are on each clause, whatever its number was, and the number that the
        latest of them names. Where a clause has no key, it goes by "#" and its number."""
        rows = self.order_by().values_list("key", "clause").annotate(Count("pk"), Max("pk"))
        found: dict[str, tuple[int, str]] = {}
        for key, number, count, _latest in sorted(rows, key=lambda row: row[3]):
            before = found.get(key or f"#{number}", (0, ""))[0]
            found[key or f"#{number}"] = (before + count, number)
        return found

    def by_clause(self) -> dict[str, int]:
        """How many there are on each clause; those on the whole are under the empty number."""
        rows = self.order_by().values_list("clause").annotate(Count("pk"))
        return dict(rows)


class Comment(models.Model):
    """A post that was written on one clause of one version, or on the whole of it."""

    post = models.OneToOneField("forum.Post", on_delete=models.CASCADE, related_name="+")
    period = models.ForeignKey(CommentPeriod, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="comments")
    clause = models.CharField(max_length=20, blank=True, help_text=_("Empty for the whole."))
    key = models.CharField(
        max_length=36, blank=True, default="", help_text=_("The clause's own, through renumbering.")
    )
    position = models.PositiveIntegerField(
        default=0, help_text=_("Place of the clause in the version; 0 for the whole.")
    )

    objects = CommentQuerySet.as_manager()

    # How many answer it, where a list has counted them.
    replies = 0

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["period", "position", "id"], name="policies_comment_order")]

    def __str__(self) -> str:
        return f"comment on {self.clause or 'the whole'}"

    @property
    def html(self) -> SafeString:
        """The words without the opening line, which says what is said beside them."""
        opening = OPENING.match(self.post.html)
        is_own = opening and int(opening[1]) == self.version.number
        words = self.post.html[opening.end() :] if opening and is_own else self.post.html
        return mark_safe(words)  # noqa: S308 - the renderer's output is sanitised

    @property
    def changed_late_at(self) -> datetime | None:
        """When its author last changed the words, if that was after the period had closed."""
        edited, closed = self.post.edited_at, self.period.closed_at
        return edited if edited and closed and edited > closed else None

    @property
    def clause_url(self) -> str:
        return f"{self.version.url}#s{self.clause}" if self.clause else self.version.url


class Disposition(models.Model):
    """The committee's answer to one comment."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        IN_PART = "in_part", _("Accepted in part")
        NOT_ACCEPTED = "not_accepted", _("Not accepted")
        OUT_OF_SCOPE = "out_of_scope", _("Out of scope")

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="disposition")
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    reason = models.TextField(max_length=2000)
    answered_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_outcome_display()
