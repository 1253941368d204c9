"""The end of the text and the signature (appendix I, II.7; article 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import Passage, Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.letterhead import capitals
from khuevan.vanban.view import bare, joined, pattern

_A = "Phụ lục I, Phần I, mục II.7.{} Nghị định 30/2020/NĐ-CP"
_RUNNING = (
    PartKind.CLAUSE,
    PartKind.PARAGRAPH,
    PartKind.CLOSING,
    PartKind.LEAD_IN,
    PartKind.HEADING,
)
_END = "yêu cầu các đơn vị thực hiện./."


def _last_words(subject: Subject) -> Passage | None:
    """The last paragraph before the recipients or the signature."""
    stop = min((p.start for p in subject.of(PartKind.RECIPIENTS, PartKind.SIGNATURE)), default=None)
    if stop is None:
        return None
    before = [p for p in subject.of(*_RUNNING) if p.end <= stop]
    return before[-1] if before else None


@rule(
    "G371",
    ("Thiếu dấu kết thúc “./.”", "The end mark “./.” is missing"),
    "Phụ lục III, mẫu 1.1 - 1.7 Nghị định 30/2020/NĐ-CP",
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    says=(
        "Nội dung kết thúc không có “./.”: “{words}”.",
        "The text ends without “./.”: “{words}”.",
    ),
    mend=("Kết thúc nội dung bằng “./.”.", "End the text with “./.”."),
    example=Example(_END, "yêu cầu các đơn vị thực hiện."),
)
def _end_mark(subject: Subject) -> Iterator[Hit]:
    last = _last_words(subject)
    if last is None or subject.document.doc_type in (
        "BIÊN BẢN",
        "HỢP ĐỒNG",
        "GIẤY NGHỈ PHÉP",
        "THƯ CÔNG",
    ):
        return
    if "./." in subject.page.text[last.start : last.end + 5] or "./." in _tail(subject):
        return
    text = last.text.rstrip()
    start = max(text.rfind(" "), text.rfind("\n")) + 1
    fix = re.sub(r"[.;,/\s]*$", "", text[start:]) + "./."
    yield Hit(last.span(start, len(text)), fix=fix, said={"words": text[-60:]})


def _tail(subject: Subject) -> str:
    stop = min((p.start for p in subject.of(PartKind.SIGNATURE, PartKind.RECIPIENTS)), default=0)
    return subject.page.text[max(0, stop - 200) : stop]


def _signature(subject: Subject) -> tuple[Passage, ...]:
    return subject.of(PartKind.SIGNATURE, PartKind.RECIPIENTS)


_FORMS = pattern(
    r"(?m)(?:^|[ \t|]{2,}|\n)(?P<form>T[./]?[ ]?M|K[./]?[ ]?T|T[./]?[ ]?L|T[./]?[ ]?U[./]?[ ]?Q|Q)(?P<dot>[./,:]?)"
    r"(?P<gap>[ \t]*)(?=(?:ỦY|UBND|BAN|HỘI|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|TRƯỞNG|CHÁNH|HIỆU TRƯỞNG|CỤC TRƯỞNG|THỦ TRƯỞNG"
    r"|TỔNG GIÁM ĐỐC|VIỆN TRƯỞNG|THỦ TƯỚNG|UỶ))"
)
_RIGHT = {"TM": "TM.", "KT": "KT.", "TL": "TL.", "TUQ": "TUQ.", "Q": "Q."}


@rule(
    "G372",
    ("Chữ viết tắt quyền hạn sai dạng", "The authority is abbreviated in the wrong form"),
    _A.format("b"),
    reads=Reads.LETTERS,
    says=(
        "Quyền hạn viết “{words}”, phải là “{right}”.",
        "The authority reads “{words}”, it must be “{right}”.",
    ),
    mend=("Ghi “{right}” trước chức vụ.", "Write “{right}” before the title."),
    example=Example("KT. GIÁM ĐỐC", "K/T GIÁM ĐỐC"),
)
def _form(subject: Subject) -> Iterator[Hit]:
    for passage in _signature(subject):
        for match in _FORMS.finditer(subject.page.text, passage.start, passage.end):
            letters = re.sub(r"[^A-Z]", "", match["form"])
            right = _RIGHT[letters]
            printed = match["form"] + match["dot"]
            if printed != right or match["gap"] != " ":
                if printed == right and match["gap"]:
                    continue
                yield Hit(
                    Span(match.start("form"), match.end("gap")),
                    fix=f"{right} ",
                    said={"right": right},
                )


def _titles(subject: Subject) -> str:
    return joined(subject.document.signer_title or "")


def _title_span(subject: Subject) -> Span | None:
    title = (subject.document.signer_title or "").split()
    for passage in _signature(subject):
        at = subject.page.text.find(title[0], passage.start, passage.end) if title else -1
        if at >= 0:
            return Span(at, at + len(title[0]))
    return None


@rule(
    "G373",
    ("Ký thay (KT.) thiếu chức vụ của người ký", "KT. without the signer's own title"),
    _A.format("đ"),
    severity=Severity.WARNING,
    says=(
        "Sau “{title}” không thấy chức vụ cấp phó của người ký.",
        "No deputy's title follows “{title}”.",
    ),
    mend=(
        "Ghi chức vụ cấp phó ở dòng dưới, ví dụ “PHÓ GIÁM ĐỐC”.",
        "Put the deputy's title below, such as “PHÓ GIÁM ĐỐC”.",
    ),
    example=Example("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
)
def _deputy(subject: Subject) -> Iterator[Hit]:
    title = _titles(subject)
    if not title.startswith("KT."):
        return
    deputy = ("pho ", "thu truong", "pct", "uy vien", "cap pho", "pgd")
    if not any(word in bare(title.split("KT.", 1)[1]) for word in deputy):
        yield Hit(_title_span(subject), said={"title": title})


_COLLECTIVE = re.compile(
    r"TM\.?\s*(?:UY BAN|UBND|BAN|HOI DONG|DANG|THUONG TRUC|TO |DOAN|TIEU BAN|TAP THE|LIEN|CHI BO|CHINH PHU|QUOC HOI|BCH|BCD|BTC|HDND)"
)


@rule(
    "G374",
    ("“TM.” không đứng trước tên tập thể", "TM. before a person's title"),
    _A.format("b"),
    says=(
        "“TM.” chỉ dùng trước tên tập thể, cơ quan: “{title}”.",
        "TM. stands only before a collective: “{title}”.",
    ),
    mend=(
        "Thủ trưởng ký: bỏ “TM.”; cấp phó ký: ghi “KT.”.",
        "The head signs without it; a deputy signs with “KT.”.",
    ),
    example=Example("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "TM. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"),
)
def _collective(subject: Subject) -> Iterator[Hit]:
    title = _titles(subject)
    plain = bare(title).upper()
    if title.startswith("TM.") and not _COLLECTIVE.match(plain):
        people = (
            "GIAM DOC",
            "CHU TICH",
            "TRUONG",
            "CHANH",
            "HIEU TRUONG",
            "CUC TRUONG",
            "BO TRUONG",
        )
        if re.sub(r"^TM\.\s*", "", plain).startswith(people):
            yield Hit(_title_span(subject), said={"title": title})


_HONOURS = pattern(
    r"(?P<honour>(?:(?:PGS|GS|TS|ThS|Ths|TSKH|BS|CN|KS|NGƯT|NGND|NSƯT|NSND|Thạc sĩ|Tiến sĩ|Thạc sỹ|Tiến sỹ|Bác sĩ|Phó Giáo sư|Giáo sư|Cử nhân|Kỹ sư)"
    r"[., ]+(?:CK\w{1,2}[., ]*)?)+)(?=[A-ZÀ-Ỹ][a-zà-ỹ])"
)


@rule(
    "G375",
    ("Học hàm, học vị trước họ tên người ký", "An academic title before the signer's name"),
    _A.format("c"),
    reads=Reads.LETTERS,
    says=(
        "Trước họ tên người ký không ghi “{words}”.",
        "“{words}” does not belong before the signer's name.",
    ),
    mend=(
        "Bỏ học hàm, học vị (trừ đơn vị vũ trang, giáo dục, y tế, khoa học được ngành cho phép).",
        "Leave it out (the armed forces, schools, hospitals and science may be allowed it).",
    ),
    example=Example("Trần Thị Mẫu\n", "ThS. Trần Thị Mẫu\n"),
)
def _honours(subject: Subject) -> Iterator[Hit]:
    for passage in _signature(subject)[-3:]:
        for match in _HONOURS.finditer(subject.page.text, passage.start, passage.end):
            line = subject.page.text[
                subject.page.text.rfind("\n", 0, match.start()) + 1 : match.start()
            ]
            if not re.search(r"[-+:;,]", line[-60:]):
                yield Hit(Span(*match.span("honour")), fix="")


@rule(
    "G376",
    ("Họ tên người ký in hoa", "The signer's name in capitals"),
    _A.format("đ"),
    reads=Reads.LETTERS,
    says=("Họ tên “{words}” phải viết chữ thường.", "The name “{words}” must not be in capitals."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("\nTrần Thị Mẫu\n", "\nTRẦN THỊ MẪU\n"),
)
def _capital_name(subject: Subject) -> Iterator[Hit]:
    last = next(iter(reversed(subject.of(PartKind.SIGNATURE))), None)
    if last is None or subject.document.signer_name:
        return
    lines = [line for line in last.text.split("\n") if line.strip()]
    name = joined(lines[-1]) if lines else ""
    if capitals(name) and _NAME.match(name) and not _NOT_NAME.search(bare(name)):
        start = last.text.rindex(lines[-1])
        right = name.title()
        yield Hit(last.span(start, start + len(lines[-1])), fix=right, said={"right": right})


_NAME = pattern(
    r"(?:NGUYỄN|TRẦN|LÊ|PHẠM|HOÀNG|HUỲNH|PHAN|VŨ|VÕ|ĐẶNG|BÙI|ĐỖ|HỒ|NGÔ|DƯƠNG|LÝ|ĐINH|ĐÀO|TRỊNH|MAI|LƯƠNG|CAO|TẠ)(?: [A-ZÀ-Ỹ]+){1,4}$"
)
_NOT_NAME = re.compile(r"giam doc|chu tich|truong|chanh|pho|ban |uy ban|bo ")


@rule(
    "G377",
    ("Thiếu họ tên người ký", "The signer's name is missing"),
    _A.format("c"),
    severity=Severity.HINT,
    says=("Dưới “{title}” không có họ tên người ký.", "No name stands under “{title}”."),
    mend=("Ghi đầy đủ họ tên người ký.", "Write the signer's full name."),
    example=Example("\nTrần Thị Mẫu\n", "\n"),
)
def _nameless(subject: Subject) -> Iterator[Hit]:
    document = subject.document
    capital = next(iter(_capital_name(subject)), None)
    if document.signer_title and not document.signer_name and capital is None:
        yield Hit(_title_span(subject), said={"title": _titles(subject)})


@rule(
    "G378",
    ("Thiếu chức vụ người ký", "No signer at all"),
    _A.format("c"),
    severity=Severity.WARNING,
    says=(
        "Văn bản không có phần quyền hạn, chức vụ người ký.",
        "The document has no signer's title.",
    ),
    mend=(
        "Ghi quyền hạn, chức vụ, họ tên người ký.",
        "Add the signer's authority, title and name.",
    ),
    example=Example("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nTrần Thị Mẫu\n", ""),
)
def _unsigned(subject: Subject) -> Iterator[Hit]:
    document = subject.document
    if (
        subject.has_head
        and document.recipients
        and not document.signer_title
        and not document.signer_name
    ):
        yield Hit()


_UBND = words(r"(?:ủy ban nhân dân|ubnd) ")


@rule(
    "G379",
    (
        "UBND ban hành nhưng người ký không ghi “TM.” hay “KT.”",
        "A People's Committee signed without TM. or KT.",
    ),
    "Điều 13 khoản 2; " + _A.format("b"),
    severity=Severity.HINT,
    says=(
        "UBND làm việc theo chế độ tập thể; phần ký chỉ ghi “{title}”.",
        "A People's Committee works as a collective; the signature says only “{title}”.",
    ),
    mend=(
        "Ghi “TM. ỦY BAN NHÂN DÂN” nếu ký thay mặt tập thể; Chủ tịch ký thẩm quyền riêng thì giữ nguyên.",
        "Write “TM. ỦY BAN NHÂN DÂN” when signing for it; the chairman's own powers need none.",
    ),
    example=Example("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "CHỦ TỊCH", base="decision"),
)
def _people(subject: Subject) -> Iterator[Hit]:
    title = _titles(subject)
    issuer = (subject.document.issuer or "").lower() + " "
    own = re.search(r"(?m)^\s*chủ tịch (?:ủy ban|ubnd)", subject.key[: subject.body_start + 50])
    if _UBND.match(issuer) and re.match(r"(?:PHÓ )?CHỦ TỊCH", title) and not own:
        yield Hit(_title_span(subject), said={"title": title})
