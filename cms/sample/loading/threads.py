"""Conversations, told again in the order in which they took place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Page

from cms.sample.loading.attached import with_files
from cms.sample.loading.content import Clock, Entry, key_of, thread_files
from cms.sample.loading.people import Members
from cms.sample.loading.polls import load_poll
from forum.actions.bookmarks import keep_post
from forum.actions.choosing import accept_answer, pin_summary
from forum.actions.moderation import hide_post, lock_thread, pin_thread
from forum.actions.posts import reply_to_thread
from forum.actions.reactions import set_helpful
from forum.actions.threads import start_thread
from forum.models import Board, Post, Thread, Topic


def load_threads(
    boards: dict[str, Board], topics: dict[str, Topic], members: Members, clock: Clock
) -> int:
    """Tell the conversations that are missing; return how many that were.

    Each is one transaction, so that it is there whole or not at all.
    """
    files = thread_files()
    keys = {name: key_of("threads", name, "p1") for name in files}
    told = set(Post.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    missing = [name for name, key in keys.items() if key not in told]
    for name in missing:
        chosen = [topics[slug] for slug in files[name]["topics"] if slug in topics]
        Telling(name, files[name], members, clock).tell(boards[files[name]["board"]], chosen)
    return len(missing)


@dataclass
class Telling:
    """One conversation and those of its posts that have been written so far."""

    name: str
    entry: Entry
    members: Members
    clock: Clock
    posts: dict[str, Post] = field(default_factory=dict)

    @transaction.atomic
    def tell(self, board: Board, topics: Iterable[Topic], *, page: Page | None = None) -> Thread:
        opening = self.entry["posts"][0]
        author = self.members[opening["author"]]
        thread = start_thread(
            board,
            author=author,
            title=self.entry["title"],
            source=with_files(opening, self.name, author=author, place=board),
            key=key_of("threads", self.name, opening["id"]),
            topics=topics,
            page=page,
            at=self.clock.hours_ago(opening["hours_ago"]),
        )
        self.posts[opening["id"]] = Post.objects.get(thread=thread, number=1)
        return self.go_on(thread, self.entry["posts"][1:])

    def go_on(self, thread: Thread, replies: list[Entry]) -> Thread:
        """Replies and moderators' acts by their time, then the marks of those who read it."""
        steps = [(post["hours_ago"], self.reply(thread, post)) for post in replies]
        acts = self.entry.get("actions", [])
        steps += [(act["hours_ago"], self.moderate(thread, act)) for act in acts]
        for _hours, step in sorted(steps, key=lambda step: -step[0]):
            step()
        for post in self.entry["posts"]:
            for handle in post.get("helpful", []):
                set_helpful(self.posts[post["id"]], user=self.members[handle], on=True)
        if poll := self.entry.get("poll"):
            load_poll(thread, poll, self.members, self.clock)
        if answer := self.entry.get("answer"):
            accept_answer(thread, post=self.posts[answer], by=thread.author)
        if summary := self.entry.get("summary"):
            pin_summary(thread, post=self.posts[summary], by=thread.author)
        for kept in self.entry.get("bookmarks", []):
            keep_post(self.posts[kept["post"]], user=self.members[kept["by"]], note=kept["note"])
        return thread

    def reply(self, thread: Thread, entry: Entry) -> Callable[[], None]:
        author = self.members[entry["author"]]

        def step() -> None:
            self.posts[entry["id"]] = reply_to_thread(
                thread,
                author=author,
                source=with_files(entry, self.name, author=author, place=thread),
                parent=self.posts[entry["parent"]].number,
                key=key_of("threads", self.name, entry["id"]),
                at=self.clock.hours_ago(entry["hours_ago"]),
            )

        return step

    def moderate(self, thread: Thread, entry: Entry) -> Callable[[], None]:
        who, reason = self.members[entry["by"]], entry["reason"]
        at = self.clock.hours_ago(entry["hours_ago"])

        def step() -> None:
            if entry["kind"] == "hide":
                hidden = self.posts[entry["post"]]
                hide_post(hidden, moderator=who, reason=reason, rule=entry["rule"], at=at)
            elif entry["kind"] == "lock":
                lock_thread(thread, moderator=who, reason=reason, at=at)
            else:
                pin_thread(thread, moderator=who, reason=reason, at=at)

        return step
