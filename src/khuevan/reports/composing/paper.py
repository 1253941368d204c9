"""A kept consolidation as the document that is to be written, with its trace on demand."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from PIL import Image

from khuevan.assignments.models import Evidence
from khuevan.documents.models import StoredFile
from khuevan.people.enums import OrganisationKind, Role
from khuevan.people.models import Organisation, User
from khuevan.plans.models import Plan
from khuevan.reports import charts
from khuevan.reports.composing import tokens
from khuevan.reports.composing.display import Show, Value, shower, values_of
from khuevan.reports.composing.facts import vietnamese_date as day_words
from khuevan.reports.composing.figures import Row, shown
from khuevan.reports.composing.general import about
from khuevan.reports.enums import PassageKind
from khuevan.reports.models import Consolidation, Figure, Passage
from khuevan.vanban.composition import (
    Addressee,
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

PICTURE_SIDE = 1400
MOST_ROWS = 5000
"""Rows of the trace in the document; beyond that it names the page that shows all."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues the report: the department as documents write it."""

    organisation: Organisation
    parent: str
    symbol: str
    place: str
    signer: str
    title: str
    mark: str


def composition(
    consolidation: Consolidation, office: Office, *, with_trace: bool = False
) -> Composition:
    """The report as a value: the same rows give the same value."""
    figures = {one.code: one for one in consolidation.figures.all()}
    values = values_of(figures)
    passages = [one for one in consolidation.passages.all() if not one.is_left_out]
    photos = _photos(passages)
    body = [block for one in passages for block in blocks(one, values, photos)]
    appendices = [_table_appendix(one, values) for one in passages if one.facts.get("appendix")]
    if with_trace:
        appendices.append(trace(passages, figures))
    kind = consolidation.cycle.type
    recipients = addressees(kind.addressed_to)
    return Composition(
        type_code="BC",
        issuer=office.organisation.name_vi.upper(),
        parent_issuer=office.parent,
        symbol=office.symbol,
        place=office.place,
        subject=subject(consolidation),
        bases=tuple(bases(consolidation.plan, kind.legal_basis)),
        addressed_to=tuple(one.name for one in recipients),
        body=tuple(body),
        signatures=(Signature(office=office.title, name=office.signer),),
        recipients=recipients,
        archive=f"VT, {office.mark}" if office.mark else "VT",
        appendices=tuple(_numbered(appendices)),
    )


def subject(consolidation: Consolidation) -> str:
    """ "Kết quả công tác thông tin đối ngoại quý III năm 2026": the type stands above it already."""
    return f"Kết quả {about(consolidation.cycle.label)}"


def bases(plan: Plan | None, legal_basis: str) -> Iterator[str]:
    """The legal ground of the report regime, then the plan that it is about."""
    for line in legal_basis.splitlines():
        if words := line.strip(" ;."):
            yield words if words.lower().startswith("căn cứ") else f"Căn cứ {words}"
    if plan and plan.number:
        day = f" ngày {day_words(plan.date)}" if plan.date else ""
        issuer = f" của {plan.issuer.name_vi}" if plan.issuer else ""
        yield f"Căn cứ Kế hoạch số {plan.number}{day}{issuer} về {_lower(plan.title)}"


def _lower(title: str) -> str:
    return f"{title[:1].lower()}{title[1:]}" if title[:2] != title[:2].upper() else title


def addressees(words: str) -> tuple[Addressee, ...]:
    """One a line, as whoever keeps a report type writes them."""
    lines = [line.strip(" -;.") for line in words.splitlines() if line.strip()]
    return tuple(_addressee(line) for line in lines)


def _addressee(line: str) -> Addressee:
    """ "Ban Chỉ đạo (để báo cáo)" -> the name and what it gets the report for."""
    name, _bracket, purpose = line.partition("(")
    return Addressee(name.strip(), purpose.strip(" )"))


def office_of(plan: Plan | None, by: User) -> Office:
    """The department whose report it is: the plan's issuer, else that of the officer."""
    own = plan.issuer if plan and plan.issuer else _department(by.organisation)
    if own is None:
        own = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT).order_by("pk").first()
    if own is None:
        own = Organisation(name_vi="CƠ QUAN BAN HÀNH", code="CQ", short_name="Cơ quan")
    symbol = plan.symbol.partition("-")[2] if plan and "-" in plan.symbol else own.code
    heads = User.objects.filter(role=Role.DIRECTOR, is_active=True)[:2]
    parent = own.parent.short_name if own.parent else ""
    room = by.organisation.code.rpartition("-")[2] if by.organisation else ""
    return Office(
        organisation=own,
        parent=parent.replace("UBND Thành phố", "UBND THÀNH PHỐ HÀ NỘI").upper(),
        symbol=f"BC-{symbol}",
        place="Hà Nội",
        signer=heads[0].full_name if len(heads) == 1 else "",
        title="GIÁM ĐỐC",
        mark=room,
    )


def _department(unit: Organisation | None) -> Organisation | None:
    while unit is not None and unit.kind == OrganisationKind.INTERNAL:
        unit = unit.parent
    return unit


# -- blocks


def blocks(
    passage: Passage, values: dict[str, Value], photos: dict[int, tuple[StoredFile, str]]
) -> Iterator[Block]:
    """A passage as blocks of the document; a table that is an appendix stands there instead."""
    facts, show = passage.facts, shower(values, padded=True)
    text = tokens.filled(passage.said, show)
    match PassageKind(passage.kind):
        case PassageKind.HEADING:
            yield Heading(str(facts.get("label", "")), text)
        case PassageKind.TABLE:
            if not facts.get("appendix"):
                yield table(facts, values)
        case PassageKind.CHART:
            caption, alt = str(facts["caption"]), charts.alt(facts, values)
            yield Picture(charts.png(facts, values), caption, alt)
        case PassageKind.PICTURES:
            yield from _pictures(facts, photos)
        case PassageKind.CLAUSE:
            yield Item(str(facts["label"]), str(facts["quote"]))
            if text:
                yield Paragraph(text)
        case _:
            label = facts.get("label")
            yield Item(str(label), text) if label else Paragraph(text)


def table(facts: dict[str, object], values: dict[str, Value]) -> Table:
    show = shower(values)
    rows = _rows(facts.get("rows"))
    return Table(
        head=tuple(_strings(facts.get("head"))),
        rows=tuple(tuple(tokens.filled(cell, show) for cell in row) for row in rows),
        caption=str(facts.get("caption", "")),
        widths=tuple(_whole(facts.get("widths"))),
        numeric=frozenset(_whole(facts.get("numeric"))),
    )


def _rows(kept: object) -> list[list[str]]:
    return [_strings(row) for row in kept] if isinstance(kept, list) else []


def _strings(kept: object) -> list[str]:
    return [str(one) for one in kept] if isinstance(kept, list) else []


def _whole(kept: object) -> list[int]:
    return [int(one) for one in kept] if isinstance(kept, list) else []


def _photos(passages: Iterable[Passage]) -> dict[int, tuple[StoredFile, str]]:
    """Evidence id -> its file and whether it still stands, of the pictures that were chosen."""
    chosen = [pk for one in passages for pk in one.facts.get("chosen", ())]
    rows = Evidence.objects.standing().filter(pk__in=chosen, file__isnull=False)
    return {one.pk: (one.file, one.text) for one in rows.select_related("file") if one.file}


def _pictures(
    facts: dict[str, object], photos: dict[int, tuple[StoredFile, str]]
) -> Iterator[Picture]:
    offered = facts.get("offered")
    known = {one["evidence"]: one for one in offered} if isinstance(offered, list) else {}
    for pk in _whole(facts.get("chosen")):
        if pk in known and pk in photos:
            stored, words = photos[pk]
            caption = f"{known[pk]['unit']}, ngày {known[pk]['day']}"
            caption = f"{' '.join(words.split())} ({caption})" if words else caption
            yield Picture(smaller(stored), caption, caption, 110)


def smaller(stored: StoredFile) -> bytes:
    """A photo as large as paper needs it; the same photo gives the same bytes."""
    with stored.content.open("rb") as file, Image.open(file) as image:
        picture = image.convert("RGB")
        picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=82)
    return target.getvalue()


# -- appendices


def _table_appendix(passage: Passage, values: dict[str, Value]) -> Appendix:
    return Appendix(str(passage.facts["appendix"]), (table(passage.facts, values),))


def _numbered(appendices: Sequence[Appendix]) -> Iterator[Appendix]:
    yield from appendices


def trace(passages: Iterable[Passage], figures: dict[str, Figure]) -> Appendix:
    """Every figure of the text with its rows: label, share, day; sums to be checked by hand."""
    body: list[Block] = [
        Paragraph(
            "Mỗi số liệu trong báo cáo được liệt kê cùng các dòng dữ liệu tạo nên số đó. "
            "Cột “Góp” là phần của từng dòng; trừ tỷ lệ và số tính theo công thức, các phần cộng "
            "lại bằng số trong báo cáo."
        )
    ]
    show = shower(values_of(figures))
    left, number = MOST_ROWS, 0
    for code in shown_codes(passages):
        figure = figures.get(code)
        if figure is None or left <= 0:
            continue
        number += 1
        left -= len(figure.rows)
        body += _trace_of(number, figure, figures, show)
    if left <= 0:
        body.append(Paragraph("Các số liệu còn lại xem trên hệ thống."))
    return Appendix("Nguồn số liệu", tuple(body))


def _trace_of(
    number: int, figure: Figure, figures: dict[str, Figure], show: Show
) -> Iterator[Block]:
    how = f"; cách tính: {words_of(figure.formula, figures)}" if figure.formula else ""
    yield Heading(f"{number}.", f"{figure.label}: {show(figure.code)}{how}")
    if figure.problem:
        yield Paragraph(figure.problem)
    rows = [Row.unpacked(kept) for kept in figure.rows]
    if rows:
        yield Table(
            head=("TT", "Nguồn", "Ngày", "Góp"),
            rows=tuple(
                (str(place), row.label, _day(row.day), shown(row.share))
                for place, row in enumerate(rows, 1)
            ),
            widths=(8, 62, 16, 14),
            numeric=frozenset({3}),
        )


def words_of(formula: str, figures: dict[str, Figure]) -> str:
    """A formula over codes in the words of their figures."""
    words = formula
    for code in sorted(figures, key=len, reverse=True):
        if code in words and "." in code:
            words = words.replace(code, f"“{figures[code].label}”")
    return words


def _day(day: date | None) -> str:
    return day_words(day)


def shown_codes(passages: Iterable[Passage]) -> list[str]:
    """The codes that readers of the document see, in their order, each once."""
    found: dict[str, None] = {}
    for one in passages:
        kept = (
            one.facts.get("rows", []) if one.kind in (PassageKind.TABLE, PassageKind.CHART) else []
        )
        texts = [one.said, *(str(cell) for row in kept for cell in row)]
        found |= dict.fromkeys(tokens.codes(" ".join(texts)))
    return list(found)
