"""The papers of a settlement: the minutes of its examination, and the decision that approves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from khuevan.budget import papers
from khuevan.budget.account import Account
from khuevan.budget.enums import VoucherKind
from khuevan.budget.models import Estimate, Settlement, Voucher
from khuevan.documents.samples import department_of, parent_name, signature_of, symbol_of
from khuevan.kit.vietnamese import format_date, grouped
from khuevan.people.models import User
from khuevan.vanban.catalogue import state_type
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Block,
    Composition,
    Item,
    Paragraph,
    Signature,
    Table,
)

HEAD = ("TT", "Nội dung chi", "Được duyệt (đồng)", "Quyết toán (đồng)", "Chênh lệch (đồng)",
        "Giải trình")  # fmt: skip


def table(stands: Account) -> Table:
    """Approved beside paid, line by line, as a document prints it."""
    rows = [
        (str(line.number), line.title, grouped(line.approved), grouped(line.paid),
         signed(line.difference), line.explained) for line in stands.lines
    ]  # fmt: skip
    rows.append(("", "Cộng", grouped(stands.approved), grouped(stands.paid),
                 signed(stands.difference), ""))  # fmt: skip
    return Table(HEAD, tuple(rows), widths=(5, 33, 15, 15, 14, 18), numeric=frozenset({2, 3, 4}))


def signed(number: Decimal) -> str:
    return f"-{grouped(-number)}" if number < 0 else grouped(number)


def of_examination(settlement: Settlement, stands: Account, *, by: User) -> Composition:
    """ "Biên bản thẩm tra quyết toán": who, what was looked at, what was found."""
    estimate = settlement.estimate
    body: tuple[Block, ...] = (
        Paragraph(f"Ngày {format_date(_day(settlement))}, hồ sơ quyết toán kinh phí "
                  f"{papers.inside(estimate.title)} được thẩm tra, kết quả như sau:"),
        Item("1.", f"Người lập hồ sơ: {_named(settlement.prepared_by)}."),
        Item("2.", f"Người thẩm tra: {_named(settlement.examined_by)}."),
        Item("3.", f"Nguồn kinh phí: {papers.source_words(estimate)}."),
        Item("4.", f"Hồ sơ có {len(stands.vouchers)} chứng từ, đủ theo danh mục."),
        *[Item("-", f"{stands.title_of_line(one.line)}: không có “{one.kind.label}”, lý do: {one.why}.")
          for one in stands.waivers],
        Item("5.", "Số liệu quyết toán:"),
        table(stands),
        Paragraph(f"Tổng số đề nghị quyết toán: {papers.amount_words(stands.paid)}."),
        Paragraph("Kết luận: số liệu khớp với chứng từ, đủ điều kiện trình phê duyệt quyết toán."),
    )  # fmt: skip
    subject = f"Thẩm tra quyết toán kinh phí {papers.inside(estimate.title)}"
    hands = (
        Signature("NGƯỜI LẬP", _name(settlement.prepared_by)),
        Signature("NGƯỜI THẨM TRA", _name(settlement.examined_by)),
    )
    return replace(_composed("BB", subject, body, by=by), signatures=hands)


def of_approval(settlement: Settlement, stands: Account, *, by: User) -> Composition:
    """ "Quyết định phê duyệt quyết toán", with its table as an appendix."""
    estimate, office = settlement.estimate, department_of(by)
    lines = list(estimate.lines.select_related("norm__basis"))
    title = papers.inside(estimate.title)
    body = (
        Item("Điều 1.", f"Phê duyệt quyết toán kinh phí {title} với tổng số tiền "
             f"{papers.amount_words(stands.paid)}, chi tiết tại Phụ lục kèm theo Quyết định này."),
        Item("Điều 2.", f"Nguồn kinh phí: {papers.source_words(estimate)}."),
        Item("Điều 3.", "Chánh Văn phòng Sở, Trưởng các phòng, đơn vị có liên quan chịu trách nhiệm thi "
             "hành Quyết định này."),
    )  # fmt: skip
    annex = Appendix(f"QUYẾT TOÁN KINH PHÍ {title.upper()}", (table(stands),), is_landscape=True)  # fmt: skip
    composed = _composed("QĐ", f"Về việc phê duyệt quyết toán kinh phí {title}", body, by=by)
    return replace(
        composed,
        enacted_by=f"GIÁM ĐỐC {office.name_vi.upper()}",
        bases=(*papers.bases_of(estimate, lines), "Theo đề nghị của Chánh Văn phòng Sở"),
        recipients=(Addressee("Như Điều 3"), Addressee("Ban Giám đốc", "để b/c")),
        archive="VT, VP",
        appendices=(annex,),
    )


def of_report(estimate: Estimate, stands: Account, vouchers: Sequence[Voucher]) -> Composition:
    """ "Báo cáo quyết toán": what was spent beside what was approved, and the papers that prove it."""
    by = estimate.prepared_by
    issuer, title = papers.unit_of(by), papers.inside(estimate.title)
    body: list[Block] = [
        Item("1.", f"Nguồn kinh phí: {papers.source_words(estimate)}."),
        Item("2.", f"Dự toán được duyệt: {papers.amount_words(stands.approved)}."),
        Item("3.", f"Số đề nghị quyết toán: {papers.amount_words(stands.paid)}."),
        Item("4.", f"Chênh lệch so với dự toán: {signed(stands.difference)} đồng. Chi tiết:"),
        table(stands),
    ]
    if stands.supplements:
        names = "; ".join(one.title for one in stands.supplements)
        body.append(Item("-", f"Dự toán bổ sung, quyết toán riêng: {names}."))
    if stands.problems:
        body.append(Item("5.", f"Còn {len(stands.problems)} điểm chưa xong tại ngày lập báo cáo:"))
        body += [Item("-", words) for words in stands.problems]
    annex = Appendix("DANH MỤC CHỨNG TỪ", (_proofs(vouchers),), is_landscape=True)
    return Composition(
        type_code="BC",
        issuer=issuer.name_vi.upper(),
        parent_issuer=parent_name(issuer),
        symbol=papers.symbol("BC", issuer, by),
        subject=f"Quyết toán kinh phí {title}"[:500],
        body=tuple(body),
        signatures=(papers.signature(issuer),),
        place="Hà Nội",
        recipients=(Addressee("Ban Giám đốc", "để b/c"), Addressee("Văn phòng Sở", "để thẩm tra")),
        archive="VT",
        appendices=(annex,) if vouchers else (),
    )


def _proofs(vouchers: Sequence[Voucher]) -> Table:
    rows = [
        (
            str(number), str(VoucherKind(one.kind).label), one.number or "–", one.seller or "–",
            format_date(one.on) or "–", grouped(one.amount) if one.amount is not None else "–",
            one.sha256[:16],
        )
        for number, one in enumerate(vouchers, 1)
    ]  # fmt: skip
    return Table(
        ("TT", "Loại chứng từ", "Số", "Bên bán, bên lập", "Ngày", "Số tiền (đồng)", "Mã băm (đầu)"),
        tuple(rows), widths=(5, 20, 14, 25, 10, 12, 16), numeric=frozenset({5}),
    )  # fmt: skip


def _composed(code: str, subject: str, body: tuple[Block, ...], *, by: User) -> Composition:
    office = department_of(by)
    return Composition(
        type_code=code,
        issuer=office.name_vi.upper(),
        parent_issuer=parent_name(office),
        symbol=symbol_of(state_type(code), office, by),
        subject=subject[:500],
        body=body,
        signatures=(signature_of(office),),
        place="Hà Nội",
    )


def _day(settlement: Settlement) -> date:
    return timezone.localdate(settlement.examined_at or settlement.started_at)


def _name(person: User | None) -> str:
    return person.full_name if person else ""


def _named(person: User | None) -> str:
    if person is None:
        return "…"
    return ", ".join(part for part in (person.full_name, person.title) if part)
