"""Nothing depends on a worker's survival."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forum.models import Delivery, Notice
from forum.tasks import notify_of_post
from forum.upkeep import KEEP_RESULTS, TASK_LEASE, clean_up, is_gone, new_worker_id
from forum.worker import Worker, start_embedded_worker
from tests.factories import make_reply
from tests.working import run_tasks, send_mail


@pytest.fixture(scope="module")
def dead_worker():
    """The id of a worker whose process has ended."""
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    host, _pid, rest = new_worker_id().split(":")
    return f"{host}:{child.stdout.decode().strip()}:{rest}"


@pytest.fixture
def queued(thread, alice, bob):
    """A reply to Alice, committed, and not yet told of."""
    run_tasks()
    make_reply(thread=thread, author=bob)
    return DBTaskResult.objects.ready().get()


def test_a_worker_knows_the_dead_from_the_living(dead_worker):
    mine = new_worker_id()
    host = mine.split(":", maxsplit=1)[0]
    assert is_gone(dead_worker)
    assert not is_gone(mine)
    assert is_gone(f"{host}:{os.getpid()}:of-an-earlier-start")
    assert not is_gone("another-machine:1:x")
    assert not is_gone("nonsense")
    assert not is_gone("")


def test_the_task_of_a_dead_worker_is_run_again(queued, dead_worker, alice):
    queued.claim(dead_worker)
    run_tasks()
    assert Notice.objects.filter(user=alice).count() == 1


def test_a_task_killed_after_its_work_tells_nobody_twice(queued, dead_worker, alice):
    notify_of_post.call(*queued.args_kwargs["args"])
    queued.claim(dead_worker)
    run_tasks()
    assert Notice.objects.filter(user=alice).count() == 1
    assert Delivery.objects.filter(notice__user=alice).count() == 1


def test_a_living_workers_task_is_left_alone_until_its_lease_ends(queued):
    queued.claim(new_worker_id())
    clean_up()
    assert DBTaskResult.objects.running().count() == 1
    DBTaskResult.objects.update(started_at=timezone.now() - TASK_LEASE - timedelta(seconds=1))
    clean_up()
    assert DBTaskResult.objects.ready().count() == 1


def test_a_failed_task_of_ours_is_tried_again_later(queued, alice):
    queued.claim(new_worker_id())
    queued.set_failed(RuntimeError("the database was away"))
    clean_up()
    assert not DBTaskResult.objects.ready().exists()
    DBTaskResult.objects.failed().update(finished_at=timezone.now() - timedelta(minutes=2))
    run_tasks()
    assert Notice.objects.filter(user=alice).count() == 1


def test_a_task_that_always_fails_is_given_up(queued):
    for _ in range(9):
        queued.claim(new_worker_id())
    queued.set_failed(RuntimeError("broken"))
    DBTaskResult.objects.failed().update(finished_at=timezone.now() - timedelta(days=1))
    clean_up()
    assert not DBTaskResult.objects.ready().exists()


def test_the_mails_of_a_dead_worker_are_sent_at_once(queued, dead_worker, mailoutbox):
    run_tasks()
    delivery = Delivery.objects.get()
    Delivery.objects.claim(delivery.pk, worker=dead_worker)
    assert send_mail() == 0
    clean_up()
    assert send_mail() == 1
    assert len(mailoutbox) == 1


def test_old_results_are_forgotten(queued):
    run_tasks()
    DBTaskResult.objects.update(finished_at=timezone.now() - KEEP_RESULTS - timedelta(days=1))
    clean_up()
    assert not DBTaskResult.objects.exists()


def test_a_ring_for_work_wakes_the_worker():
    worker = Worker()
    worker.hear({"kind": "thread", "id": 1})
    assert not worker._woken["tasks"].is_set()
    worker.hear({"kind": "work"})
    assert worker._woken["tasks"].is_set()
    assert worker._woken["mail"].is_set()


def test_tests_and_commands_start_no_embedded_worker(settings):
    settings.EMBEDDED_WORKER = True
    assert start_embedded_worker() is None


def test_posting_rings_for_work(thread, bob, monkeypatch, django_capture_on_commit_callbacks):
    rings = []
    monkeypatch.setattr("forum.doorbell._listeners", [rings.append])
    with django_capture_on_commit_callbacks(execute=True):
        make_reply(thread=thread, author=bob)
    assert {"kind": "work"} in rings


def test_one_round_sends_what_is_due(queued, alice, mailoutbox):
    run_tasks()
    worker = Worker()
    assert worker.send_mail()
    assert not worker.send_mail()
    assert [message.to for message in mailoutbox] == [[alice.email]]
