"""A whole document as a plain text file: fields, a blank line, the body in its text form.

Loại: Kế hoạch
Cơ quan chủ quản: UBND THÀNH PHỐ HÀ NỘI
Cơ quan: SỞ VĂN HÓA VÀ THỂ THAO
Ký hiệu: KH-SVHTT
Địa danh: Hà Nội
Trích yếu: Tổ chức triển khai ...
Căn cứ Quyết định số 16/2020/QĐ-UBND ...
Nơi nhận: UBND Thành phố (để b/c)
Lưu: VT, TTBCXB
Ký: KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / Trần Thị Hương

I. MỤC ĐÍCH
...
=== Phụ lục ngang: Danh mục nhiệm vụ
...
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from khuevan.vanban.catalogue import TYPES, type_named, type_of
from khuevan.vanban.composition import (
    Addressee,
    Appendix,
    Authority,
    Block,
    Composition,
    Picture,
    Regime,
    Signature,
    Urgency,
)
from khuevan.vanban.numbers import make_date
from khuevan.vanban.writing import errors
from khuevan.vanban.writing.tidy import line
from khuevan.vanban.writing.wording import body_from_text, body_to_text

_GROUND = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Thực hiện)\s(?!.{0,12}:)")
_FIELD = re.compile(r"(?P<name>[^:]{2,24}):\s*(?P<value>.*)$")
_APPENDIX = re.compile(
    r"===\s*Phụ lục(?P<across>\s+ngang)?\s*(?::\s*(?P<title>.*))?$", re.IGNORECASE
)
_PICTURE = re.compile(r"^(!\[.*\])\((?!picture:)([^()]+)\)\s*$")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})$")
_PURPOSE = re.compile(r"^(?P<name>.*\S)\s*\((?P<purpose>[^()]*)\)$")
_AUTHORITIES = {one.value.rstrip("."): one for one in Authority if one.value}
_SIGNED = re.compile(r"^(TM|Q|KT|TL|TUQ)\.\s+(.+)$")
_PARTY = "Đảng"

_ONE = {
    "Cơ quan": "issuer", "Cơ quan chủ quản": "parent_issuer", "Ký hiệu": "symbol", "Địa danh": "place",
    "Trích yếu": "subject", "Thẩm quyền": "enacted_by", "Lưu": "archive", "Soạn thảo": "drafter_mark",
    "Liên hệ": "contact", "Xác nhận": "endorsement",
}  # fmt: skip
_MANY = {"Kính gửi": "addressed_to", "Cùng ban hành": "joint_issuers", "Phạm vi": "handling"}
_READ = ("Loại", "Hệ", "Số", "Ngày", "Độ khẩn", "Nơi nhận", "Ký")
FIELDS = (*_READ, *_ONE, *_MANY, "Căn cứ ...")


@dataclass(slots=True)
class _Head:
    """The fields as they are met."""

    composition: Composition
    kind: str = ""
    at: int = 1
    many: dict[str, list[str]] = field(default_factory=dict)


def from_text(text: str, folder: Path | None = None) -> Composition:
    """The document in a text; pictures are files beside it. Raises ``CannotWrite``, with the line."""
    rows = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    start = next((n for n, row in enumerate(rows) if not row.strip()), len(rows))
    composition = _head(rows[:start])
    main, appendices = _parts(rows[start:], start + 1, folder)
    return replace(composition, body=main, appendices=appendices)


def _head(rows: list[str]) -> Composition:
    head = _Head(Composition("", "", "", "", (), ()))
    for number, row in enumerate(map(line, rows), 1):
        head.at = number
        if _GROUND.match(row):
            head.many.setdefault("bases", []).append(row)
            continue
        match = _FIELD.match(row)
        name = line(match["name"]) if match else row
        if match is None or name not in FIELDS:
            raise errors.UnknownField(line=number, field=name[:40], fields=", ".join(FIELDS))
        _take(head, name, match["value"].strip())
    many: dict[str, Any] = {name: tuple(values) for name, values in head.many.items()}
    made = replace(head.composition, **many)
    return replace(made, type_code=_code(head.kind, made.regime))


def _code(name: str, regime: Regime) -> str:
    kind = type_named(name, regime)
    if kind is None and name not in TYPES[regime]:
        raise errors.UnknownType(type=name)
    return kind.code if kind else name


def _take(head: _Head, name: str, value: str) -> None:
    if name in _ONE:
        change: dict[str, Any] = {_ONE[name]: value}
        head.composition = replace(head.composition, **change)
    elif name in _MANY:
        head.many.setdefault(_MANY[name], []).append(value)
    else:
        _SPECIAL[name](head, value)


def _type(head: _Head, value: str) -> None:
    head.kind = value


def _regime(head: _Head, value: str) -> None:
    regime = Regime.PARTY if value == _PARTY else Regime.STATE
    head.composition = replace(head.composition, regime=regime)


def _number(head: _Head, value: str) -> None:
    if value and not value.isdecimal():
        raise errors.BadField(line=head.at, field="Số", value=value, example="Số: 12")
    head.composition = replace(head.composition, number=int(value) if value else None)


def _day(head: _Head, value: str) -> None:
    match = _DATE.match(value)
    day: date | None = make_date(match[3], match[2], match[1]) if match else None
    if value and day is None:
        raise errors.BadField(line=head.at, field="Ngày", value=value, example="Ngày: 05/01/2026")
    head.composition = replace(head.composition, date=day)


def _urgent(head: _Head, value: str) -> None:
    found = next((one for one in Urgency if one.value == value.upper()), None)
    if found is None:
        raise errors.BadField(line=head.at, field="Độ khẩn", value=value, example="Độ khẩn: KHẨN")
    head.composition = replace(head.composition, urgency=found)


def _recipient(head: _Head, value: str) -> None:
    match = _PURPOSE.match(value)
    one = Addressee(match["name"], match["purpose"]) if match else Addressee(value)
    head.composition = replace(head.composition, recipients=(*head.composition.recipients, one))


def _signer(head: _Head, value: str) -> None:
    office, *rest = (part.strip() for part in value.split(" / "))
    match = _SIGNED.match(office)
    authority = _AUTHORITIES[match[1]] if match else Authority.HEAD
    name = rest[-1] if rest else ""
    one = Signature(match[2] if match else office, name, authority, "\n".join(rest[:-1]))
    head.composition = replace(head.composition, signatures=(*head.composition.signatures, one))


_SPECIAL: dict[str, Callable[[_Head, str], None]] = {
    "Loại": _type, "Hệ": _regime, "Số": _number, "Ngày": _day, "Độ khẩn": _urgent,
    "Nơi nhận": _recipient, "Ký": _signer,
}  # fmt: skip


def _parts(
    rows: list[str], first: int, folder: Path | None
) -> tuple[tuple[Block, ...], tuple[Appendix, ...]]:
    """The body, and the appendices behind their "===" lines."""
    starts = [n for n, row in enumerate(rows) if _APPENDIX.match(row.strip())]
    main = _blocks(rows[: starts[0] if starts else None], first, folder)
    appendices = []
    for start, stop in pairwise([*starts, len(rows)]):
        match = _APPENDIX.match(rows[start].strip())
        title = (match["title"] or "") if match else ""
        body = _blocks(rows[start + 1 : stop], first + start + 1, folder)
        appendices.append(Appendix(title, body, is_landscape=bool(match and match["across"])))
    return main, tuple(appendices)


def _blocks(rows: list[str], first: int, folder: Path | None) -> tuple[Block, ...]:
    shown: list[Picture] = []
    lines = []
    for number, row in enumerate(rows, first):
        match = _PICTURE.match(row.strip())
        if match:
            shown.append(Picture(_file(match[2], number, folder)))
            row = f"{match[1]}(picture:{len(shown)})"
        lines.append(row)
    return body_from_text("\n".join(lines), shown)


def _file(path: str, number: int, folder: Path | None) -> bytes:
    """Only below the text's own folder: a text from elsewhere must not fetch what it pleases."""
    found = None if folder is None else (folder / path).resolve()
    inside = found is not None and folder is not None and found.is_relative_to(folder.resolve())
    if found is None or not inside or not found.is_file():
        raise errors.NoPictureFile(line=number, path=path)
    return found.read_bytes()


def to_text(given: Composition) -> str:
    """The text of a document; its pictures as ``picture:N``, which no file names yet."""
    pieces = ["\n".join(_fields(given)), body_to_text(given.body)]
    for one in given.appendices:
        across = " ngang" if one.is_landscape else ""
        title = f": {line(one.title)}" if one.title else ""
        pieces.append(f"=== Phụ lục{across}{title}\n{body_to_text(one.body)}")
    return "\n\n".join(pieces) + "\n"


def _fields(given: Composition) -> Iterator[str]:
    yield f"Loại: {type_of(given.type_code, given.regime).name}"
    if given.regime is Regime.PARTY:
        yield f"Hệ: {_PARTY}"
    if given.number:
        yield f"Số: {given.number}"
    if given.date:
        yield f"Ngày: {given.date:%d/%m/%Y}"
    if given.urgency:
        yield f"Độ khẩn: {given.urgency.value}"
    for name, attribute in _ONE.items():
        if value := line(getattr(given, attribute)):
            yield f"{name}: {value}"
    for name, attribute in _MANY.items():
        yield from (f"{name}: {value}" for value in getattr(given, attribute))
    yield from given.bases
    for one in given.recipients:
        yield f"Nơi nhận: {one.name}" + (f" ({one.purpose})" if one.purpose else "")
    for signed in given.signatures:
        office = f"{signed.authority.value} {signed.office}".strip()
        yield "Ký: " + " / ".join((office, *filter(None, signed.title.split("\n")), signed.name))
