from __future__ import annotations

from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from khuevan.documents import actions, compositions, notices
from khuevan.documents.media import PDF
from khuevan.documents.models import Consultation, Paper
from khuevan.kit import audit, schedule, workdays, works
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work
from khuevan.people.models import User
from khuevan.vanban import writing


@task(backend="jobs")
def make_pdf(work_id: int, paper_id: int, user_id: int, language: str) -> None:
    """PDF/A of a document with fields for its signatures; the same content is kept once on disk."""
    with translation.override(language), works.running(work_id) as progress:
        paper = Paper.objects.get(pk=paper_id)
        try:
            content = writing.to_pdf(writing.write(compositions.current(paper)))
        except writing.CannotWrite as error:
            raise Refused(compositions.in_own_language(error)) from error
        name = f"{compositions.stem(paper)}.pdf"
        stored = actions.keep(content, name, PDF, by=User.objects.get(pk=user_id))
        progress.result_url = reverse("documents:download", args=[stored.pk])
        progress.step()


@task(backend="jobs")
def send_paper(work_id: int, paper_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        paper = Paper.objects.get(pk=paper_id)
        actions.dispatch_deliveries(paper, by=_owner(work_id), progress=progress)


@task(backend="jobs")
def nudge_paper(work_id: int, paper_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        paper = Paper.objects.get(pk=paper_id)
        actions.nudge_recipients_all(paper, by=_owner(work_id), progress=progress)


@task(backend="jobs")
def ask_opinions(work_id: int, consultation_id: int) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        consultation = Consultation.objects.get(pk=consultation_id)
        actions.ask_opinions(consultation, by=_owner(work_id), progress=progress)


@task(backend="jobs")
def export_paper(work_id: int, paper_id: int, form: str) -> None:
    with translation.override(notices.LANGUAGE), works.running(work_id) as progress:
        paper = Paper.objects.get(pk=paper_id)
        actions.build_package(paper, form, by=_owner(work_id), progress=progress)


@schedule.daily("06:10", working_days=True)
@task(backend="jobs")
def remind() -> None:
    """Opinions that are due, and what others expect of us; the outbox merges the morning mail."""
    with workdays.loaded(), translation.override(notices.LANGUAGE):
        today = timezone.localdate()
        actions.remind_opinions(today, by=audit.SYSTEM)
        actions.remind_requests(today, by=audit.SYSTEM)


def _owner(work_id: int) -> User:
    """Whoever asked for the work; it goes on in their name."""
    owner_id = Work.objects.values_list("owner_id", flat=True).get(pk=work_id)
    return User.objects.get(pk=owner_id)
