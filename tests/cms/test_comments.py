"""Comments on a draft: what they are tied to, how they are written and read."""

from __future__ import annotations

import csv
import re
import uuid
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms.core.tree import publish
from cms.policies.actions.comments import comment_on
from cms.policies.actions.periods import close_early
from cms.policies.models import (
    Comment,
    PolicyPage,
)
from cms.policies.views.comments import CommentForm
from forum.actions.drafts import save_draft
from forum.actions.moderation import hide_post
from forum.actions.moving import split_thread
from forum.actions.posts import edit_post, reply_to_thread
from forum.actions.refusals import Refused
from forum.models import Board, Draft, Thread
from tests.cms.clock import Clock
from tests.cms.commenting import open_now, say
from tests.cms.factories import clause
from tests.factories import make_thread


def test_a_comment_keeps_the_version_on_which_it_was_made(
    draft: PolicyPage, chair: User, bob: User, alice: User
) -> None:
    period = open_now(draft, chair)
    comment = say(period, bob)
    draft.refresh_from_db()
    draft.body = [clause("1.1", "Another wording.")]
    publish(draft, by=alice)

    comment.refresh_from_db()
    assert (comment.version.number, comment.clause) == (1, "1.1")
    assert say(period, bob).version.number == 1
    assert comment.post.thread.page_id == draft.pk


def test_the_same_key_makes_one_comment(draft: PolicyPage, chair: User, bob: User) -> None:
    period, key = open_now(draft, chair), uuid.uuid4()
    for _attempt in range(2):
        comment_on(period, author=bob, clause="", source="Yes.", key=key)
    assert Comment.objects.count() == 1


def test_a_comment_that_was_posted_comes_back_as_no_draft(
    draft: PolicyPage, chair: User, bob: User
) -> None:
    comment = say(open_now(draft, chair), bob, words="Paid?")
    place, key = f"comment:{comment.post.thread_id}", comment.post.key
    for words, code in (("Paid?", "sent"), ("Paid well?", "key")):
        with pytest.raises(Refused) as refusal:
            save_draft(bob, place=place, key=key, base=0, fields={"source": [words]})
        assert refusal.value.code == code


def test_a_changed_comment_or_clause_under_a_used_key_is_refused(
    draft: PolicyPage, chair: User, bob: User
) -> None:
    period, key = open_now(draft, chair), uuid.uuid4()
    comment_on(period, author=bob, clause="1.1", source="Yes.", key=key)
    for clause_chosen, words in (("1.1", "No."), ("", "Yes.")):
        with pytest.raises(Refused, match=r"with other words, as no\. 2") as refusal:
            comment_on(period, author=bob, clause=clause_chosen, source=words, key=key)
        assert refusal.value.code == "key"
    assert Comment.objects.count() == 1


def test_a_key_gives_its_comment_after_a_new_version_and_once_the_period_has_ended(
    draft: PolicyPage, chair: User, alice: User, bob: User, clock: Clock
) -> None:
    period, key = open_now(draft, chair, days=1), uuid.uuid4()
    comment = comment_on(period, author=bob, clause="1.1", source="Yes.", key=key)
    draft.refresh_from_db()
    draft.body = [clause("1.1", "Another wording.")]
    publish(draft, by=alice)
    clock.pass_by(days=2)
    assert comment_on(period, author=bob, clause="1.1", source="Yes.", key=key) == comment


def test_a_key_of_another_post_makes_no_comment_of_it(
    draft: PolicyPage, chair: User, bob: User
) -> None:
    period = open_now(draft, chair)
    key = uuid.uuid4()
    reply_to_thread(Thread.objects.get(page_id=draft.pk), author=bob, source="Chat.", key=key)
    with pytest.raises(Refused, match="sent already"):
        comment_on(period, author=bob, clause="1.1", source="Paid?", key=key)


def test_no_comment_on_a_clause_that_is_not_there(
    draft: PolicyPage, chair: User, bob: User
) -> None:
    with pytest.raises(Refused, match="has no clause 9"):
        say(open_now(draft, chair), bob, on="9")


def test_after_closing_the_words_come_back(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair, days=1)
    clock.pass_by(days=1, minutes=1)
    client.force_login(bob)
    sent = {"period": period.pk, "clause": "1.1", "source": "Too late?", "key": uuid.uuid4()}

    response = client.post(f"{draft.url}comments/", sent)

    assert response.status_code == 422
    html = response.content.decode()
    assert "has closed" in html
    assert "Too late?" in html
    assert not Comment.objects.exists()


def test_a_preview_posts_nothing_and_keeps_clause_and_words(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair, days=1)
    client.force_login(bob)
    sent = {"clause": "1.1", "source": "Quite **sure**?", "key": uuid.uuid4(), "action": "preview"}

    shown = client.post(f"{draft.url}comments/", {**sent, "period": period.pk})

    html = shown.content.decode()
    assert shown.status_code == 200
    assert "<strong>sure</strong>" in html
    assert "Quite **sure**?</textarea>" in html
    assert re.search(r'<option value="1.1" selected', html)
    assert not Comment.objects.exists()
    clock.pass_by(days=1, minutes=1)
    late = client.post(f"{draft.url}comments/", {**sent, "period": period.pk})
    assert late.status_code == 422
    assert "has closed" in late.content.decode()


def test_a_comment_that_is_being_written_is_kept_and_found_again(
    draft: PolicyPage, chair: User, bob: User, client: Client
) -> None:
    period = open_now(draft, chair)
    client.force_login(bob)
    url, key = f"{draft.url}comments/", str(uuid.uuid4())
    sent = {"clause": "1", "source": "Half a thought", "key": key, "period": period.pk}
    assert client.post(url, {**sent, "action": "draft"}).status_code == 302
    page = client.get(url)
    assert page.context["form"]["source"].value() == "Half a thought"
    assert page.context["form"]["clause"].value() == "1"
    other = client.get(f"{url}?clause=1.1")
    assert other.context["form"]["clause"].value() == "1.1"
    assert not other.context["form"]["source"].value()
    listed = client.get(reverse("forum:draft_list")).content.decode()
    assert f"Comment on “{draft.title}”" in listed
    back = client.get(reverse("forum:draft_detail", args=[key]))
    assert back["Location"] == f"{draft.url}comments/?draft={key}#compose"
    client.post(url, {**sent, "source": "A whole thought"})
    assert Comment.objects.get().clause == "1"
    assert not Draft.objects.exists()


def test_a_script_posts_and_previews_a_comment(
    draft: PolicyPage, chair: User, bob: User, client: Client
) -> None:
    period = open_now(draft, chair)
    client.force_login(bob)
    url, json = f"{draft.url}comments/", {"accept": "application/json"}
    sent = {"clause": "1.1", "source": "Who **pays**?", "period": period.pk}
    preview = client.post(url, {**sent, "key": uuid.uuid4(), "action": "preview"}, headers=json)
    assert "<strong>pays</strong>" in preview.json()["preview"]
    refusal = client.post(url, {**sent, "key": uuid.uuid4(), "source": ""}, headers=json)
    assert refusal.status_code == 422
    assert refusal.json()["error"] == "Write something first."
    done = client.post(url, {**sent, "key": uuid.uuid4()}, headers=json)
    assert done.status_code == 201
    assert done.json()["url"] == f"{url}?clause=1.1#c{Comment.objects.get().post.number}"


def test_a_visitor_who_was_signed_out_keeps_the_words(
    client: Client, draft: PolicyPage, chair: User
) -> None:
    open_now(draft, chair)
    response = client.post(f"{draft.url}comments/", {"source": "My view", "key": uuid.uuid4()})
    assert response.status_code == 401
    assert "My view" in response.content.decode()


def test_each_clause_leads_to_the_comments_on_it(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    say(period, bob, words="First view")
    say(period, bob, on="", words="On all of it")
    hidden = say(period, bob, words="A rude one")
    hide_post(hidden.post, moderator=mod, reason="Rude.")

    html = client.get(draft.url).content.decode()
    thread = Thread.objects.get(page=draft.pk)
    assert f'{thread.get_absolute_url()}?about=1.1#replies">1 comment<' in html
    assert f'{draft.url}comments/?clause=1#compose">Comment<' in html
    listed = client.get(f"{draft.url}comments/", {"clause": "1.1"}).content.decode()
    assert "First view" in listed
    assert "On all of it" not in listed
    assert "A rude one" not in listed


def test_the_thread_narrows_to_a_clause(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    first, whole = say(period, bob, words="On pay"), say(period, bob, on="", words="On all of it")
    other = say(period, bob, on="1", words="On leave")
    hidden = say(period, bob, on="1", words="A rude one")
    hide_post(hidden.post, moderator=mod, reason="Rude.")
    thread = first.post.thread
    reply_to_thread(
        thread, author=chair, source="Why pay?", parent=first.post.number, key=uuid.uuid4()
    )
    url = thread.get_absolute_url()
    html = client.get(url, {"about": "1.1"}).content.decode()
    assert "On pay" in html
    assert "Why pay?" in html
    assert "On leave" not in html
    assert "Replies about clause 1.1" in html
    listed = re.findall(r'about=([\w.]+)#replies"[^>]*>[^<]*</a> <span class="quiet">(\d+)', html)
    assert listed == [("whole", "1"), ("1", "1"), ("1.1", "1")]
    assert "On all of it" in client.get(url, {"about": "whole"}).content.decode()
    for unknown in ("9.9", "x" * 300, "\0"):
        assert client.get(url, {"about": unknown}).status_code == 404
    assert other.post.number
    assert whole.post.number
    client.force_login(bob)
    mine = client.get(url, {"about": "1"}).content.decode()
    assert f'{draft.url}comments/?clause=1#compose">Comment on clause 1<' in mine


def test_a_thread_about_no_page_has_no_parts(client: Client, board: Board, bob: User) -> None:
    thread = make_thread(board=board, author=bob)
    assert client.get(thread.get_absolute_url(), {"about": "1.1"}).status_code == 404


def test_a_comment_leads_to_the_branch_that_answers_it(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    first, other = say(period, bob, words="First view"), say(period, bob, words="Another")
    thread = first.post.thread
    answer = reply_to_thread(
        thread, author=chair, source="Why?", parent=first.post.number, key=uuid.uuid4()
    )
    reply_to_thread(thread, author=bob, source="So.", parent=answer.number, key=uuid.uuid4())
    rude = reply_to_thread(
        thread, author=bob, source="Rude.", parent=other.post.number, key=uuid.uuid4()
    )
    hide_post(rude, moderator=mod, reason="Rude.")
    html = client.get(f"{draft.url}comments/").content.decode()
    branch = f"{thread.get_absolute_url()}?root={first.post.number}"
    assert f'<a href="{branch}">2 replies<' in html
    assert f"?root={other.post.number}" not in html
    assert f'<a href="{thread.get_absolute_url()}">Read and answer' in html


def test_words_changed_after_the_period_say_so(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair)
    early, late = say(period, bob, words="Paid"), say(period, bob, words="Unpaid")
    edit_post(early.post, editor=bob, source="Fully paid", version=early.post.version)
    close_early(period, by=chair, reason="Everyone has spoken.")
    clock.pass_by(minutes=1)
    edit_post(late.post, editor=bob, source="I agree", version=late.post.version)
    for address in ("comments/", "comments/answers/"):
        html = client.get(f"{draft.url}{address}").content.decode()
        assert html.count("after the period") == 1
    table = client.get(f"{draft.url}comments/answers/csv/")
    rows = list(csv.DictReader(StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [bool(row["Changed after the period (UTC)"]) for row in rows] == [False, True]


def test_the_choice_of_a_clause_takes_no_long_text_and_says_no_length() -> None:
    assert "maxlength" not in str(CommentForm(version=None)["clause"])
    form = CommentForm({"clause": "1" * 21}, version=None)
    assert form.has_error("clause", "max_length")


def test_counts_follow_a_clause_through_renumbering(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    period = open_now(draft, chair)
    say(period, bob, on="1.1", words="About writing")
    body = draft.body.raw_data
    kept = next(block for block in body if block["value"]["number"] == "1.1")
    kept["value"]["number"] = "1.2"
    draft.body.raw_data.insert(
        1, {"type": "clause", "value": {"number": "1.1", "heading": "", "text": "<p>New.</p>"}}
    )
    publish(draft, by=chair)
    html = client.get(draft.url).content.decode()
    (link,) = re.findall(r'about=([\d.]+)#replies">1 comment<span class="vh"> on ([\d.]+)', html)
    assert link == ("1.1", "1.2")


def test_a_comment_that_moved_elsewhere_leaves_the_counts_true(
    client: Client, draft: PolicyPage, chair: User, bob: User, mod: User
) -> None:
    period = open_now(draft, chair)
    moved, stays = say(period, bob, words="Off to the side"), say(period, bob, words="Stays here")
    thread = stays.post.thread
    reply_to_thread(thread, author=chair, source="Yes.", parent=stays.post.number, key=uuid.uuid4())
    split_thread(
        thread, moderator=mod, numbers=[moved.post.number], title="Aside", reason="Not on topic."
    )
    html = client.get(draft.url).content.decode()
    assert 'about=1.1#replies">1 comment<' in html
    listed = client.get(f"{draft.url}comments/").content.decode()
    assert "Off to the side" in listed
    assert f"?root={stays.post.number}" in listed


def test_a_draft_outlives_the_period(
    client: Client, draft: PolicyPage, chair: User, bob: User, clock: Clock
) -> None:
    period = open_now(draft, chair, days=1)
    client.force_login(bob)
    sent = {"clause": "1.1", "source": "Half a thought", "key": uuid.uuid4(), "action": "draft"}
    client.post(f"{draft.url}comments/", {**sent, "period": period.pk})
    clock.pass_by(days=2)
    html = client.get(f"{draft.url}comments/").content.decode()
    assert "Half a thought</textarea>" in html


def test_each_clause_has_its_own_draft(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    period = open_now(draft, chair)
    client.force_login(bob)
    url = f"{draft.url}comments/"
    for on in ("1", "1.1"):
        sent = {"clause": on, "source": f"On {on}", "key": uuid.uuid4(), "action": "draft"}
        client.post(url, {**sent, "period": period.pk})
    form = client.get(url, {"clause": "1"}).context["form"]
    assert (form["clause"].value(), form["source"].value()) == ("1", "On 1")
    whole = client.get(url, {"clause": "whole"}).content.decode()
    assert "You have 2 other drafts for this place." in whole


def test_names_are_completed_in_a_comment(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    thread = say(open_now(draft, chair), bob).post.thread
    client.force_login(bob)
    found = client.get(reverse("forum:complete"), {"q": "chair", "place": f"comment:{thread.pk}"})
    assert "chair" in str(found.json()["names"])


def test_an_address_of_no_clause_shows_all_comments(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    say(open_now(draft, chair), bob, words="First view")
    for unknown in ("zzz", "\0", "9" * 300):
        html = client.get(f"{draft.url}comments/", {"clause": unknown}).content.decode()
        assert "First view" in html
        assert "Comments on zzz" not in html


def test_the_choice_of_a_clause_shows_its_first_words(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    open_now(draft, chair)
    client.force_login(bob)
    html = client.get(f"{draft.url}comments/").content.decode()
    assert ">1.1 Learning is work.</option>" in html


def test_a_clause_that_nobody_wrote_about_has_a_page(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    thread = say(open_now(draft, chair), bob).post.thread
    html = client.get(thread.get_absolute_url(), {"about": "1"}).content.decode()
    assert "Nothing about clause 1 can be read here." in html


def test_after_posting_the_page_with_the_comment_is_shown(
    client: Client, draft: PolicyPage, chair: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.policies.views.comments.PAGE_SIZE", 2)
    period = open_now(draft, chair)
    for n in range(4):
        say(period, bob, words=f"View {n}")
    client.force_login(bob)
    sent = {"clause": "1.1", "source": "The last", "key": uuid.uuid4(), "period": period.pk}
    done = client.post(f"{draft.url}comments/", sent)
    assert "page=3" in done["Location"]
    assert "The last" in client.get(done["Location"]).content.decode()


def test_a_renamed_policy_keeps_the_opening_lines_out_of_the_list(
    client: Client, draft: PolicyPage, chair: User, bob: User
) -> None:
    comment = say(open_now(draft, chair), bob, words="Only these words")
    draft.slug = "another-name"
    publish(draft, by=chair)
    again = Comment.objects.get(pk=comment.pk)
    assert again.html.strip() == "<p>Only these words</p>"
