import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from forum.actions.moderation import hide_thread
from forum.models import Post
from tests.factories import make_thread


@pytest.fixture
def url(thread) -> str:
    return reverse("forum:reply", args=[thread.pk])


def words(source: str = "An answer.", **more) -> dict:
    return {"source": source, "parent": "1", "key": str(uuid.uuid4()), **more}


def test_a_reply_leads_to_its_place(client, url, bob):
    client.force_login(bob)
    response = client.post(url, words())
    assert response.status_code == 302
    assert response["Location"].endswith("/2/#p2")


def test_a_page_script_gets_the_fragment_that_the_page_shows(client, url, thread, bob):
    client.force_login(bob)
    reply = client.post(url, words(), headers={"accept": "application/json"})
    assert reply.status_code == 201
    assert reply.json()["html"] in client.get(thread.get_absolute_url()).content.decode()
    assert {"number": 2, "parent": 1, "depth": 1, "seq": 2}.items() <= reply.json().items()


def test_sending_twice_posts_once(client, url, bob):
    client.force_login(bob)
    same = words()
    first, second = client.post(url, same), client.post(url, same)
    assert first["Location"] == second["Location"]
    assert Post.objects.filter(author=bob).count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"source": ""}, "Write something first."),
        ({"source": "y" * 40_000}, "32,000"),
        ({"source": "before\0after"}, "character"),
        ({"parent": "77"}, "not in this thread"),
        ({"parent": "x"}, "Choose the post you answer again."),
        ({"parent": "99999999999999999999"}, "less than or equal"),
        ({"key": ""}, "gone stale"),
        ({"key": "not-a-key"}, "gone stale"),
    ],
)
def test_bad_input_says_what_and_gives_the_words_back(client, url, bob, sent, said):
    client.force_login(bob)
    response = client.post(url, words(**sent) if "source" in sent else words("Kept words.", **sent))
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert sent.get("source", "Kept words.").replace("\0", "")[:200] in page.replace("\0", "")
    assert not Post.objects.filter(author=bob).exists()


def test_a_stale_form_gets_a_key_that_works(client, url, bob):
    client.force_login(bob)
    response = client.post(url, words("Kept words.", key=""))
    key = response.context["form"]["key"].value()
    assert client.post(url, words("Kept words.", key=key)).status_code == 302


def test_other_words_under_a_used_key_come_back_with_a_key_that_posts_them(client, url, bob):
    client.force_login(bob)
    first = words("The first answer.")
    client.post(url, first)
    response = client.post(url, first | {"source": "Another thought."})
    assert response.status_code == 422
    assert "with other words, as no. 2" in response.content.decode()
    form = response.context["form"]
    assert form["source"].value() == "Another thought."
    client.post(url, first | {"source": "Another thought.", "key": form["key"].value()})
    assert Post.objects.get(number=3).source == "Another thought."


def test_a_script_gets_a_fresh_key_where_the_one_it_sent_is_used_and_only_there(client, url, bob):
    client.force_login(bob)
    first, json = words(), {"accept": "application/json"}
    client.post(url, first, headers=json)
    used = client.post(url, first | {"source": "More words."}, headers=json)
    assert used.status_code == 422
    again = first | {"source": "More words.", "key": used.json()["key"]}
    assert client.post(url, again, headers=json).status_code == 201
    assert "key" not in client.post(url, words("y" * 40_000), headers=json).json()


def test_preview_shows_and_posts_nothing(client, url, bob):
    client.force_login(bob)
    response = client.post(url, words("Some **bold** words.", action="preview"))
    assert "<strong>bold</strong>" in response.content.decode()
    assert "Some **bold** words." in response.content.decode()
    assert Post.objects.count() == 1


def test_a_visitor_gets_the_words_back_and_a_way_in(client, url, thread):
    response = client.post(url, words("Do not lose me."))
    assert response.status_code == 401
    assert "Do not lose me." in response.content.decode()
    back = thread.get_absolute_url()
    assert f"{reverse('account_login')}?next={back}" in response.content.decode()


def test_suspended_member_is_told_why(client, url, charlie):
    client.force_login(charlie)
    response = client.post(url, words("Let me in."))
    assert response.status_code == 422
    assert "Advertised a product" in response.content.decode()


def test_without_the_token_nothing_is_posted_and_nothing_is_lost(url, bob):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    response = client.post(url, words("Precious words."))
    assert response.status_code == 403
    assert "Precious words." in response.content.decode()
    assert not Post.objects.filter(author=bob).exists()


def test_a_thread_that_was_hidden_meanwhile_gives_the_words_back(client, url, thread, bob, mod):
    hide_thread(thread, moderator=mod, reason="Off topic.")
    client.force_login(bob)
    response = client.post(url, words("Do not lose me."))
    assert response.status_code == 404
    assert "Do not lose me." in response.content.decode()


def test_unknown_and_forbidden_threads_answer_alike(client, private_board, insider, bob):
    secret = make_thread(board=private_board, author=insider)
    client.force_login(bob)
    answers = {
        client.post(reverse("forum:reply", args=[pk]), words()).status_code
        for pk in (secret.pk, secret.pk + 50, 2_147_483_647)
    }
    assert answers == {404}
    assert client.post(reverse("forum:reply", args=[9_999_999_999]), words()).status_code == 400


def test_reading_the_reply_address_leads_to_the_form(client, url, thread, bob):
    for _each in range(2):
        assert client.get(url).url == f"{thread.get_absolute_url()}#compose"
        client.force_login(bob)


def test_reading_the_reply_address_of_a_thread_that_is_closed_to_one_says_nothing(
    client, private_board, insider, bob
):
    thread = make_thread(board=private_board, author=insider)
    client.force_login(bob)
    assert client.get(reverse("forum:reply", args=[thread.pk])).status_code == 404


def test_each_form_under_a_preview_leads_back_to_a_page(client, url, bob):
    client.force_login(bob)
    shown = client.post(url, words(action="preview")).content.decode()
    nexts = set(re.findall(r'name="next" value="([^"]+)"', shown))
    assert nexts
    for address in nexts:
        assert client.get(address, follow=True).status_code == 200
    response = client.post(reverse("accounts:theme"), {"theme": "dark", "next": url}, follow=True)
    assert response.status_code == 200


def test_quoting_without_script_fills_the_form(client, thread, bob, alice):
    client.force_login(bob)
    page = client.get(thread.get_absolute_url(), {"quote": 1})
    assert "How?" in page.context["form"]["source"].value()
    assert f"/t/{thread.pk}/" in page.context["form"]["source"].value()
