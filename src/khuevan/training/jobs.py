from __future__ import annotations

from django.utils import timezone, translation
from django_tasks import task

from khuevan.kit import audit, schedule, workdays, works
from khuevan.kit.models import Work
from khuevan.people.models import User
from khuevan.training import actions, notices
from khuevan.training.models import ClassRun
from khuevan.training.printing.mails import LANGUAGE


@task(backend="jobs")
def summon(work_id: int, run_id: int) -> None:
    with translation.override(LANGUAGE), works.running(work_id) as progress:
        run = ClassRun.objects.select_related("issuer__parent", "owner", "plan__issuer", "venue")
        by = _owner(work_id)
        actions.dispatch_summons(run.get(pk=run_id), by=by, progress=progress)


@task(backend="jobs")
def ask(work_id: int, run_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        run = ClassRun.objects.select_related("plan").get(pk=run_id)
        actions.tell_units(run, by=_owner(work_id), progress=progress)


@task(backend="jobs")
def remind_silent(work_id: int, run_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        run = ClassRun.objects.get(pk=run_id)
        actions.nudge_all(run, by=_owner(work_id), progress=progress)


@schedule.daily("05:40")
@task(backend="jobs")
def follow_mergers() -> None:
    """Seats of units that are no more pass to their heirs."""
    with translation.override(notices.LANGUAGE):
        actions.follow_mergers(timezone.localdate(), by=audit.SYSTEM)


@schedule.daily("06:00", working_days=True)
@task(backend="jobs")
def remind() -> None:
    """Today's rung of every ladder; the outbox merges each unit's into one mail at 07:30."""
    with translation.override(notices.LANGUAGE), workdays.loaded():
        actions.climb(timezone.localdate(), by=audit.SYSTEM)


def _owner(work_id: int) -> User:
    """Whoever asked for the work; it goes on in their name."""
    owner_id = Work.objects.values_list("owner_id", flat=True).get(pk=work_id)
    return User.objects.get(pk=owner_id)
