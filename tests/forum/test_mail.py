"""What a notice's mail looks like to people, mail programs and lists."""

from email import message_from_bytes
from email.policy import SMTP, default
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Page

from forum.actions.following import follow
from forum.actions.notices import queue_page_notices
from forum.mail.headers import MAX_REFERENCES, message_id, references
from forum.mail.html import html_for_mail
from forum.mail.messages import mail_of
from forum.models import Board, Notice, Post, Thread
from forum.paths import child_path
from tests.factories import make_board, make_reply, make_thread
from tests.working import run_all


@pytest.fixture
def thread(thread):
    run_all()
    mail.outbox.clear()
    return thread


def sent():
    """The only mail sent since, parsed from its bytes as a mail program would."""
    run_all()
    (message,) = mail.outbox
    return message_from_bytes(message.message().as_bytes(), policy=default)


def test_a_reply_is_mailed_under_the_threads_title(thread, alice, bob):
    make_reply(thread=thread, author=bob, source="Like **this**.")
    message = sent()
    assert message["Subject"] == "Re: A question"
    assert message["To"] == alice.email
    assert parseaddr(message["From"]) == ("Bob Sample via Roundtable", "notify@localhost")


def test_a_new_thread_has_no_re_and_answers_nothing(board, alice, bob):
    follow(bob, target=board, level="every")
    make_thread(board=board, author=alice, title="A fresh start")
    message = sent()
    assert message["Subject"] == "A fresh start"
    assert message["In-Reply-To"] is None
    assert message["References"] is None


def test_replies_thread_by_message_ids(thread, alice, bob, settings):
    settings.SITE_URL = "https://round.example.org"
    second = make_reply(thread=thread, author=alice)
    third = make_reply(thread=thread, author=alice, parent=second.number)
    make_reply(thread=thread, author=bob, parent=third.number)
    message = sent()
    ids = [f"<post.{thread.pk}.{n}@round.example.org>" for n in (1, 2, 3, 4)]
    assert message["Message-ID"] == ids[3]
    assert message["In-Reply-To"] == ids[2]
    assert message["References"].split() == ids[:3]


def test_everyone_gets_the_same_message_id(thread, alice, bob, mod):
    follow(mod, target=thread, level="every")
    make_reply(thread=thread, author=bob)
    run_all()
    assert len(mail.outbox) == 2
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def chain(depth):
    """A post under a single file of `depth` posts, not saved."""
    path, parent = "", Post(thread_id=7, number=1, path="")
    for number in range(2, depth + 2):
        path = child_path(path, number)
        post = Post(thread_id=7, number=number, path=path, parent=parent)
        parent = post
    return post


def test_references_of_a_long_chain_keep_the_first_and_the_last():
    found = references(chain(40))
    assert len(found) == MAX_REFERENCES
    assert found[0] == message_id(7, 1)
    assert found[-1] == message_id(7, 40)


def test_references_end_with_the_parent_even_below_the_deepest_path():
    assert references(chain(100))[-1] == message_id(7, 100)


def test_the_date_is_the_posts(thread, bob):
    post = make_reply(thread=thread, author=bob)
    assert parsedate_to_datetime(sent()["Date"]) == post.created_at.replace(microsecond=0)


def test_the_mail_says_which_list_it_belongs_to(thread, bob, settings):
    settings.SITE_URL = "https://round.example.org"
    make_reply(thread=thread, author=bob)
    message = sent()
    assert message["List-Id"] == "Practice <practice.forum.round.example.org>"
    assert message["List-Archive"] == "<https://round.example.org/forum/practice/>"


def test_the_mail_can_be_stopped_with_one_click_and_asks_for_no_answers(thread, bob):
    make_reply(thread=thread, author=bob)
    message = sent()
    url = message["List-Unsubscribe"]
    assert url.startswith("<http://")
    assert url.endswith("/>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"


def test_no_header_comes_twice(thread, bob):
    make_reply(thread=thread, author=bob)
    names = [name.lower() for name in sent().keys()]  # noqa: SIM118  (repeats count)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: x@evil.example", "\nX-A: b", "\0", "\u2028X-A: b", "\x85"]
)
def test_no_name_or_title_can_add_a_header(thread, alice, bob, evil):
    post = make_reply(thread=thread, author=bob)
    run_all()
    post.author.display_name = f"Bob{evil}"
    post.thread.title = f"Title{evil}"
    post.thread.board.name = f"Board{evil}"
    made = mail_of(Notice.objects.get(post=post), post=post)
    message = message_from_bytes(made.message().as_bytes(), policy=default)
    assert "Bcc" not in message
    assert "X-A" not in message
    assert message["Subject"].startswith("Re: Title")
    assert message["To"] == alice.email
    assert sorted(message.keys()) == sorted(sent().keys())


def test_names_outside_ascii_arrive_whole(thread, bob):
    type(bob).objects.filter(pk=bob.pk).update(display_name='Zoë "Z" Ünal, MLIS')
    Thread.objects.filter(pk=thread.pk).update(title="Fortbildung für Anfänger:innen 📚")
    Board.objects.filter(pk=thread.board_id).update(name="Übung")
    make_reply(thread=Thread.objects.get(pk=thread.pk), author=type(bob).objects.get(pk=bob.pk))
    message = sent()
    assert message["From"].addresses[0].display_name == 'Zoë "Z" Ünal, MLIS via Roundtable'
    assert message["Subject"] == "Re: Fortbildung für Anfänger:innen 📚"
    assert message["List-Id"].startswith("Übung <")


def test_no_line_is_longer_than_mail_allows(thread, alice, bob):
    post = make_reply(thread=thread, author=alice)
    for _ in range(25):
        post = make_reply(thread=thread, author=alice, parent=post.number)
    make_reply(thread=thread, author=bob, parent=post.number, source="word " * 2_000)
    run_all()
    raw = mail.outbox[0].message().as_bytes()
    assert max(len(line) for line in raw.splitlines()) <= 998
    message_from_bytes(raw, policy=default).as_bytes(policy=SMTP)


def test_the_text_part_is_what_the_member_typed(thread, bob):
    make_reply(thread=thread, author=bob, source="Like **this** & <that>, it's plain.")
    text = sent().get_body(("plain",)).get_content()
    assert "Like **this** & <that>, it's plain." in text
    assert "Bob Sample replied to you in Practice." in text
    assert "\n-- \n" in text


def test_the_html_part_is_the_posts_own_html(thread, bob):
    post = make_reply(thread=thread, author=bob, source="Like **this** & so.")
    html = sent().get_body(("html",)).get_content()
    assert post.html.strip() in html


def test_both_parts_say_why_and_how_to_change_it(thread, bob, settings):
    settings.SITE_URL = "https://round.example.org"
    follow(bob, target=thread.board, level="every")
    make_reply(thread=thread, author=thread.author)
    message = sent()
    stop = message["List-Unsubscribe"].strip("<>")
    for kind in ("plain", "html"):
        content = message.get_body((kind,)).get_content()
        assert "You follow the board Practice." in content
        assert f"https://round.example.org{reverse('forum:following')}" in content
        assert stop in content


def test_a_mention_says_so(thread, bob, mod):
    make_reply(thread=thread, author=mod, source="What do you think, @bob?")
    run_all()
    (to_bob,) = [message for message in mail.outbox if message.to == [bob.email]]
    assert "Mo Derator mentioned you in Practice." in to_bob.body
    assert "You were mentioned." in to_bob.body


class Addresses(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.links, self.fetched = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "href" and tag == "a":
                self.links.append(value)
            elif name in {"src", "srcset", "background", "data", "poster", "href"}:
                self.fetched.append(value)


def test_every_link_is_whole_and_nothing_is_fetched(thread, bob, mod):
    source = "@mod [a](/policies/) [b](#p1) [c](https://example.org/?a=1&b=2) ![d](/media/d.png)"
    make_reply(thread=thread, author=bob, source=source)
    run_all()
    html = mail.outbox[0].alternatives[0].content
    found = Addresses(html)
    assert found.fetched == []
    assert all(urlsplit(link).netloc for link in found.links)
    assert "https://example.org/?a=1&b=2" in found.links


def test_pictures_become_links_with_their_description():
    html = html_for_mail(
        '<p><img src="/media/d.png" alt="A &lt;desk&gt;"></p>', base="https://s/t/1/"
    )
    assert html == '<p><a href="https://s/media/d.png">Picture: A &lt;desk&gt;</a></p>'
    linked = (
        '<a class="picture" href="/files/1/x/d.webp"><img src="/files/1/x/400/d.webp" alt="A"></a>'
    )
    assert html_for_mail(linked, base="https://s/t/1/") == (
        '<a class="picture" href="https://s/files/1/x/d.webp">Picture: A</a>'
    )


def test_words_that_look_like_markup_stay_words():
    html = '<pre><code>&lt;a href="/x"&gt; &amp;amp; &#38; ü</code></pre>'
    assert html_for_mail(html, base="https://s/") == html


def test_a_published_page_is_mailed_with_its_address(alice, bob, settings):
    settings.SITE_URL = "https://round.example.org"
    home = Page.get_first_root_node().get_children().first() or make_home()
    page = home.add_child(title="Meeting rooms\nBcc: x", slug="rooms")
    follow(bob, target=page, level="every")
    queue_page_notices(page, words="A policy was published.", actor=alice, topics=[], units=[])
    message = sent()
    assert message["Subject"] == "Meeting rooms Bcc: x"
    assert message["Message-ID"] == f"<page.{page.pk}.0@round.example.org>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = message.get_body(("plain",)).get_content()
    assert "A policy was published." in text
    assert "https://round.example.org/rooms/" in text


def make_home():
    return Page.get_first_root_node().add_child(title="Home", slug="home")


def test_a_private_boards_list_has_its_own_name(private_board, insider, mod):
    thread = make_thread(board=private_board, author=insider)
    make_reply(thread=thread, author=mod)
    assert sent()["List-Id"].startswith("Committee room <room.forum.")


def test_two_boards_are_two_lists(board, alice, bob):
    other = make_board(slug="other", name="Other")
    for place in (board, other):
        make_reply(thread=make_thread(board=place, author=alice), author=bob)
    run_all()
    assert len({message.extra_headers["List-Id"] for message in mail.outbox}) == 2
