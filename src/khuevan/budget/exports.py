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

from khuevan.budget.arithmetic import total
from khuevan.budget.models import Estimate, Line
from khuevan.kit.vietnamese import amount_in_words, format_date

WIDTHS = (5, 38, 30, 10, 10, 8, 14, 16, 16, 15, 30)
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
        look = styles(workbook)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.merge_range(0, 0, 0, len(WIDTHS) - 1, _("ESTIMATE"), look.title)
        sheet.merge_range(1, 0, 1, len(WIDTHS) - 1, estimate.title, look.title)
        sheet.merge_range(2, 0, 2, len(WIDTHS) - 1, _about(estimate), look.plain)
        last = write_table(sheet, HEAD, lines, look)
        sheet.merge_range(last + 1, 0, last + 1, len(WIDTHS) - 1, _in_words(lines), look.plain)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD)
    return file.getvalue()


def _about(estimate: Estimate) -> str:
    return _("Source: %(source)s. Day: %(day)s. Amounts in đồng.") % {
        "source": estimate.source or "–", "day": format_date(estimate.on),
    }  # fmt: skip


def _in_words(lines: Sequence[Line]) -> str:
    return _("In words: %(words)s.") % {"words": amount_in_words(total(x.granted for x in lines))}


def write_table(sheet: Worksheet, top: int, lines: Sequence[Line], look: Styles) -> int:
    """The headings, a row per line and the totals; gives back the row of the totals."""
    for place, words in enumerate(_headings()):
        sheet.write_string(top, place, words, look.head)
    for number, line in enumerate(lines, 1):
        _write_line(sheet, top + number, number, line, look)
    first, last = top + 2, top + 1 + len(lines)  # as the sheet counts, from 1
    row = top + 1 + len(lines)
    for place in range(len(WIDTHS)):
        sheet.write_blank(row, place, None, look.strong)
    sheet.write_string(row, 1, _("Total"), look.strong)
    sums = {7: total(x.proposed for x in lines), 8: total(x.granted for x in lines)}
    for place, value in {**sums, 9: sums[8] - sums[7]}.items():
        column = "ABCDEFGHIJK"[place]
        formula = f"=SUM({column}{first}:{column}{last})" if lines else "=0"
        sheet.write_formula(row, place, formula, look.sum, _plain(value))
    return row


def _headings() -> tuple[str, ...]:
    return (
        _("No."), _("Content"), _("Norm, source of the price"), _("Unit"), _("Quantity"), _("Times"),
        _("Unit price"), _("Proposed"), _("Appraised"), _("Difference"), _("Reason"),
    )  # fmt: skip


def _write_line(sheet: Worksheet, row: int, number: int, line: Line, look: Styles) -> None:
    at = row + 1
    told = (None, line.title, line.cited, line.unit, *[None] * 6, line.appraised_why)
    sheet.set_row(row, height_for(told, WIDTHS))
    sheet.write_number(row, 0, number, look.money)
    for place, words in ((1, line.title), (2, line.cited), (3, line.unit)):
        sheet.write_string(row, place, words, look.text)
    sheet.write_number(row, 4, line.quantity, look.number)
    sheet.write_number(row, 5, line.times, look.number)
    if line.price is None:
        sheet.write_blank(row, 6, None, look.money)
    else:
        sheet.write_number(row, 6, line.price, look.money)
    sheet.write_formula(row, 7, _product(line, at), look.money, _plain(line.proposed))
    if line.appraised is None:
        sheet.write_formula(row, 8, f"=H{at}", look.money, _plain(line.proposed))
    else:
        sheet.write_number(row, 8, line.appraised, look.money)
    sheet.write_formula(row, 9, f"=I{at}-H{at}", look.money, _plain(line.difference))
    sheet.write_string(row, 10, line.appraised_why, look.text)


def _product(line: Line, at: int) -> str:
    """Whole numbers multiply exactly; 2,5 x 1,15 does not in a spreadsheet's binary arithmetic, and
    half a đồng would fall to the wrong side: hundredths are counted in whole numbers first.
    """
    if line.quantity % 1 == 0 and line.times % 1 == 0:
        return f"=E{at}*F{at}*G{at}"
    return f"=ROUND(ROUND(E{at}*100,0)*ROUND(F{at}*100,0)*G{at}/10000,0)"


def _plain(value: Decimal) -> int:
    """What the file shows until a spreadsheet computes it anew."""
    return int(value)
