"""The Django admin of the forum: what it stores besides posts, to be looked at by keepers."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forum.models import Attachment, Poll, ThreadTemplate


@admin.register(Attachment)
class AttachmentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shown only: a file is removed through the site, which tells its posts and the record."""

    list_display = ("name", "kind", "size", "uploader", "board", "thread", "created_at", "state")
    list_filter = ("kind", "created_at", "board")
    list_select_related = ("uploader", "board", "thread")
    search_fields = ("name", "uploader__handle", "uploader__email", "digest")
    readonly_fields = (*(field.name for field in Attachment._meta.fields), "removal")
    show_full_result_count = False

    @admin.display(description=_("State"))
    def state(self, file: Attachment) -> str:
        if file.removed_at:
            return str(_("Removed"))
        if not file.ready_at:
            return str(_("Being sent"))
        return str(_("In a post") if file.claimed_at else _("Waiting for a post"))

    @admin.display(description=_("Removal"))
    def removal(self, file: Attachment) -> SafeString | str:
        if file.removed_at:
            return "-"
        return format_html(
            '<a href="{}">{}</a>', reverse("forum:file_remove", args=[file.pk]), _("Remove")
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Attachment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Attachment | None = None) -> bool:
        return False


@admin.register(Poll)
class PollAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shown only: a poll is closed on the site, with a reason. Its ballots are shown nowhere."""

    list_display = ("question", "thread", "kind", "is_secret", "voter_count", "closes_at")
    list_filter = ("kind", "is_secret", "created_at")
    list_select_related = ("thread",)
    search_fields = ("question", "thread__title")
    readonly_fields = (*(field.name for field in Poll._meta.fields), "closing")
    show_full_result_count = False

    @admin.display(description=_("Closing"))
    def closing(self, poll: Poll) -> SafeString | str:
        if poll.is_closed:
            return "-"
        return format_html(
            '<a href="{}">{}</a>',
            reverse("forum:poll_close", args=[poll.thread_id]),
            _("Close the poll"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Poll | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Poll | None = None) -> bool:
        return False


@admin.register(ThreadTemplate)
class ThreadTemplateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "board", "position")
    list_editable = ("position",)
    list_filter = ("board",)
    search_fields = ("name", "body")
