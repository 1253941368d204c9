"""Counts every figure of the plan's work: by clause, section, unit, channel and month.

The larger are sums of the smaller, so a reader goes from the whole down to the one assignment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from khuevan.reports.composing.facts import Facts, Given, PlanClause, Proof, Standing
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import Book, Row

ONE = Decimal(1)
MEASURES = {
    "given": "Lượt nhiệm vụ đã giao",
    "done": "Hoàn thành",
    "ontime": "Hoàn thành đúng hạn",
    "waiting": "Đã báo cáo, chờ nghiệm thu",
    "doing": "Đang thực hiện, chưa đến hạn",
    "late": "Chậm",
    "proofs": "Minh chứng",
}
PARTS = tuple(str(standing) for standing in Standing)
CHANNELS = {
    "party": "Đối ngoại của Đảng",
    "state": "Ngoại giao Nhà nước",
    "people": "Đối ngoại Nhân dân",
    "": "Chưa phân kênh",
}
MOST_UNITS = 200
"""So many units have a line each in the table; beyond that, each kind of unit has one."""
KINDS = {
    "central": "Cơ quan Trung ương", "city": "Cơ quan Thành phố", "party": "Cơ quan của Đảng",
    "department": "Sở, ban, ngành", "internal": "Phòng, đơn vị thuộc Sở", "ward": "Phường",
    "commune": "Xã", "district": "Quận, huyện, thị xã", "press": "Cơ quan báo chí",
    "partner": "Đối tác",
}  # fmt: skip


def count(facts: Facts, book: Book) -> None:
    """Fill the book with what the plan's work adds up to."""
    if facts.plan is None:
        return
    proofs: dict[int, list[Proof]] = defaultdict(list)
    for proof in facts.proofs:
        proofs[proof.clause].append(proof)
    given: dict[int, list[Given]] = defaultdict(list)
    for one in facts.given:
        given[one.clause].append(one)
    for clause in facts.plan.clauses:
        _clause(facts, book, clause, given[clause.pk], proofs[clause.pk])
    _sections(facts, book)
    _whole(facts, book)
    _channels(facts, book)
    _months(facts, book)
    _units(facts, book)


def _clause(
    facts: Facts, book: Book, clause: PlanClause, given: list[Given], proofs: list[Proof]
) -> None:
    if not given and not proofs:
        return
    prefix, where = f"c{clause.pk}", f"{clause.path}: "
    _states(facts, book, prefix, where, given)
    book.counted(f"{prefix}.proofs", where + MEASURES["proofs"], _proof_rows(facts, proofs))
    book.counted(f"{prefix}.units", where + "Đơn vị được giao", unit_rows(facts, given))
    book.share(f"{prefix}.share", where + "Tỷ lệ hoàn thành", f"{prefix}.done", f"{prefix}.given")


def _states(facts: Facts, book: Book, prefix: str, where: str, given: list[Given]) -> None:
    """Done, waiting, doing and late from the rows; what was given is their sum."""
    for part in PARTS:
        rows = assignment_rows(facts, (g for g in given if g.standing == part))
        label = where + MEASURES[part]
        book.counted(f"{prefix}.{part}", label, rows, within=f"{prefix}.given")
    on_time = assignment_rows(facts, (g for g in given if g.is_on_time))
    book.counted(f"{prefix}.ontime", where + MEASURES["ontime"], on_time, within=f"{prefix}.given")
    whole = [f"{prefix}.{part}" for part in PARTS]
    book.summed(f"{prefix}.given", where + MEASURES["given"], whole)


def assignment_rows(facts: Facts, given: Iterable[Given]) -> Iterable[Row]:
    for one in given:
        label = f"{facts.name(one.unit)}: {_how(one)}"
        yield Row(f"assignments.assignment:{one.pk}", label, ONE, one.unit, one.day)


def _how(one: Given) -> str:
    due = f", hạn {day_words(one.due)}" if one.due else ""
    if one.standing == Standing.DONE:
        return f"hoàn thành {day_words(one.done)}{due}"
    if one.standing == Standing.WAITING:
        return f"báo cáo {day_words(one.reported)}{due}"
    words = "chưa hoàn thành" if one.standing == Standing.LATE else "đang thực hiện"
    return words + due


def _proof_rows(facts: Facts, proofs: Iterable[Proof]) -> Iterable[Row]:
    for proof in proofs:
        label = f"{facts.name(proof.unit)}: {proof.text[:120] or 'tệp, ảnh'}"
        yield Row(f"assignments.evidence:{proof.pk}", label, ONE, proof.unit, proof.day)


def unit_rows(facts: Facts, given: Iterable[Given]) -> Iterable[Row]:
    units = facts.in_protocol_order(facts.stands_for(one.unit) for one in given)
    for pk in units:
        yield Row(f"people.organisation:{pk}", facts.name(pk), ONE, pk)


def sections(facts: Facts) -> dict[str, tuple[str, list[PlanClause]]]:
    """Path -> (title, its clauses), in the plan's order."""
    found: dict[str, tuple[str, list[PlanClause]]] = {}
    for clause in facts.plan.clauses if facts.plan else ():
        found.setdefault(clause.section, (clause.section_title, []))[1].append(clause)
    return found


def _sections(facts: Facts, book: Book) -> None:
    for path, (title, clauses) in sections(facts).items():
        counted = [c.pk for c in clauses if f"c{c.pk}.given" in book.numbers]
        if not counted:
            continue
        for measure, words in MEASURES.items():
            codes = [f"c{pk}.{measure}" for pk in counted]
            within = "" if measure == "given" else f"s.{path}.given"
            book.summed(f"s.{path}.{measure}", f"{title}: {words}", codes, within=within)


def _whole(facts: Facts, book: Book) -> None:
    paths = [p for p in sections(facts) if f"s.{p}.given" in book.numbers]
    for measure, words in MEASURES.items():
        codes = [f"s.{path}.{measure}" for path in paths]
        book.summed(
            f"all.{measure}", words, codes, within="" if measure == "given" else "all.given"
        )
    book.counted("all.units", "Đơn vị được giao", unit_rows(facts, facts.given))
    tasked = [c for c in facts.plan.clauses if c.kind == "task"] if facts.plan else []
    rows = [Row(f"plans.clause:{c.pk}", f"{c.path}: {c.text[:120]}", ONE) for c in tasked]
    book.counted("all.clauses", "Nội dung giao việc của kế hoạch", rows)
    begun = [r for r, c in zip(rows, tasked, strict=True) if f"c{c.pk}.given" in book.numbers]
    book.counted("all.begun", "Nội dung đã có nhiệm vụ giao cho đơn vị", begun)
    book.share("all.share", "Tỷ lệ hoàn thành", "all.done", "all.given")
    book.share("all.ontime_share", "Tỷ lệ hoàn thành đúng hạn", "all.ontime", "all.done")


def _channels(facts: Facts, book: Book) -> None:
    channel = {task.pk: task.channel for task in facts.plan.tasks} if facts.plan else {}
    _grouped(facts, book, "k", CHANNELS, lambda one: channel.get(one.task, "") or "none")


def _months(facts: Facts, book: Book) -> None:
    """What fell due in each month of the window, and what of it was handed in by its day."""
    for month in months(facts):
        due = [g for g in facts.given if g.due and facts.starts <= g.due <= facts.ends]
        own = [g for g in due if f"{g.due:%Y-%m}" == month]
        words = f"Tháng {int(month[5:])}/{month[:4]}"
        met = [g for g in own if g.is_on_time or _is_in_time(g)]
        missed = [g for g in own if not (g.is_on_time or _is_in_time(g))]
        for part, noun, ones in (("met", "đúng hạn", met), ("missed", "chậm", missed)):
            rows = assignment_rows(facts, ones)
            book.counted(f"m.{month}.{part}", f"{words}: {noun}", rows, within=f"m.{month}.due")
        parts = [f"m.{month}.met", f"m.{month}.missed"]
        book.summed(f"m.{month}.due", f"{words}: đến hạn", parts)


def _is_in_time(one: Given) -> bool:
    """Reported by its day and waiting for the office is no fault of the unit."""
    waits = one.standing == Standing.WAITING and one.reported is not None
    return waits and (one.due is None or one.reported <= one.due)  # type: ignore[operator]  # not None here


def months(facts: Facts) -> list[str]:
    due = {f"{g.due:%Y-%m}" for g in facts.given if g.due and facts.starts <= g.due <= facts.ends}
    return sorted(due)


def lines(facts: Facts) -> list[tuple[str, str]]:
    """The lines of the table of units: (code, name): each unit, or each kind where there are many."""
    units = facts.in_protocol_order(facts.stands_for(one.unit) for one in facts.given)
    if len(units) <= MOST_UNITS:
        return [(f"u{pk}", facts.name(pk)) for pk in units]
    kinds = dict.fromkeys(facts.units[pk].kind for pk in units if pk in facts.units)
    return [(f"uk-{kind}", KINDS.get(kind, kind)) for kind in kinds]


def _units(facts: Facts, book: Book) -> None:
    names = dict(lines(facts))
    by_kind = any(code.startswith("uk-") for code in names)

    def line(one: Given) -> str:
        pk = facts.stands_for(one.unit)
        if not by_kind:
            return f"u{pk}"
        return f"uk-{facts.units[pk].kind}" if pk in facts.units else "uk-"

    groups: dict[str, list[Given]] = defaultdict(list)
    for one in facts.given:
        groups[line(one)].append(one)
    for code, name in names.items():
        _states(facts, book, code, f"{name}: ", groups[code])
        book.share(f"{code}.share", f"{name}: Tỷ lệ hoàn thành", f"{code}.done", f"{code}.given")


def _grouped(
    facts: Facts, book: Book, prefix: str, names: dict[str, str], key: Callable[[Given], str]
) -> None:
    groups: dict[str, list[Given]] = defaultdict(list)
    for one in facts.given:
        groups[key(one)].append(one)
    for name, words in names.items():
        code = f"{prefix}.{name or 'none'}"
        if groups[name or "none"]:
            _states(facts, book, code, f"{words}: ", groups[name or "none"])
            book.share(
                f"{code}.share", f"{words}: Tỷ lệ hoàn thành", f"{code}.done", f"{code}.given"
            )
