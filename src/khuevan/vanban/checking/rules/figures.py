"""Sums, totals and amounts that must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, Reads, rule
from khuevan.vanban.checking.rules.amounts import in_words
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import Span

_A = "Điều 12 khoản 1 Nghị định 30/2020/NĐ-CP (kiểm tra nội dung trước khi ký)"
_SLOT = "- Khuyến khích phong trào đọc sách trong nhà trường và khu dân cư."
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SUM = words(
    rf"(?<![\d/.,-])(?P<parts>(?:{_NUMBER})(?:[^\d\n+=;.]{{0,30}}\+ ?(?:{_NUMBER}))+)[^\d\n+=;.]{{0,30}}= ?(?P<total>{_NUMBER})(?![\d/])"
)


def figure(text: str) -> Decimal | None:
    """A number as Vietnamese prints it: 1.000.000,5."""
    text = text.strip().rstrip("%")
    if not re.fullmatch(rf"-?(?:{_NUMBER})", text):
        return None
    try:
        return Decimal(text.replace(".", "").replace(",", "."))
    except InvalidOperation:
        return None


@rule(
    "C241",
    ("Phép cộng sai", "A sum that does not add up"),
    _A,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("“{words}”: cộng lại là {right}.", "“{words}” adds up to {right}."),
    mend=("Kiểm tra các số hạng và tổng.", "Check the parts and the total."),
    example=Example("- Tổng: 16 + 126 = 142 người.", "- Tổng: 16 + 126 = 143 người.", at=_SLOT),
)
def _sum(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_SUM):
        parts = [figure(one) for one in re.findall(_NUMBER, match["parts"])]
        total = figure(match["total"])
        if total is not None and all(one is not None for one in parts):
            right = sum((one for one in parts if one is not None), Decimal(0))
            if right != total:
                yield Hit(Span(*match.span()), said={"right": printed(right)})


def printed(number: Decimal) -> str:
    text = f"{number:,f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return text.rstrip("0").rstrip(",") if "," in text else text


_LISTED = words(
    rf"(?:tổng số|tổng cộng|tổng)(?: có)?:? (?P<total>{_NUMBER}) (?P<unit>[a-zà-ỹđ]+(?: [a-zà-ỹđ]+)?)[^.;\n]{{0,40}}?"
    r"(?:,|:|\() ?(?:bao )?gồm(?: có)?:? (?P<list>[^.;()\n]{5,300})"
)


@rule(
    "C242",
    ("Tổng số không bằng các phần “gồm”", "A total that differs from what it consists of"),
    _A,
    severity=Severity.WARNING,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "Tổng {total} {unit} nhưng các phần cộng lại là {right}.",
        "The total is {total} {unit}, the parts make {right}.",
    ),
    mend=("Kiểm tra các số hạng và tổng.", "Check the parts and the total."),
    example=Example(
        "- Tổng số 142 người, gồm 16 người của sở và 126 người của xã.",
        "- Tổng số 142 người, gồm 16 người của sở và 127 người của xã.",
        at=_SLOT,
    ),
)
def _parts(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_LISTED):
        unit = match["unit"].split()[0]
        found = re.findall(rf"({_NUMBER})\s+{unit}(?!\w)", match["list"])
        numbers = [one for one in map(figure, found) if one is not None]
        total = figure(match["total"])
        if len(numbers) >= 2 and total is not None and sum(numbers) != total:
            yield Hit(
                Span(*match.span()),
                said={
                    "total": match["total"],
                    "unit": unit,
                    "right": printed(sum(numbers, Decimal(0))),
                },
            )


Row = list[tuple[str, Span]]
_TOTAL = re.compile(r"(?:tổng(?:\s+(?:cộng|số|chung))?|cộng)(?:\s*\([^)]*\))?\s*:?$")


def tables(subject: Subject) -> Iterator[list[Row]]:
    """Neighbouring lines cut by bars, as this package's readers print tables."""
    rows: list[Row] = []
    at = 0
    for line in subject.key.split("\n"):
        if line.count("|") >= 2 or (rows and line.count("|") == 1):
            rows.append(list(_cells(line, at)))
        else:
            if len(rows) > 2:
                yield rows
            rows = []
        at += len(line) + 1
    if len(rows) > 2:
        yield rows


def _cells(line: str, at: int) -> Iterator[tuple[str, Span]]:
    for piece in line.split("|"):
        text = piece.strip()
        start = at + len(piece) - len(piece.lstrip())
        yield text, Span(start, start + len(text))
        at += len(piece) + 1


@rule(
    "C243",
    ("Dòng tổng cộng của bảng sai", "A table's total row is wrong"),
    _A,
    severity=Severity.WARNING,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=(
        "Cột này cộng được {right}, bảng ghi {words}.",
        "This column adds up to {right}, the table says {words}.",
    ),
    mend=("Cộng lại cột.", "Add the column up again."),
    example=Example(
        "| STT | Nội dung | Số |\n| 1 | Sách | 16 |\n| 2 | Báo | 126 |\n| | Tổng cộng | 142 |",
        "| STT | Nội dung | Số |\n| 1 | Sách | 16 |\n| 2 | Báo | 126 |\n| | Tổng cộng | 143 |",
        at=_SLOT,
    ),
)
def _totals(subject: Subject) -> Iterator[Hit]:
    for rows in tables(subject):
        at = next(
            (i for i, row in enumerate(rows) if any(_TOTAL.match(t) for t, _ in row[:3])), None
        )
        if at is None or (at < 2 and at != len(rows) - 1 and len(rows) - at < 3):
            continue
        others = rows[1:at] if at == len(rows) - 1 else rows[at + 1 :]
        if at == len(rows) - 1 or at <= 2:
            yield from _wrong_columns(rows[at], others)


def _wrong_columns(total: Row, rows: Sequence[Row]) -> Iterator[Hit]:
    same = [row for row in rows if len(row) == len(total)]
    if len(same) != len(rows) or len(rows) < 2:
        return
    for column, (text, span) in enumerate(total):
        wanted = figure(text)
        if wanted is None or "%" in text:
            continue
        cells = [row[column][0] for row in rows]
        if any(cell and cell != "-" and figure(cell) is None for cell in cells):
            continue
        if not _adds_up(wanted, rows, cells):
            right = sum((figure(cell) or Decimal(0) for cell in cells), Decimal(0))
            yield Hit(span, said={"right": printed(right)})


def _adds_up(wanted: Decimal, rows: Sequence[Row], cells: Sequence[str]) -> bool:
    """All rows, or only those of one level where there are subtotals."""
    numbers = [figure(cell) or Decimal(0) for cell in cells]
    levels = [_level(row[0][0]) for row in rows]
    choices = [numbers] + [
        [n for n, level in zip(numbers, levels, strict=True) if level == one] for one in set(levels)
    ]
    if sum(1 for n in numbers if n) < 2:
        return True
    return any(
        abs(sum(choice, Decimal(0)) - wanted) <= Decimal("0.011") * len(choice)
        for choice in choices
    )


def _level(label: str) -> str:
    for name, form in (
        ("roman", r"[ivx]+\.?"),
        ("number", r"\d+\.?"),
        ("deep", r"\d+\.\d[\d.]*"),
        ("letter", r"[a-zđ]\)?"),
    ):
        if re.fullmatch(form, label):
            return name
    return "bare"


_AMOUNT = words(
    rf"(?P<figure>{_NUMBER}) ?(?:đồng|đ|vnđ|vnd)[ ,.;]*\((?:bằng chữ|viết bằng chữ|số tiền bằng chữ)?:? ?(?P<said>[^()\d]{{6,200}}?)(?: đồng)?[ ,./]*(?:chẵn)?[ ./]*\)"
)


@rule(
    "C244",
    ("Số tiền bằng số và bằng chữ khác nhau", "An amount differs in figures and in words"),
    _A,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("{figure} đồng nhưng bằng chữ là {said}.", "{figure} đồng, but the words say {said}."),
    mend=("Sửa số hoặc chữ cho khớp.", "Mend the figures or the words."),
    example=Example(
        "- Kinh phí 150.000.000 đồng (Một trăm năm mươi triệu đồng).",
        "- Kinh phí 150.000.000 đồng (Một trăm mười lăm triệu đồng).",
        at=_SLOT,
    ),
)
def _amounts(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_AMOUNT):
        number, said = figure(match["figure"]), in_words(match["said"])
        if number is not None and said is not None and number != said:
            yield Hit(
                Span(*match.span()),
                said={"figure": match["figure"], "said": printed(Decimal(said))},
            )


_YEARS = words(
    r"giai đoạn (?:từ )?(?:năm )?(?P<a>(?:19|20)\d\d) ?(?:-|đến)(?: năm)? ?(?P<b>(?:19|20)\d\d)"
)


@rule(
    "C245",
    ("Giai đoạn có năm cuối trước năm đầu", "A period that ends before it begins"),
    _A,
    since=None,
    party=True,
    says=("“{words}”: năm cuối trước năm đầu.", "“{words}” ends before it begins."),
    mend=("Kiểm tra hai năm.", "Check the two years."),
    example=Example(
        "- Giai đoạn 2026 - 2030 tổ chức hằng năm.",
        "- Giai đoạn 2030 - 2026 tổ chức hằng năm.",
        at=_SLOT,
    ),
)
def _period(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_YEARS):
        if match["b"] < match["a"]:
            yield Hit(Span(*match.span()))


_COMMAS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3}){2,}(?![\d,])")
_PLAIN = words(r"(?<![\d,./-])\d{7,12} ?(?:đồng|đ|vnđ)(?!\w)")


@rule(
    "C246",
    (
        "Số lớn không ngăn nhóm bằng dấu chấm",
        "A large number without full stops between its groups",
    ),
    "Thông lệ viết số tiếng Việt: 1.000.000,5",
    severity=Severity.HINT,
    since=None,
    party=True,
    reads=Reads.LETTERS,
    says=("“{words}” nên ghi “{right}”.", "“{words}” is written “{right}”."),
    mend=("Ghi “{right}”.", "Write “{right}”."),
    example=Example("- Kinh phí 1.500.000 đồng.", "- Kinh phí 1,500,000 đồng.", at=_SLOT),
)
def _groups(subject: Subject) -> Iterator[Hit]:
    for match in subject.find(_COMMAS):
        right = match[0].replace(",", ".")
        yield Hit(Span(*match.span()), fix=right)
    for match in subject.find(_PLAIN):
        digits = re.match(r"\d+", match[0])
        if digits:
            yield Hit(
                Span(match.start(), match.start() + digits.end()), fix=printed(Decimal(digits[0]))
            )
