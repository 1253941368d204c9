"""Units may nominate, the list is locked, opened again; a class is called off."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import format_date
from khuevan.kit.workdays import calendar
from khuevan.people.models import User
from khuevan.training.actions.runs import move_run
from khuevan.training.actions.speakers import withdraw_all
from khuevan.training.actions.summoning import recall_all
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import ClassRun

LEAST_WORKING_DAYS = 2
"""Between the word to the units and the day until which they answer."""


@transaction.atomic
def open_nominations(run: ClassRun, *, by: Actor) -> None:
    """Units may name their people from now on; that they are told is ``send``'s."""
    if reasons := opening_problems(run):
        raise Refused(" ".join(reasons))
    move_run(run, RunState.NOMINATING, by=by)


def opening_problems(run: ClassRun) -> list[str]:
    """What is missing before units may be asked, each with how to mend it."""
    days, today, found = calendar(), timezone.localdate(), []
    if run.plan and not run.plan.is_at_work and not run.plan.overrides.exists():
        found.append(_("The plan is not approved yet: have it approved first."))
    if not run.seats.exists():
        found.append(_("No unit has a seat yet: give seats first."))
    if run.nominate_by is None:
        found.append(_("Write until when the units nominate."))
    elif days.between(today, run.nominate_by) < LEAST_WORKING_DAYS:
        found.append(
            _("The units have until %(day)s, which is less than two working days. The earliest is "
              "%(earliest)s.")
            % {"day": format_date(run.nominate_by),
               "earliest": format_date(days.add(today, LEAST_WORKING_DAYS))}
        )  # fmt: skip
    elif run.starts_at and run.nominate_by >= timezone.localdate(run.starts_at):
        found.append(_("The units must nominate before the class begins. Choose an earlier day."))
    return found


@transaction.atomic
def lock_list(run: ClassRun, *, by: Actor) -> None:
    """Nobody is named or changed any more, but for a substitute; what was not looked at stops it."""
    held = ClassRun.objects.select_for_update().get(pk=run.pk)
    waiting = held.seats.filter(state__in=[SeatState.NOMINATED, SeatState.AMEND]).count()
    if waiting:
        raise Refused(
            ngettext(
                "%(n)d nominee has not been decided on. Accept or return it in the composition "
                "first.",
                "%(n)d nominees have not been decided on. Accept or return them in the "
                "composition first.",
                waiting,
            )
            % {"n": waiting}
        )
    if not held.seats.filter(state=SeatState.VALID).exists():
        raise Refused(_("The list is empty: no nominee has been accepted yet."))
    move_run(run, RunState.LOCKED, by=by)


@transaction.atomic
def unlock_list(run: ClassRun, why: str, *, by: Actor) -> None:
    if not why.strip():
        raise Refused(_("Say why the list is opened again: it stays in the record."))
    move_run(run, RunState.NOMINATING, by=by, why=why.strip())


@transaction.atomic
def cancel_run(run: ClassRun, why: str, *, by: User) -> None:
    """The class will not be held; seats and nominees stay as its history."""
    if len(why.strip()) < 10:
        raise Refused(_("Say in a few words why the class is called off: the units will ask."))
    move_run(run, RunState.CANCELLED, by=by, why=why.strip())
    recall_all(run, by=by)
    withdraw_all(run, why.strip(), by=by)
