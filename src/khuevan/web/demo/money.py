"""The money of the demo's classes: a source with its tranches, estimates, payments and their proofs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw

from khuevan.budget import account, actions
from khuevan.budget.actions import LineFacts, Tranche, VoucherFacts
from khuevan.budget.enums import PROVING, Level, LineKind, VoucherKind
from khuevan.budget.models import Estimate, FundingSource, Line
from khuevan.documents.models import LegalBasis
from khuevan.kit.audit import key_of
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.plans.models import Plan
from khuevan.training.estimating import task_of
from khuevan.training.models import ClassRun
from khuevan.web.demo.plans import Desk

NAME = "Kinh phí đào tạo, bồi dưỡng công chức của Thành phố"
GRANTED, ASSIGNED = Decimal(120_000_000), Decimal(90_000_000)
QUOTED = "Báo giá của nhà cung cấp"
BY_RESOLUTION = "Mức do tài chính ghi theo nghị quyết của HĐND Thành phố"
WHO = {
    LineKind.HALL: "Khách sạn Sông Hồng Xanh",
    LineKind.PRINTING: "Cơ sở in Hàng Gai",
    LineKind.REFRESHMENT: "Khách sạn Sông Hồng Xanh",
    LineKind.DECORATION: "Cơ sở in Hàng Gai",
    LineKind.SPEAKER: "Báo cáo viên",
}
ASKED = "Báo giá in mới có một đơn vị; đề nghị bổ sung hai báo giá nữa hoặc giải trình."
CHEAPER = "In hai mặt, giá thực tế thấp hơn báo giá."
CUT = {
    LineKind.REFRESHMENT: actions.Judged(
        price=Decimal(30_000), why="Mức nước uống 30.000 đồng/người/buổi."
    )
}
"""What the appraiser changes of a line, and why."""


def source_of(desk: Desk, year: int, plan: Plan | None) -> FundingSource:
    """The source of the year, with what each document that the plan stands on gave it."""
    known = FundingSource.objects.filter(year=year, name=NAME).first()
    if known:
        return known
    finance = desk.users["taichinh"]
    made = actions.set_source(FundingSource(name=NAME, year=year), by=finance)
    levels = ((Level.GRANTED, GRANTED), (Level.ASSIGNED, ASSIGNED))
    for (level, amount), decision in zip(levels, decisions_of(plan), strict=False):
        number = 4 if level == Level.GRANTED else 2
        actions.allocate(made, Tranche(level, number, amount, decision), by=finance)
    return made


def decisions_of(plan: Plan | None) -> list[LegalBasis]:
    """The two decisions about money that a training plan stands on."""
    cited = LegalBasis.objects.filter(number__contains="QĐ-").order_by("pk")
    return [one for one in cited if plan and one.number in plan.text][:2]


def lines_for(people: int) -> list[LineFacts]:
    return [
        LineFacts("Thuê hội trường, âm thanh, máy chiếu", LineKind.HALL, Decimal(1), Decimal(1),
                  "buổi", Decimal(25_000_000), price_source=QUOTED),
        LineFacts("Thù lao báo cáo viên", LineKind.SPEAKER, Decimal(2), Decimal(1),
                  "người/buổi", Decimal(1_000_000), price_source=BY_RESOLUTION),
        LineFacts("In tài liệu", LineKind.PRINTING, Decimal(people), Decimal(1),
                  "bộ", Decimal(45_000), price_source=QUOTED),
        LineFacts("Nước uống giữa giờ", LineKind.REFRESHMENT, Decimal(people), Decimal(1),
                  "người/buổi", Decimal(40_000), price_source=QUOTED),
        LineFacts("Phông, biển chỉ dẫn", LineKind.DECORATION, Decimal(1), Decimal(1),
                  "bộ", Decimal(3_000_000), price_source=QUOTED),
    ]  # fmt: skip


def small_lines(people: int, *, hall: bool = True) -> list[LineFacts]:
    """Of a class of ten; without ``hall`` it sits in the office's own room."""
    lines = [
        LineFacts("Thù lao báo cáo viên", LineKind.SPEAKER, Decimal(1), Decimal(1),
                  "người/buổi", Decimal(1_000_000), price_source=BY_RESOLUTION),
        LineFacts("Nước uống giữa giờ", LineKind.REFRESHMENT, Decimal(people), Decimal(1),
                  "người/buổi", Decimal(40_000), price_source=QUOTED),
    ]  # fmt: skip
    rent = LineFacts("Thuê phòng họp, máy chiếu", LineKind.HALL, Decimal(1), Decimal(1),
                     "buổi", Decimal(6_000_000), price_source=QUOTED)  # fmt: skip
    return [rent, *lines] if hall else lines


def estimate_of(run: ClassRun, desk: Desk, on: date, lines: Sequence[LineFacts]) -> Estimate:
    """A draft for the class, from the source that its plan names."""
    return actions.start_estimate(
        f"Dự toán: {run.title}"[:500], lines, by=desk.officer,
        origin=key_of(run), source=source_of(desk, on.year, run.plan), on=on, task=task_of(run),
    )  # fmt: skip


def approved(
    run: ClassRun, desk: Desk, on: date, lines: Sequence[LineFacts] | None = None
) -> Estimate:
    """Through three persons' hands."""
    made = estimate_of(run, desk, on, lines or lines_for(run.seats.count()))
    actions.submit(made, by=desk.officer)
    appraised(made, desk.users["taichinh"])
    actions.approve(made, by=desk.users["chanhvanphong"])
    return made


def submitted(run: ClassRun, desk: Desk, before: Estimate) -> Estimate:
    day = run.starts_at.date() if run.starts_at else desk.today
    made = actions.start_estimate(
        f"Dự toán: {run.title}"[:500], lines_for(run.seats.count()), by=desk.officer,
        origin=key_of(run), source=before.source, previous=before, on=day, task=task_of(run),
    )  # fmt: skip
    actions.submit(made, by=desk.officer)
    printing = made.lines.get(kind=LineKind.PRINTING)
    actions.remark(made, ASKED, by=desk.users["taichinh"], line=printing, is_question=True)
    return made


def committed(estimate: Estimate, desk: Desk) -> None:
    """Ordered, and nothing paid yet."""
    for line in estimate.lines.exclude(kind=LineKind.REFRESHMENT):
        payee = WHO[LineKind(line.kind)]
        reference = f"HĐ {line.pk:02}"
        actions.commit(line, line.granted, payee, by=desk.users["taichinh"], reference=reference)


def half_proved(estimate: Estimate, desk: Desk) -> None:
    """Paid long ago, and one paper has still not come."""
    pay_all(estimate, desk.users["taichinh"])
    actions.settle(estimate, by=desk.officer)
    prove_all(estimate, desk.officer, but=VoucherKind.INVOICE)


def settled(estimate: Estimate, desk: Desk) -> None:
    """Paid, proved, examined and locked."""
    pay_all(estimate, desk.users["taichinh"])
    actions.settle(estimate, by=desk.officer)
    prove_all(estimate, desk.officer)
    for line in account.of(estimate).unexplained:
        actions.explain(estimate.lines.get(pk=line.line), CHEAPER, by=desk.officer)
    actions.examine(estimate, by=desk.users["taichinh"])
    actions.lock(estimate, by=desk.users["chanhvanphong"])


def appraised(estimate: Estimate, finance: User) -> None:
    lines = estimate.lines.filter(kind__in=CUT)
    judged = {line.pk: CUT[LineKind(line.kind)] for line in lines}
    actions.appraise(estimate, judged, by=finance)


def pay_all(estimate: Estimate, finance: User) -> None:
    """Every line committed and paid in full, but the printing, which cost less."""
    for line in estimate.lines.all():
        amount = line.granted - (Decimal(90_000) if line.kind == LineKind.PRINTING else 0)
        payee = WHO[LineKind(line.kind)]
        held = actions.commit(line, amount, payee, by=finance, reference=f"HĐ {line.pk:02}")
        actions.pay(line, amount, payee, by=finance, commitment=held)


def prove_all(estimate: Estimate, by: User, but: VoucherKind | None = None) -> None:
    """Bring what the checklist names as missing, paper by paper; ``but`` stays missing."""
    lines = {line.pk: line for line in estimate.lines.all()}
    spent = {line.line: line.paid for line in account.of(estimate).lines}
    for item in account.of(estimate).missing:
        if item.kind == but:
            continue
        line = lines.get(item.line or 0)
        for number in range(item.here, item.wanted):
            facts = facts_of(VoucherKind(item.kind), line, number, spent)
            name = f"{facts.kind}-{item.line or 0}-{number}.jpg"
            actions.add_voucher(
                estimate, facts, photo_of(estimate, facts, number), by=by, name=name
            )


def facts_of(
    kind: VoucherKind, line: Line | None, number: int, spent: dict[int, Decimal]
) -> VoucherFacts:
    if line is None:
        return VoucherFacts(kind, f"DS {number + 1}")
    return VoucherFacts(
        kind, f"{line.pk:03}{number + 1}", WHO[LineKind(line.kind)],
        amount=spent[line.pk] if kind in PROVING else None, lines=(line,),
    )  # fmt: skip


def photo_of(estimate: Estimate, facts: VoucherFacts, number: int) -> bytes:
    """A paper that nobody would take for a real one, photographed."""
    sheet = Image.new("RGB", (620, 876), (250, 248, 240))
    words = (
        f"{facts.kind.upper()} {facts.number}\n{fold(facts.seller)}\n{facts.amount or ''}\nMAU DEMO"
    )
    ImageDraw.Draw(sheet).multiline_text(
        (60, 80), f"{words}\n{estimate.pk}/{number}", fill=(40, 30, 30)
    )
    target = io.BytesIO()
    sheet.save(target, "JPEG", quality=70)
    return target.getvalue()
