"""The roster as a sheet: units with their focal point and work addresses, read and compared."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit import differences, spreadsheets
from khuevan.kit.differences import Comparison
from khuevan.kit.spreadsheets import Field, Row, RowError
from khuevan.kit.vietnamese import format_date, phone
from khuevan.people.enums import ContactKind
from khuevan.people.models import ContactPoint, FocalPoint, Organisation

FIELDS = (
    Field("code", gettext_lazy("Code"), ("Mã", "Mã đơn vị"), required=True),
    Field("name_vi", gettext_lazy("Official name"), ("Tên đơn vị",)),
    Field("name_en", gettext_lazy("English name")),
    Field("short_name", gettext_lazy("Short name")),
    Field("focal", gettext_lazy("Focal point"), ("Đầu mối", "Họ và tên đầu mối")),
    Field("since", gettext_lazy("Focal point since"), kind="date"),
    Field("email", gettext_lazy("Registered e-mail"), ("Thư điện tử", "Email")),
    Field("phone", gettext_lazy("Registered phone"), ("Điện thoại", "Số điện thoại")),
)
LABELS = {field.name: field.label for field in FIELDS}
LONGEST = {"name_vi": 200, "name_en": 200, "short_name": 80, "focal": 120, "email": 200}


def with_roster(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Units with their open focal points and registered addresses, in three queries."""
    open_focal = FocalPoint.objects.filter(valid_to=None).select_related("person")
    registered = ContactPoint.objects.filter(is_registered=True)
    return organisations.prefetch_related(
        Prefetch("focal_points", open_focal, to_attr="open_focal"),
        Prefetch("contacts", registered, to_attr="registered"),
    )


def values(organisation: Organisation) -> dict[str, str]:
    """The roster's fields of a unit that came from `with_roster`, as text."""
    focal = next(iter(organisation.open_focal), None)  # type: ignore[attr-defined]  # prefetched
    return {
        "name_vi": organisation.name_vi,
        "name_en": organisation.name_en,
        "short_name": organisation.short_name,
        "focal": focal.person.full_name if focal else "",
        "since": format_date(focal.valid_from) if focal else "",
        "email": address(organisation, ContactKind.EMAIL),
        "phone": address(organisation, ContactKind.PHONE),
    }


def address(organisation: Organisation, kind: ContactKind) -> str:
    registered: list[ContactPoint] = organisation.registered  # type: ignore[attr-defined]  # prefetched
    return next((contact.value for contact in registered if contact.kind == kind), "")


def compare(content: bytes) -> Comparison:
    """Read a sheet and set it beside what is stored. Writes nothing."""
    sheet = spreadsheets.read(content, FIELDS)
    codes = [row.text("code") for row in sheet.rows]
    found = with_roster(Organisation.objects.filter(code__in=codes))
    stored = {unit.code: values(unit) for unit in found}
    errors = [
        *sheet.errors,
        *spreadsheets.repeated(sheet.rows, "code", str(LABELS["code"])),
        *_unknown(sheet.rows, stored),
    ]
    after = {}
    for row in sheet.rows:
        fields = _fields(row)
        errors.extend(_wrong(row, fields, stored.get(row.text("code"), {})))
        label = stored.get(row.text("code"), {}).get("name_vi") or row.text("code")
        after[row.text("code")] = differences.Record(label, fields, row.number)
    before = {code: differences.Record(kept["name_vi"], kept) for code, kept in stored.items()}
    errors.sort(key=lambda error: error.row)
    return Comparison(differences.compare(before, after), tuple(errors), sheet.ignored)


def _fields(row: Row) -> dict[str, str]:
    """Only the columns that the sheet has; a column left out changes nothing."""
    fields = {name: row.text(name) for name in row.values if name != "code"}
    if "phone" in fields:
        fields["phone"] = phone(fields["phone"])
    if "email" in fields:
        fields["email"] = fields["email"].lower()
    return fields


def _unknown(rows: Iterable[Row], stored: dict[str, dict[str, str]]) -> Iterable[RowError]:
    for row in rows:
        if row.text("code") not in stored:
            message = _(
                "There is no unit with the code “%(code)s”. Add it first, or mend the code."
            )
            yield RowError(row.number, str(LABELS["code"]), message % {"code": row.text("code")})


def _wrong(row: Row, fields: dict[str, str], kept: dict[str, str]) -> Iterable[RowError]:
    for name in ("name_vi", "short_name"):
        if name in fields and not fields[name]:
            yield RowError(row.number, str(LABELS[name]), _("A unit cannot be without this name."))
    for name, longest in LONGEST.items():
        if len(fields.get(name, "")) > longest:
            message = _("Longer than %(count)d letters.") % {"count": longest}
            yield RowError(row.number, str(LABELS[name]), message)
    if fields.get("email") and not _is_address(fields["email"]):
        message = _("“%(text)s” is not an e-mail address.") % {"text": fields["email"]}
        yield RowError(row.number, str(LABELS["email"]), message)
    if row.text("phone") and not fields.get("phone"):
        message = _("“%(text)s” is not a telephone number.") % {"text": row.text("phone")}
        yield RowError(row.number, str(LABELS["phone"]), message)
    if fields.get("since") and not fields.get("focal", kept.get("focal")):
        message = _("A day without a focal point: write the name too, or empty this cell.")
        yield RowError(row.number, str(LABELS["since"]), message)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
