from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from forum.live.polling import thread_changes
from forum.views import (
    attaching,
    boards,
    bookmarks,
    choosing,
    completion,
    continuing,
    drafts,
    files,
    following,
    lists,
    moderation,
    moving,
    notices,
    outbox,
    own_files,
    poll_reports,
    polls,
    posts,
    retitling,
    saved_searches,
    search,
    sharing,
    thread_outline,
    thread_reading,
    thread_ways,
    threads,
    writing,
)
from forum.views.replying import thread_replying
from forum.views.unsubscribe import unsubscribe


class PostNumber(IntConverter):
    """Ten digits at most: longer ones name no post, and no column holds them."""

    regex = "[0-9]{1,10}"


class ThreadSlug(StringConverter):
    """Without NUL, which PostgreSQL refuses even to look for."""

    regex = r"[^/\x00]{1,120}"


class RowId(IntConverter):
    """As many digits as a row's id can have."""

    regex = "[0-9]{1,18}"


class Token(StringConverter):
    regex = "[0-9a-f]{32}"


register_converter(PostNumber, "n")
register_converter(RowId, "id")
register_converter(Token, "token")
register_converter(ThreadSlug, "words")

app_name = "forum"
post = "t/<n:thread_id>/<n:number>"
urlpatterns = [
    path("forum/", boards.board_list, name="board_list"),
    path("forum/threads/", lists.thread_list, name="thread_list"),
    path("forum/threads/mark/", lists.list_mark, name="list_mark"),
    path("forum/threads/undo/", lists.list_undo, name="list_undo"),
    path("forum/<slug:board>/", boards.board_detail, name="board_detail"),
    path("forum/<slug:board>/new/", writing.thread_new, name="thread_new"),
    path("t/<n:thread_id>/unread/", thread_ways.thread_unread, name="thread_unread"),
    path("t/<n:thread_id>/jump/", thread_ways.thread_jump, name="thread_jump"),
    path("t/<n:thread_id>/outline/", thread_outline.thread_outline, name="thread_outline"),
    path("t/<n:thread_id>/print/", thread_outline.thread_print, name="thread_print"),
    path("t/<n:thread_id>/reply/", writing.reply, name="reply"),
    path("t/<n:thread_id>/continued/", continuing.thread_continued, name="thread_continued"),
    path("t/<n:thread_id>/read/", thread_reading.thread_read, name="thread_read"),
    path("t/<n:thread_id>/changes/", thread_changes, name="thread_changes"),
    path("t/<n:thread_id>/replying/", thread_replying, name="thread_replying"),
    path("t/<n:thread_id>/poll/", polls.poll_detail, name="poll_detail"),
    path("t/<n:thread_id>/poll/new/", polls.poll_new, name="poll_new"),
    path("t/<n:thread_id>/poll/edit/", polls.poll_edit, name="poll_edit"),
    path("t/<n:thread_id>/poll/close/", polls.poll_close, name="poll_close"),
    path("t/<n:thread_id>/poll/vote/", polls.poll_vote, name="poll_vote"),
    path("t/<n:thread_id>/poll/withdraw/", polls.poll_withdraw, name="poll_withdraw"),
    path("t/<n:thread_id>/poll/voters/", poll_reports.poll_voters, name="poll_voters"),
    path("t/<n:thread_id>/poll/results.csv", poll_reports.poll_csv, name="poll_csv"),
    path("t/<n:thread_id>/retitle/", retitling.thread_retitle, name="thread_retitle"),
    path("t/<n:thread_id>/titles/", retitling.thread_titles, name="thread_titles"),
    path("t/<n:thread_id>/split/", moving.thread_split, name="thread_split"),
    path("t/<n:thread_id>/merge/", moving.thread_merge, name="thread_merge"),
    path("t/<n:thread_id>/slow/", moderation.thread_slow, name="thread_slow"),
    path("t/<n:thread_id>/move/", moderation.thread_move, name="thread_move"),
    *(
        path(
            f"t/<n:thread_id>/{act}/",
            moderation.thread_moderate,
            {"act": act},
            name=f"thread_{act}",
        )
        for act in moderation.THREAD_ACTS
    ),
    path(f"{post}/menu/", posts.post_menu, name="post_menu"),
    path(f"{post}/edit/", writing.post_edit, name="post_edit"),
    path(f"{post}/withdraw/", posts.post_withdraw, name="post_withdraw"),
    path(f"{post}/helpful/", posts.post_helpful, name="post_helpful"),
    path(f"{post}/helpful/by/", sharing.post_helpful_by, name="post_helpful_by"),
    path(f"{post}/bookmark/", bookmarks.post_bookmark, name="post_bookmark"),
    path(f"{post}/continue/", continuing.post_continue, name="post_continue"),
    path(f"{post}/cite/", sharing.post_cite, name="post_cite"),
    path(f"{post}/share/", sharing.post_share, name="post_share"),
    path(f"{post}/answer/", choosing.post_answer, name="post_answer"),
    path(f"{post}/summary/", choosing.post_summary, name="post_summary"),
    path(f"{post}/report/", posts.post_report, name="post_report"),
    path(f"{post}/history/", posts.post_history, name="post_history"),
    *(
        path(f"{post}/{act}/", moderation.post_moderate, {"act": act}, name=f"post_{act}")
        for act in moderation.POST_ACTS
    ),
    path("t/<n:thread_id>/<words:slug>/", threads.thread_detail, name="thread_detail"),
    path("t/<n:thread_id>/<words:slug>/<n:number>/", threads.thread_detail, name="post_detail"),
    path("files/", own_files.files, name="files"),
    path("files/<id:file_id>/remove/", own_files.file_remove, name="file_remove"),
    path("files/add/", attaching.file_add, name="file_add"),
    path("files/tray/", attaching.file_tray, name="file_tray"),
    path("files/<id:file_id>/<token:token>/<words:name>", files.file, name="file"),
    path("files/<id:file_id>/<token:token>/<n:width>/<words:name>", files.file, name="file_small"),
    path("drafts/", drafts.draft_list, name="draft_list"),
    path("drafts/save/", drafts.draft_save, name="draft_save"),
    path("drafts/<uuid:key>/", drafts.draft_detail, name="draft_detail"),
    path("drafts/<uuid:key>/delete/", drafts.draft_delete, name="draft_delete"),
    path("complete/", completion.complete, name="complete"),
    path("complete/emoji/", completion.complete_emoji, name="complete_emoji"),
    path("search/", search.search, name="search"),
    path("search/complete/", search.search_complete, name="search_complete"),
    path("search/saved/", saved_searches.saved_searches, name="saved_searches"),
    path("search/saved/add/", saved_searches.search_save, name="search_save"),
    path("search/saved/<n:pk>/", saved_searches.saved_search, name="saved_search"),
    path("search/saved/<n:pk>/remove/", saved_searches.search_remove, name="search_remove"),
    path("search/titles/", search.search_titles, name="search_titles"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/files/", own_files.moderation_files, name="moderation_files"),
    path("moderation/log/", moderation.log, name="moderation_log"),
    path("moderation/suspend/<slug:handle>/", moderation.member_suspend, name="member_suspend"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/count/", notices.notice_count, name="notice_count"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("bookmarks/", bookmarks.bookmark_list, name="bookmark_list"),
    path("bookmarks/<n:pk>/", bookmarks.bookmark_edit, name="bookmark_edit"),
    path("bookmarks/<n:pk>/remove/", bookmarks.bookmark_remove, name="bookmark_remove"),
    path("bookmarks/<n:pk>/restore/", bookmarks.bookmark_restore, name="bookmark_restore"),
    path("following/", following.following, name="following"),
    path("following/follow/", following.follow, name="follow"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<str:name>/", outbox.outbox_mail, name="outbox_mail"),
    path("outbox/<str:name>/html/", outbox.outbox_html, name="outbox_html"),
    path("outbox/<str:name>/source/", outbox.outbox_source, name="outbox_source"),
]
