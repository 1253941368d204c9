"""From a class to the lines of its estimate: what it needs, each with its quantity; a read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from khuevan.budget.actions import LineFacts, carried_over
from khuevan.budget.enums import LineKind
from khuevan.budget.models import Estimate, Norm
from khuevan.plans.models import Task
from khuevan.training.enums import OPEN_INVITATIONS, Mode, SeatState
from khuevan.training.models import ClassRun

SESSION = 240
"""Minutes of half a day (buổi): what fees and refreshments are counted by."""
# Their quantity is the number of people; the rest is counted by the class.
PER_PERSON = frozenset({LineKind.PRINTING, LineKind.REFRESHMENT, LineKind.SUPPLIES})
Norms = dict[LineKind, Norm | None]


def day_of(run: ClassRun) -> date:
    """The day for which norms must be valid: the class's, else the last day that the plan gives."""
    if run.starts_at:
        return timezone.localtime(run.starts_at).date()
    return run.window_to or timezone.localdate()


def people(run: ClassRun) -> Decimal:
    """Those who are expected: every seat whose unit has not said that it sends nobody."""
    return Decimal(run.seats.exclude(state=SeatState.DECLINED).count() or 1)


def sessions(run: ClassRun) -> Decimal:
    return Decimal(max(1, -(-run.minutes // SESSION)))


def propose(run: ClassRun, previous: Estimate | None = None) -> list[LineFacts]:
    """The lines that a class of this kind has; prices only where a quote, a fee or a norm says so.

    With ``previous`` its lines, the number of people set to this class's.
    """
    if previous is not None:
        count = people(run)
        return [
            replace(line, quantity=count) if line.kind in PER_PERSON else line
            for line in carried_over(previous, day_of(run))
        ]
    return list(_lines(run))


def _lines(run: ClassRun) -> Iterator[LineFacts]:
    norms, count, times = _norms(day_of(run)), people(run), sessions(run)
    if run.mode == Mode.IN_PERSON:
        yield _hall(run, times)
    yield from _speakers(run, norms)
    yield _normed("Biên soạn tài liệu tập huấn", LineKind.WRITING, norms, unit="trang")
    yield LineFacts("In tài liệu tập huấn", LineKind.PRINTING, count, unit="bộ")
    if run.mode == Mode.IN_PERSON:
        yield _normed("Nước uống giữa giờ", LineKind.REFRESHMENT, norms, count, times, unit="người")
        yield LineFacts("Văn phòng phẩm", LineKind.SUPPLIES, count, unit="bộ")
        yield LineFacts("Phông, trang trí", LineKind.DECORATION, unit="bộ")
        yield LineFacts("Phục vụ, trông xe", LineKind.SERVICE, times=times, unit="người")


def _hall(run: ClassRun, times: Decimal) -> LineFacts:
    """The lowest quote is the price of the whole; without quotes the price stays blank."""
    title, quotes = "Thuê hội trường, âm thanh, màn hình", list(run.quotes.select_related("venue"))
    if not quotes:
        return LineFacts(title, LineKind.HALL, times=times, unit="buổi")
    lowest = quotes[0]
    source = f"{len(quotes)} báo giá, thấp nhất: {lowest.venue}"
    return LineFacts(title, LineKind.HALL, unit="lớp", price=lowest.amount, price_source=source)


def _speakers(run: ClassRun, norms: Norms) -> Iterator[LineFacts]:
    invited = run.invitations.filter(state__in=OPEN_INVITATIONS).select_related("speaker")
    for one in invited:
        times = Decimal(max(1, -(-one.minutes // SESSION)))
        yield LineFacts(
            f"Thù lao báo cáo viên {one.speaker}", LineKind.SPEAKER, times=times, unit="người/buổi",
            price=one.fee, price_source=one.fee_basis,
        )  # fmt: skip
    if not invited:
        yield _normed("Thù lao báo cáo viên", LineKind.SPEAKER, norms, unit="người/buổi")


def _normed(
    title: str,
    kind: LineKind,
    norms: Norms,
    quantity: Decimal = Decimal(1),
    times: Decimal = Decimal(1),
    *,
    unit: str,
) -> LineFacts:
    """With the norm where one alone is valid; which of several is for the officer to choose."""
    norm = norms.get(kind)
    if norm is None:
        return LineFacts(title, kind, quantity, times, unit)
    return LineFacts(title, kind, quantity, times, norm.unit, norm.rate, norm)


def _norms(on: date) -> Norms:
    """Each kind's only norm in force on that day; none where there are several."""
    found: Norms = {}
    for norm in Norm.objects.valid(on).select_related("basis"):
        kind = LineKind(norm.kind)
        found[kind] = None if kind in found else norm
    return found


def task_of(run: ClassRun) -> Task | None:
    """The task of the plan that the class fulfils, so that the plan shows what it costs."""
    return run.clause.tasks.live().order_by("pk").first() if run.clause else None
