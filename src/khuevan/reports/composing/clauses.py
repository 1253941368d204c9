"""What was done on each clause, in the plan's own order; nothing done is said plainly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from khuevan.reports.composing import ledger, spending, teaching
from khuevan.reports.composing.facts import Facts, Given, PlanClause, Proof, Standing
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import Book, token
from khuevan.reports.composing.passages import Piece
from khuevan.reports.enums import PassageKind

NOTHING = "Trong kỳ chưa giao nhiệm vụ cho đơn vị nào ở nội dung này."
# What is said once of a run of clauses that give nobody a task.
NO_TASK = {
    "principle": "Các nội dung sau là mục đích, yêu cầu chung của Kế hoạch, không giao nhiệm vụ riêng.",
    "basis": "Các nội dung sau là căn cứ của Kế hoạch.",
    "money": "Nội dung sau quy định về kinh phí, không giao nhiệm vụ riêng.",
    "deadline": "Các nội dung sau quy định thời gian, địa điểm, không giao nhiệm vụ riêng.",
    "information": "Các nội dung sau để thông tin, không giao nhiệm vụ riêng.",
}
MOST_QUOTED = 3
LONGEST_QUOTE = 220


def pieces(facts: Facts, book: Book) -> Iterator[Piece]:
    """A heading for each section of the plan, then each of its clauses with its result."""
    if facts.plan is None:
        return
    given: dict[int, list[Given]] = defaultdict(list)
    for one in facts.given:
        given[one.clause].append(one)
    proofs: dict[int, list[Proof]] = defaultdict(list)
    for proof in facts.proofs:
        proofs[proof.clause].append(proof)
    money = spending.clause_of(facts)
    for number, (path, (title, clauses)) in enumerate(ledger.sections(facts).items(), 1):
        told = {"label": f"{number}.", "source": path}
        words = f"{_sentence_case(title)} (mục {path} của Kế hoạch)" if title else f"Mục {path}"
        yield Piece(f"section:{path}", PassageKind.HEADING, words, 2, facts=told)
        kind = "task"
        for clause in clauses:
            if clause.kind not in (kind, "task"):
                yield Piece(f"intro:{clause.pk}", PassageKind.WORDS, NO_TASK[clause.kind])
            kind = clause.kind
            yield _clause(facts, book, clause, given[clause.pk], proofs[clause.pk])
            if clause.pk == money:
                yield spending.sheet(facts)
            yield from _pictures(facts, clause, proofs[clause.pk])


def _clause(
    facts: Facts, book: Book, clause: PlanClause, given: list[Given], proofs: list[Proof]
) -> Piece:
    label = "-" if clause.label in {"-", "+", "•", ""} else f"{clause.label.rstrip('.')}."
    quoted = {"label": label, "quote": clause.text, "path": clause.path}
    if clause.kind == "task":
        text = _result(facts, book, clause, given, proofs)
    elif clause.kind == "money" and facts.spending:
        text = f"Kết quả: {spending.of_the_whole(facts, book)}"
    else:
        text = _taught(facts, book, clause)
        text = f"Kết quả: {text}" if text else ""
    return Piece(f"clause:{clause.pk}", PassageKind.CLAUSE, text, 3, clause.pk, quoted)


def _result(
    facts: Facts, book: Book, clause: PlanClause, given: list[Given], proofs: list[Proof]
) -> str:
    taught = _taught(facts, book, clause)
    if not given:
        return f"Kết quả: {taught or f'{NOTHING}{_when(facts, clause)}'}"
    many = len(given) > 1
    words = _of_many(facts, book, f"c{clause.pk}", given) if many else _of_one(facts, given[0])
    if proofs:
        words += f" Đã gửi {token(f'c{clause.pk}.proofs')} minh chứng."
    told = f"{words}{_quotes(facts, given, proofs)} {taught}".strip()
    return f"Kết quả: {told}"


def _taught(facts: Facts, book: Book, clause: PlanClause) -> str:
    """The classes made of the clause, and what other work on it cost."""
    classes = teaching.of_clause(facts, book, clause.pk)
    money = spending.of_clause(book, clause.pk, is_rest=bool(classes))
    return f"{classes} {money}".strip()


def _when(facts: Facts, clause: PlanClause) -> str:
    """When the work is due, if that is known and lies ahead."""
    tasks = facts.plan.tasks if facts.plan else ()
    days = sorted(t.due for t in tasks if t.clause == clause.pk and t.due and t.due > facts.ends)
    return f" Hạn theo Kế hoạch: {day_words(days[0])}." if days else ""


def _of_one(facts: Facts, one: Given) -> str:
    unit, due = facts.name(one.unit), f" (hạn {day_words(one.due)})" if one.due else ""
    if one.standing == Standing.DONE:
        late = "" if one.is_on_time else ", chậm so với hạn"
        return f"{unit} đã hoàn thành ngày {day_words(one.done)}{late}{due}."
    if one.standing == Standing.WAITING:
        return f"{unit} đã báo cáo ngày {day_words(one.reported)}, đang chờ nghiệm thu{due}."
    if one.standing == Standing.LATE:
        return f"{unit} chưa hoàn thành, đã quá hạn ngày {day_words(one.due)}."
    return f"{unit} đang thực hiện{due}."


def _of_many(facts: Facts, book: Book, prefix: str, given: list[Given]) -> str:
    whole = book.value(f"{prefix}.given")
    times = "đơn vị" if book.value(f"{prefix}.units") == whole else "lượt nhiệm vụ"
    start = f"Đã giao {token(f'{prefix}.given')} {times}"
    if times != "đơn vị":
        start += f" cho {token(f'{prefix}.units')} đơn vị"
    return f"{start}; {'; '.join(states(book, prefix, times))}.{late_units(facts, given)}"


def states(book: Book, prefix: str, noun: str) -> list[str]:
    """ "125 đơn vị hoàn thành (88,0%), trong đó 120 đúng hạn", "09 đơn vị chậm"...: what there is."""
    done, on_time = book.value(f"{prefix}.done"), book.value(f"{prefix}.ontime")
    found = [f"chưa có {noun} nào hoàn thành"]
    if done:
        share = token(f"{prefix}.share")
        found = [f"{token(f'{prefix}.done')} {noun} hoàn thành ({share}%)"]
        if on_time == done:
            found[0] += ", đều đúng hạn"
        elif not on_time:
            found[0] += ", đều chậm so với hạn"
        else:
            found[0] += f", trong đó {token(f'{prefix}.ontime')} {noun} đúng hạn"
    for part, words in (
        ("waiting", "đã báo cáo, đang chờ nghiệm thu"),
        ("doing", "đang thực hiện, chưa đến hạn"),
        ("late", "chậm so với hạn"),
    ):
        if book.value(f"{prefix}.{part}"):
            found.append(f"{token(f'{prefix}.{part}')} {noun} {words}")
    return found


def late_units(facts: Facts, given: list[Given]) -> str:
    """The late ones by name while they are few."""
    late = facts.in_protocol_order(one.unit for one in given if one.standing == Standing.LATE)
    if not 0 < len(late) <= 5:
        return ""
    return f" Còn chậm: {', '.join(facts.name(pk) for pk in late)}."


def _quotes(facts: Facts, given: list[Given], proofs: list[Proof]) -> str:
    """What units wrote themselves of work that was accepted, each once."""
    done = {one.pk for one in given if one.standing == Standing.DONE}
    order = {pk: place for place, pk in enumerate(facts.in_protocol_order(p.unit for p in proofs))}
    said: dict[str, str] = {}
    for proof in sorted(proofs, key=lambda p: (order[p.unit], p.pk)):
        if proof.assignment in done and proof.kind == "text" and proof.text not in said:
            said[proof.text] = facts.name(proof.unit)
    told = [f"{unit}: “{_short(text)}”" for text, unit in list(said.items())[:MOST_QUOTED]]
    return f" Cụ thể: {'; '.join(told)}." if told else ""


def _short(text: str) -> str:
    bare = text.rstrip(" .;").replace("{", "(").replace("}", ")")
    return bare if len(bare) <= LONGEST_QUOTE else bare[:LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"


def _pictures(facts: Facts, clause: PlanClause, proofs: list[Proof]) -> Iterator[Piece]:
    """The photos that came with the clause, for the officer to choose from."""
    photos = [
        {"evidence": p.pk, "file": p.file, "unit": facts.name(p.unit), "day": day_words(p.day)}
        for p in proofs
        if p.is_photo
    ]
    if photos:
        offered = {"offered": photos, "chosen": []}
        yield Piece(f"pictures:{clause.pk}", PassageKind.PICTURES, "", 3, clause.pk, offered)


def _sentence_case(title: str) -> str:
    """A heading in capitals reads as a sentence; the others stay as they are."""
    return title.capitalize() if title.isupper() else title
