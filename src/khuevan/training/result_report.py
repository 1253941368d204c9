"""The report on the results of a class, drafted from its data in the official form (R36).

``gather`` reads once; the rest is pure: the same facts give the same document. Its words are Vietnamese,
as the document is. Units are named where they matter, persons are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from khuevan.budget import account
from khuevan.budget.models import Estimate
from khuevan.kit.audit import key_of
from khuevan.kit.vietnamese import dong, format_date
from khuevan.training import outcomes, results
from khuevan.training.enums import (
    InvitationState,
    Mode,
    Moment,
    Outcome,
    QuestionPart,
    QuestionState,
    SeatState,
    Verdict,
)
from khuevan.training.models import ClassRun, Nomination, Question
from khuevan.training.models.surveys import ASKED_AFTER, DUE_AFTER
from khuevan.training.outcomes import Count, Standing
from khuevan.training.results import Gain, Results
from khuevan.vanban.composition import Appendix, Block, Heading, Item, Paragraph, Picture, Table

NO_GROUP = "Đơn vị khác"
MOST_QUOTED = 8
MOST_LISTED = 8
MOST_PHOTOS = 6


@dataclass(frozen=True, slots=True)
class Photo:
    content: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Cost:
    approved: Decimal
    paid: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the report says, before its words."""

    run: ClassRun
    rows: Sequence[Standing]
    declined: Sequence[tuple[str, str]]
    substituted: int
    right: int
    judged: int
    speakers: Sequence[tuple[str, str]]
    syllabus: Sequence[str]
    questions: Sequence[Question]
    evaluation: Results | None
    gains: Sequence[Gain]
    cost: Cost | None
    photos: Sequence[Photo] = ()

    @property
    def count(self) -> Count:
        return outcomes.count(self.rows)


def gather(run: ClassRun, photos: Sequence[Photo] = ()) -> Facts:
    rows = outcomes.standings(run)
    verdicts = Counter(row.person.verdict for row in rows if row.person and row.person.verdict)
    accepted = run.invitations.filter(state=InvitationState.ACCEPTED).select_related("speaker")
    surveys = results.surveys_of(run)
    shown = {moment: results.results(one) for moment, one in surveys.items()}
    evaluation = shown.get(Moment.AFTER)
    asked = run.questions.exclude(state__in=[QuestionState.HIDDEN, QuestionState.JOINED])
    return Facts(
        run=run,
        rows=rows,
        declined=[
            (row.seat.organisation.name_vi, row.seat.declined_why)
            for row in rows
            if row.seat.state == SeatState.DECLINED
        ],
        substituted=Nomination.objects.filter(seat__run=run, ended_at__isnull=False).count(),
        right=verdicts[Verdict.RIGHT],
        judged=sum(verdicts.values()),
        speakers=[
            (_titled(one.speaker.full_name, one.speaker.title), one.topic) for one in accepted
        ],
        syllabus=list(run.syllabus.values_list("title", flat=True)),
        questions=list(asked),
        evaluation=evaluation if evaluation and evaluation.is_shown else None,
        gains=results.gains(shown.get(Moment.BEFORE), evaluation),
        cost=_cost(run),
        photos=photos,
    )


def _titled(name: str, title: str) -> str:
    return f"{name} ({title})" if title else name


def _cost(run: ClassRun) -> Cost | None:
    """What was approved and what was paid so far; the settlement has its own form."""
    estimate = (
        Estimate.objects.of(key_of(run)).approved().select_related("source").order_by("pk").last()
    )
    if estimate is None:
        return None
    every = account.of_all([estimate, *estimate.supplementary.approved()])
    approved, paid = sum(one.approved for one in every), sum(one.paid for one in every)
    return Cost(Decimal(approved), Decimal(paid), str(estimate.source or ""))


# -- words


def subject(run: ClassRun) -> str:
    title = run.title.strip()
    return f"Kết quả tổ chức {title[:1].lower()}{title[1:]}"


def body(facts: Facts) -> tuple[Block, ...]:
    parts = [_organisation, _results, _money, _judgement, _proposals]
    headings = [
        "CÔNG TÁC TỔ CHỨC", "KẾT QUẢ THỰC HIỆN", "KINH PHÍ", "ĐÁNH GIÁ CHUNG",
        "KIẾN NGHỊ, ĐỀ XUẤT",
    ]  # fmt: skip
    romans = ("I.", "II.", "III.", "IV.", "V.")
    blocks: list[Block] = [Paragraph(_opening(facts.run))]
    for label, words, part in zip(romans, headings, parts, strict=True):
        blocks += [Heading(label, words), *part(facts)]
    return tuple(blocks)


def _opening(run: ClassRun) -> str:
    ground = ""
    if run.plan:
        number = f" số {run.plan.number}" if run.plan.number else ""
        ground = f"Thực hiện Kế hoạch{number} về {_lower(run.plan.title)}, "
    said = f"{ground}đơn vị chủ trì báo cáo kết quả tổ chức {_lower(run.title)} như sau:"
    return f"{said[:1].upper()}{said[1:]}"


def _lower(title: str) -> str:
    title = title.strip()
    return f"{title[:1].lower()}{title[1:]}" if title[:2] != title[:2].upper() else title


def _organisation(facts: Facts) -> Iterator[Block]:
    run = facts.run
    when = "chưa ghi thời gian"
    if run.starts_at and run.ends_at:
        begins, ends = timezone.localtime(run.starts_at), timezone.localtime(run.ends_at)
        day = format_date(begins.date())
        when = f"từ {begins:%H giờ %M} đến {ends:%H giờ %M}, ngày {day}"
    mode = "tập trung" if run.mode == Mode.IN_PERSON else "trực tuyến"
    yield Item("1.", f"Thời gian: {when}. Hình thức: {mode}.")
    if run.venue:
        address = f", {run.venue.address}" if run.venue.address else ""
        yield Item("2.", f"Địa điểm: {run.venue}{address}.")
    else:
        yield Item("2.", "Địa điểm: theo giấy triệu tập.")
    yield Item("3.", "Nội dung:" if facts.syllabus else "Nội dung: theo chương trình của lớp.")
    for title in facts.syllabus:
        yield Item("-", _ended(title))
    if facts.speakers:
        yield Item("4.", "Báo cáo viên:")
        for name, topic in facts.speakers:
            yield Item("-", _ended(f"{name}: {topic}" if topic else name))


def _ended(text: str) -> str:
    return f"{text.strip().rstrip(' .;')}."


def _results(facts: Facts) -> Iterator[Block]:
    yield Heading("1.", "Số lượng")
    yield from _numbers(facts)
    yield Heading("2.", "Thành phần")
    yield from _composition(facts)
    yield Heading("3.", "Trao đổi, giải đáp")
    yield from _questions(facts.questions)
    yield Heading("4.", "Đánh giá của học viên")
    yield from _evaluation(facts)
    for photo in facts.photos[:MOST_PHOTOS]:
        yield Picture(photo.content, photo.caption, photo.caption, 120)


def _numbers(facts: Facts) -> Iterator[Block]:
    count = facts.count
    yield Paragraph(
        f"Lớp có {count.seats} chỗ, các đơn vị cử {count.named} người; có mặt "
        f"{count.present}/{count.seats} "
        f"({_share(count.present, count.seats)}); vắng có lý do {count.excused}; "
        f"vắng không có lý do {count.absent}"
        + (f"; chưa xác định {count.open}." if count.open else ".")
    )
    yield Table(
        head=("Nhóm đơn vị", "Số chỗ", "Đã cử", "Có mặt", "Vắng có lý do", "Vắng", "Chưa rõ"),
        rows=tuple(_group_rows(facts.rows)),
        caption="Bảng 1. Số lượng học viên theo nhóm đơn vị",
        widths=(34, 11, 11, 11, 13, 10, 10),
        numeric=frozenset(range(1, 7)),
    )
    missing = _missing(facts)
    if len(missing) > MOST_LISTED:
        yield Paragraph(
            f"Danh sách {len(missing)} đơn vị có học viên vắng mặt và lý do: Phụ lục kèm theo."
        )
    elif missing:
        yield Paragraph("Các đơn vị có học viên vắng mặt:")
        for name, _outcome, why in missing:
            yield Item("-", _ended(f"{name}: {why}"))


def _missing(facts: Facts) -> list[tuple[str, str, str]]:
    """Unit, how it stands, why: of every seat that an officer said to have stayed empty."""
    words = {Outcome.EXCUSED: "Vắng có lý do", Outcome.ABSENT: "Vắng"}
    return [
        (row.seat.organisation.name_vi, words[row.outcome], row.settled.why)
        for row in facts.rows
        if row.settled and row.outcome in words
    ]


def appendices(facts: Facts) -> tuple[Appendix, ...]:
    missing = _missing(facts)
    if len(missing) <= MOST_LISTED:
        return ()
    table = Table(
        head=("TT", "Đơn vị", "Tình trạng", "Lý do"),
        rows=tuple((str(place), *row) for place, row in enumerate(missing, 1)),
        widths=(8, 40, 18, 34),
    )
    return (Appendix("Các đơn vị có học viên vắng mặt", (table,)),)


def _group_rows(rows: Sequence[Standing]) -> Iterator[tuple[str, ...]]:
    groups: dict[str, list[Standing]] = {}
    for row in rows:
        name = row.seat.group.name_vi if row.seat.group else NO_GROUP
        groups.setdefault(name, []).append(row)
    for name, kept in [*groups.items(), ("Tổng cộng", list(rows))]:
        count = outcomes.count(kept)
        figures = (
            count.seats, count.named, count.present, count.excused, count.absent, count.open,
        )  # fmt: skip
        yield (name, *(str(figure) for figure in figures))


def _share(part: int, whole: int) -> str:
    """ "96,5 %" """
    if not whole:
        return "0 %"
    return f"{100 * part / whole:.1f}".replace(".", ",").removesuffix(",0") + " %"


def _composition(facts: Facts) -> Iterator[Block]:
    if facts.judged:
        yield Paragraph(
            f"Đã xem xét thành phần của {facts.judged} học viên được cử, trong đó {facts.right} "
            f"đúng thành phần ({_share(facts.right, facts.judged)})."
        )
    else:
        yield Paragraph("Danh sách học viên do các đơn vị cử.")
    if facts.substituted:
        yield Paragraph(f"Có {facts.substituted} lượt thay người được cử.")
    if facts.declined:
        yield Paragraph("Các đơn vị không cử học viên:")
        for name, why in facts.declined:
            yield Item("-", _ended(f"{name}: {why}" if why else name))


def _questions(questions: Sequence[Question]) -> Iterator[Block]:
    if not questions:
        yield Paragraph("Không có câu hỏi gửi qua hệ thống.")
        return
    answered = [one for one in questions if one.state == QuestionState.ANSWERED]
    yield Paragraph(
        f"Học viên gửi {len(questions)} câu hỏi qua hệ thống; đã trả lời {len(answered)}."
    )
    for one in answered[:MOST_QUOTED]:
        yield Item("-", _ended(" ".join(one.text.split())[:300]))


def _evaluation(facts: Facts) -> Iterator[Block]:
    shown = facts.evaluation
    if shown is None:
        yield Paragraph("Chưa có kết quả khảo sát đủ số phiếu để tổng hợp.")
        return
    mean = shown.mean_of(QuestionPart.EVALUATION)
    said = f"Thu được {shown.survey.replies} phiếu khảo sát không ghi tên"
    yield Paragraph(f"{said}; điểm trung bình {_mark(mean)}/5." if mean else f"{said}.")
    marks = [one for one in shown.lines if one.question.part == QuestionPart.EVALUATION]
    if any(one.mean for one in marks):
        yield Table(
            head=("Nội dung đánh giá", "Số phiếu", "Điểm (1 - 5)"),
            rows=tuple((one.question.text, str(one.answers), _mark(one.mean)) for one in marks),
            caption="Bảng 2. Đánh giá của học viên", widths=(64, 16, 20), numeric=frozenset({1, 2}),
        )  # fmt: skip
    if facts.gains:
        yield _gain_table(facts.gains)


def _gain_table(gains: Sequence[Gain]) -> Table:
    return Table(
        head=("Nội dung", "Trước lớp", "Sau lớp", "Tăng"),
        rows=tuple(
            (
                one.question.text, _measured(one, one.before), _measured(one, one.after),
                _measured(one, one.difference, "điểm %"),
            )
            for one in gains
        ),
        caption="Bảng 3. Mức độ nắm kiến thức trước và sau lớp",
        widths=(58, 14, 14, 14), numeric=frozenset({1, 2, 3}),
    )  # fmt: skip


def _mark(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


def _measured(gain: Gain, value: float | None, measure: str = "%") -> str:
    """A mark as it is, a share of right answers in per cent."""
    if value is None or gain.is_mark:
        return _mark(value)
    return f"{value:.0f} {measure}"


def _money(facts: Facts) -> Iterator[Block]:
    if facts.cost is None:
        yield Paragraph("Chưa có dự toán được phê duyệt trên hệ thống.")
        return
    source = f" từ nguồn {facts.cost.source}" if facts.cost.source else ""
    yield Paragraph(
        f"Dự toán được phê duyệt: {dong(facts.cost.approved)}{source}; đã chi "
        f"{dong(facts.cost.paid)}. Quyết toán thực hiện theo hồ sơ riêng."
    )


def _judgement(facts: Facts) -> Iterator[Block]:
    count = facts.count
    yield Item(
        "1.",
        f"Ưu điểm: lớp được tổ chức theo kế hoạch; {_share(count.present, count.seats)} số chỗ có "
        "học viên tham dự.",
    )
    limits = []
    if facts.declined:
        limits.append(f"{len(facts.declined)} đơn vị không cử học viên")
    if count.absent:
        limits.append(f"{count.absent} học viên vắng không có lý do")
    if facts.substituted:
        limits.append(f"{facts.substituted} lượt thay người sau khi đã cử")
    yield Item("2.", f"Hạn chế: {'; '.join(limits) or 'không'}.")


def _proposals(facts: Facts) -> Iterator[Block]:
    number = 1
    if facts.run.ends_at:
        ended = timezone.localdate(facts.run.ends_at)
        first, last = format_date(ended + ASKED_AFTER), format_date(ended + DUE_AFTER)
        yield Item(
            "1.",
            "Đề nghị các đơn vị có học viên tham dự vận dụng nội dung đã học vào công việc và gửi "
            f"phiếu vận dụng trong thời gian từ {first} đến {last}.",
        )
        number += 1
    if facts.count.absent or facts.declined:
        yield Item(
            f"{number}.",
            "Đề nghị các đơn vị vắng hoặc không cử học viên tự nghiên cứu tài liệu của lớp và cử "
            "công chức dự lớp sau.",
        )
        number += 1
    remarks = facts.evaluation.remarks if facts.evaluation else ()
    if remarks:
        yield Item(f"{number}.", "Ý kiến của học viên cần xem xét cho các lớp sau:")
        said = dict.fromkeys(_ended(" ".join(one.text.split())) for one in remarks)
        for text in list(said)[:MOST_QUOTED]:
            yield Item("-", text)
    elif number == 1:
        yield Paragraph("Không.")
