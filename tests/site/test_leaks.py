"""One walk through every way out, as every kind of person, looking for what is not theirs."""

from __future__ import annotations

import re
import uuid
from collections import Counter, deque
from html import unescape
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from cms.core.models import StandardPage
from cms.core.tree import add_draft, ensure_site, publish_new
from forum.actions.bookmarks import keep_post
from forum.actions.choosing import accept_answer, pin_summary
from forum.actions.drafts import save_draft
from forum.actions.following import follow
from forum.actions.moderation import hide_post, hide_thread, move_thread
from forum.actions.poll_plans import PollPlan
from forum.actions.polls import add_poll
from forum.actions.posts import withdraw_post
from forum.actions.tallies import tally
from forum.models import Attachment, Board, Poll, Post, Thread, Topic
from tests.factories import make_board, make_file, make_reply, make_thread, make_user
from tests.working import run_all

# Of one kind of address that pages link to, such as a list in another order.
MAX_ALIKE = 8
# Signing out would end the walk; pages of other people's software hold none of our words.
SKIPPED = re.compile(r"^/(accounts/logout|static|cms|django-admin|outbox)/")


def canary(name: str) -> str:
    """A word that is nowhere else, so that finding it anywhere is proof."""
    return f"{name}{uuid.uuid4().hex[:10]}"


@pytest.fixture
def secrets(board, private_board, insider, alice, bob, mod, topic) -> dict[str, str]:
    """What only some may read, each with a word of its own and a second in its title."""
    words = {
        name: canary(name)
        for name in (
            "room",
            "roomtitle",
            "hidden",
            "withdrawn",
            "gone",
            "draft",
            "moved",
            "members",
            "roomfile",
            "hiddenfile",
            "waiting",
            "note",
            "poll",
            "pollhidden",
            "unsent",
        )
    }
    home = ensure_site()
    room = make_thread(
        board=private_board,
        author=insider,
        title=f"On {words['roomtitle']}",
        source=f"We say {words['room']}, @bob.",
        topics=[topic],
    )
    make_reply(thread=room, author=insider, source=f"Again {words['room']}.")
    public = make_thread(board=board, author=alice, title="In the open", topics=[topic])
    hidden = make_reply(thread=public, author=alice, source=f"Spam {words['hidden']} @bob")
    back = make_reply(thread=public, author=alice, source=f"Oops {words['withdrawn']}")
    make_reply(thread=public, author=bob, source="An answer.", parent=hidden.number)
    gone = make_thread(board=board, author=alice, title=f"Gone {words['gone']}", topics=[topic])
    moved = make_thread(board=board, author=insider, title=f"Was open {words['moved']}")
    make_thread(
        board=make_board(slug="club", name="Club", reading="members"),
        author=alice,
        title=f"Club {words['members']}",
    )
    for post in (hidden, back, gone.posts.get(), moved.posts.get()):
        keep_post(post, user=bob)
        keep_post(post, user=alice, note=f"My {words['note']}")
    accept_answer(public, post=hidden, by=alice)
    pin_summary(public, post=back, by=alice)
    ask(room, insider, words["poll"])
    ask(gone, alice, words["pollhidden"])
    for person in (bob, alice):
        follow(person, target=board, level="every")
    kept = {
        name: make_file(
            place=place, uploader=person, name=f"{words[name]}.txt", content=words[name].encode()
        )
        for name, place, person in (
            ("roomfile", room, insider),
            ("hiddenfile", public, alice),
            ("waiting", room, insider),
        )
    }
    make_reply(thread=room, author=insider, source=kept["roomfile"].markdown)
    with_file = make_reply(thread=public, author=alice, source=kept["hiddenfile"].markdown)
    hide_post(with_file, moderator=mod, reason="Not theirs to show.")
    save_draft(
        alice,
        place=f"reply:{public.pk}",
        key=uuid.uuid4(),
        base=0,
        fields={"source": [f"Not yet {words['unsent']}"]},
    )
    hide_post(hidden, moderator=mod, reason="Advertising.")
    withdraw_post(back, by=alice)
    hide_thread(gone, moderator=mod, reason="Spam.")
    move_thread(moved, moderator=mod, board=private_board, reason="Belongs to the committee.")
    add_draft(home, StandardPage(title=f"Plan {words['draft']}", slug="plan"), by=insider)
    publish_new(home, StandardPage(title="A public page", slug="public-page"), by=None)
    run_all()
    tally("week")
    return words


def ask(thread: Thread, starter: User, question: str) -> Poll:
    plan = PollPlan(question, ("Yes", f"No, {question}"), is_secret=False)
    return add_poll(thread, by=starter, plan=plan)


@pytest.fixture
def topic(db) -> Topic:
    return Topic.objects.create(name="Evaluation", slug="evaluation")


POST_PAGES = (
    *("menu", "edit", "history", "report", "helpful", "withdraw"),
    *("helpful_by", "cite", "share", "answer", "summary", "bookmark", "continue"),
)


def starts() -> list[str]:
    """Every address worth trying that no link may lead to."""
    found = [
        "/",
        "/sitemap.xml",
        "/robots.txt",
        "/plan/",
        reverse("forum:moderation_log"),
        reverse("forum:board_list"),
        reverse("forum:notice_list"),
        reverse("forum:following"),
        reverse("forum:draft_list"),
        reverse("forum:bookmark_list"),
        reverse("topic_list"),
        reverse("unit_list"),
        "/policies/",
        "/clearinghouse/",
    ]
    for name in ("new", "unread", "following", "top", "unanswered", "all"):
        found += [f"{reverse('forum:thread_list')}?show={name}&topic=evaluation"]
        found += [f"{board.get_absolute_url()}?show={name}" for board in Board.objects.all()]
    found += [reverse("topic_detail", args=[topic.slug]) for topic in Topic.objects.all()]
    found += [reverse("accounts:profile", args=[user.handle]) for user in User.objects.all()]
    for thread in Thread.objects.all():
        args = [thread.pk, thread.slug]
        url = reverse("forum:thread_detail", args=args)
        found += [
            url,
            f"{url}?view=oldest",
            f"{url}?view=newest",
            f"{url}?quote=2",
            f"{url}?root=2",
            reverse("forum:thread_detail", args=[thread.pk, "x"]),
            *(
                reverse(f"forum:thread_{way}", args=[thread.pk])
                for way in ("unread", "outline", "print", "read", "titles", "retitle")
            ),
            reverse("forum:thread_jump", args=[thread.pk]) + "?number=2",
            reverse("forum:thread_changes", args=[thread.pk]) + "?since=0",
            f"{url}?from=2",
            *(
                reverse(f"forum:poll_{page}", args=[thread.pk])
                for page in ("detail", "new", "edit", "close", "voters", "csv")
            ),
            f"{reverse('forum:complete')}?place=reply:{thread.pk}&q=",
        ]
    ids = [str(file.pk) for file in Attachment.objects.all()]
    found += [
        reverse("forum:files"),
        reverse("forum:moderation_files"),
        f"{reverse('forum:file_tray')}?named={','.join(ids)}",
    ]
    for file in Attachment.objects.all():
        # Without its name, which the walker does not look for in addresses.
        found.append(reverse("forum:file", args=[file.pk, file.token, "x"]))
        found.append(reverse("forum:file_remove", args=[file.pk]))
    for post in Post.objects.select_related("thread"):
        found.append(post.get_absolute_url())
        found += [
            reverse(f"forum:post_{page}", args=[post.thread_id, post.number]) for page in POST_PAGES
        ]
    return found


def searches(words: dict[str, str]) -> list[str]:
    url = reverse("forum:search")
    inside = [f"{url}?q=answer&thread={thread.pk}" for thread in Thread.objects.all()]
    inside += [
        f"{url}?q={words['room']}&thread={post.thread_id}"
        for post in Post.objects.filter(source__contains=words["room"])
    ]
    complete = reverse("forum:search_complete")
    # The start of a secret, and facets whose counts could tell of it.
    inside += [f"{complete}?q={word[:-3]}" for word in words.values()]
    inside += [f"{url}?q=answer&topic=evaluation", f"{url}?q=answer&unit=cox&status=open"]
    return [f"{url}?q={word}" for word in words.values()] + [f"{url}?q=answer", *inside]


def kind(address: str) -> tuple[str, ...]:
    """What answers an address, and which questions it may ask."""
    parts = urlsplit(address)
    try:
        view = resolve(unquote(parts.path)).view_name
    except Resolver404:
        view = ""
    page = parts.path if view == "wagtail_serve" else view
    return (page, *sorted({name for name, _value in parse_qsl(parts.query)}))


def walk(client: Client, addresses: list[str]) -> dict[str, str]:
    """These addresses and every kind of page that links lead to from there, by address."""
    seen: dict[str, str] = {}
    queue = deque(address.partition("#")[0] for address in addresses)
    starts, alike = set(queue), Counter[tuple[str, ...]]()
    while queue:
        address = queue.popleft()
        if address in seen or SKIPPED.match(address):
            continue
        if address not in starts:
            alike[kind(address)] += 1
            if alike[kind(address)] > MAX_ALIKE:
                continue
        response = client.get(address)
        assert response.status_code < 500, address
        parts = response.streaming_content if response.streaming else [response.content]
        body = b"".join(parts).decode(errors="replace")
        # An address that the walker itself asked for is nothing that the site told.
        seen[address] = str(dict(response.headers)) + body
        for link in re.findall(r'(?:href|action|src)="([^"]+)"', body):
            parts = urlsplit(urljoin(address, unescape(link)))
            if parts.netloc in {"", "testserver"} and parts.path.startswith("/"):
                queue.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        if response.get("Location"):
            queue.append(urlsplit(response["Location"]).path)
    return seen


EVERYTHING = {
    *("room", "roomtitle", "hidden", "withdrawn", "gone", "draft", "moved", "members"),
    *("roomfile", "hiddenfile", "waiting", "poll", "pollhidden"),
}


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        ("visitor", set()),
        ("bob", {"members"}),
        ("charlie", {"members"}),
        ("insider", {"members", "room", "roomtitle", "moved", "poll", "roomfile", "waiting"}),
        ("mod", EVERYTHING - {"draft", "waiting"}),
    ],
)
def test_nobody_is_told_what_they_may_not_read(client, secrets, request, person, allowed):
    for name in ("fragments", "pages"):
        caches[name].clear()
    user = request.getfixturevalue(person)
    if user.is_authenticated:
        client.force_login(user)
    pages = {
        # What was searched for comes back in the page, and tells nothing.
        address: text.replace(address.partition("q=")[2], "") if "q=" in address else text
        for address, text in walk(client, searches(secrets) + starts()).items()
    }
    assert len(pages) > 60
    for name, word in secrets.items():
        told = [address for address, text in pages.items() if word in text and word not in address]
        if name in allowed:
            assert told, f"{person} should be able to find {name}"
        else:
            assert not told, f"{person} was told of {name}"


def test_no_mail_tells_what_its_reader_may_not_read(secrets):
    readers = {"bob@example.org", "alice@example.org", "charlie@example.org"}
    told = [message for message in mail.outbox if set(message.to) & readers]
    assert told
    for message in told:
        whole = message.message().as_string()
        for name in EVERYTHING - {"members"}:
            assert secrets[name] not in whole


def test_hidden_posts_change_no_number_that_others_see(client, board, alice, mod):
    public = make_thread(board=board, author=alice, title="Counted")
    make_reply(thread=public, author=alice)
    pages = [
        board.get_absolute_url(),
        public.get_absolute_url(),
        reverse("forum:board_list"),
        reverse("forum:thread_list"),
        reverse("accounts:profile", args=[alice.handle]),
    ]

    def numbers() -> list[str]:
        return [
            re.sub(
                r"\s+", " ", re.sub(r"<[^>]+>|seq=\"\d+\"", " ", client.get(page).content.decode())
            )
            for page in pages
        ]

    before = numbers()
    spammer = make_user(handle="spammer")
    for _ in range(5):
        post = make_reply(thread=public, author=spammer, source="Buy this.")
        hide_post(post, moderator=mod, reason="Advertising.")
    after = [
        re.sub(r"Post no\. \d+, removed.*?More about no\. \d+", "", page) for page in numbers()
    ]
    counts = [re.findall(r"\d+ (?:repl|thread|post)\w*", page) for page in (*before, *after)]
    assert counts[: len(pages)] == counts[len(pages) :]
