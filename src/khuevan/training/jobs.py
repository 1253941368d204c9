from __future__ import annotations

from django.utils import translation
from django_tasks import task

from khuevan.kit import audit, works
from khuevan.kit.models import Work
from khuevan.training import actions
from khuevan.training.models import ClassRun
from khuevan.training.printing.mails import LANGUAGE


@task(backend="jobs")
def summon(work_id: int, run_id: int) -> None:
    with translation.override(LANGUAGE), works.running(work_id) as progress:
        run = ClassRun.objects.select_related("issuer__parent", "owner", "plan__issuer", "venue")
        by = _owner(work_id)
        actions.dispatch_summons(run.get(pk=run_id), by=by, progress=progress)


def _owner(work_id: int) -> audit.Actor:
    work = Work.objects.select_related("owner").get(pk=work_id)
    return work.owner or audit.SYSTEM
