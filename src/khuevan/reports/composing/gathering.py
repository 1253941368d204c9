"""Reads what a report is drafted from: a fixed number of queries, whatever the number of units."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import override

from khuevan.assignments.enums import ANSWERED, State
from khuevan.assignments.models import Assignment, Difficulty, Evidence
from khuevan.people.enums import TaskPart
from khuevan.people.models import Organisation, resolve
from khuevan.plans.models import Plan, Task, TaskUnit
from khuevan.reports import pilots
from khuevan.reports.composing import reading
from khuevan.reports.composing.facts import (
    Answer,
    Asked,
    Coming,
    Facts,
    Given,
    Owed,
    Piloted,
    PlanClause,
    PlanFacts,
    PlanTask,
    Proof,
    Standing,
    Trouble,
    Unit,
)
from khuevan.reports.composing.figures import Row
from khuevan.reports.enums import Frequency, IndicatorKind, ObligationState, Total
from khuevan.reports.measures import MEASURES
from khuevan.reports.models import CellReturn, Cycle, Indicator, Obligation, Submission
from khuevan.reports.windows import Window

DAY = timedelta(days=1)
SENT = (ObligationState.SENT, ObligationState.RETURNED, ObligationState.ACCEPTED)


def gather(cycle: Cycle, plan: Plan | None, outline: str) -> Facts:
    """Everything of the window of the cycle, as it stood when the window ended."""
    begin, end = _moment(cycle.starts), _moment(cycle.ends + DAY)
    given = tuple(_given(plan, begin, end)) if plan else ()
    proofs = tuple(_proofs(plan, begin, end)) if plan else ()
    troubles = tuple(_troubles(plan, begin, end))
    owed, asked = _answers(cycle)
    about = _plan(plan) if plan else None
    window = Window(cycle.starts, cycle.ends)
    classes = reading.classes(plan, window)
    money = reading.money(plan, window, classes.held)
    seen = {one.unit for group in (given, proofs, troubles, owed) for one in group} | classes.units
    heirs = {pk: found[0] for pk, found in resolve(seen, cycle.ends).items() if len(found) == 1}
    return Facts(
        label=cycle.label,
        starts=cycle.starts,
        ends=cycle.ends,
        outline=outline,
        plan=about,
        units=_units(seen | set(heirs.values())),
        heirs=heirs,
        given=given,
        proofs=proofs,
        troubles=troubles,
        asked=asked,
        owed=owed,
        measures=_measures(cycle, plan, asked),
        coming=tuple(_coming(about, cycle)) if about else (),
        classes=classes.held,
        earlier=classes.earlier,
        spending=money.spending,
        purses=money.purses,
        late=money.late,
        pilots=tuple(_pilots(cycle)),
    )


def _pilots(cycle: Cycle) -> list[Piloted]:
    """Pilot programmes stand in the report of their quarter, not in what is asked for once."""
    if cycle.type.frequency != Frequency.QUARTER:
        return []
    return pilots.of_window(Window(cycle.starts, cycle.ends))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(moment: datetime | None, before: datetime) -> date | None:
    """The day in Hà Nội; what came after the window has not happened for the report."""
    return timezone.localdate(moment) if moment and moment < before else None


def _plan(plan: Plan) -> PlanFacts:
    titles = _titles(plan.reading.get("sections", []))
    clauses = tuple(
        PlanClause(pk, path, label, " ".join(text.split()), kind, *_section(above, heading, titles))
        for pk, path, above, label, heading, text, kind in plan.clauses.order_by(
            "order"
        ).values_list("pk", "path", "parent_path", "label", "heading", "text", "kind")
    )
    leads = _leads(plan)
    tasks = Task.objects.live().filter(plan=plan).order_by("clause__order", "pk")
    return PlanFacts(
        pk=plan.pk,
        number=plan.number,
        date=plan.date,
        title=plan.title,
        issuer=plan.issuer.name_vi if plan.issuer else "",
        clauses=clauses,
        tasks=tuple(
            PlanTask(pk, clause, text, channel, due, tuple(leads.get(pk, ())))
            for pk, clause, text, channel, due in tasks.values_list(
                "pk", "clause_id", "text", "channel", "due"
            )
        ),
    )


def _titles(sections: list[dict[str, Any]]) -> dict[str, str]:
    """Path -> title of each section: "1" of level 2 under "II" of level 1 is "II.1"."""
    found: dict[str, str] = {}
    labels: list[str] = []
    for one in sections:
        level = max(int(one.get("level", 1)), 1)
        labels = [*labels[: level - 1], str(one["label"])]
        found[".".join(labels)] = str(one["heading"])
    return found


def _section(above: str, heading: str, titles: dict[str, str]) -> tuple[str, str]:
    """Path and title of the nearest section above a clause; one numbered item may hold others."""
    path = above
    while path and path not in titles and "." in path:
        path = path.rpartition(".")[0]
    if path in titles:
        return path, " ".join(titles[path].split())
    label, _dot, title = heading.partition(". ")
    return above or label, " ".join((title or label).split())


def _leads(plan: Plan) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    leading = TaskUnit.objects.filter(task__plan=plan, part=TaskPart.LEAD).order_by("pk")
    found = ("task_id", "organisation__short_name", "group__name_vi", "as_written")
    for task, *choices in leading.values_list(*found):
        names[task].append(next((name for name in choices if name), ""))
    return names


def _given(plan: Plan, begin: datetime, end: datetime) -> Iterable[Given]:
    """Sent before the window ended, not called off, not done before it began."""
    rows = Assignment.objects.filter(plan=plan, sent_at__lt=end)
    rows = rows.exclude(state=State.CANCELLED).exclude(state=State.DONE, done_at__lt=begin)
    rows = rows.annotate(unit=Coalesce("sent_to", "organisation")).order_by("pk")
    for pk, task, clause, unit, state, due, sent, done_at, reported_at in rows.values_list(
        "pk", "task_id", "task__clause_id", "unit", "state", "due", "sent_at", "done_at",
        "reported_at",
    ):  # fmt: skip
        done = _day(done_at, end) if state == State.DONE else None
        reported = _day(reported_at, end) if state in (State.DONE, State.WAITING) else None
        yield Given(
            pk, task, clause, unit, _standing(done, reported, due, timezone.localdate(end)), due,
            timezone.localdate(sent), done, reported,
        )  # fmt: skip


def _standing(done: date | None, reported: date | None, due: date | None, after: date) -> Standing:
    if done:
        return Standing.DONE
    if reported:
        return Standing.WAITING
    return Standing.LATE if due and due < after else Standing.DOING


def _proofs(plan: Plan, begin: datetime, end: datetime) -> Iterable[Proof]:
    rows = (
        Evidence.objects.standing()
        .filter(assignment__plan=plan, at__gte=begin, at__lt=end)
        .exclude(assignment__state=State.CANCELLED)
    )
    rows = rows.annotate(unit=Coalesce("assignment__sent_to", "assignment__organisation"))
    for pk, assignment, clause, unit, kind, text, url, file, media, at in rows.order_by(
        "pk"
    ).values_list(
        "pk", "assignment_id", "assignment__task__clause_id", "unit", "kind", "text", "url",
        "file_id", "file__media_type", "at",
    ):  # fmt: skip
        yield Proof(
            pk, assignment, clause, unit, kind, " ".join((text or url).split()), file,
            timezone.localdate(at), is_photo=(media or "").startswith("image/"),
        )  # fmt: skip


def _troubles(plan: Plan | None, begin: datetime, end: datetime) -> Iterable[Trouble]:
    """Raised in the window, or from before it and not answered when it began."""
    rows = Difficulty.objects.filter(raised_at__lt=end, duplicate_of=None)
    rows = rows.filter(Q(answered_at=None) | Q(answered_at__gte=begin) | Q(raised_at__gte=begin))
    if plan:
        rows = rows.filter(Q(plan=plan) | Q(assignment__plan=plan))
    for pk, number, unit, text, raised, state, answered_at, answer, forwarded, topic in rows.order_by(
        "number"
    ).values_list(
        "pk", "number", "organisation_id", "text", "raised_at", "state", "answered_at", "answer",
        "forwarded_to", "topic__name_vi",
    ):  # fmt: skip
        answered = _day(answered_at, end) if state in ANSWERED else None
        yield Trouble(
            pk, number, unit, " ".join(text.split()), timezone.localdate(raised), answered,
            " ".join(answer.split()) if answered else "", forwarded, topic or "",
        )  # fmt: skip


def _units(pks: set[int]) -> dict[int, Unit]:
    # All of them in one query: 3,321 ids would not fit into one condition everywhere.
    rows = Organisation.objects.values_list(
        "pk", "name_vi", "short_name", "kind", "protocol_order", "sort_key"
    )
    return {
        pk: Unit(pk, name if len(name) <= 60 else short, kind, (order, key))
        for pk, name, short, kind, order, key in rows
        if pk in pks
    }


def _answers(cycle: Cycle) -> tuple[tuple[Owed, ...], tuple[Asked, ...]]:
    """Who owes what, and the last answers sent to each indicator. Four queries."""
    obligations = list(
        Obligation.objects.filter(cycle=cycle)
        .order_by("organisation__protocol_order", "organisation__sort_key", "pk")
        .values_list("pk", "organisation_id", "state", "first_sent_at")
    )
    owed = tuple(
        Owed(
            pk, unit, timezone.localdate(first) if first else None,
            bool(first and first <= cycle.due_at), state == ObligationState.EXCUSED,
        )
        for pk, unit, state, first in obligations
    )  # fmt: skip
    indicators = list(Indicator.objects.filter(type=cycle.type_id, is_active=True))
    latest = _latest(cycle) if indicators else {}
    returned = set(
        CellReturn.objects.filter(cell__obligation__cycle=cycle, settled_at=None).values_list(
            "cell__obligation_id", "cell__indicator__code"
        )
    )
    order = [(pk, unit) for pk, unit, state, _first in obligations if state in SENT]
    asked = tuple(_asked(one, order, latest, returned) for one in indicators)
    return owed, asked


def _latest(cycle: Cycle) -> dict[int, tuple[dict[str, Any], date]]:
    """The content that each unit sent last: what it is changing now has not been sent yet."""
    rows = Submission.objects.filter(obligation__cycle=cycle).order_by("version", "pk")
    return {
        obligation: (content, timezone.localdate(sent))
        for obligation, content, sent in rows.values_list("obligation_id", "content", "sent_at")
    }


def _asked(
    indicator: Indicator,
    order: list[tuple[int, int]],
    latest: dict[int, tuple[dict[str, Any], date]],
    returned: set[tuple[int, str]],
) -> Asked:
    answers = []
    for obligation, unit in order:
        content, day = latest.get(obligation, ({}, None))
        cell = content.get(indicator.code)
        if not cell or day is None:
            continue
        answers.append(
            Answer(
                obligation, unit, _number(cell.get("value")), " ".join(str(cell.get("text") or "").split()),
                tuple(tuple(str(c) for c in row) for row in cell.get("table") or ()), day,
                is_returned=(obligation, indicator.code) in returned,
            )
        )  # fmt: skip
    return Asked(
        indicator.code, indicator.name_vi, indicator.kind, indicator.measured_in, indicator.total,
        indicator.formula, indicator.heading, tuple(str(c) for c in indicator.columns),
        tuple(a for a in answers if _says_something(indicator.kind, a)),
    )  # fmt: skip


def _says_something(kind: str, answer: Answer) -> bool:
    if kind == IndicatorKind.FIGURE:
        return answer.value is not None
    return bool(answer.text or answer.table)


def _number(value: object) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def _coming(plan: PlanFacts, cycle: Cycle) -> Iterable[Coming]:
    """What falls due in as many days after the window as the window has."""
    until = cycle.ends + (cycle.ends - cycle.starts) + DAY
    rows = Assignment.objects.filter(plan=plan.pk, due__gt=cycle.ends, due__lte=until)
    rows = rows.exclude(state__in=[State.CANCELLED, State.DONE])
    days = rows.order_by("due").values_list("task_id", "due").distinct()
    known = {task.pk: task for task in plan.tasks}
    own = [(t.pk, t.due) for t in plan.tasks if t.due and cycle.ends < t.due <= until]
    first: dict[int, date] = {}
    for task, due in [*days, *own]:
        if task in known and due:
            first[task] = min(due, first.get(task, due))
    for task in sorted(first, key=lambda pk: (first[pk], pk)):
        one = known[task]
        yield Coming(task, one.clause, " ".join(one.text.split()), first[task], one.leads)


def _measures(
    cycle: Cycle, plan: Plan | None, asked: tuple[Asked, ...]
) -> dict[str, tuple[str, tuple[Row, ...]]]:
    """Those that a formula over the whole names, with their rows."""
    window, found = Window(cycle.starts, cycle.ends), {}
    texts = [one.formula for one in asked if one.total == Total.FORMULA and one.formula]
    names = {word for text in texts for word in re.findall(r"[a-z_]+", text)}
    for key in sorted(names & MEASURES.keys()):
        sources = MEASURES[key].sources(window, plan=plan)
        rows = tuple(Row(s.target, s.label, s.share, s.unit_id) for s in sources)
        with override("vi"):
            found[key] = (str(MEASURES[key].label), rows)
    return found
