from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided
from khuevan.people.models import User
from khuevan.plans.enums import Kind, PairVerdict
from khuevan.plans.likeness import Piece, Scale
from khuevan.plans.models import Plan, Task, TaskPair

ENOUGH = 15
"""Least likeness, of 100, at which two tasks are put before an officer: on the two real plans the
class that both order stands at 19 and more, the likest unrelated work at 10."""
MOST = 3
"""Most pairs asked about one task: the likest come first, the rest would bury them."""


@transaction.atomic
def look_for_pairs(plan: Plan) -> int:
    """Ask about tasks of other live plans that seem to order the same work; how many are new.

    Only plans of the same or a neighbouring year are looked at. Pairs already judged stay judged.
    """
    years = (plan.year - 1, plan.year, plan.year + 1)
    others = Plan.objects.live().filter(year__in=years).exclude(pk=plan.pk)
    mine = list(plan.tasks.live().prefetch_related("units"))
    theirs = list(
        Task.objects.live().filter(plan__in=others).select_related("plan").prefetch_related("units")
    )
    found = _likest(plan, mine, theirs)
    known = TaskPair.objects.filter(first__in=[*mine, *theirs], second__in=[*mine, *theirs])
    pairs = set(known.values_list("first", "second"))
    new = [
        TaskPair(first_id=min(a, b), second_id=max(a, b), likeness=score)
        for a, b, score in found
        if (min(a, b), max(a, b)) not in pairs
    ]
    TaskPair.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _likest(plan: Plan, mine: Sequence[Task], theirs: Sequence[Task]) -> list[tuple[int, int, int]]:
    ours = {task.pk: _piece(task, plan) for task in mine}
    other = {task.pk: _piece(task, task.plan) for task in theirs}
    scale = Scale([*ours.values(), *other.values()])
    found = []
    for task_id, piece in ours.items():
        scored = [(scale.likeness(piece, their), pk) for pk, their in other.items()]
        likest = sorted((s for s in scored if s[0] >= ENOUGH), key=lambda s: (-s[0], s[1]))
        found += [(task_id, pk, score) for score, pk in likest[:MOST]]
    return found


def _piece(task: Task, plan: Plan) -> Piece:
    """Without the names of units: who does it is the question, not what is done."""
    text = task.text
    for unit in task.units.all():
        text = text.replace(unit.as_written, " ") if unit.as_written else text
    return Piece(text, plan.title)


@transaction.atomic
def judge(pair: TaskPair, *, is_same: bool, by: User) -> None:
    """An officer says whether both order the same work. Each plan keeps its lead (PLN-2)."""
    verdict = PairVerdict.SAME if is_same else PairVerdict.DIFFERENT
    seen = pair.verdict
    won = TaskPair.objects.filter(pk=pair.pk, verdict=seen).update(
        verdict=verdict, by=by, at=timezone.now()
    )
    pair.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("%(who)s was faster and said: %(verdict)s.")
            % {"who": pair.by, "verdict": PairVerdict(pair.verdict).label.lower()}
        )
    audit.record(Kind.PAIR_JUDGED, pair, by=by, before=seen, after=verdict)
