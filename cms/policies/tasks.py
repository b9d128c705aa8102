"""Work of the register whose time comes; each task may run twice and still acts once."""

from django_tasks import task


@task()
def turn_period(period_id: int) -> bool:
    from cms.policies.actions.periods import turn

    return turn(period_id)


@task()
def end_vote(motion_id: int) -> bool:
    from cms.policies.actions.motions import end_by_clock

    return end_by_clock(motion_id)
