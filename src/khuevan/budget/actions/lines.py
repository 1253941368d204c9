"""An estimate comes into being, and its lines are written: by its preparer, while it is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget.arithmetic import LARGEST, amount
from khuevan.budget.enums import EstimateState, Kind, LineKind
from khuevan.budget.models import Estimate, FundingSource, Line, Norm
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import dong, format_date, grouped
from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.people.permissions import ROLES, Can
from khuevan.plans.models import Task

WRITTEN = [
    "order", "kind", "title", "norm", "price_source", "unit", "quantity", "times", "price",
    "proposed", "appraised", "appraised_quantity", "appraised_times", "appraised_price",
    "is_struck", "appraised_why",
]  # fmt: skip

MOST_OF_IT, MOST_TIMES = 10**8, 10**6
"""What the columns of a line hold."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line as somebody writes or proposes it. A price left blank is to be filled in later; ``pk``
    is that of the line which it rewrites.
    """

    title: str
    kind: LineKind = LineKind.OTHER
    quantity: Decimal = Decimal(1)
    times: Decimal = Decimal(1)
    unit: str = ""
    price: Decimal | None = None
    norm: Norm | None = None
    price_source: str = ""
    pk: int | None = None


@transaction.atomic
def start_estimate(
    title: str,
    lines: Sequence[LineFacts] = (),
    *,
    by: User,
    origin: str = "",
    task: Task | None = None,
    previous: Estimate | None = None,
    source: FundingSource | None = None,
    on: date | None = None,
    supplements: Estimate | None = None,
) -> Estimate:
    """A draft. Of one ``origin`` there is one alive; ``previous`` is whose lines it was begun from
    (they are taken over when none are given, each with the norm that is valid now).
    """
    if not by.can(Can.BUDGET_PREPARE):
        raise Refused(_("Your account may not do this. Ask somebody whose role it is."))
    title = " ".join(title.split())
    if not title:
        raise Refused(_("Write what the estimate is for."))
    if origin and (alive := Estimate.objects.of(origin).first()):
        raise Refused(
            _("There is an estimate of this already: “%(title)s”. Go on there.")
            % {"title": alive.title}
        )
    made = Estimate(
        title=title[:500], origin=origin, task=task, previous=previous, source=source,
        supplements=supplements, on=on or timezone.localdate(),
        prepared_by=by, prepared_for=stands_in(by, Can.BUDGET_PREPARE),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refused(_("Somebody else began the estimate of this just now.")) from error
    audit.record(Kind.ESTIMATE_MADE, made, by=by, after=made.title[:200], origin=origin)
    if previous is not None and not lines:
        lines = carried_over(previous, made.on)
    if lines:
        set_lines(made, lines, by=by)
    return made


def stands_in(user: User, power: Can, involved: frozenset[int] = frozenset()) -> User | None:
    """Whom somebody stands in for who holds a power by delegation alone: best one not involved."""
    if power in ROLES[Role(user.role)]:
        return None
    lenders = [d.principal for d in user.delegations_held if power in ROLES[Role(d.principal.role)]]
    return next((one for one in lenders if one.pk not in involved), next(iter(lenders), None))


def carried_over(previous: Estimate, on: date) -> list[LineFacts]:
    """The lines of an earlier estimate as they were appraised; a norm's rate of today, blank where
    none is valid.
    """
    codes = set(previous.lines.exclude(norm=None).values_list("norm__code", flat=True))
    valid = {one.code: one for one in Norm.objects.filter(code__in=codes).valid(on).entered()}
    taken = []
    for line in previous.lines.filter(is_struck=False).select_related("norm"):
        norm, terms = valid.get(line.norm.code) if line.norm else None, line.granted_terms
        price = min(terms.price or norm.rate, norm.rate) if norm and norm.rate else None
        taken.append(
            LineFacts(
                line.title, LineKind(line.kind), terms.quantity, terms.times, line.unit,
                price if line.norm else terms.price, norm or None, line.price_source,
            )
        )  # fmt: skip
    return taken


@transaction.atomic
def set_lines(estimate: Estimate, lines: Sequence[LineFacts], *, by: User) -> None:
    """All lines, in this order; those not among them go. Nothing is changed when one of them is refused."""
    locked = writable(estimate, by)
    before = Line.objects.filter(estimate=locked).proposed_sum()
    known = {line.pk for line in locked.lines.all()}
    rows = [_line(locked, number, facts) for number, facts in enumerate(lines, 1)]
    for row in rows:
        row.pk = row.pk if row.pk in known else None
    kept = [row for row in rows if row.pk]
    locked.lines.exclude(pk__in=[row.pk for row in kept]).delete()
    Line.objects.bulk_update(kept, WRITTEN)
    Line.objects.bulk_create([row for row in rows if not row.pk])
    after = Line.objects.filter(estimate=locked).proposed_sum()
    audit.record(
        Kind.LINES_CHANGED, estimate, by=by, before=dong(before), after=dong(after), lines=len(rows)
    )


@transaction.atomic
def set_frame(
    estimate: Estimate,
    title: str,
    source: FundingSource | None,
    on: date,
    *,
    by: User,
    note: str = "",
    task: Task | None = None,
) -> None:
    """What it is for, from which source, for which day. Norms are asked again when it is submitted."""
    locked = writable(estimate, by)
    title = " ".join(title.split())
    if not title:
        raise Refused(_("Write what the estimate is for."))
    before = _framed(locked)
    locked.title, locked.source, locked.on = title[:500], source, on
    locked.note, locked.task = note.strip(), task
    locked.save()
    estimate.refresh_from_db()
    if before != _framed(locked):
        audit.record(Kind.LINES_CHANGED, estimate, by=by, before=before, after=_framed(locked))


def _framed(estimate: Estimate) -> str:
    return f"{estimate.title[:300]} · {estimate.source or '–'} · {format_date(estimate.on)}"


def writable(estimate: Estimate, by: User) -> Estimate:
    """The estimate, held until the end of the transaction; refused to all but its preparer."""
    locked = Estimate.objects.select_for_update(of=("self",)).get(pk=estimate.pk)
    if not locked.is_draft:
        raise AlreadyDecided(
            _("The estimate is now “%(state)s”: its lines change only in a draft.")
            % {"state": EstimateState(locked.state).label}
        )
    if locked.prepared_by_id != by.pk:
        raise Refused(
            _(
                "Only %(name)s, who prepares this estimate, writes its lines: preparing, appraising "
                "and approving are three persons' work. Leave a comment on the line instead."
            )
            % {"name": locked.prepared_by}
        )
    return locked


def _line(estimate: Estimate, number: int, facts: LineFacts) -> Line:
    line = Line(
        pk=facts.pk,
        estimate=estimate, order=number, kind=facts.kind, title=" ".join(facts.title.split())[:300],
        norm=facts.norm, price_source=facts.price_source.strip()[:300],
        unit=(facts.unit or (facts.norm.unit if facts.norm else "")).strip()[:60],
        quantity=facts.quantity, times=facts.times, price=facts.price,
    )  # fmt: skip
    if problem := problem_of(line, estimate.on):
        raise Refused(
            _("Line %(number)d, “%(title)s”: %(problem)s")
            % {"number": number, "title": line.title, "problem": problem}
        )
    line.proposed = amount(line)
    return line


def problem_of(line: Line, on: date) -> str:
    """What makes a line impossible, in a sentence; blank when nothing does."""
    if not line.title:
        return _("write what it pays for.")
    if line.quantity <= 0 or line.times <= 0:
        return _("quantity and times must be above zero.")
    if line.quantity >= MOST_OF_IT or line.times >= MOST_TIMES:
        return _("the quantity is too large; look at it again.")
    if line.price is not None and line.price < 0:
        return _("the unit price cannot be negative.")
    if amount(line) > LARGEST:
        return _("the amount is above %(most)s; look at quantity and price.") % {
            "most": dong(LARGEST)
        }
    return _norm_problem(line, line.norm, on) if line.norm else ""


def _norm_problem(line: Line, norm: Norm, on: date) -> str:
    if not norm.is_valid(on):
        return _(
            "the norm “%(norm)s” (%(cited)s) is not valid on %(day)s. Choose the one in force, or "
            "enter it among the norms."
        ) % {"norm": norm.name, "cited": norm.cited or "–", "day": format_date(on)}
    if norm.rate is not None and line.price is not None and line.price > norm.rate:
        return _("the unit price is above the norm of %(rate)s đồng (%(cited)s).") % {
            "rate": grouped(norm.rate), "cited": norm.cited
        }  # fmt: skip
    return ""
