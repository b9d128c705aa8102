"""Four people take a policy from proposal to superseded in real browsers, the clock moved on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
TITLE = "Time to read"
# Moves what is set for this policy so many days nearer, as if they had passed.
PASS_BY = """
from datetime import timedelta
from django.db.models import F
from django_tasks_db.models import DBTaskResult
from cms.policies.models import CommentPeriod, Motion
ahead = timedelta(days={days})
periods = CommentPeriod.objects.filter(policy__title="{title}", closed_at__isnull=True)
motions = Motion.objects.filter(policy__title="{title}", ended_at__isnull=True)
wanted = {{("turn_period", pk) for pk in periods.values_list("pk", flat=True)}}
wanted |= {{("end_vote", pk) for pk in motions.values_list("pk", flat=True)}}
periods.update(opens_at=F("opens_at") - ahead, closes_at=F("closes_at") - ahead)
motions.update(closes_at=F("closes_at") - ahead)
for task in DBTaskResult.objects.filter(task_path__startswith="cms.policies.tasks."):
    if (task.task_path.rpartition(".")[2], task.args_kwargs["args"][0]) in wanted:
        task.run_after -= ahead
        task.save(update_fields=["run_after"])
"""


def pass_by(folder: Path, days: int) -> None:
    environment = os.environ | {"VAR_DIR": str(folder), "DEBUG": "on"}
    code = PASS_BY.format(days=days, title=TITLE)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", code], cwd=ROOT, env=environment, check=True
    )


def press(page: Page, selector: str) -> None:
    """A button of Wagtail's footer, wherever its menu keeps it."""
    button = page.locator(selector).first
    button.wait_for(state="attached")
    with page.expect_navigation():
        button.evaluate("button => button.click()")


def publish(edit_url: str, member: Page, chair: Page) -> None:
    member.goto(edit_url)
    press(member, "[name=action-submit]")
    chair.goto(edit_url)
    press(chair, "[data-workflow-action-name=approve]")
    chair.wait_for_url(lambda url: url != edit_url)


def move(page: Page, life: str, label: str, **fields: str) -> None:
    page.goto(life)
    page.get_by_role("main").get_by_role("link", name=label, exact=True).click()
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("form[data-edit-form] button[type=submit]").click()
    expect(page.get_by_text("It is recorded.")).to_be_visible()


def until(page: Page, words: str) -> None:
    """Reload until the worker, which looks every second, has done its part."""
    for _attempt in range(30):
        if page.get_by_role("main").get_by_text(words).first.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail(f"“{words}” never came on {page.url}")


def test_from_proposal_to_superseded(person, tmp_path_factory):
    member, writer, chair, liaison = map(person, ("reader", "committee", "chair", "liaison"))
    folder = next(tmp_path_factory.getbasetemp().glob("site*"))

    member.goto("/policies/proposals/new/")
    member.get_by_label("Title").fill(TITLE)
    member.get_by_label("Committee").select_option(label="Committee on Education")
    member.get_by_label("What is the problem?").fill("Nobody reads at work.")
    member.get_by_label("What should it say?").fill("An hour a week is for reading.")
    member.get_by_role("button", name="Send to the committee").click()
    proposal = member.url

    writer.goto(proposal)
    writer.get_by_role("button", name="Take it up as a draft").click()
    writer.wait_for_url("**/cms/pages/*/edit/")
    edit, number = writer.url, writer.url.rstrip("/").split("/")[-2]
    life = f"/cms/policies/{number}/life/"
    publish(edit, writer, chair)
    member.goto(proposal)
    member.get_by_role("link", name="Read the policy").click()
    policy = member.url

    chair.goto(f"/cms/policies/{number}/periods/new/")
    chair.locator("[name=closes]").fill("2099-01-01T12:00")
    chair.locator("form[data-edit-form] button[type=submit]").click()
    expect(chair.get_by_text("A comment period lasts a year at most.").first).to_be_visible()
    chair.evaluate(
        "document.querySelector('[name=closes]').value ="
        " new Date(Date.now() + 14 * 864e5).toISOString().slice(0, 16)"
    )
    chair.locator("form[data-edit-form] button[type=submit]").click()
    expect(chair.get_by_text("The comment period is set.")).to_be_visible()

    member.goto(f"{policy}comments/?clause=1.1")
    member.get_by_label("Your comment").fill("Two hours.")
    member.get_by_role("button", name="Post the comment").click()
    expect(member.get_by_role("main")).to_contain_text("Two hours.")
    late = person("reader")
    late.goto(f"{policy}comments/")
    pass_by(folder, 15)
    until(member, "Closed")
    late.get_by_label("Your comment").fill("Words that must not be lost.")
    late.get_by_role("button", name="Post the comment").click()
    expect(late.get_by_label("What you wrote")).to_have_value("Words that must not be lost.")

    writer.goto(life)
    writer.get_by_role("link", name="Answer the comments").click()
    writer.get_by_role("checkbox").first.check()
    writer.get_by_label("Accepted in part").check()
    writer.locator("[name=reason]").fill("An hour and a half.")
    writer.get_by_role("button", name="Answer", exact=True).click()
    member.goto(f"{policy}comments/answers/")
    expect(member.get_by_role("table")).to_contain_text("An hour and a half.")

    chair.goto(f"/cms/policies/{number}/votes/new/")
    chair.locator("[name=text]").fill("That we recommend it.")
    chair.evaluate(
        "document.querySelector('[name=closes]').value ="
        " new Date(Date.now() + 3 * 864e5).toISOString().slice(0, 16)"
    )
    chair.locator("form[data-edit-form] button[type=submit]").click()
    chair.get_by_role("link", name="That we recommend it.").click()
    motion = chair.url
    for voter in (chair, writer):
        voter.goto(motion)
        voter.get_by_label("For", exact=True).check()
        voter.get_by_role("button", name="Vote", exact=True).click()
        expect(voter.get_by_role("main")).to_contain_text("You voted for")
    pass_by(folder, 5)
    member.goto(motion)
    until(member, "No quorum")
    expect(member.get_by_role("main")).to_contain_text("Too few voted for a decision.")

    liaison.goto(life)
    liaison.get_by_role("link", name="Correct it").click()
    liaison.locator("[name=for_count]").fill("4")
    liaison.locator("[name=note]").fill("Two voted on paper.")
    liaison.locator("form[data-edit-form] button[type=submit]").click()
    expect(liaison.get_by_text("The correction stands beside")).to_be_visible()
    move(chair, life, "Send it to Council")
    today = chair.evaluate("new Date(Date.now() - 864e5).toISOString().slice(0, 10)")
    move(liaison, life, "Council adopted it", date=today, document="2026-2027 CD#5")
    move(liaison, life, "Put it in force")
    member.goto(policy)
    main = member.get_by_role("main")
    expect(main).to_contain_text("In force")
    expect(main).to_contain_text("2026-2027 CD#5")
    liaison.goto(life)
    liaison.get_by_role("link", name="Another policy supersedes it").click()
    liaison.get_by_label("Superseded by").select_option(index=1)
    liaison.locator("form[data-edit-form] button[type=submit]").click()
    expect(liaison.get_by_text("It is recorded.")).to_be_visible()
    member.reload()
    expect(main).to_contain_text("Superseded")
