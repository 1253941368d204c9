"""The roster of a class as a sheet: reading it, and what it would change. Writes nothing.

A row is found by the number of its seat and proved by the code of its unit; the other words of the
unit, the day of the nomination and the letter stand there for people and change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit import differences, spreadsheets
from khuevan.kit.differences import Comparison
from khuevan.kit.errors import Refused
from khuevan.kit.spreadsheets import Field, Row, RowError
from khuevan.kit.vietnamese import phone
from khuevan.training.enums import HAS_NOMINEE, SeatState
from khuevan.training.models import ClassRun
from khuevan.training.nominees import Nominee, tidied

FIELDS = (
    Field("seat", gettext_lazy("Seat"), ("Chỗ", "Chỗ số", "Số chỗ"), required=True),
    Field("code", gettext_lazy("Unit code"), ("Mã", "Mã đơn vị"), required=True),
    Field("unit", gettext_lazy("Unit"), ("Đơn vị", "Tên đơn vị")),
    Field("full_name", gettext_lazy("Full name"), ("Họ và tên", "Họ tên")),
    Field("position", gettext_lazy("Position"), ("Chức vụ", "Chức danh")),
    Field("phone", gettext_lazy("Work phone"), ("Điện thoại", "Số điện thoại")),
    Field("email", gettext_lazy("Work e-mail"), ("Thư điện tử", "Email")),
    Field("named", gettext_lazy("Named on"), ("Ngày cử",)),
    Field("state", gettext_lazy("State"), ("Trạng thái",)),
    Field("letter", gettext_lazy("Letter of the unit"), ("Công văn", "Công văn cử")),
)
LABELS = {field.name: field.label for field in FIELDS}
CHANGED = ("full_name", "position", "phone", "email")
"""What a sheet may change of a seat; the rest says which seat it is."""


@dataclass(frozen=True, slots=True)
class Held:
    """A seat as it stands, for comparing."""

    pk: int
    code: str
    unit: str
    state: str
    fields: dict[str, str]
    not_focal_why: str


def held(run: ClassRun) -> dict[str, Held]:
    """Every seat by its number, with its nominee's words."""
    rows: Any = run.seats.with_nominees().select_related("organisation")
    return {str(row.number): _held(row) for row in rows}


def _held(row: Any) -> Held:
    fields = {name: getattr(row, f"nominee_{name}") or "" for name in CHANGED}
    return Held(
        row.pk, row.organisation.code, row.organisation.name_vi, row.state, fields,
        row.nominee_not_focal_why or "",
    )  # fmt: skip


def compare(run: ClassRun, content: bytes) -> Comparison:
    sheet = spreadsheets.read(content, FIELDS)
    stored = held(run)
    errors = [*sheet.errors, *_repeated(sheet.rows)]
    after: dict[str, differences.Record] = {}
    for row in sheet.rows:
        own = stored.get(key_of(row))
        found = list(_misplaced(row, own))
        if own and not found:
            fields = _fields(row)
            found += _wrong(row, fields, own)
            after[key_of(row)] = differences.Record(own.unit, fields, row.number)
        errors += found
    # A seat that the sheet leaves out is left as it is.
    before = {key: differences.Record(stored[key].unit, stored[key].fields) for key in after}
    difference = differences.compare(before, after)
    errors.sort(key=lambda error: error.row)
    return Comparison(difference, tuple(errors), sheet.ignored)


def key_of(row: Row) -> str:
    return row.text("seat").lstrip("0")


def _fields(row: Row) -> dict[str, str]:
    """Only the columns that the sheet has; a column left out changes nothing."""
    fields = {name: " ".join(row.text(name).split()) for name in row.values if name in CHANGED}
    if "phone" in fields:
        fields["phone"] = phone(fields["phone"]) or fields["phone"]
    if "email" in fields:
        fields["email"] = fields["email"].lower()
    return fields


def _repeated(rows: Iterable[Row]) -> Iterable[RowError]:
    seen: dict[str, int] = {}
    for row in rows:
        key = key_of(row)
        if key in seen:
            message = _("Seat %(seat)s stands in row %(row)d already: a seat has one nominee.")
            yield RowError(
                row.number, str(LABELS["seat"]), message % {"seat": key, "row": seen[key]}
            )
        seen.setdefault(key, row.number)


def _misplaced(row: Row, own: Held | None) -> Iterable[RowError]:
    if own is None:
        message = _("The class has no seat “%(seat)s”. Start from the sheet that this page gives.")
        yield RowError(row.number, str(LABELS["seat"]), message % {"seat": row.text("seat")})
    elif row.text("code") != own.code:
        message = _("Seat %(seat)s belongs to %(unit)s, code %(code)s, not to “%(found)s”.")
        facts = {"seat": key_of(row), "unit": own.unit, "code": own.code, "found": row.text("code")}
        yield RowError(row.number, str(LABELS["code"]), message % facts)


def _wrong(row: Row, fields: Mapping[str, str], own: Held) -> Iterable[RowError]:
    """Only rows that change something are looked at: what stands was taken once."""
    whole = own.fields | dict(fields)
    if whole == own.fields:
        return
    label = str(LABELS["full_name"])
    if not whole["full_name"]:
        if own.fields["full_name"]:
            message = _("A nominee is not taken away by emptying the row: the unit says on its page "
                        "that it sends nobody.")  # fmt: skip
        else:
            message = _("Write the full name too, or leave the whole row empty.")
        yield RowError(row.number, label, message)
        return
    if own.state not in HAS_NOMINEE | {SeatState.OPEN, SeatState.DECLINED}:
        yield RowError(row.number, label, _("This seat is not changed any more."))
        return
    try:
        tidied(nominee_of(whole, own))
    except Refused as refused:
        yield RowError(row.number, label, str(refused))


def nominee_of(fields: Mapping[str, str], own: Held) -> Nominee:
    is_same = fields["full_name"] == own.fields["full_name"]
    return Nominee(
        full_name=fields["full_name"], position=fields["position"], phone=fields["phone"],
        email=fields["email"], not_focal_why=own.not_focal_why if is_same else "",
    )  # fmt: skip
