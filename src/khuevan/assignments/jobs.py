from __future__ import annotations

from django.utils import timezone, translation
from django_tasks import task

from khuevan.assignments import actions, notices
from khuevan.kit import audit, schedule, workdays, works
from khuevan.kit.models import Work
from khuevan.people.models import User
from khuevan.plans.models import Plan


@task(backend="jobs")
def send_plan(work_id: int, plan_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        by = _owner(work_id)
        actions.dispatch(Plan.objects.get(pk=plan_id), by=by, progress=progress)


@task(backend="jobs")
def nudge(work_id: int, plan_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        by = _owner(work_id)
        actions.nudge_all(Plan.objects.get(pk=plan_id), by=by, progress=progress)


@schedule.daily("06:00", working_days=True)
@task(backend="jobs")
def remind() -> None:
    """Today's rung of every ladder; the outbox merges each unit's into one mail at 07:30."""
    with workdays.loaded():
        actions.climb(timezone.localdate(), by=audit.SYSTEM)
        actions.remind_of_late(timezone.localdate(), by=audit.SYSTEM)


@schedule.daily("05:00")
@task(backend="jobs")
def roll() -> None:
    """Put the next occurrences of recurrent tasks before their units."""
    with translation.override(notices.LANGUAGE):
        for plan in actions.plans_to_roll(timezone.localdate()):
            actions.roll(plan, by=audit.SYSTEM)


@schedule.every(minutes=5)
@task(backend="jobs")
def follow() -> None:
    """What became of units and plans reaches what is owed: mergers, issue, cancellation."""
    with translation.override(notices.LANGUAGE):
        actions.follow_mergers(timezone.localdate(), by=audit.SYSTEM)
        actions.follow_plans(by=audit.SYSTEM)


def _owner(work_id: int) -> User:
    """Whoever asked for the work; it goes on in their name."""
    owner_id = Work.objects.values_list("owner_id", flat=True).get(pk=work_id)
    return User.objects.get(pk=owner_id)
