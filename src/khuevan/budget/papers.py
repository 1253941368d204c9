"""The documents of an estimate as values: the slip that submits it, the decision that approves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from khuevan.budget.arithmetic import Terms, total
from khuevan.budget.models import Allocation, Estimate, FundingSource, Line
from khuevan.documents.samples import department_of, parent_name, signature_of, symbol_of
from khuevan.kit.vietnamese import amount_in_words, dong, grouped, printed
from khuevan.people.enums import OrganisationKind
from khuevan.people.models import Organisation, User
from khuevan.plans.models import Plan
from khuevan.vanban.catalogue import state_type
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Block,
    Composition,
    Heading,
    Item,
    Paragraph,
    Signature,
    Table,
)

HEAD = ("TT", "Nội dung", "Định mức, căn cứ", "ĐVT", "Số lượng", "Số lần", "Đơn giá", "Thành tiền")
WIDTHS = (4, 24, 20, 8, 8, 7, 12, 14)

_ESTIMATE_OF = re.compile(r"^dự toán(?: kinh phí)?:?\s+", re.IGNORECASE)


def slip(estimate: Estimate, *, by: User) -> Composition:
    """Tờ trình: the drafter's room asks the office to appraise and approve."""
    lines = list(estimate.lines.select_related("norm__basis"))
    issuer = unit_of(by)
    return Composition(
        type_code="TTr",
        issuer=issuer.name_vi.upper(),
        parent_issuer=parent_name(issuer),
        symbol=symbol("TTr", issuer, by),
        subject=f"Về việc thẩm định, phê duyệt dự toán kinh phí {inside(estimate.title)}",
        place="Hà Nội",
        addressed_to=(f"Lãnh đạo {department_of(by).name_vi}",),
        bases=tuple(bases_of(estimate, lines)),
        body=tuple(_slip_body(estimate, lines, issuer)),
        signatures=(signature(issuer),),
        recipients=(Addressee("Như trên"), Addressee("Văn phòng Sở", "để thẩm định")),
        archive="VT",
        appendices=(_appendix(estimate, [Asked(x, x.terms, x.proposed) for x in lines]),),
    )


def decision(estimate: Estimate, *, by: User) -> Composition:
    """Quyết định: what was approved, line by line, from which source."""
    lines = list(estimate.lines.select_related("norm__basis"))
    issuer = department_of(by)
    return Composition(
        type_code="QĐ",
        issuer=issuer.name_vi.upper(),
        parent_issuer=parent_name(issuer),
        symbol=symbol("QĐ", issuer, by),
        subject=f"Về việc phê duyệt dự toán kinh phí {inside(estimate.title)}",
        place="Hà Nội",
        enacted_by=f"GIÁM ĐỐC {issuer.name_vi.upper()}",
        bases=(*bases_of(estimate, lines), "Theo đề nghị của Chánh Văn phòng Sở"),
        body=tuple(_decision_body(estimate, lines)),
        signatures=(signature_of(issuer),),
        recipients=(Addressee("Như Điều 3"), Addressee("Ban Giám đốc", "để b/c")),
        archive="VT, VP",
        appendices=(_appendix(estimate, granted(lines)),),
    )


def unit_of(user: User) -> Organisation:
    """The room that submits; who belongs to none submits in the name of the department."""
    own = user.organisation
    return own if own and own.kind == OrganisationKind.INTERNAL else department_of(user)


def symbol(kind: str, issuer: Organisation, by: User) -> str:
    if issuer.kind != OrganisationKind.INTERNAL:
        return symbol_of(state_type(kind), issuer, by)
    return f"{kind}-{issuer.code.removeprefix(f'{department_of(by).code}-')}"


def signature(issuer: Organisation) -> Signature:
    if issuer.kind == OrganisationKind.INTERNAL:
        return Signature("TRƯỞNG PHÒNG", "")
    return signature_of(issuer)


def inside(title: str) -> str:
    """A title inside a sentence: "Lớp tập huấn." -> "lớp tập huấn", "QĐ 5" as it is.

    "Dự toán: Lớp A" is the estimate of "lớp A", and the sentence says already that it is one.
    """
    title = title.rstrip(" .;,")
    title = _ESTIMATE_OF.sub("", title) or title
    return f"{title[:1].lower()}{title[1:]}" if title[1:2].islower() else title


def bases_of(estimate: Estimate, lines: Iterable[Line]) -> Iterator[str]:
    """The plan, the decisions on the source, the documents of the norms; each once."""
    found = [_of_plan(estimate.task.plan)] if estimate.task else []
    if estimate.source:
        found += [
            x.decision.as_cited for x in estimate.source.allocations.select_related("decision")
        ]
    found += [line.norm.basis.as_cited for line in lines if line.norm and line.norm.basis]
    yield from dict.fromkeys(line for line in found if line)


def _tranches(source: FundingSource) -> QuerySet[Allocation]:
    """The city's decisions first, then the office's own."""
    return source.allocations.select_related("decision").order_by("-level", "tranche")


def _of_plan(plan: Plan) -> str:
    if not plan.number:
        return ""
    day = f" ngày {plan.date:%d/%m/%Y}" if plan.date else ""
    issuer = f" của {plan.issuer.name_vi}" if plan.issuer else ""
    return f"Căn cứ Kế hoạch số {plan.number}{day}{issuer} về {inside(plan.title)}"


def _slip_body(estimate: Estimate, lines: list[Line], issuer: Organisation) -> Iterator[Block]:
    amount = total(line.proposed for line in lines)
    yield Paragraph(
        f"{issuer.name_vi} kính trình xem xét, thẩm định và phê duyệt dự toán kinh phí "
        f"{inside(estimate.title)} như sau:"
    )
    yield Heading("I.", "NỘI DUNG DỰ TOÁN")
    yield Item("1.", f"Tổng kinh phí đề nghị: {amount_words(amount)}.")
    yield Item("2.", f"Nguồn kinh phí: {source_words(estimate)}.")
    yield Item("3.", f"Dự toán gồm {len(lines)} khoản chi, chi tiết tại Phụ lục kèm theo.")
    if estimate.note:
        yield Item("4.", f"Thuyết minh: {' '.join(estimate.note.split())}")
    yield Heading("II.", "KIẾN NGHỊ")
    yield Paragraph(
        f"{issuer.name_vi} kính đề nghị giao bộ phận tài chính thẩm định và trình người có thẩm quyền "
        "phê duyệt dự toán để có cơ sở triển khai thực hiện."
    )


def _decision_body(estimate: Estimate, lines: list[Line]) -> Iterator[Block]:
    amount = total(line.granted for line in lines)
    yield Item(
        "Điều 1.",
        f"Phê duyệt dự toán kinh phí {inside(estimate.title)} với tổng số tiền {amount_words(amount)}, "
        "chi tiết tại Phụ lục kèm theo Quyết định này.",
    )
    yield Item(
        "Điều 2.",
        f"Nguồn kinh phí: {source_words(estimate)}. Đơn vị được giao dự toán chi đúng nội dung, định mức "
        "và quyết toán theo quy định.",
    )
    yield Item(
        "Điều 3.",
        "Chánh Văn phòng Sở, Trưởng các phòng, đơn vị có liên quan chịu trách nhiệm thi hành Quyết "
        "định này.",
    )


def amount_words(amount: Decimal) -> str:
    return f"{dong(amount)} (bằng chữ: {amount_in_words(amount)})"


def source_words(estimate: Estimate) -> str:
    source = estimate.source
    if source is None:
        return "…"
    told = [f"{x.decision} (đợt {x.tranche})" for x in _tranches(source)]
    name = f"{source.name} năm {source.year}"
    return f"{name}, theo {'; '.join(told)}" if told else name


class Asked(NamedTuple):
    """A line as a document prints it: as proposed, or as granted."""

    line: Line
    terms: Terms
    amount: Decimal


def granted(lines: Iterable[Line]) -> list[Asked]:
    """What was approved; lines that the appraisal struck are none of it."""
    return [Asked(line, line.granted_terms, line.granted) for line in lines if not line.is_struck]


def _appendix(estimate: Estimate, asked: list[Asked]) -> Appendix:
    rows = [
        (
            str(number), one.line.title, one.line.cited or "…", one.line.unit,
            printed(one.terms.quantity), printed(one.terms.times),
            grouped(one.terms.price) if one.terms.price is not None else "…", grouped(one.amount),
        )
        for number, one in enumerate(asked, 1)
    ]  # fmt: skip
    amount = total(one.amount for one in asked)
    rows.append(("", "Tổng cộng", "", "", "", "", "", grouped(amount)))
    table = Table(HEAD, tuple(rows), "", WIDTHS, frozenset({4, 5, 6, 7}))
    words = Paragraph(f"Bằng chữ: {amount_in_words(amount)}.")
    return Appendix(
        f"DỰ TOÁN KINH PHÍ {inside(estimate.title).upper()}", (table, words), is_landscape=True
    )
