"""What members report and what moderators did about it; the log is never edited."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    class Rule(models.TextChoices):
        HARASSMENT = "harassment", _("Harasses or demeans someone")
        SELLING = "selling", _("Sells or advertises")
        ELECTION = "election", _("Endorses an election candidate")
        OFF_TOPIC = "off_topic", _("Off topic for this board")
        PRIVACY = "privacy", _("Tells private things about someone")
        OTHER = "other", _("Something else")

    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, choices=Rule.choices)
    note = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=models.Q(resolved_at__isnull=True),
                name="forum_report_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.get_rule_display()}"


class ModerationAction(models.Model):
    class Kind(models.TextChoices):
        HIDE = "hide", _("Hid a post")
        RESTORE = "restore", _("Restored a post")
        LOCK = "lock", _("Closed a thread")
        UNLOCK = "unlock", _("Reopened a thread")
        PIN = "pin", _("Pinned a thread")
        UNPIN = "unpin", _("Unpinned a thread")
        MOVE = "move", _("Moved a thread")
        RETITLE = "retitle", _("Renamed a thread")
        HIDE_THREAD = "hide_thread", _("Hid a thread")
        RESTORE_THREAD = "restore_thread", _("Restored a thread")
        SUSPEND = "suspend", _("Suspended a member")
        REINSTATE = "reinstate", _("Reinstated a member")
        ANSWER = "answer", _("Accepted an answer")
        NO_ANSWER = "no_answer", _("Took an accepted answer back")
        SUMMARY = "summary", _("Pinned a summary")
        NO_SUMMARY = "no_summary", _("Took a summary down")
        CONTINUE = "continue", _("Led a thread on to another")
        NO_CONTINUE = "no_continue", _("Led a thread on no more")
        DISMISS = "dismiss", _("Found no breach")
        REMOVE_FILE = "remove_file", _("Removed a file")
        SLOW = "slow", _("Changed a thread's slow mode")
        SPLIT = "split", _("Split posts off into a thread of their own")
        MERGE = "merge", _("Merged posts into another thread")
        CLOSE_POLL = "close_poll", _("Closed a poll early")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    rule = models.CharField(max_length=20, choices=Report.Rule.choices, blank=True)
    board = models.ForeignKey(
        "forum.Board", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    thread = models.ForeignKey(
        "forum.Thread", null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    post = models.ForeignKey(
        "forum.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    member = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"
