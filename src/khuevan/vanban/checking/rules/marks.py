"""Spaces, punctuation, dashes, quotes and odd letters of running text."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.subject import BODY, Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.view import joined

_A = "Phụ lục I, Phần I, mục I.4 Nghị định 30/2020/NĐ-CP (TCVN 6909:2001)"
_HOUSE = "Kỹ thuật soạn thảo (không do Nghị định 30/2020/NĐ-CP quy định)"
_SLOT = "- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."
_RUNNING = BODY - {PartKind.TABLE_ROW}


def _body(right: str, wrong: str) -> Example:
    return Example(f"- {right}", f"- {wrong}", at=_SLOT)


def _in_body(subject: Subject, regex: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for passage in subject.body:
        if passage.kind in _RUNNING:
            yield from regex.finditer(subject.page.text, passage.start, passage.end)


@rule(
    "T601",
    ("Hai khoảng trắng liền nhau", "Two spaces in a row"),
    _HOUSE,
    severity=Severity.HINT,
    reads=Reads.TYPED,
    since=None,
    party=True,
    says=("Giữa các từ có {count} khoảng trắng.", "{count} spaces stand between two words."),
    mend=("Để một khoảng trắng.", "Leave one space."),
    example=_body("Mở cửa tự do.", "Mở cửa  tự do."),
)
def _spaces(subject: Subject) -> Iterator[Hit]:
    for match in _in_body(subject, _DOUBLE):
        yield Hit(Span(*match.span()), fix=" ", said={"count": len(match[0])})


_DOUBLE = re.compile(r"(?<=[^\s|]) {2,}(?=[^\s|])")


@rule(
    "T602",
    ("Khoảng trắng trước dấu câu", "A space before a punctuation mark"),
    _HOUSE,
    severity=Severity.HINT,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=("Trước “{mark}” có khoảng trắng.", "A space stands before “{mark}”."),
    mend=("Bỏ khoảng trắng trước dấu câu.", "Leave it out."),
    example=_body("Mở cửa tự do, miễn phí.", "Mở cửa tự do , miễn phí."),
)
def _before(subject: Subject) -> Iterator[Hit]:
    for match in _in_body(subject, _BEFORE_MARK):
        yield Hit(
            Span(match.start("gap"), match.end()), fix=match["mark"], said={"mark": match["mark"]}
        )


_BEFORE_MARK = re.compile(r"(?<=[^\W\d_]{2})(?P<gap>[ ]+)(?P<mark>[,;.:!?])(?=\s+\S|\s*$)")


@rule(
    "T603",
    ("Thiếu khoảng trắng sau dấu câu", "No space behind a punctuation mark"),
    _HOUSE,
    severity=Severity.HINT,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=("Sau dấu câu trong “{words}” thiếu khoảng trắng.", "A space is missing in “{words}”."),
    mend=("Thêm khoảng trắng.", "Put a space."),
    example=_body("Mở cửa tự do, miễn phí.", "Mở cửa tự do,miễn phí."),
)
def _behind(subject: Subject) -> Iterator[Hit]:
    for match in _in_body(subject, _NO_SPACE):
        yield Hit(Span(*match.span()), fix=f"{match['a']}{match['mark']} {match['b']}")


_NO_SPACE = words(
    r"(?<![\w./@-])(?P<a>[a-zà-ỹđ]{2,})(?P<mark>[,;:])(?P<b>[A-ZÀ-Ỹa-zà-ỹđ]{2,})(?![\w]*[.@/]\w)"
)


@rule(
    "T604",
    ("Từ lặp liền nhau", "A word written twice"),
    _HOUSE,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=("“{words}” lặp từ.", "“{words}” repeats a word."),
    mend=("Bỏ một từ.", "Leave one out."),
    example=_body("Gửi các đơn vị.", "Gửi các các đơn vị."),
)
def _doubled(subject: Subject) -> Iterator[Hit]:
    for match in _in_body(subject, _TWICE):
        yield Hit(Span(*match.span()), fix=match["w"])


_TWICE = words(
    r"(?<![\w/-])(?P<w>các|của|và|những|được|trong|theo|cho|với|về|để|tại|thực hiện|triển khai|phối hợp|tổ chức|công tác|nhiệm vụ|đơn vị|quy định|đảm bảo|hoạt động|nội dung|kế hoạch|thông tin) (?P=w)(?![\w/-])(?! hóa)"
)


@rule(
    "T605",
    ("Dấu câu lặp hoặc chồng nhau", "Punctuation marks on top of each other"),
    _HOUSE,
    severity=Severity.HINT,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=("Dấu câu “{words}” chồng nhau.", "The marks “{words}” pile up."),
    mend=("Giữ một dấu.", "Keep one."),
    example=_body("Mở cửa tự do; miễn phí.", "Mở cửa tự do;, miễn phí."),
)
def _piled(subject: Subject) -> Iterator[Hit]:
    for match in _in_body(subject, _PILED):
        yield Hit(Span(*match.span()))


_PILED = re.compile(
    r"(?<=[\w)])(?:,,+|;;+|,;|;,|,\.(?!\.)|;\.(?!\.)|:;|::+|\.;(?!\s*\n)|(?<!\.)\.\.(?!\.))(?!/)"
)


@rule(
    "T606",
    ("Ngoặc không khép", "Brackets that do not close"),
    _HOUSE,
    demoted="1/4",
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=(
        "“{words}”: mở {opened} ngoặc, đóng {closed}.",
        "“{words}”: {opened} brackets open, {closed} close.",
    ),
    mend=("Thêm hoặc bỏ dấu ngoặc.", "Add or leave out a bracket."),
    example=_body("Sách (báo, tạp chí) mới.", "Sách (báo, tạp chí mới."),
)
def _brackets(subject: Subject) -> Iterator[Hit]:
    running = [passage for passage in subject.body if passage.kind in _RUNNING]
    counts = [_opened_closed(passage.text) for passage in running]
    nets = [opened - closed for opened, closed in counts]
    for at, (passage, (opened, closed)) in enumerate(zip(running, counts, strict=True)):
        around = nets[max(0, at - 1) : at] + nets[at + 1 : at + 2]
        if nets[at] == 0 or -nets[at] in around:  # a line that only looks like a new paragraph
            continue
        start = max(passage.text.find("("), 0)
        span = passage.span(start, min(start + 60, len(passage.text)))
        yield Hit(span, said={"opened": opened, "closed": closed})


_LABELS = re.compile(r"(?m)(?:^[\s*“\"'\-–+#]*|(?<=[“\"]))(?:\d{1,2}|[a-zđ])\)(?=[\s.;,])")


def _opened_closed(text: str) -> tuple[int, int]:
    text = _LABELS.sub(" ", text)
    return text.count("("), text.count(")")


@rule(
    "T607",
    ("Ngoặc kép không khép", "Quotation marks that do not close"),
    _HOUSE,
    severity=Severity.HINT,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=(
        "“{words}”: dấu ngoặc kép không đủ cặp.",
        "“{words}”: the quotation marks are not in pairs.",
    ),
    mend=("Thêm dấu đóng hoặc mở.", "Add the missing mark."),
    example=_body("Chủ đề “Sách và tôi” năm nay.", "Chủ đề “Sách và tôi năm nay."),
)
def _quotes(subject: Subject) -> Iterator[Hit]:
    marks = list(_in_body(subject, _CURLY))
    if sum(1 if mark[0] == "“" else -1 for mark in marks) == 0:
        return  # a quotation may run over several paragraphs
    opened: re.Match[str] | None = None
    for mark in marks:
        if (mark[0] == "“") is (opened is not None):
            yield from _unpaired(subject, opened or mark)
            return
        opened = mark if mark[0] == "“" else None
    if opened:
        yield from _unpaired(subject, opened)


def _unpaired(subject: Subject, mark: re.Match[str]) -> Iterator[Hit]:
    passage = subject.within(mark.start())
    if passage and '"' not in passage.text:
        yield Hit(Span(mark.start(), min(mark.start() + 60, passage.end)))


_CURLY, _STRAIGHT = re.compile(r"[“”]"), re.compile(r'(?<![\d.,])"')


@rule(
    "T608",
    ("Lẫn ngoặc kép thẳng và cong", "Straight and curly quotation marks mixed"),
    _HOUSE,
    severity=Severity.HINT,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=(
        'Văn bản dùng lẫn “ ” ({curly}) và " ({straight}).',
        'Both “ ” ({curly}) and " ({straight}) are used.',
    ),
    mend=("Dùng một kiểu ngoặc kép.", "Use one kind."),
    example=_body("Chủ đề “Sách” và “Báo”.", 'Chủ đề “Sách” và "Báo".'),
)
def _mixed_quotes(subject: Subject) -> Iterator[Hit]:
    straight = list(_in_body(subject, _STRAIGHT))
    curly = sum(1 for _ in _in_body(subject, _CURLY))
    if straight and curly:
        odd = straight[0]
        yield Hit(Span(*odd.span()), said={"curly": curly, "straight": len(straight)})


_DASHED = words(
    r"(?P<name>[A-ZÀ-Ỹ][a-zà-ỹđ]+(?: [a-zà-ỹđ]+){0,3}(?: ?[-–] ?(?!Sở|Bộ|Giám|Phó|Trưởng|Chủ|Bí|Ban|Phòng|Ủy|Uỷ)[A-ZÀ-Ỹ][a-zà-ỹđ]+(?: [a-zà-ỹđ]+){0,3}?){1,3})(?![\w])"
)


@rule(
    "T609",
    (
        "Một tên viết lẫn gạch nối (-) và gạch dài (–)",
        "One name with hyphens here and dashes there",
    ),
    _HOUSE,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=(
        "“{words}” và “{other}”: một tên hai kiểu gạch.",
        "“{words}” and “{other}”: one name, two kinds of dash.",
    ),
    mend=("Dùng gạch nối ngắn: “{right}”.", "Use the short hyphen: “{right}”."),
    example=_body(
        "Phòng Thông tin - Báo chí và Phòng Thông tin - Báo chí.",
        "Phòng Thông tin - Báo chí và Phòng Thông tin – Báo chí.",
    ),
)
def _dashes(subject: Subject) -> Iterator[Hit]:
    text = subject.page.text
    seen: dict[str, dict[str, re.Match[str]]] = defaultdict(dict)
    for match in _DASHED.finditer(text):
        name = joined(match["name"])
        bare = re.sub(r"\s*[-–]\s*", "-", name)
        seen[bare].setdefault("–" if "–" in name else "-", match)
    for kinds in seen.values():
        if len(kinds) == 2:
            long, short = kinds["–"], kinds["-"]
            more = _next_word(text, long.end())
            same = more if more == _next_word(text, short.end()) else ""
            end = long.end() + len(same)
            name, other = joined(text[long.start() : end]), joined(short["name"] + same)
            said = {"words": name, "other": other, "right": name.replace("–", "-")}
            yield Hit(Span(long.start(), end), said=said)


def _next_word(text: str, at: int) -> str:
    """The small word that goes on the name, with its white space."""
    match = _SMALL_WORD.match(text, at)
    return match[0] if match else ""


_SMALL_WORD = words(r" [a-zà-ỹđ]+")


_ALIEN = re.compile(r"[ðÐƉ\u0400-\u04ff\u0370-\u03ff]")
_LOOKS_LIKE = str.maketrans("ðÐƉаАеЕоОсСрРхХуУкКмМтТнНвВ", "đĐĐaAeEoOcCpPxXyYkKmMtTnNbB")
_ALIEN_WORD = re.compile(r"\w*[ðÐƉ\u0400-\u04ff\u0370-\u03ff]\w*")


@rule(
    "T610",
    ("Chữ cái không thuộc bảng chữ tiếng Việt", "A letter that is not Vietnamese"),
    _A,
    severity=Severity.WARNING,
    reads=Reads.LETTERS,
    since=None,
    party=True,
    says=(
        "“{words}” có chữ “{letter}” trông giống chữ Việt nhưng là mã khác.",
        "“{words}” holds “{letter}”, which only looks Vietnamese.",
    ),
    mend=("Gõ lại: “{right}”.", "Type it again: “{right}”."),
    example=_body("Sở LĐTBXH cũ đã bàn giao.", "Sở LÐTBXH cũ đã bàn giao."),
    why=(
        "Tìm kiếm và ký số coi “Ð” (U+00D0) khác “Đ” (U+0110).",
        "To search and signatures “Ð” (U+00D0) is not “Đ” (U+0110).",
    ),
)
def _aliens(subject: Subject) -> Iterator[Hit]:
    for match in subject.find_exact(_ALIEN_WORD):
        right = match[0].translate(_LOOKS_LIKE)
        letter = _ALIEN.search(match[0])
        mixed = re.search(r"[a-zA-ZÀ-ỹ]", match[0])
        if letter and mixed and not _ALIEN.search(right):
            yield Hit(Span(*match.span()), fix=right, said={"letter": letter[0]})


@rule(
    "T611",
    ("Chữ tổ hợp (không phải Unicode dựng sẵn)", "Decomposed letters (not NFC)"),
    _A,
    severity=Severity.WARNING,
    since=None,
    party=True,
    says=(
        "{count} chữ ghép dấu rời, ví dụ “{words}”.",
        "{count} letters are composed of loose marks, as in “{words}”.",
    ),
    mend=("Chuyển sang Unicode dựng sẵn (NFC).", "Convert to composed Unicode (NFC)."),
    example=_body("Mở cửa tự do.", unicodedata.normalize("NFD", "Mở cửa tự do.")),
    why=(
        "Gặp khi chép từ máy Mac hoặc PDF; tìm kiếm sẽ không thấy.",
        "It comes from Macs and PDFs; searches miss such words.",
    ),
)
def _decomposed(subject: Subject) -> Iterator[Hit]:
    if unicodedata.is_normalized("NFC", subject.raw):
        return
    odd = [m for m in _COMBINED.finditer(subject.raw) if not unicodedata.is_normalized("NFC", m[0])]
    if odd:
        word = unicodedata.normalize("NFC", odd[0][0])
        at = subject.text.find(word)
        span = Span(at, at + len(word)) if at >= 0 else None
        yield Hit(span, said={"count": len(odd), "words": word})


_COMBINED = re.compile(r"[\w\u0300-\u036f]*[\u0300-\u036f][\w\u0300-\u036f]*")


@rule(
    "T612",
    ("Ký tự ẩn trong chữ", "Invisible characters inside words"),
    _A,
    severity=Severity.HINT,
    since=None,
    party=True,
    says=("{count} ký tự ẩn ({names}).", "{count} invisible characters ({names})."),
    mend=("Xóa các ký tự ẩn.", "Delete them."),
    example=_body("Mở cửa tự do.", "Mở c\u200bửa tự do."),
)
def _hidden(subject: Subject) -> Iterator[Hit]:
    odd = re.findall("(?<=\\w)[\u200b\u200c\u200d\u2060\ufeff](?=\\w)", subject.raw)
    if odd:
        names = ", ".join(sorted({f"U+{ord(c):04X}" for c in odd}))
        yield Hit(said={"count": len(odd), "names": names})
