"""The settlement and the payment list as workbooks with live formulas; words are never formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from khuevan.budget.account import Account
from khuevan.budget.exports import LETTERS, LINE_HEIGHT, Styles, height_for, styles
from khuevan.budget.models import Payment, Voucher
from khuevan.budget.paylist import PayList
from khuevan.kit.vietnamese import amount_in_words, format_date

ACCOUNT = (5, 44, 17, 17, 17, 48)
PAYMENTS = (12, 44, 32, 24, 17, 44)
VOUCHERS = (5, 26, 18, 30, 12, 17, 40, 36, 74)
INDEX = (5, 44, 30, 20, 12, 17, 40, 74)
PAYEES = (5, 28, 34, 34, 16, 16, 16, 20)
TO_SIGN_IN = 36
"""Points: a hand needs room."""
Cell = str | Decimal | int | None


def settlement(
    stands: Account, payments: Iterable[Payment], vouchers: Iterable[Voucher]
) -> bytes:  # fmt: skip
    """Three sheets: approved beside paid, each payment, each voucher."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        look = styles(workbook)
        _account(workbook.add_worksheet(_("Settlement")), stands, look)
        _payments(workbook.add_worksheet(_("Payments")), payments, look)
        _vouchers(workbook.add_worksheet(_("Vouchers")), vouchers, look)
    return file.getvalue()


def _account(sheet: Worksheet, stands: Account, look: Styles) -> None:
    _head(sheet, _("SETTLEMENT"), stands.estimate.title, ACCOUNT, look)
    words = (
        _("No."), _("Content"), _("Approved"), _("Paid"), _("Difference"), _("Explained by"),
    )  # fmt: skip
    _row(sheet, 3, words, look, head=True)
    for number, line in enumerate(stands.lines, 1):
        at = 3 + number
        cells = (number, line.title, line.approved, line.paid, None, line.explained)
        _row(sheet, at, cells, look)
        sheet.set_row(at, height_for(cells, ACCOUNT))
        sheet.write_formula(at, 4, f"=D{at + 1}-C{at + 1}", look.money, int(line.difference))
    end = 4 + len(stands.lines)
    _row(sheet, end, (None, _("Total"), None, None, None, None), look, strong=True)
    sums = {2: stands.approved, 3: stands.paid, 4: stands.difference}
    _sums(sheet, end, 5, sums, look)
    said = _("Paid in words: %(words)s.") % {"words": amount_in_words(stands.paid)}
    sheet.merge_range(end + 1, 0, end + 1, 5, said, look.plain)


def _payments(sheet: Worksheet, payments: Iterable[Payment], look: Styles) -> None:
    _widths(sheet, PAYMENTS)
    words = (
        _("Paid on"), _("Content"), _("Payee"), _("Payment order"), _("Amount in đồng"), _("Reason"),
    )  # fmt: skip
    _row(sheet, 0, words, look, head=True)
    total, end = Decimal(0), 1
    for end, one in enumerate(payments, 1):
        cells = (
            format_date(one.on), one.line.title, one.payee, one.reference, one.net, one.why,
        )  # fmt: skip
        _row(sheet, end, cells, look)
        sheet.set_row(end, height_for(cells, PAYMENTS))
        total += one.net
    _row(sheet, end + 1, (None, _("Total"), None, None, None, None), look, strong=True)
    _sums(sheet, end + 1, 2, {4: total}, look)
    _across(sheet)


def _vouchers(sheet: Worksheet, vouchers: Iterable[Voucher], look: Styles) -> None:
    _widths(sheet, VOUCHERS)
    words = (
        _("No."), _("Kind"), _("Number"), _("Seller or issuer"), _("Its date"), _("Amount in đồng"),
        _("Proves"), _("File"), "SHA-256",
    )  # fmt: skip
    _row(sheet, 0, words, look, head=True)
    for number, one in enumerate(vouchers, 1):
        about = proves(one)
        cells = (
            number, one.get_kind_display(), one.number, one.seller, format_date(one.on), one.amount,
            about, file_name(number, one), one.sha256,
        )  # fmt: skip
        _row(sheet, number, cells, look)
        sheet.set_row(number, height_for(cells, VOUCHERS))
    _across(sheet)


def proves(voucher: Voucher) -> str:
    return "; ".join(line.title for line in voucher.lines.all()) or _("The whole")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the package: where it lies, what it is, and its hash."""

    path: str
    kind: str
    sha256: str
    voucher: Voucher | None = None


def index(title: str, entries: Iterable[Entry]) -> bytes:
    """The first sheet that a reader of the package opens: every file, every voucher."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        look, sheet = styles(workbook), workbook.add_worksheet(_("Index"))
        _head(sheet, _("INDEX OF THE SETTLEMENT"), title, INDEX, look)
        words = (
            _("No."), _("File"), _("Kind"), _("Number"), _("Its date"), _("Amount in đồng"),
            _("Proves"), "SHA-256",
        )  # fmt: skip
        _row(sheet, 3, words, look, head=True)
        for number, one in enumerate(entries, 1):
            cells = (number, one.path, one.kind, *_of_voucher(one.voucher), one.sha256)
            _row(sheet, 3 + number, cells, look)
            sheet.set_row(3 + number, height_for(cells, INDEX))
        sheet.repeat_rows(3)
    return file.getvalue()


def _of_voucher(one: Voucher | None) -> tuple[Cell, ...]:
    return (one.number, format_date(one.on), one.amount, proves(one)) if one else ("", "", None, "")


def file_name(number: int, voucher: Voucher) -> str:
    """How a voucher is called in the package: in the order of the sheet."""
    return f"{number:02d}-{voucher.file.name}"


def payment_list(title: str, on: date, made: PayList) -> bytes:
    """With a column for signatures; the tax is a formula, its rate and limit stand above."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        look, sheet = styles(workbook), workbook.add_worksheet(_("Payment list"))
        _head(sheet, _("PAYMENT LIST"), title, PAYEES, look)
        _withholding(sheet, made, look)
        words = (
            _("No."), _("Full name"), _("Position, unit"), _("Content"), _("Amount before tax"),
            _("Tax withheld"), _("Net amount"), _("Signature"),
        )  # fmt: skip
        _row(sheet, 4, words, look, head=True)
        for row in made.rows:
            _payee(sheet, 4 + row.number, row, look)
        end = 5 + len(made.rows)
        _row(sheet, end, (None, _("Total"), *[None] * 6), look, strong=True)
        sums = {4: made.amount}
        if made.tax is not None and made.net is not None:
            sums |= {5: made.tax, 6: made.net}
        _sums(sheet, end, 6, sums, look)
        known = made.net is not None
        told = (
            _("Net amount in words: %(words)s.") if known else _("Before tax, in words: %(words)s.")
        )
        said = told % {"words": amount_in_words(made.amount if made.net is None else made.net)}
        sheet.merge_range(end + 1, 0, end + 1, 7, said, look.plain)
        sheet.merge_range(end + 2, 0, end + 2, 7, format_date(on), look.plain)
        for start, stop, office in ((0, 2, _("PREPARED BY")), (3, 4, _("ACCOUNTANT IN CHARGE")),
                                    (5, 7, _("HEAD OF THE UNIT"))):  # fmt: skip
            sheet.merge_range(end + 4, start, end + 4, stop, office, look.title)
    return file.getvalue()


def _withholding(sheet: Worksheet, made: PayList, look: Styles) -> None:
    if made.rule is None:
        words = _("No norm of withholding is in force on the day: the tax is written by hand.")
        sheet.merge_range(2, 0, 2, 7, words, look.plain)
        return
    sheet.write_string(2, 3, _("Tax withheld, per cent; from an amount of"), look.text)
    sheet.write_number(2, 4, made.rule.percent, look.number)
    sheet.write_number(2, 5, made.rule.least, look.money)
    sheet.write_string(2, 6, made.rule.cited, look.text)


def _payee(sheet: Worksheet, at: int, row: Any, look: Styles) -> None:
    cells = (row.number, row.name, row.post, row.content, row.amount, None, None, None)
    _row(sheet, at, cells, look)
    sheet.set_row(at, max(TO_SIGN_IN, height_for(cells, PAYEES)))
    if row.tax is None:
        return
    line = at + 1
    tax = f"=IF(E{line}>=$F$3,ROUND(E{line}*$E$3/100,0),0)"
    sheet.write_formula(at, 5, tax, look.money, int(row.tax))
    sheet.write_formula(at, 6, f"=E{line}-F{line}", look.money, int(row.net))


def _head(
    sheet: Worksheet, kind: str, title: str, widths: Sequence[int], look: Styles
) -> None:  # fmt: skip
    _widths(sheet, widths)
    sheet.merge_range(0, 0, 0, len(widths) - 1, kind, look.title)
    sheet.merge_range(1, 0, 1, len(widths) - 1, title, look.title)
    _across(sheet)


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)


def _across(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.fit_to_pages(1, 0)


def _row(
    sheet: Worksheet, at: int, cells: Sequence[Cell], look: Styles, *, head: bool = False,
    strong: bool = False,
) -> None:  # fmt: skip
    if head:
        sheet.set_row(at, 2 * LINE_HEIGHT)
    for place, value in enumerate(cells):
        if value is None:
            sheet.write_blank(at, place, None, look.strong if strong else look.text)
        elif isinstance(value, str):
            style = look.head if head else look.strong if strong else look.text
            sheet.write_string(at, place, value, style)
        else:
            sheet.write_number(at, place, value, look.money)


def _sums(
    sheet: Worksheet, at: int, first: int, sums: dict[int, Decimal], look: Styles
) -> None:  # fmt: skip
    """Totals over the rows from ``first`` (as the sheet counts, from 1) to the one above."""
    for place, value in sums.items():
        column = LETTERS[place]
        formula = f"=SUM({column}{first}:{column}{at})" if at >= first else "=0"
        sheet.write_formula(at, place, formula, look.sum, int(value))
