"""A pilot programme's quarter as a document and as charts: pure, from its sheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from khuevan.reports import charts
from khuevan.reports.composing.display import Value
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import shown, token
from khuevan.reports.composing.paper import Office, addressees, bases
from khuevan.reports.enums import Wanted
from khuevan.reports.models import ProgrammeIndicator
from khuevan.reports.pilots import Change, Line, Sheet
from khuevan.reports.windows import ROMAN, Quarter
from khuevan.vanban.composition import (
    Appendix,
    Block,
    Composition,
    Heading,
    Item,
    Paragraph,
    Picture,
    Signature,
    Table,
)

PARTS = ("Mốc so sánh", "Kết quả", "Mục tiêu")
IN_THE_TEXT, AT_MOST = 3, 8
"""Quarters that the table in the text shows, and those in the appendix."""
NOTHING = "{{none}}"


def quarter_words(quarter: Quarter) -> str:
    return f"quý {ROMAN[quarter.number - 1]} năm {quarter.year}"


def composition(sheet: Sheet, quarter: Quarter, office: Office) -> Composition:
    """The report of a quarter: the same values give the same document; later ones are not in it."""
    sheet = sheet.until(quarter)
    programme = sheet.programme
    recipients = addressees(programme.addressed_to)
    ended = [q for q in sheet.quarters if q <= quarter]
    longer = len(ended) > IN_THE_TEXT
    caption = f"{programme.name_vi}: kết quả theo quý"
    across = (_table(sheet, ended[-AT_MOST:]),)
    appendices = (Appendix(caption, across, is_landscape=True),) if longer else ()
    return Composition(
        type_code="BC",
        issuer=office.organisation.name_vi.upper(),
        parent_issuer=office.parent,
        symbol=office.symbol,
        place=office.place,
        subject=f"Kết quả thực hiện {_lower(programme.name_vi)} {quarter_words(quarter)}",
        bases=tuple(_bases(sheet)),
        addressed_to=tuple(one.name for one in recipients),
        body=tuple(_body(sheet, quarter, ended)),
        signatures=(Signature(office=office.title, name=office.signer),),
        recipients=recipients,
        archive=f"VT, {office.mark}" if office.mark else "VT",
        appendices=appendices,
    )


def _bases(sheet: Sheet) -> Iterator[str]:
    programme = sheet.programme
    if programme.basis:
        yield programme.basis.as_cited
    plan = programme.clause.plan if programme.clause else programme.plan
    yield from bases(plan, "")


def _body(sheet: Sheet, quarter: Quarter, ended: list[Quarter]) -> Iterator[Block]:
    window = quarter.window(sheet.programme)
    yield Paragraph(
        f"Kết quả thực hiện {_lower(sheet.programme.name_vi)} {quarter_words(quarter)} (số liệu từ "
        f"ngày {day_words(window.starts)} đến hết ngày {day_words(window.ends)}) như sau:"
    )
    yield Heading("I.", "KẾT QUẢ CHUNG")
    yield Paragraph(summary(sheet, quarter))
    yield Heading("II.", "SỐ LIỆU THEO CHỈ TIÊU")
    yield _table(sheet, ended[-IN_THE_TEXT:])
    if known := [f"{one.name_vi}: {one.baseline_source}" for one in sheet.sources]:
        yield Paragraph(f"Nguồn của mốc so sánh: {'; '.join(known)}.")
    drawn = [line for line in sheet.lines if line.last]
    if drawn:
        yield Heading("III.", "DIỄN BIẾN QUA CÁC QUÝ")
    for line in drawn:
        facts, values = chart_of(line)
        yield Picture(charts.png(facts, values), str(facts["caption"]), charts.alt(facts, values))
    if notes := list(_notes(sheet, quarter)):
        yield Heading("IV." if drawn else "III.", "GHI CHÚ VÀ MINH CHỨNG")
        yield from notes


def summary(sheet: Sheet, quarter: Quarter) -> str:
    """How the programme stands, in sentences; what is missing is said."""
    have = [line for line in sheet.lines if line.last_quarter == quarter]
    words = (
        f"Chương trình có {_count(len(sheet.lines))} chỉ tiêu, {_count(len(have))} chỉ tiêu đã có "
        f"số liệu {quarter_words(quarter)}."
    )
    changes = [change for line in have if (change := line.since_baseline)]
    if changes:
        better = sum(1 for change in changes if change.is_better)
        worse = sum(1 for change in changes if change.by and not change.is_better)
        words += (
            f" So với mốc so sánh, {_count(better)} chỉ tiêu tốt hơn, {_count(worse)} chỉ tiêu "
            "kém hơn."
        )
    if any(line.left is not None for line in have):
        words += f" Đã đạt mục tiêu {_count(sum(1 for one in have if one.is_reached))} chỉ tiêu."
    lacking = [line.indicator.name_vi for line in sheet.lines if line not in have]
    if lacking:
        words += f" Chưa có số liệu: {'; '.join(lacking)}."
    return words


def _count(number: int) -> str:
    return shown(Decimal(number), padded=True)


def _table(sheet: Sheet, quarters: list[Quarter]) -> Table:
    rows = tuple(
        (
            str(place), _named(line.indicator), _baseline(line.indicator),
            *(_cell(line, quarter) for quarter in quarters),
            _changed(line, quarters), _target(line),
        )
        for place, line in enumerate(sheet.lines, 1)
    )  # fmt: skip
    head = (
        "TT", "Chỉ tiêu", "Mốc so sánh", *(f"Quý {quarter.short}" for quarter in quarters),
        "So với lần trước", "Mục tiêu",
    )  # fmt: skip
    widths = (6, 24, 17, *(13 for _quarter in quarters), 14, 17)
    numeric = frozenset(range(3, 3 + len(quarters)))
    return Table(head, rows, "Kết quả các chỉ tiêu thí điểm", widths, numeric)


def _named(one: ProgrammeIndicator) -> str:
    wanted = "càng cao càng tốt" if one.wanted == Wanted.UP else "càng thấp càng tốt"
    return f"{one.name_vi} ({one.measured_in}; {wanted})"


def _baseline(one: ProgrammeIndicator) -> str:
    if one.baseline is None:
        return "–"
    return f"{shown(one.baseline, one.measured_in)}\n{day_words(one.baseline_on)}"


def _cell(line: Line, quarter: Quarter) -> str:
    value = dict(line.cells).get(quarter)
    return shown(value.value, line.indicator.measured_in) if value else "–"


def _changed(line: Line, quarters: list[Quarter]) -> str:
    """Only of a value that the last of these quarters has: an older one is no news."""
    is_new = bool(quarters) and line.last_quarter == quarters[-1]
    return changed(line.change, line.indicator.measured_in) if is_new else "–"


def changed(change: Change | None, measured_in: str) -> str:
    """ "tăng 12, tốt hơn": the way, how much, and what it means."""
    if change is None:
        return "–"
    if not change.by:
        return "không đổi"
    way = "tăng" if change.is_up else "giảm"
    verdict = "tốt hơn" if change.is_better else "kém hơn"
    return f"{way} {shown(change.amount, measured_in)}, {verdict}"


def _target(line: Line) -> str:
    one = line.indicator
    if one.target is None:
        return "–"
    reached = ", đã đạt" if line.is_reached else ""
    return f"{shown(one.target, one.measured_in)}{reached}\n{day_words(one.target_by)}"


def _notes(sheet: Sheet, quarter: Quarter) -> Iterator[Item]:
    for line in sheet.lines:
        value = dict(line.cells).get(quarter)
        if value is None:
            continue
        proof = value.link or (value.file.name if value.file else "")
        said = [value.note.rstrip(" ."), f"Minh chứng: {proof}" if proof else ""]
        if value.formula:
            said.append("Số liệu lấy từ hệ thống, có từng dòng dữ liệu kèm theo")
        words = ". ".join(one for one in said if one)
        if words:
            yield Item("-", f"{line.indicator.name_vi}: {words}.")


def _lower(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}" if name[:2] != name[:2].upper() else name


# --- the chart


def chart_of(line: Line) -> tuple[dict[str, Any], dict[str, Value]]:
    """What ``reports.charts`` draws: the baseline, each quarter, the target, one under another."""
    one, rows, values = line.indicator, [], {}

    def bar(name: str, part: int, code: str, value: Decimal) -> None:
        values[code] = Value(value, one.measured_in)
        cells = [NOTHING] * len(PARTS)
        cells[part] = token(code)
        rows.append([name, *cells])

    if one.baseline is not None:
        bar(f"Mốc {day_words(one.baseline_on)}", 0, "baseline", one.baseline)
    for quarter, value in line.known:
        bar(f"Quý {quarter.short}", 1, f"q.{quarter.year}.{quarter.number}", value.value)
    if one.target is not None:
        bar(f"Mục tiêu đến {day_words(one.target_by)}", 2, "target", one.target)
    facts = {
        "chart": "quarters",
        "caption": f"{one.name_vi} ({one.measured_in})",
        "head": ["Kỳ", *PARTS],
        "rows": rows,
    }
    return facts, values
