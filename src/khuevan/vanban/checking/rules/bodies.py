"""Bodies and places that are no more, wrong official names, units left out, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.known import Body, Facts
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.rules.naming import Mention, is_history, pattern_of
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.view import bare, joined, key

_A = "Phụ lục I, Phần I, mục II.2.a Nghị định 30/2020/NĐ-CP (tên chính thức, đầy đủ)"
DISTRICTS_END = date(2025, 7, 1)


@lru_cache(maxsize=4)
def _names(facts: Facts) -> re.Pattern[str]:
    """All bodies and places in one pattern: the text is read once."""
    return pattern_of([body.name for body in (*facts.bodies, *facts.places)])


@lru_cache(maxsize=4)
def _by_key(facts: Facts) -> dict[str, Body]:
    return {joined(key(body.name)): body for body in (*facts.bodies, *facts.places)}


def _mentions(subject: Subject) -> Iterator[tuple[Mention, Body]]:
    known = _by_key(subject.facts)
    for match in _names(subject.facts).finditer(subject.key):
        body = known.get(joined(match[0]))
        if body:
            yield Mention(subject, *match.span()), body


_PROJECT = words(r"(?<!\w)dự án [^.;]{0,110}$")
"""A project keeps the name under which it was approved."""


def _gone(subject: Subject, kinds: tuple[Body, ...]) -> Iterator[Hit]:
    day = subject.not_before
    if day is None:
        return
    told: set[str] = set()
    for mention, body in _mentions(subject):
        if body not in kinds or body.until is None or day < body.until or body.name in told:
            continue
        if mention.is_longer or is_history(mention, body) or _PROJECT.search(mention.before):
            continue
        told.add(body.name)
        yield Hit(
            mention.span,
            said={
                "until": f"{body.until:%d/%m/%Y}",
                "successor": body.successor,
                "source": body.source,
            },
        )


@rule(
    "C201",
    ("Cơ quan không còn tồn tại vào ngày của văn bản", "A body that no longer existed on the document's day"),
    _A,
    severity=Severity.WARNING,
    since=None,
    party=True,
    says=(
        "“{words}” không còn từ {until} ({source}).",
        "“{words}” has not existed since {until} ({source}).",
    ),
    mend=("Nay là: {successor}.", "It is now: {successor}."),
    example=Example(
        "- Gửi Bộ Nội vụ tổng hợp.", "- Gửi Bộ Kế hoạch và Đầu tư tổng hợp.",
        at="- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư.",
    ),
    why=(
        "Nhắc đến văn bản cũ của cơ quan cũ thì không báo.",
        "A body named as the issuer of an old document is left alone.",
    ),
)  # fmt: skip
def _bodies(subject: Subject) -> Iterator[Hit]:
    yield from _gone(subject, subject.facts.bodies)


@rule(
    "C202",
    ("Địa danh hành chính không còn vào ngày của văn bản", "A place that no longer existed on the document's day"),
    "Phụ lục I, Phần I, mục II.4.a Nghị định 30/2020/NĐ-CP; Nghị quyết 202/2025/QH15",
    severity=Severity.WARNING,
    since=None,
    party=True,
    says=("“{words}” không còn từ {until} ({source}).", "“{words}” has not existed since {until} ({source})."),
    mend=("Nay thuộc: {successor}.", "It now belongs to: {successor}."),
    example=Example(
        "- Mời tỉnh Ninh Bình tham gia.", "- Mời tỉnh Nam Định tham gia.",
        at="- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư.",
    ),
)  # fmt: skip
def _places(subject: Subject) -> Iterator[Hit]:
    yield from _gone(subject, subject.facts.places)


_DISTRICT = words(
    r"(?<!\w)(?:các |ubnd |ủy ban nhân dân )*(?:quận, huyện(?:, thị xã)?|huyện, thị xã(?:, thành phố)?|quận, thị xã|cấp huyện"
    r"|(?:ubnd|ủy ban nhân dân) (?:các )?(?:quận|huyện|thị xã)|huyện/thị xã|quận/huyện|các huyện|các quận)(?!\w)"
)
_HISTORY = words(
    r"không tổ chức|kết thúc hoạt động|cũ(?!\w)|trước đây|trước sắp xếp|giải thể|bỏ cấp huyện|trước khi"
)


def _districts(subject: Subject) -> Iterator[re.Match[str]]:
    for match in subject.find(_DISTRICT):
        around = subject.key[max(0, match.start() - 60) : match.end() + 40]
        if not _HISTORY.search(around) and not Mention(subject, *match.span()).in_old_citation(
            DISTRICTS_END
        ):
            yield match


@rule(
    "C203",
    ("Nhắc đến cấp huyện sau ngày 01/7/2025", "The district level named after 1 July 2025"),
    "Luật Tổ chức chính quyền địa phương 72/2025/QH15; Nghị quyết 203/2025/QH15",
    severity=Severity.WARNING,
    since=None,
    party=True,
    says=(
        "“{words}” ({count} chỗ): từ 01/7/2025 không còn cấp huyện.",
        "“{words}” ({count} times): there has been no district level since 1 July 2025.",
    ),
    mend=("Thay bằng “các xã, phường” (đặc khu).", "Write “các xã, phường” (communes and wards)."),
    example=Example(
        "- UBND các xã, phường tham gia.", "- UBND các quận, huyện tham gia.",
        at="- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư.",
    ),
)  # fmt: skip
def _level(subject: Subject) -> Iterator[Hit]:
    day = subject.not_before
    if day is None or day < DISTRICTS_END:
        return
    found = list(_districts(subject))
    if found:
        yield Hit(Span(*found[0].span()), said={"count": len(found)})


@rule(
    "C204",
    (
        "Văn bản năm 2025 chưa ghi ngày nhắc đến cấp huyện",
        "An undated document of 2025 that names districts",
    ),
    "Luật Tổ chức chính quyền địa phương 72/2025/QH15; Nghị quyết 203/2025/QH15",
    severity=Severity.HINT,
    since=None,
    says=(
        "“{words}” ({count} chỗ): văn bản năm {year} chưa ghi ngày; từ 01/7/2025 không còn cấp huyện.",
        "“{words}” ({count} times): the document of {year} has no date yet; since 1 July 2025 there is no district level.",
    ),
    mend=(
        "Nếu ban hành từ 01/7/2025, thay bằng “các xã, phường”.",
        "If it is issued from 1 July 2025 on, write “các xã, phường”.",
    ),
    example=Example(
        "ngày 05 tháng 02 năm 2026\n\nKẾ HOẠCH\nTổ chức Ngày hội đọc sách năm 2026",
        "ngày     tháng     năm 2025\n\nKẾ HOẠCH\nTổ chức Ngày hội đọc sách tại các quận, huyện",
    ),
)
def _undated(subject: Subject) -> Iterator[Hit]:
    day = subject.not_before
    if subject.issued or (subject.year or 0) < 2025 or (day and day >= DISTRICTS_END):
        return
    found = list(_districts(subject))
    if found:
        yield Hit(Span(*found[0].span()), said={"count": len(found), "year": subject.year})


@rule(
    "C205",
    ("Cơ quan chưa có vào ngày của văn bản", "A body that did not yet exist on the document's day"),
    _A,
    severity=Severity.WARNING,
    since=None,
    party=True,
    says=("“{words}” chỉ có từ {since} ({source}).", "“{words}” exists only since {since} ({source})."),
    mend=("Kiểm tra ngày của văn bản và tên cơ quan.", "Check the document's date and the name."),
    example=Example(
        "- Gửi Bộ Nội vụ tổng hợp.", "- Gửi Bộ Nông nghiệp và Môi trường tổng hợp.",
        at="- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư.",
        base="early",
    ),
)  # fmt: skip
def _early(subject: Subject) -> Iterator[Hit]:
    for mention, body in _mentions(subject):
        if subject.issued and body.since and subject.issued < body.since and not mention.is_longer:
            yield Hit(mention.span, said={"since": f"{body.since:%d/%m/%Y}", "source": body.source})
            return


@lru_cache(maxsize=4)
def _wrong_names(facts: Facts) -> re.Pattern[str]:
    return pattern_of([name.wrong for name in facts.names])


@rule(
    "C206",
    ("Tên cơ quan không đúng tên chính thức", "Not the body's official name"),
    _A,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("“{words}” không phải tên chính thức.", "“{words}” is not the official name."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example(
        "- Báo cáo Bộ Văn hóa, Thể thao và Du lịch.", "- Báo cáo Bộ Văn hóa và Thể thao.",
        at="- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư.",
    ),
)  # fmt: skip
def _official(subject: Subject) -> Iterator[Hit]:
    known = {joined(key(name.wrong)): name for name in subject.facts.names}
    for match in _wrong_names(subject.facts).finditer(subject.key):
        name = known.get(joined(match[0]))
        printed = subject.page.text[match.start() : match.end()]
        if name is None or joined(printed).isupper() or not printed[0].isupper():
            continue
        after = subject.key[match.end() : match.end() + 24].lstrip()
        if name.unless and re.match(name.unless, after):
            continue
        if Mention(subject, *match.span()).is_longer:
            continue
        yield Hit(Span(*match.span()), fix=name.right, said={"right": name.right})


@rule(
    "C207",
    (
        "Đơn vị được giao việc không có trong Nơi nhận",
        "A unit with a task is not among the recipients",
    ),
    "Phụ lục I, Phần I, mục II.9.b Nghị định 30/2020/NĐ-CP",
    severity=Severity.HINT,
    since=None,
    says=(
        "“{unit}” được giao nhiệm vụ nhưng Nơi nhận không có.",
        "“{unit}” is given a task but is not among the recipients.",
    ),
    mend=("Thêm “- {unit};” vào Nơi nhận.", "Add “- {unit};” to the recipients."),
    example=Example("- Phòng Nghiệp vụ;\n", "", at="- Phòng Nghiệp vụ;\n"),
)
def _left_out(subject: Subject) -> Iterator[Hit]:
    document = subject.document
    if len(document.recipients) < 2 or subject.document.doc_type == "CÔNG VĂN":
        return
    named = " ; ".join(_plain(recipient.text) for recipient in document.recipients)
    told: set[str] = set()
    for task in document.tasks:
        for unit in task.lead:
            plain = _plain(unit)
            if plain in told or not _is_own_name(unit) or _covered(plain, named, subject):
                continue
            told.add(plain)
            at = subject.key.find(key(unit))
            yield Hit(Span(at, at + len(unit)) if at >= 0 else None, said={"unit": unit})


_SHORT = {
    "uy ban nhan dan": "ubnd",
    "thanh pho": "tp",
    "van phong": "vp",
    "hoi dong nhan dan": "hdnd",
}
_GROUPS = ("cac so", "so, ban", "so, nganh", "cac phong", "cac don vi", "cac co quan", "nhu dieu", "nhu tren",
           "cac to chuc", "cac ban", "thanh vien", "cac thanh vien", "cac bo", "cac doan the")  # fmt: skip


def _plain(text: str) -> str:
    plain = joined(bare(text))
    for long, short in _SHORT.items():
        plain = plain.replace(long, short)
    return plain


def _is_own_name(unit: str) -> bool:
    return bool(
        re.match(
            r"(?:Sở|Phòng|Văn phòng|Trung tâm|Công an|Bộ|Ban|Cục|Chi cục|Thanh tra|Báo|Đài)\s+[A-ZĐÂĂÊÔƠƯỦỨỞ]",
            unit,
        )
    )


def _covered(plain: str, named: str, subject: Subject) -> bool:
    issuer = _plain(subject.document.issuer or "")
    if plain in named or (issuer and (plain in issuer or issuer in plain)):
        return True
    if any(group in named for group in _GROUPS):
        return True
    initials = "".join(word[0] for word in plain.split() if word[0].isalpha())
    return len(initials) > 2 and initials in named.replace(" ", "")


_ACRONYM = re.compile(r"(?<![\w/&.-])(?P<a>[A-ZĐƯƠ](?:[A-ZĐƯƠ]|&(?=[A-ZĐ])){2,11})(?![\w/&-])")


@rule(
    "C208",
    ("Chữ viết tắt chưa được giải thích", "An abbreviation never introduced"),
    "Phụ lục I, Phần I, mục II.2 Nghị định 30/2020/NĐ-CP; thông lệ: viết đầy đủ lần đầu, viết tắt trong ngoặc",
    demoted="2/16",
    since=None,
    reads=Reads.LETTERS,
    says=("“{words}” chưa được viết đầy đủ lần nào.", "“{words}” is never written out."),
    mend=("Viết đầy đủ ở lần đầu, chữ viết tắt trong ngoặc.", "Write it out at first, the abbreviation in brackets."),
    example=Example(
        "- Gửi Ban Quản lý rừng phòng hộ (BQLRPH); BQLRPH tổng hợp.", "- Gửi BQLRPH tổng hợp.",
        at="- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư.",
    ),
)  # fmt: skip
def _unexplained(subject: Subject) -> Iterator[Hit]:
    text, told = subject.page.text, set[str]()
    initials = _initials(subject)
    for passage in subject.body:
        if passage.kind is PartKind.HEADING and passage.text.isupper():
            continue
        for match in _ACRONYM.finditer(text, passage.start, passage.end):
            short = match["a"]
            if (
                short in told
                or short in subject.facts.abbreviations
                or _is_capital_line(text, match)
            ):
                continue
            told.add(short)
            if not _explained(subject, match, initials):
                yield Hit(Span(*match.span("a")))


def _is_capital_line(text: str, match: re.Match[str]) -> bool:
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)]
    return line.upper() == line or bool(re.fullmatch(r"[IVXLC]+", match["a"])) or bool(
        re.search(r"[A-ZĐÀ-Ỹ]{2,}\s+$", text[max(0, match.start() - 12) : match.start()])
    )  # fmt: skip


def _explained(subject: Subject, match: re.Match[str], initials: str) -> bool:
    short = match["a"]
    text = subject.page.text
    before = text[max(0, match.start() - 3) : match.start()]
    if text[: match.start()].rstrip().endswith(("-", "/")) or _COMPANY.search(
        subject.key[max(0, match.start() - 60) : match.start()]
    ):
        return True  # the rest of a symbol, or a firm's own name
    if "&" in short and all(
        one in subject.facts.abbreviations | {"TT"} for one in short.split("&")
    ):
        return True
    if "(" in before or re.search(rf"\([^()]{{0,40}}\b{re.escape(short)}\s*\)", text):
        return True
    if re.search(rf"\(\s*{re.escape(short)}\s*[):;,]", text):
        return True
    return bare(short.replace("&", "")) in initials and len(short) > 2


_COMPANY = words(r"(?:công ty|tập đoàn|ngân hàng|tổng công ty)[^;.]*$")


def _initials(subject: Subject) -> str:
    """The first letters of all words before: an abbreviation of words that stand here is clear."""
    return bare("".join(word[0] for word in re.findall(r"[^\W\d_]+", subject.page.text)))
