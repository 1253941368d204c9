"""The agenda of a class: each change is a version, none is lost."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khuevan.documents.actions import check_text
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.training import agenda
from khuevan.training.enums import Kind, RunState
from khuevan.training.models import AgendaVersion, ClassRun, Session


def current(run: ClassRun) -> AgendaVersion | None:
    return run.agendas.first()


def set_agenda(
    run: ClassRun,
    slots: Sequence[agenda.Slot],
    why: str = "",
    *,
    seen: int | None = None,
    by: User,
) -> AgendaVersion:
    """The next version of the agenda. ``seen`` is the number from which the person began: when
    somebody saved another since, it is refused and nothing is overwritten.

    Lines that overlap and more than four hours in a half day are refused.
    """
    slots, why = agenda.in_order(slots), " ".join(why.split())[:300]
    check_text(why, *(one.title for one in slots), *(one.person for one in slots), by=by)
    if run.state in {RunState.HELD, RunState.CANCELLED}:
        raise Refused(_("The class is over; its agenda stays as it was."))
    if not slots:
        raise Refused(_("Write at least one line: when it begins, how long, and what it is."))
    wrong = [one for one in agenda.findings(run, slots) if one.flaw in REFUSED]
    if wrong:
        raise Refused(" ".join(one.words for one in wrong))
    return _written(run, slots, why, seen, by)


REFUSED = frozenset({agenda.Flaw.OVERLAP, agenda.Flaw.TOO_LONG})


@transaction.atomic
def _written(
    run: ClassRun, slots: Sequence[agenda.Slot], why: str, seen: int | None, by: User
) -> AgendaVersion:
    last = current(run)
    number = last.number if last else 0
    if seen is not None and seen != number:
        raise _outdated(run)
    if last and agenda.slots_of(last) == list(slots):
        return last
    made = AgendaVersion(run=run, number=number + 1, why=why, by_name=by.actor_name[:200])
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise _outdated(run) from error
    Session.objects.bulk_create(_session(made, one) for one in slots)
    audit.record(
        Kind.AGENDA_CHANGED, run, by=by, before=str(number or ""), after=str(made.number), why=why
    )
    return made


def _session(version: AgendaVersion, one: agenda.Slot) -> Session:
    return Session(
        agenda=version, day=one.day, begins=one.begins, minutes=one.minutes, kind=one.kind,
        title=one.title, speaker=one.speaker, person=one.person, item=one.item,
    )  # fmt: skip


def _outdated(run: ClassRun) -> AlreadyDecided:
    last = current(run)
    return AlreadyDecided(
        _("%(name)s saved version %(number)d meanwhile. Nothing was overwritten; look at it first.")
        % {"name": last.by_name if last else "", "number": last.number if last else 0}
    )
