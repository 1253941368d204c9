"""What a document cites, and who cites a basis: between words, the register and the citing things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from khuevan.documents.enums import BasisStatus
from khuevan.documents.models import Citation, LegalBasis, Paper
from khuevan.documents.models.bases import LAWS
from khuevan.kit import audit
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.vanban.bases import Citation as ReadCitation
from khuevan.vanban.bases import cited

_OPENER = re.compile(r"^[\s\-+*•]*(?:căn cứ|thực hiện|theo|xét)\s*:?\s*", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?<!\w)(?:về|v/v|ban hành|phê duyệt|quy định|hướng dẫn|sửa đổi|triển khai|thực hiện|công bố"
    r"|giao|điều chỉnh|thành lập|tổ chức)(?!\w).*",
    re.IGNORECASE | re.DOTALL,
)
# What is said of one document ends where the next is cited or a new sentence begins.
_ENDS = re.compile(r";\s|\.\s+(?=[A-ZĐÂĂÊÔƠƯ])|,\s*(?:cụ thể )?như sau\s*:?$")
_OWN_NUMBER = re.compile(r"(\d{1,6})/(\S+)")
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Cited:
    """One document as another one cites it."""

    kind: str
    number: str
    date: date | None
    issuer: str
    text: str

    @property
    def is_known(self) -> bool:
        """Can it be told apart? A draft "Tờ trình số     /TTr-..." cannot; a law needs no number."""
        return bool(self.number or self.date or self.kind.lower().startswith(LAWS))

    @property
    def abstract(self) -> str:
        """What it is about, from the words after its number and date; at worst the whole line."""
        words = _OPENER.sub("", " ".join(self.text.split())).rstrip(" ;.,")
        rest = words[words.find(self.number) + len(self.number) :] if self.number else words
        rest = _ENDS.split(rest)[0].rstrip(" .")
        about = _ABOUT.search(rest)
        found = about[0].strip() if about and self.number else words
        return (found[:1].upper() + found[1:])[:1000]


def in_lines(lines: Iterable[str]) -> list[Cited]:
    """What lines "Căn cứ ..." cite, each identifiable document once."""
    found: dict[tuple[str, date | None], Cited] = {}
    for line in lines:
        for one in cited(line):
            made = _from_reading(one, line)
            found.setdefault((made.number or made.abstract, made.date), made)
    return [one for one in found.values() if one.is_known]


def in_reading(bases: Iterable[Mapping[str, Any]]) -> list[Cited]:
    """The same from what a plan keeps of its reading: kind, number, date (ISO), issuer, text."""
    read = [
        Cited(
            one.get("kind") or "",
            one.get("number") or "",
            date.fromisoformat(one["date"]) if one.get("date") else None,
            one.get("issuer") or "",
            one.get("text") or "",
        )
        for one in bases
    ]
    return [one for one in read if one.is_known]


def _from_reading(one: ReadCitation, line: str) -> Cited:
    return Cited(one.kind or "", one.number or "", one.date, one.issuer or "", line)


@dataclass(frozen=True, slots=True)
class Citing:
    """A thing that cites a basis, as far as the reader may see it."""

    label: str
    number: str
    url: str
    as_written: str


def who_cites(basis: LegalBasis, user: User) -> list[Citing]:
    """Plans and documents that cite it, two queries for each kind of thing."""
    written = dict(basis.citations.values_list("target", "as_written"))
    keys: dict[str, list[int]] = {}
    for key in written:
        label, _colon, pk = key.partition(":")
        keys.setdefault(label, []).append(int(pk))
    found = []
    for label, pks in sorted(keys.items()):
        model: Any = apps.get_model(label)
        for one in model.objects.visible_to(user).filter(pk__in=pks):
            number = one.full_number if isinstance(one, Paper) else getattr(one, "number", "")
            as_written = written[audit.key_of(one)]
            found.append(Citing(str(one), number or "", one.get_absolute_url(), as_written))
    return found


def papers_of(target: Model, number: str, year: int, user: User) -> list[Paper]:
    """Our documents that were made of a thing (a plan), or that bear its number in its year."""
    if not user.can(Can.PAPER_VIEW):
        return []
    wanted = Q(origin=audit.key_of(target))
    if match := _OWN_NUMBER.fullmatch(number):
        wanted |= Q(number=int(match[1]), symbol=match[2], number_year=year)
    return list(Paper.objects.visible_to(user).filter(wanted))


@dataclass(frozen=True, slots=True)
class Origin:
    """What a document was made of."""

    label: str
    url: str


def origin(paper: Paper, user: User) -> Origin | None:
    """The thing behind ``paper.origin``, if the reader may see it."""
    label, _colon, rest = paper.origin.partition(":")
    pk = rest.partition(":")[0]  # one thing may have several papers: "budget.estimate:5:decision"
    if not pk.isdecimal():
        return None
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    shown = getattr(model.objects, "visible_to", None)
    found = shown(user).filter(pk=int(pk)).first() if shown else None
    url = getattr(found, "get_absolute_url", None)
    return Origin(str(found), url()) if url else None


def namesakes(basis: LegalBasis) -> list[LegalBasis]:
    """Others with the same number and another date: perhaps another year's, perhaps a slip."""
    if not basis.number_key:
        return []
    return list(LegalBasis.objects.filter(number_key=basis.number_key).exclude(pk=basis.pk))


def successor(basis: LegalBasis) -> LegalBasis | None:
    """What stands in its place today, through every replacement since."""
    found = basis.replaced_by
    for _step in range(_LONGEST_CHAIN):
        if found is None or found.replaced_by is None:
            break
        found = found.replaced_by
    return found


@dataclass(frozen=True, slots=True)
class Stale:
    """A ground that no longer holds, and what stands in its place."""

    basis: LegalBasis
    successor: LegalBasis | None


def stale(target: str) -> list[Stale]:
    """The grounds of a thing (its key) that were replaced or are no longer in force."""
    over = [BasisStatus.REPLACED, BasisStatus.EXPIRED]
    citations = Citation.objects.filter(target=target, basis__status__in=over)
    return [
        Stale(one.basis, successor(one.basis))
        for one in citations.select_related("basis__replaced_by")
    ]
