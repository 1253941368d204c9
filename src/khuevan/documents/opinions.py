"""The clauses of a draft that units are asked about, and the table of what they said (R57)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khuevan.documents import compositions, notices
from khuevan.documents.enums import Resolution
from khuevan.documents.models import Consultation, Opinion, OpinionRequest
from khuevan.kit.vietnamese import format_date
from khuevan.vanban.composition import (
    Appendix,
    Block,
    Composition,
    Heading,
    Item,
    Paragraph,
    Signature,
    Table,
)

WHOLE = ""
SHOWN = 400
"""Letters of a clause that the table repeats."""
# The words of the form, as printed (Vietnamese documents are Vietnamese).
OUTCOMES = {
    Resolution.OPEN: "Chưa có ý kiến tiếp thu, giải trình",
    Resolution.TAKEN: "Tiếp thu",
    Resolution.PARTLY: "Tiếp thu một phần",
    Resolution.EXPLAINED: "Giải trình",
}
HEAD = ("STT", "Nội dung dự thảo", "Cơ quan, đơn vị góp ý", "Nội dung góp ý",
        "Tiếp thu, giải trình")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A block of the draft; ``path`` keeps the draft's order as text, ``label`` is for people."""

    path: str
    label: str
    text: str
    is_heading: bool = False
    block: Block | None = None


def clauses(composition: Composition) -> tuple[Clause, ...]:
    """Every paragraph, item, heading and table of the body and of the appendices."""
    found = list(_of_blocks(composition.body, ""))
    for number, appendix in enumerate(composition.appendices, 1):
        found.append(Clause(f"P{number:02d}", f"Phụ lục {number}", appendix.title, True))
        found += _of_blocks(appendix.body, f"P{number:02d}.")
    return tuple(found)


def _of_blocks(blocks: Sequence[Block], prefix: str) -> Iterable[Clause]:
    above, place = "", 0
    for order, block in enumerate(blocks, 1):
        path = f"{prefix}{order:04d}"
        if isinstance(block, Heading):
            above, place = block.label.strip(" ."), 0
            yield Clause(path, above, f"{block.label} {block.text}".strip(), True, block)
            continue
        place += 1
        words = "\n".join(compositions.body_lines([block]))
        label = block.label.strip(" .)") if isinstance(block, Item) else ""
        own = label if label and label not in "-+•*–" else f"đoạn {place}"
        yield Clause(path, ", ".join(filter(None, [above, own])), words, block=block)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; ``opinion`` is None for a unit that agrees with the whole or is silent."""

    clause_label: str
    clause_text: str
    unit: str
    words: str
    is_late: bool
    outcome: str
    opinion: Opinion | None = None


def rows(consultation: Consultation) -> list[Row]:
    """By clause in the draft's order, then by unit; those who agree, then the silent. Two queries."""
    requests = list(consultation.requests.select_related("organisation", "file"))
    for one in requests:
        one.consultation = consultation
    by_pk = {one.pk: one for one in requests}
    given = Opinion.objects.filter(request__in=requests).select_related(
        "request__organisation"
    ).order_by(
        "clause_path", "request__organisation__protocol_order", "request__organisation__sort_key"
    )  # fmt: skip
    found = [_row(one, by_pk[one.request_id]) for one in given]
    spoke = {one.opinion.request_id for one in found if one.opinion}
    found += [
        Row("", "", one.organisation.name_vi, _without_opinion(one), one.is_late, "")
        for one in sorted(requests, key=lambda r: (r.answered_at is None, not r.agrees))
        if one.pk not in spoke
    ]
    return found


def _row(opinion: Opinion, request: OpinionRequest) -> Row:
    outcome = OUTCOMES[Resolution(opinion.resolution)]
    if opinion.answer:
        outcome = f"{outcome}: {opinion.answer}"
    return Row(
        opinion.clause_label or "Toàn văn", opinion.clause_text, request.organisation.name_vi,
        opinion.text, request.is_late, outcome, opinion,
    )  # fmt: skip


def _without_opinion(request: OpinionRequest) -> str:
    if request.answered_at is None:
        return "Chưa có ý kiến"
    if request.agrees:
        return "Nhất trí toàn bộ"
    return f"Có văn bản góp ý: {request.file.name}" if request.file else "Không có ý kiến thêm"


def table(consultation: Consultation) -> Table:
    """ "Bảng tổng hợp, tiếp thu, giải trình", as a document prints it."""
    lines = []
    for number, row in enumerate(rows(consultation), 1):
        text = row.clause_text
        short = text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"
        clause = f"{row.clause_label}: {short}".strip(": ") if row.clause_label else ""
        words = f"{row.words} (gửi sau hạn)" if row.is_late and row.opinion else row.words
        lines.append((str(number), clause, row.unit, words, row.outcome))
    return Table(HEAD, tuple(lines), widths=(5, 27, 18, 25, 25))


def report(consultation: Consultation) -> Composition:
    """The document with which the table goes out: a report with the table across as its appendix."""
    paper = consultation.paper
    draft = compositions.of_version(consultation.version)
    counts = tallies(consultation)
    unit = paper.issuer.name_vi
    body = (
        Paragraph(
            f"Thực hiện quy trình xây dựng {notices.named(paper)}, {unit} đã lấy ý kiến của "
            f"{counts['asked']} cơ quan, đơn vị, thời hạn góp ý đến hết ngày "
            f"{format_date(consultation.due)}. Kết quả như sau:"
        ),
        Item("1.", f"Số cơ quan, đơn vị đã trả lời: {counts['answered']}/{counts['asked']}; "
             f"nhất trí toàn bộ: {counts['agree']}; chưa trả lời: {counts['silent']}."),
        Item("2.", f"Số ý kiến góp ý: {counts['opinions']}; tiếp thu: {counts['taken']}; tiếp thu "
             f"một phần: {counts['partly']}; giải trình: {counts['explained']}."),
        Paragraph("Nội dung tiếp thu, giải trình cụ thể tại Phụ lục kèm theo."),
    )  # fmt: skip
    title = "BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN GÓP Ý"
    return Composition(
        type_code="BC",
        issuer=draft.issuer,
        parent_issuer=draft.parent_issuer,
        symbol=f"BC-{paper.issuer.code}",
        subject=f"Tổng hợp, tiếp thu, giải trình ý kiến góp ý đối với dự thảo {paper.subject}"[
            :500
        ],
        body=body,
        signatures=draft.signatures or (Signature("GIÁM ĐỐC", ""),),
        place=draft.place or "Hà Nội",
        recipients=draft.recipients,
        appendices=(Appendix(title, (table(consultation),), is_landscape=True),),
    )


def tallies(consultation: Consultation) -> dict[str, int]:
    requests = list(consultation.requests.values_list("answered_at", "agrees"))
    given = Opinion.objects.filter(request__consultation=consultation)
    resolutions = list(given.values_list("resolution", flat=True))
    return {
        "asked": len(requests),
        "answered": sum(at is not None for at, _agrees in requests),
        "silent": sum(at is None for at, _agrees in requests),
        "agree": sum(agrees for _at, agrees in requests),
        "opinions": len(resolutions),
        "open": resolutions.count(Resolution.OPEN),
        "taken": resolutions.count(Resolution.TAKEN),
        "partly": resolutions.count(Resolution.PARTLY),
        "explained": resolutions.count(Resolution.EXPLAINED),
    }
