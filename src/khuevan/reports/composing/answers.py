"""What units answered in their reports, their difficulties and proposals, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from khuevan.kit.vietnamese import fold
from khuevan.reports import formulas
from khuevan.reports.composing.facts import Asked, Facts, Owed, Trouble
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import CENT, Book, Number, Row, token
from khuevan.reports.composing.passages import Piece
from khuevan.reports.enums import IndicatorKind, PassageKind, Total

ONE = Decimal(1)
MOST_TEXTS = 40
MOST_TABLE_ROWS = 400


def count(facts: Facts, book: Book) -> None:
    """The figures of reports and difficulties."""
    _obligations(facts, book)
    for asked in facts.asked:
        if asked.kind == IndicatorKind.FIGURE and asked.total not in (Total.NONE, Total.FORMULA):
            _total(facts, book, asked)
    for asked in facts.asked:
        if asked.kind == IndicatorKind.FIGURE and asked.total == Total.FORMULA:
            _computed(facts, book, asked)
    _troubles(facts, book)


def _obligations(facts: Facts, book: Book) -> None:
    owed = [one for one in facts.owed if not one.is_excused]
    sent = [one for one in owed if one.sent]

    def rows(ones: list[Owed]) -> list[Row]:
        return [
            Row(f"reports.obligation:{o.pk}", f"{facts.name(o.unit)}: "
                + (f"gửi {day_words(o.sent)}" if o.sent else "chưa gửi"), ONE, o.unit, o.sent)
            for o in ones
        ]  # fmt: skip

    book.counted("rep.sent", "Đơn vị đã gửi báo cáo", rows(sent), within="rep.owed")
    missing, on_time = [o for o in owed if not o.sent], [o for o in sent if o.is_on_time]
    book.counted("rep.missing", "Đơn vị chưa gửi báo cáo", rows(missing), within="rep.owed")
    book.counted("rep.ontime", "Đơn vị gửi đúng hạn", rows(on_time), within="rep.owed")
    book.summed("rep.owed", "Đơn vị phải gửi báo cáo", ["rep.sent", "rep.missing"])
    book.share("rep.share", "Tỷ lệ gửi đúng hạn", "rep.ontime", "rep.owed")


def _total(facts: Facts, book: Book, asked: Asked) -> None:
    rows = tuple(
        Row(f"reports.obligation:{a.obligation}", facts.name(a.unit), a.value, a.unit, a.day)
        for a in asked.answers
        if a.value is not None
    )
    code = f"ind.{asked.code}"
    value, formula = sum((row.share for row in rows), Decimal(0)), ""
    if asked.total == Total.MEAN:
        formula = "trung bình cộng"
        value = (value / len(rows)).quantize(CENT, ROUND_HALF_UP) if rows else Decimal(0)
    elif asked.total == Total.LARGEST:
        formula, value = "lớn nhất", max((row.share for row in rows), default=Decimal(0))
    problem = "" if rows else "Chưa có đơn vị nào báo cáo chỉ tiêu này."
    book.add(
        Number(code, asked.name, value if rows else None, rows, asked.measured_in, formula,
               book.previous.get(code), problem)
    )  # fmt: skip


def _computed(facts: Facts, book: Book, asked: Asked) -> None:
    """A formula over the whole: measures of the window and totals of the other indicators."""
    code, problem, value = f"ind.{asked.code}", "", None
    codes = _codes_of_names(facts, book)
    try:
        formula = formulas.parse(asked.formula)
        used = {name: codes[name] for name in sorted(formula.names) if name in codes}
        found = formulas.evaluate(formula, {n: book.numbers[c].value for n, c in used.items()})
    except formulas.FormulaError as error:
        used, found = {}, formulas.Problem(str(error))
    if isinstance(found, formulas.Problem):
        problem = str(found)
    else:
        value = found
    numbers = [book.numbers[c] for c in used.values()]
    rows = tuple(Row(f"figure:{n.code}", n.label, n.value or Decimal(0)) for n in numbers)
    book.add(
        Number(code, asked.name, value, rows, asked.measured_in, asked.formula,
               book.previous.get(code), problem[:300])
    )  # fmt: skip


def _codes_of_names(facts: Facts, book: Book) -> dict[str, str]:
    """What a formula may name -> the figure of the draft that holds it."""
    for key, (label, rows) in facts.measures.items():
        book.counted(f"ms.{key}", label, rows)
    indicators = {c.removeprefix("ind."): c for c in book.numbers if c.startswith("ind.")}
    return {key: f"ms.{key}" for key in facts.measures} | indicators


def _troubles(facts: Facts, book: Book) -> None:
    def rows(ones: list[Trouble]) -> list[Row]:
        return [
            Row(f"assignments.difficulty:{t.pk}", f"Số {t.number}, {facts.name(t.unit)}: {t.text[:120]}",
                ONE, t.unit, t.raised)
            for t in ones
        ]  # fmt: skip

    answered = [t for t in facts.troubles if t.answered]
    waiting = [t for t in facts.troubles if not t.answered]
    book.counted(
        "dif.answered", "Khó khăn, vướng mắc đã trả lời", rows(answered), within="dif.raised"
    )
    book.counted("dif.open", "Khó khăn, vướng mắc chưa trả lời", rows(waiting), within="dif.raised")
    book.summed("dif.raised", "Khó khăn, vướng mắc", ["dif.answered", "dif.open"])


def pieces(facts: Facts, book: Book) -> Iterator[Piece]:
    """How many reported, the table of figures, and the words that are no proposals."""
    if not facts.owed:
        return
    yield Piece("reports", PassageKind.FIGURES, _who_sent(facts, book))
    figures = [a for a in facts.asked if f"ind.{a.code}" in book.numbers]
    if figures:
        yield Piece("table:indicators", PassageKind.TABLE, facts=_table(figures, book, facts))
    for asked in facts.asked:
        if asked.kind == IndicatorKind.TEXT and not is_proposal(asked):
            yield from _texts(facts, asked, PassageKind.WORDS)
        if asked.kind == IndicatorKind.TABLE:
            yield from _rows_of_all(facts, asked)


def _who_sent(facts: Facts, book: Book) -> str:
    start = f"{token('rep.sent')}/{token('rep.owed')} đơn vị đã gửi báo cáo"
    if book.value("rep.sent"):
        start += f", trong đó {token('rep.ontime')} đơn vị gửi đúng hạn ({token('rep.share')}%)"
    missing = facts.in_protocol_order(o.unit for o in facts.owed if not o.sent and not o.is_excused)
    if not missing:
        return f"{start}."
    names = ", ".join(facts.name(pk) for pk in missing[:10])
    more = " và các đơn vị khác" if len(missing) > 10 else ""
    return f"{start}; {token('rep.missing')} đơn vị chưa gửi: {names}{more}."


def _table(figures: list[Asked], book: Book, facts: Facts) -> dict[str, object]:
    rows = []
    for number, asked in enumerate(figures, 1):
        code = f"ind.{asked.code}"
        rows.append(
            [str(number), asked.name, asked.measured_in or "–", token(code), *_before(book, code)]
        )
    has_previous = bool(facts.previous_label)
    head = ["TT", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Kỳ trước", "Tăng, giảm"]
    return {
        "caption": "Các chỉ tiêu tổng hợp từ báo cáo của đơn vị",
        "head": head if has_previous else head[:4],
        "rows": rows if has_previous else [row[:4] for row in rows],
        "numeric": [3, 4, 5] if has_previous else [3],
        "widths": [6, 44, 14, 12, 12, 12] if has_previous else [6, 60, 18, 16],
    }


def _before(book: Book, code: str) -> list[str]:
    number = book.numbers[code]
    if number.previous is None:
        return ["–", "–"]
    before = Row(f"before:{code}", f"{number.label}, kỳ trước", number.previous)
    earlier = book.add(
        Number(
            f"prev.{code}",
            f"{number.label}: kỳ trước",
            number.previous,
            (before,),
            number.measured_in,
        )
    )
    if number.value is None:
        return [earlier, "–"]
    if number.value == number.previous:
        return [earlier, "không đổi"]
    change = book.change(f"cmp.{code}", code)
    return [earlier, f"{'tăng' if number.value > number.previous else 'giảm'} {change}"]


def is_proposal(asked: Asked) -> bool:
    words = fold(f"{asked.heading} {asked.name}")
    return "de xuat" in words or "kien nghi" in words


def proposals(facts: Facts) -> Iterator[Piece]:
    """What units propose, each in its own words."""
    found = [
        piece
        for asked in facts.asked
        if asked.kind == IndicatorKind.TEXT and is_proposal(asked)
        for piece in _texts(facts, asked, PassageKind.PROPOSALS)
    ]
    if found:
        yield from found
    else:
        text = "Trong kỳ không có đề xuất, kiến nghị của các đơn vị."
        yield Piece("proposals", PassageKind.PROPOSALS, text)


def _texts(facts: Facts, asked: Asked, kind: PassageKind) -> Iterator[Piece]:
    """The same words of several units stand once, with all of them named."""
    said: dict[str, list[str]] = {}
    for answer in asked.answers:
        if answer.text:
            said.setdefault(answer.text, []).append(facts.name(answer.unit))
    if not said:
        return
    yield Piece(f"title:{asked.code}", PassageKind.WORDS, f"{asked.name}:")
    for place, (text, units) in enumerate(list(said.items())[:MOST_TEXTS], 1):
        quoted = text.replace("{", "(").replace("}", ")").rstrip(" .;")
        words = f"{', '.join(units)}: {quoted}."
        yield Piece(f"{kind}:{asked.code}:{place}", kind, words, facts={"label": "-"})


def _rows_of_all(facts: Facts, asked: Asked) -> Iterator[Piece]:
    """Units' tables one under another, the unit in the first column."""
    head = ["Đơn vị", *(asked.columns or ("Nội dung",))]
    rows = [
        [facts.name(answer.unit), *(str(c).replace("{", "(").replace("}", ")") for c in row)]
        for answer in asked.answers
        for row in answer.table
    ]
    rows = [[*row, *[""] * len(head)][: len(head)] for row in rows[:MOST_TABLE_ROWS]]
    if rows:
        table = {"caption": asked.name, "head": head, "rows": rows, "numeric": [], "widths": []}
        yield Piece(f"table:{asked.code}", PassageKind.TABLE, facts=table)


def difficulties(facts: Facts, book: Book) -> Iterator[Piece]:
    if not facts.troubles:
        text = "Trong kỳ các đơn vị không gửi khó khăn, vướng mắc."
        yield Piece("difficulties", PassageKind.DIFFICULTIES, text)
        return
    words = f"Có {token('dif.raised')} khó khăn, vướng mắc của các đơn vị"
    if book.value("dif.answered"):
        words += f"; đã trả lời {token('dif.answered')}"
    if book.value("dif.open"):
        words += f"; còn {token('dif.open')} đang xử lý"
    yield Piece("difficulties", PassageKind.DIFFICULTIES, f"{words}. Cụ thể như sau:")
    table = {
        "caption": "Khó khăn, vướng mắc và trả lời",
        "head": ["Số", "Đơn vị", "Khó khăn, vướng mắc", "Trả lời, hướng xử lý"],
        "rows": [
            [str(t.number), facts.name(t.unit), _safe(t.text), _reply(t)] for t in facts.troubles
        ],
        "numeric": [],
        "widths": [7, 23, 38, 32],
    }
    yield Piece("table:difficulties", PassageKind.TABLE, facts=table)


def _reply(trouble: Trouble) -> str:
    if trouble.answered:
        return _safe(f"{trouble.answer.rstrip(' .')} ({day_words(trouble.answered)}).")
    if trouble.forwarded_to:
        return _safe(f"Đã chuyển {trouble.forwarded_to}, chưa có trả lời.")
    return "Đang xử lý."


def _safe(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def coming(facts: Facts, book: Book) -> Iterator[Piece]:
    """Work that falls due in the next period, by day."""
    if not facts.coming:
        text = "Kế hoạch không có nhiệm vụ nào đến hạn trong kỳ tới."
        yield Piece("coming", PassageKind.WORDS, text)
        return
    rows = [
        Row(f"plans.task:{one.task}", f"{day_words(one.due)}: {one.text[:120]}", ONE, None, one.due)
        for one in facts.coming
    ]
    book.counted("next.tasks", "Nhiệm vụ đến hạn trong kỳ tới", rows)
    text = f"Trong kỳ tới có {token('next.tasks')} nhiệm vụ đến hạn, cần tập trung thực hiện:"
    yield Piece("coming", PassageKind.FIGURES, text)
    for one in facts.coming:
        leads = f" ({', '.join(one.leads)} chủ trì)" if one.leads else ""
        words = f"{_safe(one.text).rstrip(' .;')}; hạn {day_words(one.due)}{leads}."
        yield Piece(f"next:{one.task}", PassageKind.WORDS, words, facts={"label": "-"})
