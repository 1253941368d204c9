from __future__ import annotations

from django.utils import timezone, translation
from django_tasks import task

from khuevan.kit import audit, schedule, workdays, works
from khuevan.kit.models import Work
from khuevan.kit.works import Progress
from khuevan.people.models import User
from khuevan.reports import actions, notices
from khuevan.reports.models import Consolidation, Cycle


@task(backend="jobs")
def tell(work_id: int, cycle_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        by = _owner(work_id)
        actions.tell(Cycle.objects.get(pk=cycle_id), by=by, progress=progress)


@task(backend="jobs")
def nudge(work_id: int, cycle_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        by = _owner(work_id)
        actions.nudge_all(Cycle.objects.get(pk=cycle_id), by=by, progress=progress)


@schedule.daily("05:30")
@task(backend="jobs")
def open_cycles() -> None:
    """Cycles whose window of data has ended open by themselves; units hear with the morning mail."""
    today = timezone.localdate()
    with translation.override(notices.LANGUAGE), workdays.loaded():
        actions.follow_mergers(today, by=audit.SYSTEM)
        actions.open_due(today, by=audit.SYSTEM)
        for cycle in actions.untold_cycles():
            actions.tell(cycle, by=audit.SYSTEM, progress=Progress(0), digest=True)


@schedule.daily("06:00", working_days=True)
@task(backend="jobs")
def remind() -> None:
    """Today's rung of every ladder; the outbox merges each unit's into one mail at 07:30."""
    with translation.override(notices.LANGUAGE), workdays.loaded():
        actions.climb(timezone.localdate(), by=audit.SYSTEM)
        actions.remind_leads(timezone.localdate(), by=audit.SYSTEM)


@schedule.every(minutes=10)
@task(backend="jobs")
def remind_hours() -> None:
    """Requests that are due to the hour: a last word two hours before."""
    with translation.override(notices.LANGUAGE):
        actions.climb_hours(timezone.now(), by=audit.SYSTEM)


def _owner(work_id: int) -> User:
    """Whoever asked for the work; it goes on in their name."""
    owner_id = Work.objects.values_list("owner_id", flat=True).get(pk=work_id)
    return User.objects.get(pk=owner_id)


@task(backend="jobs")
def compare_sources(consolidation_id: int) -> None:
    """Marks what is stale in a great report; safe to run twice."""
    actions.compare_sources(Consolidation.objects.get(pk=consolidation_id), by=audit.SYSTEM)
