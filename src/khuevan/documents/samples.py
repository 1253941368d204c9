"""What a draft begins with: templates as data (samples.toml), filled in for the office and the drafter."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import format_date, in_own_language
from khuevan.kit.workdays import add_working_days
from khuevan.people.enums import OrganisationKind, Role
from khuevan.people.models import Organisation, User
from khuevan.vanban.catalogue import DocumentType, state_type
from khuevan.vanban.composition import Addressee, Authority, Composition, Signature
from khuevan.vanban.writing import body_from_text

_DATA = Path(__file__).with_suffix(".toml")
_NOTE = re.compile(r"^(?P<name>.*?)\s*\((?P<note>[^()]+)\)\s*[;.]?$")


@dataclass(frozen=True, slots=True)
class Sample:
    key: str
    type: str
    vi: str
    en: str
    about_vi: str
    about_en: str
    subject: str
    body: str
    addressed_to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    reply_days: int = 0

    @property
    def name(self) -> str:
        return in_own_language(self.vi, self.en)

    @property
    def about(self) -> str:
        return in_own_language(self.about_vi, self.about_en)

    def reply_due(self, today: date) -> date | None:
        return add_working_days(today, self.reply_days) if self.reply_days else None


@cache
def samples() -> dict[str, Sample]:
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {key: _sample(key, table) for key, table in tables.items()}


def _sample(key: str, table: dict[str, Any]) -> Sample:
    """A key that no template has, or one that lacks a key, fails here, at the first test."""
    lists = {name: tuple(table.get(name, ())) for name in ("addressed_to", "recipients")}
    return Sample(**{"key": key} | table | lists)


def begin(sample: Sample, *, by: User, today: date) -> Composition:
    """The draft for the drafter's department, to be written over."""
    issuer = department_of(by)
    kind = state_type(sample.type)
    due = sample.reply_due(today)
    words = {
        "issuer": issuer.name_vi,
        "year": str(today.year),
        "reply_by": format_date(due) if due else "…",
    }
    return Composition(
        type_code=kind.code,
        issuer=issuer.name_vi.upper(),
        parent_issuer=parent_name(issuer),
        symbol=symbol_of(kind, issuer, by),
        subject=sample.subject.format(**words),
        body=body_from_text(sample.body.strip().format(**words)),
        signatures=(signature_of(issuer),),
        place="Hà Nội",
        addressed_to=sample.addressed_to,
        recipients=tuple(addressee(line) for line in sample.recipients),
    )


def department_of(user: User) -> Organisation:
    """The body in whose name the person's documents go out: their unit's department."""
    unit = user.organisation
    while unit and unit.kind == OrganisationKind.INTERNAL and unit.parent:
        unit = unit.parent
    if unit is None:
        raise Refused(
            _(
                "Your account belongs to no unit. The administrator sets it; then documents can be written."
            )
        )
    return unit


def parent_name(issuer: Organisation) -> str:
    """The body above, as the letterhead abbreviates it."""
    if issuer.parent is None:
        return ""
    return issuer.parent.name_vi.replace("Ủy ban nhân dân", "UBND").upper()


def symbol_of(kind: DocumentType, issuer: Organisation, drafter: User) -> str:
    """ "KH-SVHTT"; a công văn bears the drafting unit instead of a type: "SVHTT-TTBCXB"."""
    if kind.abbreviation:
        return f"{kind.abbreviation}-{issuer.code}"
    unit = drafter.organisation
    if unit is None or unit.pk == issuer.pk:
        return f"{issuer.code}-VP"
    return f"{issuer.code}-{unit.code.removeprefix(f'{issuer.code}-')}"


def signature_of(issuer: Organisation) -> Signature:
    head = User.objects.filter(role=Role.DIRECTOR, organisation=issuer, is_active=True)
    director = head.order_by("pk").first()
    name = director.full_name if director else ""
    return Signature("GIÁM ĐỐC", name, Authority.HEAD)


def addressee(line: str) -> Addressee:
    """ "UBND Thành phố (để b/c)" -> its name and what it is sent for."""
    words = line.strip().removeprefix("-").strip().rstrip(";.")
    if match := _NOTE.match(words):
        return Addressee(match["name"], match["note"])
    return Addressee(words)
