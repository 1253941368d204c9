from __future__ import annotations

from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from khuevan.documents import waiting
from khuevan.kit import audit, schedule, workdays, works
from khuevan.kit.errors import Refused
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


@task(backend="jobs")
def read_sheets(work_id: int, run_id: int, user_id: int, language: str, *tokens: str) -> None:
    """Each file by itself: one that shows nothing is named, the others are read all the same.

    What was read is no longer sealed, so a second run reads nothing twice.
    """
    with translation.override(language), works.running(work_id) as progress:
        run, by = ClassRun.objects.get(pk=run_id), User.objects.get(pk=user_id)
        progress.result_url = reverse("training:sheet", args=[run_id])
        for number, token in enumerate(progress.over(tokens), 1):
            with waiting.opened(token) as waited:
                if waited is None:
                    continue
                try:
                    actions.read_sheet(run, *waited, by=by)
                except Refused as refusal:
                    progress.fail(number, str(refusal))


def _owner(work_id: int) -> User:
    """Whoever asked for the work; it goes on in their name."""
    owner_id = Work.objects.values_list("owner_id", flat=True).get(pk=work_id)
    return User.objects.get(pk=owner_id)


@schedule.daily("06:10", working_days=True)
@task(backend="jobs")
def ask_and_remind() -> None:
    """Notes on application, and the reports of classes that are over."""
    today = timezone.localdate()
    with workdays.loaded(), translation.override(LANGUAGE):
        actions.ask_application(today, by=audit.SYSTEM)
        actions.remind_application(today, by=audit.SYSTEM)
        actions.remind_report(today, by=audit.SYSTEM)


@schedule.every(minutes=5)
@task(backend="jobs")
def take_over() -> None:
    """Late uploads of the doors settle the seats of those who came."""
    for run in actions.runs_to_settle(timezone.localdate()):
        actions.take_over_arrivals(run, by=audit.SYSTEM)


@schedule.daily("03:30")
@task(backend="jobs")
def forget() -> None:
    today = timezone.localdate()
    for run in actions.due_to_forget(today):
        actions.forget(run, by=audit.SYSTEM, today=today)


@schedule.daily("06:20", working_days=True)
@task(backend="jobs")
def remind_slides() -> None:
    """Speakers who accepted and owe slides, on their day of the ladder."""
    with translation.override(LANGUAGE), workdays.loaded():
        actions.remind_slides(timezone.localdate(), by=audit.SYSTEM)
