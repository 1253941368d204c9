"""After a merger, whoever took over owes what the old units still owed (R103)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from khuevan.assignments import notices
from khuevan.assignments.actions import moves
from khuevan.assignments.actions.sending import ensure_links
from khuevan.assignments.enums import Kind, State
from khuevan.assignments.models import Assignment
from khuevan.kit import audit, outbox
from khuevan.kit.audit import Actor
from khuevan.people.actions.links import revoke_links
from khuevan.people.models import Organisation, UnitLink, whole_heirs

FURTHEST = (State.WAITING, State.RETURNED, State.DOING, State.RECEIVED, State.ASSIGNED)
"""Of two old units with the same task, the one further on is passed on, the other stands by it."""


def follow_mergers(on: date, *, by: Actor) -> int:
    """Pass on what units that ended before the day still owe; how many assignments changed.

    Only to a unit that took over the whole: how a divided unit's work divides, nobody can know.
    Twice changes nothing.
    """
    ended = Organisation.objects.filter(valid_to__lt=on)
    owing = Assignment.objects.open().filter(organisation__in=ended)
    linked = UnitLink.objects.filter(revoked_at=None, organisation__in=ended)
    left = set(owing.order_by().values_list("organisation_id", flat=True).distinct())
    left |= set(linked.values_list("organisation_id", flat=True))
    old_of: dict[int, list[int]] = defaultdict(list)
    for old, heir in (whole_heirs(left, on) if left else {}).items():
        old_of[heir].append(old)
    return sum(_take_over(heir, sorted(old), by) for heir, old in sorted(old_of.items()))


@transaction.atomic
def _take_over(heir_id: int, old: Sequence[int], by: Actor) -> int:
    """One successor and all that came into it: its tasks, its one letter, the closed links."""
    heir = Organisation.objects.get(pk=heir_id)
    with translation.override(notices.LANGUAGE):
        why = _("Merged into %(unit)s") % {"unit": heir.name_vi}
    held = Assignment.objects.open().filter(organisation__in=old).select_for_update(of=("self",))
    rows = sorted(held.select_related("organisation"), key=_progress)
    own = {
        (one.task_id, one.period): one
        for one in Assignment.objects.filter(organisation=heir, task__in={r.task_id for r in rows})
    }
    passed = []
    for row in rows:
        stands = own.setdefault((row.task_id, row.period), row)
        if stands is row:
            _pass_on(row, heir, why, by)
            passed.append(row.pk)
        else:
            _join(row, stands, why, by)
    for unit in Organisation.objects.filter(pk__in=old):
        revoke_links(unit, by=by, why=why)
    _tell(heir, old, passed, by)
    return len(rows)


def _progress(row: Assignment) -> tuple[int, int]:
    return FURTHEST.index(State(row.state)), row.pk


def _pass_on(row: Assignment, heir: Organisation, why: str, by: Actor) -> None:
    """The same task as it stands, under another unit, which has not been reminded of it yet."""
    Assignment.objects.filter(pk=row.pk).update(
        organisation=heir, sent_to=row.sent_to_id or row.organisation_id, told_at=timezone.now(),
        sequence=F("sequence") + 1, reminders=0, reminded_at=None,
    )  # fmt: skip
    outbox.cancel(row, moves.REMINDERS)
    audit.record(
        Kind.TAKEN_OVER, row, by=by, before=row.organisation.name_vi, after=heir.name_vi, why=why,
        successor=heir.pk,
    )  # fmt: skip


def _join(row: Assignment, stands: Assignment, why: str, by: Actor) -> None:
    """The successor has this task already: one goes on, and the other says which."""
    Assignment.objects.filter(merged_into=row).update(merged_into=stands)
    moves.move(
        row, State.CANCELLED, by=by, kind=Kind.CANCELLED, why=why, word=why, merged_into=stands,
        sequence=F("sequence") + 1,
    )  # fmt: skip


def _tell(heir: Organisation, old: Sequence[int], passed: Sequence[int], by: Actor) -> None:
    if not passed:
        return
    ensure_links([heir.pk], by=by)
    address = notices.addresses([heir.pk]).get(heir.pk)
    if address is None:
        return  # its page shows everything; the receipts page names who has no address
    tasks = Assignment.objects.filter(pk__in=passed).order_by("plan", "task__clause__order", "pk")
    names = Organisation.objects.filter(pk__in=old).values_list("name_vi", flat=True)
    notices.tell_taken_over(
        list(tasks.select_related("task__clause", "plan", "organisation")), list(names),
        notices.links([heir.pk])[heir.pk], address,
    )  # fmt: skip
