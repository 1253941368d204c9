"""An opinion on a plan as it is printed: "Phiếu góp ý", Vietnamese like every document of the office."""

from __future__ import annotations

from django.utils import timezone, translation

from khuevan.documents.enums import Resolution
from khuevan.documents.opinions import OUTCOMES
from khuevan.kit.vietnamese import fold, format_date
from khuevan.people.models import Organisation
from khuevan.plans.enums import Answer, Stance
from khuevan.plans.models import Guidance, GuidancePoint, Plan
from khuevan.vanban.composition import Block, Composition, Item, Paragraph, Signature, Table

STANCES = {
    Stance.AGREE: "Nhất trí với dự thảo",
    Stance.REMARKS: "Cơ bản nhất trí, đề nghị chỉnh sửa các nội dung nêu tại Phiếu này",
    Stance.NOT_YET: "Chưa nhất trí, đề nghị hoàn thiện các nội dung nêu tại Phiếu này trước khi trình",
}
ANSWERS = {Answer.YES: "Đạt", Answer.NO: "Chưa đạt", Answer.NOT_APPLICABLE: "Không áp dụng"}
CHECKLIST = ("TT", "Nội dung kiểm tra", "Căn cứ", "Kết quả", "Ghi chú")
POINTS = ("TT", "Nội dung góp ý", "Tiếp thu, giải trình")


def of(opinion: Guidance) -> Composition:
    """The slip with its checklist, its points, and what became of each until now."""
    with translation.override("vi"):
        return _composed(opinion)


def _composed(opinion: Guidance) -> Composition:
    request, plan = opinion.request, opinion.request.plan
    unit = request.organisation or opinion.by.organisation
    asking = request.asked_by.organisation
    points = list(opinion.points.all())
    return Composition(
        type_code="PGY",
        issuer=(unit.name_vi if unit else opinion.by_name).upper(),
        parent_issuer=_above(unit),
        symbol="",
        subject=f"Đối với dự thảo {_titled(plan)}"[:500],
        body=tuple(_body(opinion, points)),
        signatures=(Signature((opinion.by_title or "Người góp ý").upper(), opinion.by_name),),
        place="Hà Nội",
        date=timezone.localdate(opinion.at),
        addressed_to=(asking.name_vi,) if asking else (),
    )


def _above(unit: Organisation | None) -> str:
    return unit.parent.name_vi.upper() if unit and unit.parent else ""


def _titled(plan: Plan) -> str:
    """ "Kế hoạch tổ chức lớp tập huấn ...": the type is written once."""
    kind = plan.doc_type.capitalize()
    if not kind or fold(plan.title).startswith(fold(kind)):
        return plan.title
    return f"{kind} {plan.title[:1].lower()}{plan.title[1:]}"


def _body(opinion: Guidance, points: list[GuidancePoint]) -> list[Block]:
    request = opinion.request
    asked = f"Theo đề nghị ngày {format_date(timezone.localdate(request.asked_at))} của "
    asked += (
        f"{request.asked_by.full_name}, thời hạn cho ý kiến đến hết ngày {format_date(request.due)}"
    )
    found: list[Block] = [Paragraph(f"{asked}, ý kiến như sau:")]
    if request.question:
        found.insert(1, Paragraph(f"Nội dung đề nghị cho ý kiến: {request.question}"))
    stance = STANCES[Stance(opinion.stance)]
    found.append(Item("1.", f"Ý kiến chung: {stance}."))
    if opinion.text:
        found.append(Paragraph(opinion.text))
    listed = [point for point in points if point.item_id]
    number = 2
    if listed:
        found += [
            Item(f"{number}.", "Kết quả kiểm tra theo danh mục trình tự, thủ tục:"),
            _checklist(listed),
        ]
        number += 1
    to_answer = [point for point in points if point.needs_reply]
    if to_answer:
        found += [Item(f"{number}.", "Nội dung đề nghị tiếp thu, giải trình:"), _points(to_answer)]
    found.append(Paragraph(_sealed(opinion)))
    return found


def _checklist(points: list[GuidancePoint]) -> Table:
    rows = [
        (str(place), point.text, point.source,
         ANSWERS[Answer(point.answer)] if point.answer else "", point.remark)
        for place, point in enumerate(points, 1)
    ]  # fmt: skip
    return Table(CHECKLIST, tuple(rows), widths=(5, 33, 25, 12, 25))


def _points(points: list[GuidancePoint]) -> Table:
    rows = []
    for place, point in enumerate(points, 1):
        outcome = OUTCOMES[Resolution(point.resolution)]
        words = f"{outcome}: {point.reply}" if point.reply else outcome
        said = f"{point.text} {point.remark}" if point.item_id else point.remark
        rows.append((str(place), said, words))
    return Table(POINTS, tuple(rows), widths=(5, 50, 45))


def _sealed(opinion: Guidance) -> str:
    at = timezone.localtime(opinion.at)
    return (
        f"Ý kiến lần {opinion.number}, ký xác nhận trên Khuê Văn lúc {at:%H:%M} ngày {at:%d/%m/%Y}; "
        f"nhật ký số {opinion.seal}, mã {opinion.digest[:16]}."
    )


def stem(opinion: Guidance) -> str:
    """The name of the file, without its suffix."""
    whom = fold(opinion.request.whom).replace(" ", "-")[:40]
    return f"phieu-gop-y-{opinion.request.plan_id}-{whom}-lan-{opinion.number}"
