"""The register of legal bases (R01): filled by reading, kept by hand, its force noted with a source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.actions.files import store
from khuevan.documents.actions.words import check_text
from khuevan.documents.citing import Cited, successor
from khuevan.documents.enums import BasisStatus, Kind
from khuevan.documents.models import Citation, LegalBasis
from khuevan.documents.models.bases import number_key
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User

FACTS = ("doc_type", "number", "date", "issuer_name", "abstract", "in_force_from", "in_force_to")


@transaction.atomic
def cite(target: Model, found: Sequence[Cited], *, by: Actor) -> list[Citation]:
    """The target cites exactly these: new ones enter the register, each is cited once, and what is
    cited no longer is let go (its basis stays). Safe to repeat.
    """
    key = audit.key_of(target)
    bases = [(_registered(one, by=by), one) for one in found]
    Citation.objects.filter(target=key).exclude(basis__in=[b.pk for b, _one in bases]).delete()
    made = []
    for order, (basis, one) in enumerate(bases, 1):
        told = {"as_written": one.text[:1000], "order": order}
        citation, _new = Citation.objects.update_or_create(basis=basis, target=key, defaults=told)
        made.append(citation)
    return made


def _registered(one: Cited, *, by: Actor) -> LegalBasis:
    known = _known(one)
    if known is None:
        return _entered(one, by=by)
    if better := _better(known, one):
        before = {name: getattr(known, name) for name in better}
        for name, value in better.items():
            setattr(known, name, value)
        known.save()
        names = sorted(better)
        audit.record(
            Kind.BASIS_CHANGED, known, by=by, before=_told(before, names),
            after=_told(better, names), fields=names, read=True,
        )  # fmt: skip
    return known


def _better(known: LegalBasis, one: Cited) -> dict[str, Any]:
    """What this citation knows of the document and the register does not yet."""
    found: dict[str, Any] = {}
    if one.date and known.date is None:
        found["date"] = one.date
    if one.issuer and not known.issuer_name:
        found["issuer_name"] = one.issuer[:300]
    # A line that was read in part gives no subject, only the number again.
    if known.number and known.number in known.abstract and known.number not in one.abstract:
        found["abstract"] = one.abstract
    return found


def _known(one: Cited) -> LegalBasis | None:
    """By number and date; without a date, or where the register lacks it, by the number when only
    one document bears it. Another date is another document, never merged.
    """
    if not one.number:
        alike = LegalBasis.objects.filter(number_key="", search__contains=fold(one.abstract))
        return alike.filter(date=one.date).first()
    same_number = list(LegalBasis.objects.filter(number_key=number_key(one.number)))
    for basis in same_number:
        if basis.date == one.date:
            return basis
    may_be = [b for b in same_number if b.date is None or one.date is None]
    return may_be[0] if len(may_be) == len(same_number) == 1 else None


def _entered(one: Cited, *, by: Actor) -> LegalBasis:
    basis = LegalBasis(
        doc_type=one.kind[:120], number=one.number[:80], date=one.date,
        issuer_name=one.issuer[:300], abstract=one.abstract,
    )  # fmt: skip
    try:
        with transaction.atomic():
            basis.save()
    except IntegrityError:
        # Another reading entered it in the meantime.
        return LegalBasis.objects.get(number_key=number_key(one.number), date=one.date)
    audit.record(Kind.BASIS_ADDED, basis, by=by, after=str(basis)[:200], read=True)
    return basis


def add_basis(facts: dict[str, Any], file: UploadedFile | None = None, *, by: User) -> LegalBasis:
    """By hand; refused when the register has it."""
    basis = LegalBasis()
    return _keep(basis, facts, file, Kind.BASIS_ADDED, by=by)


def change_basis(
    basis: LegalBasis, facts: dict[str, Any], file: UploadedFile | None = None, *, by: User
) -> LegalBasis:
    return _keep(basis, facts, file, Kind.BASIS_CHANGED, by=by)


def _keep(
    basis: LegalBasis, facts: dict[str, Any], file: UploadedFile | None, kind: Kind, *, by: User
) -> LegalBasis:
    # Outside the transaction: the audit line of a refused file or word must stand.
    check_text(*(str(facts.get(name) or "") for name in FACTS), by=by)
    stored = store(file, by=by) if file else basis.file
    with transaction.atomic():
        before = {name: getattr(basis, name) for name in FACTS}
        for name in FACTS:
            setattr(basis, name, facts.get(name, before[name]))
        basis.file = stored
        _require_unique(basis)
        basis.save()
        changed = [name for name in FACTS if before[name] != getattr(basis, name)]
        audit.record(
            kind, basis, by=by,
            before=_told(before, changed) if kind == Kind.BASIS_CHANGED else "",
            after=_told({name: getattr(basis, name) for name in FACTS}, changed),
            fields=changed, file=stored.pk if stored else None,
        )  # fmt: skip
    return basis


def _told(facts: dict[str, Any], names: list[str]) -> str:
    return "; ".join(f"{facts[name] or ''}" for name in names)[:200]


def _require_unique(basis: LegalBasis) -> None:
    key = number_key(basis.number)
    same = LegalBasis.objects.filter(number_key=key, date=basis.date).exclude(pk=basis.pk)
    if key and (known := same.first()):
        raise Refused(
            _("%(number)s of this date is in the register already: “%(abstract)s”. Open it there.")
            % {"number": known.number, "abstract": known.abstract[:120]}
        )


def note_status(
    basis: LegalBasis,
    status: BasisStatus,
    *,
    source: str,
    replaced_by: LegalBasis | None = None,
    last_day: date | None = None,
    by: User,
) -> None:
    """Whether it holds, from where that is known, and by whom it was looked up."""
    check_text(source, by=by)
    if not source.strip():
        raise Refused(_("Say where this is known from, such as the article that replaces it."))
    if status == BasisStatus.REPLACED:
        _require_successor(basis, replaced_by)
    if last_day and basis.in_force_from and last_day < basis.in_force_from:
        raise Refused(_("The last day in force lies before the first one. Correct one of the two."))
    before = basis.status
    with transaction.atomic():
        basis.status = status
        basis.replaced_by = replaced_by if status == BasisStatus.REPLACED else None
        basis.in_force_to = last_day
        basis.status_source = source.strip()[:300]
        basis.checked_by, basis.checked_at = by, timezone.now()
        basis.save()
        audit.record(
            Kind.BASIS_STATUS, basis, by=by, before=before, after=status, why=source,
            replaced_by=replaced_by.pk if basis.replaced_by and replaced_by else None,
        )  # fmt: skip


def _require_successor(basis: LegalBasis, replaced_by: LegalBasis | None) -> None:
    if replaced_by is None:
        raise Refused(
            _("Name the document that replaces it by its number; add it to the register first.")
        )
    if replaced_by.pk == basis.pk or successor(replaced_by) == basis:
        raise Refused(_("A document cannot be replaced by itself, not even by a detour."))
