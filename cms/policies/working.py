"""What a policy's page shows of the work on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cms.policies.models import Comment, CommentPeriod


def working_context(policy: Any, request: HttpRequest) -> dict[str, Any]:
    """Its comment periods, comments by clause and votes: four queries, whatever their number."""
    periods = [
        period
        for period in CommentPeriod.objects.filter(policy=policy.pk).order_by("opens_at")
        if period.cancelled_at is None
    ]
    open_period = next((period for period in periods if period.is_open), None)
    counts: dict[str, tuple[int, str]] = {}
    total = 0
    if periods:
        comments = Comment.objects.of_policy(policy.pk).visible_to(request.user)
        # Those that a moderator moved elsewhere are not where these counts lead to.
        counts = comments.filter(post__thread__page=policy.pk).by_identity()
        total = comments.count()
    return {
        "periods": periods,
        "open_period": open_period,
        "clause_comments": counts,
        "comments_url": f"{policy.url}{policy.reverse_subpage('comments')}",
        "answers_url": f"{policy.url}{policy.reverse_subpage('answers')}",
        "has_closed_period": any(period.closed_at for period in periods),
        "comment_total": total,
        "comments_on_whole": counts.get("#", (0, ""))[0],
        "motions": list(policy.motions.select_related("unit", "version")) if policy.pk else [],
    }
