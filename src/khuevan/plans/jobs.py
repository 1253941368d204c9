from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from khuevan.documents import actions as documents
from khuevan.documents import waiting
from khuevan.documents.media import PDF
from khuevan.kit import audit, schedule, workdays, works
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.plans import actions, notices, slips
from khuevan.plans.models import Guidance
from khuevan.vanban import writing


@task(backend="jobs")
def read_upload(work_id: int, token: str, user_id: int, is_sure: bool, language: str) -> None:
    """Read a scan or an old Word file that somebody uploaded, page by page.

    A second run, after a killed worker, reads the sealed file again from its first page. What was
    taken in is no longer sealed, so nothing is taken in twice.
    """
    with (
        translation.override(language),
        works.running(work_id) as progress,
        waiting.opened(token) as waited,
    ):
        by = User.objects.get(pk=user_id)
        if waited is None:
            raise Refused(
                _("The file was no longer there when reading began. Please upload it again.")
            )

        def page_done(done: int, total: int) -> None:
            if progress.total != total:
                progress.expect(total)
            progress.step(done - progress.done)

        document, content, name = documents.read(*waited, by=by, progress=page_done)
        if actions.is_contract(document) and not is_sure:
            raise Refused(
                _(
                    "“%(name)s” looks like a contract, not a plan. If it is one all the same, "
                    "upload it again and tick “This is a plan”."
                )
                % {"name": name}
            )
        with transaction.atomic():
            plan = actions.take_in(document, content, name, by=by)
            # Before the commit: killed between the two, it asks for the file again, which is
            # better than the same plan twice.
            waiting.remove(token)
        progress.result_url = reverse("plans:confirm", args=[plan.pk])


@task(backend="jobs")
def print_opinion(work_id: int, opinion_id: int, user_id: int, language: str) -> None:
    """The slip of an opinion as PDF; the same words are kept once on disk."""
    with translation.override(language), works.running(work_id) as progress:
        opinion = Guidance.objects.get(pk=opinion_id)
        content = writing.to_pdf(writing.write(slips.of(opinion)))
        by = User.objects.get(pk=user_id)
        stored = documents.keep(content, f"{slips.stem(opinion)}.pdf", PDF, by=by)
        progress.result_url = reverse("documents:download", args=[stored.pk])
        progress.step()


@schedule.daily("06:15", working_days=True)
@task(backend="jobs")
def remind() -> None:
    """Opinions on plans that are due or late; the outbox merges the morning mail."""
    with workdays.loaded(), translation.override(notices.LANGUAGE):
        actions.remind_guidance(timezone.localdate(), by=audit.SYSTEM)
