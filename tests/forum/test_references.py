"""Bare links and policy numbers become titles, where everyone who reads may read those too."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.core.management import call_command
from django.forms import model_to_dict
from django.urls import reverse

from cms.core.models import StandardPage
from cms.core.tree import ensure_site, publish_new
from cms.policies.models import PolicyNumber
from forum.actions.composing import compose
from forum.actions.moderation import hide_thread, move_thread, restore_thread
from forum.actions.posts import edit_post
from forum.actions.retitling import retitle_thread
from forum.markup import RENDERER_VERSION
from forum.models import Board, Post, Reference
from tests.cms.factories import make_policy
from tests.factories import make_board, make_reply, make_thread
from tests.working import run_all

SITE = settings.SITE_URL


def html(post: Post) -> str:
    return Post.objects.get(pk=post.pk).html


@pytest.fixture
def target(board, alice):
    return make_thread(board=board, author=alice, title="On minutes & hours")


@pytest.fixture
def secret(private_board, insider):
    return make_thread(board=private_board, author=insider, title="Secret plan")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{site}{url}", '<a href="{url}">On minutes &amp; hours</a>'),
        ("see <{site}{url}> ok", '<a href="{url}">On minutes &amp; hours</a>'),
        ("{site}{url}7/#p7", '<a href="{url}7/#p7">On minutes &amp; hours, no. 7</a>'),
        ("{site}/t/{id}/old-title/#p3", '<a href="{url}3/#p3">On minutes &amp; hours, no. 3</a>'),
        ("[]({url})", '<a href="{url}">On minutes &amp; hours</a>'),
    ],
)
def test_a_bare_link_shows_the_title(thread, target, bob, written, shown):
    words = {"site": SITE, "url": target.get_absolute_url(), "id": target.pk}
    post = make_reply(thread=thread, author=bob, source=written.format(**words))
    assert shown.format(**words) in post.html


@pytest.mark.parametrize(
    "written",
    [
        "[my words]({url})",
        "`{site}{url}`",
        "{site}/t/999999999/x/",
        "{site}/t/{id}/unread/",
        "{site}{url}?view=newest",
        "https://elsewhere.example{url}",
    ],
)
def test_other_links_stay_as_they_were_typed(thread, target, bob, written):
    source = written.format(site=SITE, url=target.get_absolute_url(), id=target.pk)
    assert "minutes" not in make_reply(thread=thread, author=bob, source=source).html.replace(
        "/on-minutes-hours/", ""
    )


def test_a_private_title_shows_in_its_own_board_only(thread, secret, bob, insider, mod):
    link = f"{SITE}/t/{secret.pk}/x/"
    for author in (bob, insider, mod):
        assert "Secret" not in make_reply(thread=thread, author=author, source=link).html
    assert "Secret plan</a>" in make_reply(thread=secret, author=insider, source=link).html
    assert "Secret" not in compose(link, author=insider, thread=thread).html


def test_titles_follow_what_happens_to_their_thread(thread, target, bob, alice, mod, private_board):
    post = make_reply(thread=thread, author=bob, source=f"{SITE}{target.get_absolute_url()}")
    seq = thread.__class__.objects.get(pk=thread.pk).seq
    retitle_thread(target, by=alice, title="On hours", topics=[])
    run_all()
    assert "On hours</a>" in html(post)
    thread.refresh_from_db()
    assert thread.seq == seq + 1
    hide_thread(target, moderator=mod, reason="Spam.")
    run_all()
    assert "On hours" not in html(post)
    restore_thread(target, moderator=mod, reason="It was not.")
    run_all()
    assert "On hours</a>" in html(post)
    move_thread(target, moderator=mod, board=private_board, reason="Confidential.")
    run_all()
    assert "On hours" not in html(post)


def test_titles_follow_who_may_read_their_board(client, thread, alice, bob, keeper, unit):
    board = make_board(slug="plans", name="Plans")
    target = make_thread(board=board, author=alice, title="Secret later")
    post = make_reply(thread=thread, author=bob, source=f"{SITE}{target.get_absolute_url()}")
    assert "Secret later" in html(post)
    client.force_login(keeper)
    change = reverse(Board.snippet_viewset.get_url_name("edit"), args=[board.pk])
    data = {**model_to_dict(board), "reading": "unit", "unit": unit.pk}
    assert client.post(change, data).status_code == 302
    run_all()
    assert "Secret later" not in html(post)
    client.post(change, {**data, "reading": "public"})
    run_all()
    assert "Secret later" in html(post)


def test_a_post_that_moves_to_the_public_leaves_private_titles_behind(
    secret, insider, mod, board, private_board
):
    room = make_thread(board=private_board, author=insider, title="Room")
    post = make_reply(thread=room, author=insider, source=f"{SITE}/t/{secret.pk}/x/")
    assert "Secret plan" in post.html
    move_thread(room, moderator=mod, board=board, reason="Fit for all.")
    run_all()
    assert "Secret plan" not in html(post)


def test_pages_show_their_titles_while_everyone_may_read_them(thread, bob):
    page = publish_new(ensure_site(), StandardPage(title="How we vote", slug="voting"), by=None)
    post = make_reply(thread=thread, author=bob, source=f"{SITE}/voting/#part")
    assert '<a href="/voting/#part">How we vote</a>' in post.html
    page = StandardPage.objects.get(slug="voting")
    page.unpublish()
    run_all()
    assert "How we vote" not in html(post)
    page.save_revision().publish()
    run_all()
    assert "How we vote</a>" in html(post)


@pytest.fixture
def policies():
    ensure_site()


def test_a_policys_number_leads_to_it_while_everyone_may_read_it(thread, bob, policies):
    policy = make_policy(
        title="Loans policy", slug="loans", numbers=[PolicyNumber(number="RS-014")]
    )
    post = make_reply(thread=thread, author=bob, source="See RS-014 4.2, not RS-015 or XRS-014.")
    link = f'<a href="{policy.url}#s4.2" title="Loans policy">RS-014 4.2</a>'
    assert post.html == f"<p>See {link}, not RS-015 or XRS-014.</p>"
    policy.unpublish()
    run_all()
    assert "<a" not in html(post)
    policy.save_revision().publish()
    run_all()
    assert link in html(post)


def test_a_number_that_two_policies_share_names_neither(thread, bob, policies):
    for slug in ("one", "two"):
        make_policy(title=slug, slug=slug, numbers=[PolicyNumber(number="RS-1")])
    assert "<a" not in make_reply(thread=thread, author=bob, source="RS-1").html


def test_an_edit_replaces_what_is_referred_to(thread, target, bob):
    post = make_reply(thread=thread, author=bob, source=f"{SITE}{target.get_absolute_url()}")
    assert Reference.objects.get().thread == target
    edit_post(post, editor=bob, source="Never mind.", version=1, key=uuid.uuid4())
    assert not Reference.objects.exists()


def test_many_references_cost_one_query_for_each_kind(
    thread, target, bob, board, alice, django_assert_max_num_queries
):
    urls = [make_thread(board=board, author=alice).get_absolute_url() for _ in range(12)]
    source = "\n\n".join(f"{SITE}{url}" for url in urls)
    with django_assert_max_num_queries(1):
        assert compose(source, author=bob, thread=thread).html.count("A question") == 12


def test_posts_of_an_earlier_renderer_are_rendered_anew(thread, bob, capsys):
    post = make_reply(thread=thread, author=bob, source="Well :thumbsup:")
    Post.objects.filter(pk=post.pk).update(html="<p>Well :thumbsup:</p>", renderer_version=1)
    call_command("rerender_posts")
    post.refresh_from_db()
    assert (post.html, post.renderer_version) == ("<p>Well 👍</p>", RENDERER_VERSION)
    assert "1 posts" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (":tada: and :+1:", "🎉 and 👍"),
        ("at 10:30:45", "at 10:30:45"),
        ("`:tada:`", "<code>:tada:</code>"),
        (":no_such_thing:", ":no_such_thing:"),
        ("**:Heart:**", "<strong>❤️</strong>"),
    ],
)
def test_emoji_by_name(thread, bob, written, shown):
    assert shown in compose(written, author=bob, thread=thread).html
