"""An estimate as a workbook whose amounts are live formulas; words are never formulas."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khuevan.budget.arithmetic import Terms, total
from khuevan.budget.models import Estimate, Line
from khuevan.kit.vietnamese import amount_in_words, format_date

PROPOSED = (5, 34, 24, 9, 9, 7, 12, 14)
WIDTHS = (*PROPOSED, 9, 7, 12, 14, 13, 24)
"""Of the columns: once it is appraised, its terms and amounts stand beside those proposed."""
HEAD = 4
"""Rows above the table."""


@dataclass(frozen=True, slots=True)
class Styles:
    title: Format
    head: Format
    text: Format
    number: Format
    money: Format
    strong: Format
    sum: Format
    plain: Format


def styles(workbook: Workbook) -> Styles:
    def style(**more: Any) -> Format:
        return workbook.add_format({"font_name": "Times New Roman", "valign": "top"} | more)

    border: dict[str, Any] = {"border": 1}
    money = border | {"num_format": "#,##0"}
    return Styles(
        style(bold=True, font_size=14, align="center"),
        style(bold=True, align="center", text_wrap=True, **border),
        style(text_wrap=True, num_format="@", **border),
        style(**border | {"num_format": "#,##0.##"}),
        style(**money), style(bold=True, **border), style(bold=True, **money),
        style(italic=True, text_wrap=True),
    )  # fmt: skip


LETTERS = "ABCDEFGHIJKLMNOP"
LINE_HEIGHT = 15
"""Points; a spreadsheet does not make rows taller by itself for words that wrap."""


def height_for(cells: Sequence[object], widths: Sequence[int]) -> int:
    """How tall a row must be for its longest cell to show whole."""
    lines = [
        math.ceil(len(words) * 1.1 / width)
        for words, width in zip(cells, widths, strict=False) if isinstance(words, str)
    ]  # fmt: skip
    return LINE_HEIGHT * max([1, *lines])


def to_xlsx(estimate: Estimate, lines: Sequence[Line]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(_("Estimate"))
        look, widths = styles(workbook), widths_of(lines)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        end = len(widths) - 1
        sheet.merge_range(0, 0, 0, end, _("ESTIMATE"), look.title)
        sheet.merge_range(1, 0, 1, end, estimate.title, look.title)
        sheet.merge_range(2, 0, 2, end, _about(estimate), look.plain)
        last = write_table(sheet, HEAD, lines, look)
        sheet.merge_range(last + 1, 0, last + 1, end, _in_words(lines), look.plain)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD, HEAD + 1)
    return file.getvalue()


def is_appraised(lines: Sequence[Line]) -> bool:
    return any(line.appraised is not None for line in lines)


def widths_of(lines: Sequence[Line]) -> tuple[int, ...]:
    return WIDTHS if is_appraised(lines) else PROPOSED


def _about(estimate: Estimate) -> str:
    return _("Source: %(source)s. Day: %(day)s. Amounts in đồng.") % {
        "source": estimate.source or "–", "day": format_date(estimate.on),
    }  # fmt: skip


def _in_words(lines: Sequence[Line]) -> str:
    return _("In words: %(words)s.") % {"words": amount_in_words(total(x.granted for x in lines))}


def write_table(sheet: Worksheet, top: int, lines: Sequence[Line], look: Styles) -> int:
    """Two rows of headings, a row per line and the totals; gives back the row of the totals."""
    _write_headings(sheet, top, look, appraised=is_appraised(lines))
    for number, line in enumerate(lines, 1):
        _write_line(sheet, top + 1 + number, number, line, look)
        if is_appraised(lines):
            _write_appraised(sheet, top + 1 + number, line, look)
    first, last = top + 3, top + 2 + len(lines)  # as the sheet counts, from 1
    row = top + 2 + len(lines)
    for place in range(len(widths_of(lines))):
        sheet.write_blank(row, place, None, look.strong)
    sheet.write_string(row, 1, _("Total"), look.strong)
    for place, value in _sums(lines).items():
        column = LETTERS[place]
        formula = f"=SUM({column}{first}:{column}{last})" if lines else "=0"
        sheet.write_formula(row, place, formula, look.sum, _plain(value))
    return row


def _sums(lines: Sequence[Line]) -> dict[int, Decimal]:
    proposed, granted = total(x.proposed for x in lines), total(x.granted for x in lines)
    if not is_appraised(lines):
        return {7: proposed}
    return {7: proposed, 11: granted, 12: granted - proposed}


def _write_headings(sheet: Worksheet, top: int, look: Styles, *, appraised: bool) -> None:
    terms = (_("Quantity"), _("Times"), _("Unit price"), _("Amount"))
    alone = {0: _("No."), 1: _("Content"), 2: _("Norm, source of the price"), 3: _("Unit")}
    groups = {4: _("Proposed")}
    if appraised:
        alone |= {12: _("Difference"), 13: _("Remark of the appraisal")}
        groups[8] = _("Appraised")
    for place, words in alone.items():
        sheet.merge_range(top, place, top + 1, place, words, look.head)
    for start, title in groups.items():
        sheet.merge_range(top, start, top, start + 3, title, look.head)
        for place, words in enumerate(terms, start):
            sheet.write_string(top + 1, place, words, look.head)


def _write_line(sheet: Worksheet, row: int, number: int, line: Line, look: Styles) -> None:
    told = (None, line.title, line.cited, line.unit, *[None] * 9, line.appraised_why)
    sheet.set_row(row, height_for(told, WIDTHS))
    sheet.write_number(row, 0, number, look.money)
    for place, words in ((1, line.title), (2, line.cited), (3, line.unit)):
        sheet.write_string(row, place, words, look.text)
    _write_terms(sheet, row, 4, line.terms, line.proposed, look)


def _write_appraised(sheet: Worksheet, row: int, line: Line, look: Styles) -> None:
    """A line that was struck keeps its rate and loses its quantity: the formula says nought."""
    _write_terms(sheet, row, 8, line.granted_terms, line.granted, look)
    at = row + 1
    sheet.write_formula(row, 12, f"=L{at}-H{at}", look.money, _plain(line.difference))
    words = line.appraised_why
    if line.is_struck:
        words = _("Struck: %(why)s") % {"why": words}
    sheet.write_string(row, 13, words, look.text)


def _write_terms(
    sheet: Worksheet, row: int, start: int, terms: Terms, amount: Decimal, look: Styles
) -> None:  # fmt: skip
    """Quantity, times, price and, as a formula of the three, the amount."""
    sheet.write_number(row, start, terms.quantity, look.number)
    sheet.write_number(row, start + 1, terms.times, look.number)
    if terms.price is None:
        sheet.write_blank(row, start + 2, None, look.money)
    else:
        sheet.write_number(row, start + 2, terms.price, look.money)
    cells = [f"{LETTERS[start + step]}{row + 1}" for step in range(3)]
    sheet.write_formula(row, start + 3, _product(terms, *cells), look.money, _plain(amount))


def _product(terms: Terms, quantity: str, times: str, price: str) -> str:
    """Whole numbers multiply exactly; 2,5 x 1,15 does not in a spreadsheet's binary arithmetic, and
    half a đồng would fall to the wrong side: hundredths are counted in whole numbers first.
    """
    if terms.quantity % 1 == 0 and terms.times % 1 == 0:
        return f"={quantity}*{times}*{price}"
    return f"=ROUND(ROUND({quantity}*100,0)*ROUND({times}*100,0)*{price}/10000,0)"


def _plain(value: Decimal) -> int:
    """What the file shows until a spreadsheet computes it anew."""
    return int(value)
