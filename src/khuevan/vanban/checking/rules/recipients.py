"""Nơi nhận: the list, its marks, the archive line (appendix I, II.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.rules.title import addressed
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import PartKind, Span

_A = "Phụ lục I, Phần I, mục II.9.d Nghị định 30/2020/NĐ-CP"
_WORD = re.compile(r"(?m)(?:^|(?<=\s)|(?<=[|*]))nơi\s+nhận(?P<colon>[ \t]*[:;.]?)")
_LINE = re.compile(r"(?m)^[ \t|]*(?P<line>[-–+][ \t]*[^\n]*?)(?=[ \t]{3,}|\t|\s*\||[ \t]*$)")
_ARCHIVE = re.compile(
    r"(?P<dash>[-–+]?[ \t]*)(?P<word>l[ưu]u)(?P<colon>[ \t]*[:;.]?)[ \t]*(?P<rest>[^\n|]*?)(?=[ \t]{3,}|\t|\||$|\n)"
)
_WITHOUT = {
    "BIÊN BẢN",
    "HỢP ĐỒNG",
    "GIẤY NGHỈ PHÉP",
    "THƯ CÔNG",
    "GIẤY GIỚI THIỆU",
    "QUY CHẾ",
    "QUY ĐỊNH",
}


def _word(subject: Subject) -> re.Match[str] | None:
    return _WORD.search(subject.key, subject.body_start)


def _archive(subject: Subject) -> re.Match[str] | None:
    for passage in subject.of(PartKind.RECIPIENTS):
        for line in re.finditer(r"[^\n]+", subject.key[passage.start : passage.end]):
            start = passage.start + line.start()
            found = re.compile(r"(?:^|[-–+]\s*)l[ưu]u\b").search(line[0].strip())
            if found and (match := _ARCHIVE.search(subject.key, start, passage.start + line.end())):
                return match
    return None


def _printed(subject: Subject, match: re.Match[str]) -> str:
    return subject.page.text[match.start() : match.end()].strip()


@rule(
    "G381",
    ("Thiếu “Nơi nhận”", "“Nơi nhận” is missing"),
    "Điều 8 khoản 2 điểm i; " + _A,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=("Văn bản không có phần “Nơi nhận:”.", "The document has no “Nơi nhận:”."),
    mend=(
        "Ghi “Nơi nhận:” bên trái, ngang phần ký.",
        "Put “Nơi nhận:” at the left, level with the signature.",
    ),
    example=Example(
        "Nơi nhận:\n- UBND tỉnh (để b/c);\n- Phòng Nghiệp vụ;\n- Văn phòng Sở;\n- Lưu: VT, NV.\n",
        "",
    ),
)
def _missing(subject: Subject) -> Iterator[Hit]:
    document = subject.document
    if not subject.has_head or not document.signer_title or document.doc_type in _WITHOUT:
        return
    if not document.recipients and _word(subject) is None:
        yield Hit()


@rule(
    "G382",
    ("Sau “Nơi nhận” thiếu dấu hai chấm", "No colon behind “Nơi nhận”"),
    _A,
    reads=Reads.LETTERS,
    says=("“{words}” thiếu dấu hai chấm.", "“{words}” lacks its colon."),
    mend=("Ghi “Nơi nhận:”.", "Write “Nơi nhận:”."),
    example=Example("Nơi nhận:\n", "Nơi nhận\n"),
)
def _colon(subject: Subject) -> Iterator[Hit]:
    passages = subject.of(PartKind.RECIPIENTS)
    match = _WORD.search(subject.key, passages[0].start, passages[0].end) if passages else None
    if match and ":" not in match["colon"]:
        yield Hit(Span(*match.span()), fix="Nơi nhận:")


def _items(subject: Subject) -> list[re.Match[str]]:
    return [
        match
        for passage in subject.of(PartKind.RECIPIENTS)
        for match in _LINE.finditer(subject.page.text, passage.start, passage.end)
        if len(match["line"]) > 3
    ]


def _goes_on(subject: Subject, match: re.Match[str]) -> bool:
    """The recipient runs on: a bracket further right, or a second line without a dash."""
    rest = re.match(
        r"[ \t|]*\(|[ \t|]*\n(?:[ \t|]*\n)?[ \t|]*[^\s\-–+|A-ZĐ]", subject.page.text[match.end() :]
    )
    if rest:
        return True
    following = _NEXT_LINE.match(subject.page.text, match.end())
    goes_on = following and following[1].strip() and not _DASH.match(following[1])
    return bool(goes_on and match[0].rstrip().endswith((",", ":")))


_RUN_ON = words(r"[;,] [^a-zà-ỹ;,]{4,}$|; \d$")
_NEXT_LINE = re.compile(r"[^\n]*\n(?:[ \t]*\n)?([^\n]*)")
_DASH = re.compile(r"[ \t|]*[-–+]")


@rule(
    "G383",
    ("Dòng nơi nhận không kết thúc bằng dấu chấm phẩy", "A recipient's line without its semicolon"),
    _A,
    reads=Reads.LETTERS,
    severity=Severity.WARNING,
    says=(
        "Cuối dòng “{words}” phải là dấu chấm phẩy (;).",
        "“{words}” must end with a semicolon (;).",
    ),
    mend=("Ghi dấu chấm phẩy.", "Put a semicolon."),
    example=Example("- Phòng Nghiệp vụ;\n", "- Phòng Nghiệp vụ,\n"),
)
def _semicolons(subject: Subject) -> Iterator[Hit]:
    items = _items(subject)
    for match in items[:-1]:
        line = match["line"].rstrip()
        if _RUN_ON.search(line):
            continue  # the other column of the page, run on
        if (
            line.endswith(";")
            or re.match(r"[-–+]\s*l[ưu]u", line.lower())
            or _goes_on(subject, match)
        ):
            continue
        fix = re.sub(r"\s*[,.:]+$", "", line) + ";"
        yield Hit(Span(match.start("line"), match.start("line") + len(line)), fix=fix)


@rule(
    "G384",
    ("Thiếu dòng “Lưu”", "The archive line is missing"),
    _A,
    party=True,
    says=("Nơi nhận không có dòng “Lưu: VT, …”.", "The recipients lack the line “Lưu: VT, …”."),
    mend=(
        "Thêm dòng cuối “- Lưu: VT, <đơn vị soạn thảo>.”.",
        "Add the last line “- Lưu: VT, <drafting unit>.”.",
    ),
    example=Example("- Lưu: VT, NV.\n", ""),
)
def _no_archive(subject: Subject) -> Iterator[Hit]:
    passages = subject.of(PartKind.RECIPIENTS)
    if len(subject.document.recipients) >= 2 and _archive(subject) is None:
        after = subject.key[passages[0].start : passages[-1].end + 600]
        if not re.search(r"(?m)(?:^|[\s\-–|])l[ưu]u\b", after):
            yield Hit(passages[-1].span())


@rule(
    "G385",
    ("Dòng “Lưu” sai dạng", "The archive line has the wrong form"),
    _A,
    reads=Reads.LETTERS,
    says=(
        "“{words}” phải có dạng “Lưu: VT, <đơn vị soạn thảo>”.",
        "“{words}” must read “Lưu: VT, <drafting unit>”.",
    ),
    mend=(
        "Ghi “Lưu: VT, <chữ viết tắt đơn vị soạn thảo>.”.",
        "Write “Lưu: VT, <drafting unit's abbreviation>.”.",
    ),
    example=Example("- Lưu: VT, NV.", "- Lưu VT, NV."),
)
def _archive_form(subject: Subject) -> Iterator[Hit]:
    match = _archive(subject)
    if match is None:
        return
    start, end = match.start("word"), match.end("rest")
    if ":" not in match["colon"] or not re.match(r"vt\b|văn thư\b", match["rest"]):
        safe = ":" not in match["colon"] and re.match(r"vt\b", match["rest"])
        if safe:
            yield Hit(
                Span(start, match.end("colon")),
                fix="Lưu:",
                said={"words": _printed(subject, match)},
            )
        else:
            yield Hit(Span(start, end))


@rule(
    "G386",
    ("Dòng “Lưu” không kết thúc bằng dấu chấm", "The archive line does not end with a full stop"),
    _A,
    reads=Reads.LETTERS,
    severity=Severity.WARNING,
    says=(
        "Dòng cuối “{words}” phải kết thúc bằng dấu chấm.",
        "The last line “{words}” must end with a full stop.",
    ),
    mend=("Ghi dấu chấm ở cuối dòng.", "End the line with a full stop."),
    example=Example("- Lưu: VT, NV.", "- Lưu: VT, NV"),
)
def _archive_stop(subject: Subject) -> Iterator[Hit]:
    match = _archive(subject)
    if match is None or not match["rest"].strip():
        return
    rest = match["rest"].rstrip()
    if rest[-1] != "." and not _goes_on(subject, match):
        start = match.start("rest")
        start += max(rest.rfind(" "), rest.rfind(",")) + 1
        end = match.start("rest") + len(rest)
        printed = subject.page.text[start:end]
        yield Hit(
            Span(start, end),
            fix=re.sub(r"[;,:]+$", "", printed) + ".",
            said={"words": _printed(subject, match)},
        )


@rule(
    "G387",
    ("“Như trên” nhưng không có “Kính gửi”", "“Như trên” without “Kính gửi”"),
    "Phụ lục I, Phần I, mục II.9 Nghị định 30/2020/NĐ-CP",
    severity=Severity.WARNING,
    says=(
        "“{words}” chỉ dùng khi văn bản có phần “Kính gửi”.",
        "“{words}” serves only where the document says “Kính gửi”.",
    ),
    mend=("Ghi tên từng nơi nhận.", "Name the recipients."),
    example=Example("- Phòng Nghiệp vụ;\n", "- Như trên;\n"),
)
def _as_above(subject: Subject) -> Iterator[Hit]:
    for passage in subject.of(PartKind.RECIPIENTS):
        match = re.compile(r"như\s+trên|như\s+kính\s+gửi").search(
            subject.key, passage.start, passage.end
        )
        if match and addressed(subject) is None and subject.has_head:
            yield Hit(Span(*match.span()))
            return


@rule(
    "G388",
    ("Dòng “Lưu” không ở cuối danh sách", "The archive line is not the last"),
    _A,
    reads=Reads.LETTERS,
    severity=Severity.WARNING,
    says=("Sau dòng “Lưu” còn “{words}”.", "“{words}” follows the archive line."),
    mend=("Chuyển dòng “Lưu” xuống cuối.", "Move the archive line to the end."),
    example=Example("- Văn phòng Sở;\n- Lưu: VT, NV.", "- Lưu: VT, NV;\n- Văn phòng Sở."),
)
def _last(subject: Subject) -> Iterator[Hit]:
    items = _items(subject)
    filed = [at for at, one in enumerate(items) if re.match(r"[-–+]\s*lưu\b", one["line"].lower())]
    if filed and filed[-1] < len(items) - 1:
        after = items[filed[-1] + 1]
        yield Hit(Span(*after.span("line")))
