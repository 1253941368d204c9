"""Between us and one body (R105): what it owes us, what we owe it, what went to and fro."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.models import Assignment
from khuevan.assignments.views.office import COLUMNS, SHOW, linked_as, rows
from khuevan.kit.lists import Column, Empty, ListDef, respond
from khuevan.people.enums import TaskPart
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Membership, Organisation, valid_on
from khuevan.people.permissions import Can, requires
from khuevan.plans.enums import SENDABLE
from khuevan.plans.models import Task, TaskUnit

SHOWN = 50
"""Of each thing that we owe; the plans' own pages show all."""
AWAITING = (TaskPart.GUIDE, TaskPart.APPRAISE, TaskPart.APPROVE, TaskPart.INFORM)
"""Parts of those before whom our work comes: whoever leads owes them its result."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A task of ours whose result the body waits for."""

    task: Task
    part: str
    leads: str


THEIRS = ListDef(
    name="assignments.of_unit",
    title=gettext_lazy("What the unit owes us"),
    columns=(
        Column(
            "task",
            gettext_lazy("Task"),
            lambda a: a.task.text,
            lambda a: linked_as(a, a.task.text),
            head=True,
            width=60,
        ),
        Column("plan", gettext_lazy("Plan"), lambda a: a.plan.number or a.plan.title[:60]),
        *(column for column in COLUMNS if column.key != "task"),
    ),
    filters=(SHOW,),
    search=("task__clause__search",),
    order=("due", "pk"),
    empty=Empty(
        gettext_lazy("Nothing is owed"),
        gettext_lazy("No open task of any plan lies with this unit."),
        icon="inbox",
    ),
)


@requires(Can.ASSIGNMENT_VIEW_ALL)
def of_unit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    unit = get_object_or_404(Organisation, pk=pk)
    today = timezone.localdate()
    asked = asked_of_us(request, unit)
    facts = {
        "unit": unit,
        "asked": asked[:SHOWN],
        "asked_count": asked.count(),
        "awaited": awaited(unit, today),
        "today": today,
        "exchanges": unit.exchanges.all()[:SHOWN],
        "may_log": request.user.can(Can.UNIT_EDIT),
        "crumbs": [
            (_("Units"), reverse("people:index")),
            (unit.short_name, reverse("people:unit", args=[unit.pk])),
        ],
    }
    owed = rows(request).of(unit.pk).open()
    return respond(request, THEIRS, owed, "assignments/of_unit.html", facts)


def asked_of_us(request: SignedInRequest, unit: Organisation) -> QuerySet[Assignment]:
    """What is still owed on plans that the body itself issued."""
    return rows(request).open().filter(plan__issuer=unit).exclude(organisation=unit)


def awaited(unit: Organisation, today: date) -> list[Awaited]:
    """Tasks that others lead and have not finished, whose result this body guides, appraises,
    approves or is told of; three queries."""
    groups = Membership.objects.filter(valid_on(today), organisation=unit).values("group")
    named = TaskUnit.objects.filter(
        Q(organisation=unit) | Q(group__in=groups), part__in=AWAITING, task=OuterRef("pk")
    )
    leading = Assignment.objects.open().filter(task=OuterRef("pk"), part=TaskPart.LEAD)
    tasks = Task.objects.live().filter(
        Exists(named), Exists(leading.exclude(organisation=unit)), plan__state__in=SENDABLE
    )
    tasks = tasks.select_related("clause", "plan").defer(
        "plan__text", "plan__parts", "clause__search"
    )
    found = list(tasks.order_by("due", "pk")[:SHOWN])
    parts = TaskUnit.objects.filter(task__in=found).select_related("organisation", "group")
    member_of = set(groups.values_list("group", flat=True))
    return [
        _awaited(task, [p for p in parts if p.task_id == task.pk], unit, member_of)
        for task in found
    ]


def _awaited(task: Task, parts: list[TaskUnit], unit: Organisation, groups: set[int]) -> Awaited:
    own = [p for p in parts if p.organisation_id == unit.pk or p.group_id in groups]
    awaiting = [str(p.get_part_display()) for p in own if p.part in AWAITING]
    leads = [p.name for p in parts if p.part == TaskPart.LEAD]
    return Awaited(task, ", ".join(dict.fromkeys(awaiting)), ", ".join(leads) or "–")
