"""Work that requests leave to the worker; each task may run twice and still acts once."""

from django_tasks import task

from forum.actions.fanout import tell_of_page, tell_of_post


@task()
def notify_of_post(post_id: int, mentions: list[str], edited: bool, mail: bool) -> int:
    return tell_of_post(post_id, mentions=mentions, edited=edited, mail=mail)


@task()
def notify_of_page(
    page_id: int,
    revision_id: int,
    words: str,
    actor_id: int | None,
    topic_ids: list[int],
    unit_ids: list[int],
    occasion: str = "",
) -> int:
    return tell_of_page(
        page_id,
        revision_id=revision_id,
        words=words,
        actor_id=actor_id,
        topic_ids=topic_ids,
        unit_ids=unit_ids,
        occasion=occasion,
    )


@task()
def notify_of_poll(poll_id: int) -> int:
    # Here, because ending a poll locks its thread, and threads queue the tasks above.
    from forum.actions.poll_endings import end_poll

    return end_poll(poll_id)


@task()
def refresh_references(
    thread_id: int | None, page_path: str | None, board_id: int | None = None
) -> int:
    from forum.actions.rerendering import rerender_referring

    return rerender_referring(thread_id=thread_id, page_path=page_path, board_id=board_id)
