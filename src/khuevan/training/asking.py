"""What is told after a class: to units about its application, to the officer about the report."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from khuevan.kit import outbox
from khuevan.kit.outbox import Letter
from khuevan.kit.vietnamese import format_date
from khuevan.people.links import link_url
from khuevan.people.models import UnitLink
from khuevan.people.notices import foot
from khuevan.training.models import ApplicationNote, ClassRun

LANGUAGE = "vi"


def application(note: ApplicationNote, step: str, url: str) -> Letter:
    run = note.seat.run
    words = {
        "run": run.title, "due": format_date(note.due), "url": url,
        "day": format_date(run.ends_at.date()) if run.ends_at else "",
    }  # fmt: skip
    with translation.override(LANGUAGE):
        subject = {
            "asked": _("What has your unit made of the class “%(run)s”?"),
            "late": _("Overdue: note on applying “%(run)s”"),
        }.get(step, _("Reminder: note on applying “%(run)s”"))
        text = _(
            "Your unit took part in “%(run)s” on %(day)s. The plan asks units to apply what was "
            "learnt. Please answer five short questions, with a link to one example, by %(due)s:\n"
            "%(url)s\n\nNo password is needed; it takes two minutes."
        )
        return Letter(subject % words, f"{text % words}\n\n{foot()}")


def tell_application(note: ApplicationNote, step: str, link: UnitLink, address: str) -> None:
    url = link_url(link, "training:unit_application", pk=note.pk)
    letter = application(note, step, url)
    outbox.put(
        f"application:{note.pk}:{step}:{address}", to=address, subject=letter.subject,
        text=letter.text, label=link.organisation.name_vi, purpose="application",
        target=note.seat.run, digest=True, language=LANGUAGE,
    )  # fmt: skip


def tell_report_due(run: ClassRun, due: date, step: str) -> None:
    """To the officer of the class: its result report is not out yet."""
    if not run.owner.email:
        return
    with translation.override(LANGUAGE):
        words = {"run": run.title, "due": format_date(due)}
        subject = _("Result report due %(due)s: %(run)s") % words
        text = _("The report on the results of “%(run)s” is due on %(due)s. Draft it here:") % words
    url = f"{settings.BASE_URL}{run.get_absolute_url()}after/"
    outbox.put(
        f"class-report:{run.pk}:{step}:{run.owner_id}", to=run.owner.email, subject=subject,
        text=f"{text}\n{url}", label=run.owner.full_name, purpose="class-report", target=run,
        digest=True, language=LANGUAGE,
    )  # fmt: skip
