"""Type, subject, "V/v" and "Kính gửi" (appendix I, II.5 and II.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import PartKind, Span

_A = "Phụ lục I, Phần I, mục II.{} Nghị định 30/2020/NĐ-CP"
_WITHOUT_SUBJECT = {"BIÊN BẢN", "HỢP ĐỒNG", "GIẤY NGHỈ PHÉP", "GIẤY GIỚI THIỆU", "PHIẾU GỬI", "PHIẾU CHUYỂN",
                    "PHIẾU BÁO", "GIẤY ỦY QUYỀN", "GIẤY MỜI", "CÔNG ĐIỆN", "THƯ CÔNG"}  # fmt: skip


@rule(
    "G331",
    ("Thiếu trích yếu", "The subject is missing"),
    _A.format("5.b"),
    says=(
        "Dưới tên loại không có trích yếu nội dung.",
        "No subject stands under the document's type.",
    ),
    mend=(
        "Ghi trích yếu ngắn gọn, đậm, canh giữa ngay dưới tên loại.",
        "Put a short subject, bold and centred, directly under the type.",
    ),
    example=Example("Tổ chức Ngày hội đọc sách năm 2026\n\nCăn", "\nCăn"),
)
def _missing(subject: Subject) -> Iterator[Hit]:
    document = subject.document
    if (
        document.doc_type
        and document.doc_type not in (*_WITHOUT_SUBJECT, "CÔNG VĂN")
        and not document.title
    ):
        kind = next(iter(subject.of(PartKind.TYPE)), None)
        yield Hit(kind.span() if kind else None)


@rule(
    "G332",
    ("Trích yếu kết thúc bằng dấu chấm", "The subject ends with a full stop"),
    _A.format("5.b"),
    severity=Severity.HINT,
    party=True,
    says=(
        "Trích yếu không có dấu chấm ở cuối: “{words}”.",
        "The subject takes no full stop: “{words}”.",
    ),
    mend=("Bỏ dấu chấm.", "Leave the full stop out."),
    example=Example("đọc sách năm 2026\n\nCăn", "đọc sách năm 2026.\n\nCăn"),
)
def _stop(subject: Subject) -> Iterator[Hit]:
    titles = [p for p in subject.of(PartKind.TITLE) if p.start < subject.body_start]
    if titles and subject.document.doc_type != "CÔNG VĂN":
        last = titles[-1]
        if re.search(r"[^\s.]\.$", last.text):
            yield Hit(last.span(len(last.text) - 1), fix="")


@rule(
    "G333",
    ("Trích yếu của văn bản có tên loại ghi “V/v”", "“V/v” in the subject of a named document"),
    "Phụ lục III, mẫu 1.2 - 1.4; " + _A.format("5.b"),
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=("“{words}” chỉ dùng cho công văn.", "“{words}” belongs to letters only."),
    mend=("Ghi “Về việc …” hoặc ghi thẳng nội dung.", "Write “Về việc …” or the matter itself."),
    example=Example(
        "Tổ chức Ngày hội đọc sách năm 2026\n\nCăn", "V/v tổ chức Ngày hội đọc sách năm 2026\n\nCăn"
    ),
)
def _named(subject: Subject) -> Iterator[Hit]:
    if subject.document.doc_type in (None, "CÔNG VĂN"):
        return
    for title in subject.of(PartKind.TITLE)[:1]:
        if title.key.startswith("v/v"):
            yield Hit(title.span(0, 3), fix="Về việc")


@rule(
    "G334",
    ("Công văn thiếu trích yếu “V/v”", "A letter without “V/v”"),
    _A.format("5.b"),
    says=("Công văn không có trích yếu sau chữ “V/v”.", "The letter has no subject behind “V/v”."),
    mend=("Ghi “V/v …” dưới số, ký hiệu.", "Write “V/v …” under the number."),
    example=Example("V/v chuẩn bị Ngày hội đọc sách năm 2026\n", "", base="letter"),
)
def _no_subject(subject: Subject) -> Iterator[Hit]:
    if subject.document.doc_type == "CÔNG VĂN" and not subject.document.title and subject.has_head:
        yield Hit()


_ADDRESSED = re.compile(r"(?m)^[ \t*|]*k[íi]nh[ \t]+g[ửưứu]i(?P<colon>[ \t]*[:;.]?)")


def addressed(subject: Subject) -> re.Match[str] | None:
    return _ADDRESSED.search(subject.key, 0, max(subject.body_start + 400, 2500))


@rule(
    "G335",
    ("Sau “Kính gửi” thiếu dấu hai chấm", "No colon behind “Kính gửi”"),
    _A.format("9.d"),
    reads=Reads.LETTERS,
    says=("“{words}” thiếu dấu hai chấm.", "“{words}” lacks its colon."),
    mend=("Ghi “Kính gửi:”.", "Write “Kính gửi:”."),
    example=Example("Kính gửi:\n", "Kính gửi\n", base="letter"),
)
def _colon(subject: Subject) -> Iterator[Hit]:
    match = addressed(subject)
    if match and ":" not in match["colon"]:
        yield Hit(Span(match.end() - 8, match.end()), fix="Kính gửi:")


@rule(
    "G336",
    ("Công văn thiếu “Kính gửi”", "A letter without its addressee"),
    _A.format("9.d"),
    says=("Công văn không có phần “Kính gửi:”.", "The letter does not say “Kính gửi:”."),
    mend=("Ghi “Kính gửi:” và tên nơi nhận.", "Write “Kính gửi:” and the addressee."),
    example=Example(
        "Kính gửi:\n- Sở Tài chính;\n- Ủy ban nhân dân các xã, phường.\n\n", "", base="letter"
    ),
)
def _nobody(subject: Subject) -> Iterator[Hit]:
    if subject.document.doc_type == "CÔNG VĂN" and subject.has_head and addressed(subject) is None:
        yield Hit()


_SEVERAL = words(
    r"k[íi]nh gửi:?[ \t|]*(?P<items>(?:\n?[ \t]*-[ \t][^\n]+(?:\n[ \t]+(?!-)\S[^\n]*)*){2,})"
)


@rule(
    "G337",
    ("Danh sách “Kính gửi” sai dấu cuối dòng", "Wrong marks at the ends of the addressees' lines"),
    _A.format("9.d"),
    reads=Reads.LETTERS,
    severity=Severity.WARNING,
    says=(
        "Dòng “{words}” phải kết thúc bằng “{mark}”.",
        "The line “{words}” must end with “{mark}”.",
    ),
    mend=(
        "Cuối mỗi dòng ghi dấu chấm phẩy, dòng cuối cùng ghi dấu chấm.",
        "End each line with a semicolon, the last with a full stop.",
    ),
    example=Example("- Sở Tài chính;\n", "- Sở Tài chính,\n", base="letter"),
)
def _marks(subject: Subject) -> Iterator[Hit]:
    match = _SEVERAL.search(subject.key, 0, max(subject.body_start + 800, 2500))
    if match is None:
        return
    items = list(_ITEM.finditer(subject.key, *match.span("items")))
    for item in items:
        mark = "." if item is items[-1] else ";"
        if not item[0].rstrip().endswith(mark):
            end = item.start() + len(item[0].rstrip())
            yield Hit(Span(item.start(), end), said={"mark": mark})


_ITEM = re.compile(r"-[ \t][^\n]+(?:\n[ \t]+(?!-)\S[^\n]*)*")
