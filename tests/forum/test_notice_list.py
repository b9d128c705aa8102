import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from forum.actions.following import follow
from forum.actions.moderation import hide_post
from forum.actions.notices import queue_page_notices
from forum.bell import ROWS
from forum.models import Notice
from tests.factories import make_reply, make_thread, make_user
from tests.working import run_tasks

LIST = "forum:notice_list"


@pytest.fixture
def told(thread, alice, bob):
    """Alice was told of three replies by Bob."""
    for _ in range(3):
        make_reply(thread=thread, author=bob)
    run_tasks()


def read(client, user, **query):
    client.force_login(user)
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return response.content.decode()


def test_visitors_are_asked_to_sign_in(client, db):
    response = client.get(reverse(LIST))
    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_replies_in_one_thread_are_one_row(client, told, thread, alice):
    content = read(client, alice)
    assert "3 posts by Bob Sample in" in content
    assert content.count('<li class="row') == 1
    assert reverse("forum:post_detail", args=[thread.pk, thread.slug, 2]) in content


def test_a_row_says_why_and_where_to_change_it(client, told, thread, alice):
    content = read(client, alice)
    assert "It answers what you wrote." in content
    assert f"{reverse('forum:following')}?target=thread%3A{thread.pk}" in content


def test_several_people_are_named_as_others(client, told, thread, alice):
    make_reply(thread=thread, author=make_user(handle="dora", display_name="Dora"))
    run_tasks()
    assert "4 posts by Dora and others in" in read(client, alice)


def test_mentions_and_unread_are_filters(client, told, board, thread, alice, bob):
    other = make_thread(board=board, author=bob, title="Elsewhere", source="See, @alice.")
    run_tasks()
    assert "Bob Sample mentioned you in" in read(client, alice, show="mentions")
    assert thread.title not in read(client, alice, show="mentions")
    Notice.objects.filter(thread=thread).update(read_at=timezone.now())
    unread = read(client, alice, show="unread")
    assert other.title in unread
    assert thread.get_absolute_url() not in unread


def test_an_unknown_filter_is_a_bad_request(client, alice):
    client.force_login(alice)
    assert client.get(reverse(LIST), {"show": "spam"}).status_code == 400
    assert client.get(reverse(LIST), {"before": "x"}).status_code == 400


def test_one_row_can_be_marked_as_read(client, told, board, thread, alice, bob):
    make_thread(board=board, author=bob, title="Elsewhere", source="See, @alice.")
    run_tasks()
    client.force_login(alice)
    response = client.post(reverse("forum:notices_read"), {"group": f"thread:{thread.pk}"})
    assert response.url == reverse(LIST)
    assert Notice.objects.filter(user=alice).unread().get().kind == "mention"


def test_all_can_be_marked_as_read(client, told, alice):
    client.force_login(alice)
    client.post(reverse("forum:notices_read"), {"next": "/notices/?show=unread"})
    assert not Notice.objects.filter(user=alice).unread().exists()


def test_marking_as_read_does_not_lead_off_the_site(client, told, alice):
    client.force_login(alice)
    response = client.post(reverse("forum:notices_read"), {"next": "https://evil.example/"})
    assert response.url == reverse(LIST)


@pytest.mark.parametrize("group", ["thread:x", "user:1", "thread", "thread:99999999999999"])
def test_marking_nonsense_is_a_bad_request(client, alice, group):
    client.force_login(alice)
    response = client.post(reverse("forum:notices_read"), {"group": group})
    assert response.status_code == 400


def test_marking_needs_a_post(client, alice):
    client.force_login(alice)
    assert client.get(reverse("forum:notices_read")).status_code == 405


def test_another_persons_notices_stay_unread(client, told, thread, bob, alice):
    client.force_login(bob)
    client.post(reverse("forum:notices_read"), {"group": f"thread:{thread.pk}"})
    assert Notice.objects.filter(user=alice).unread().count() == 3


def test_opening_the_thread_marks_its_notices_as_read(client, told, thread, alice):
    client.force_login(alice)
    client.get(thread.get_absolute_url())
    assert not Notice.objects.filter(user=alice).unread().exists()


def test_hidden_posts_leave_the_list(client, thread, alice, bob, mod):
    post = make_reply(thread=thread, author=bob)
    run_tasks()
    hide_post(post, moderator=mod, reason="Off topic.")
    assert "No notices yet" in read(client, alice)


def test_a_page_notice_shows_its_words(client, alice, bob):
    page = Page.get_first_root_node().add_child(title="Meeting rooms", slug="rooms")
    follow(alice, target=page, level="every")
    queue_page_notices(page, words="Version 2 was published:", actor=bob, topics=[], units=[])
    run_tasks()
    content = read(client, alice)
    assert "Version 2 was published:" in content
    assert "Meeting rooms" in content


def test_older_rows_are_a_page_away(client, board, alice, bob):
    for n in range(ROWS + 2):
        make_thread(board=board, author=bob, title=f"Thread number {n}", source="See, @alice.")
    run_tasks()
    first = read(client, alice)
    assert first.count('<li class="row') == ROWS
    cursor = Notice.objects.order_by("-pk")[ROWS - 1].pk
    assert f"before={cursor}" in first
    second = read(client, alice, before=cursor)
    assert second.count('<li class="row') == 2


def test_the_list_costs_the_same_queries_for_any_number(
    client, board, alice, bob, django_assert_max_num_queries
):
    for n in range(12):
        make_thread(board=board, author=bob, title=f"Thread number {n}", source="See, @alice.")
    run_tasks()
    client.force_login(alice)
    with django_assert_max_num_queries(7):
        client.get(reverse(LIST))
