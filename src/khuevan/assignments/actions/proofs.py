from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.assignments.actions import ledger
from khuevan.assignments.enums import OWED, EvidenceKind, Kind, State
from khuevan.assignments.models import Assignment, Evidence
from khuevan.documents.models import StoredFile
from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused

MOST = 30
"""Pieces of evidence on one task: more belongs into one file."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence as handed in; exactly one of the three."""

    text: str = ""
    url: str = ""
    file: StoredFile | None = None

    @property
    def kind(self) -> EvidenceKind:
        if self.file:
            is_photo = self.file.media_type.startswith("image/")
            return EvidenceKind.PHOTO if is_photo else EvidenceKind.FILE
        if self.url:
            return EvidenceKind.OBJECT if self.target else EvidenceKind.LINK
        return EvidenceKind.TEXT

    @property
    def target(self) -> str:
        """The page of this system that a link names, without its host."""
        own, given = urlsplit(settings.BASE_URL), urlsplit(self.url)
        same = self.url and (given.scheme, given.netloc) == (own.scheme, own.netloc)
        # A unit link is a key and never becomes evidence.
        return given.path[:80] if same and not given.path.startswith("/u/") else ""


@transaction.atomic
def add_evidence(assignment: Assignment, proofs: list[Proof], *, by: Actor) -> list[Evidence]:
    _require_open(assignment)
    standing = assignment.evidence.standing().count()
    if standing + len(proofs) > MOST:
        raise Refused(
            _("One task holds at most %(count)d pieces of evidence. Put several into one file.")
            % {"count": MOST}
        )
    return [_add(assignment, proof, by) for proof in proofs]


def _add(assignment: Assignment, proof: Proof, by: Actor) -> Evidence:
    made = Evidence.objects.create(
        assignment=assignment,
        kind=proof.kind,
        text=proof.text,
        url=proof.url,
        file=proof.file,
        target=proof.target,
        by_id=by.actor_id,
        by_name=by.actor_name[:200],
    )
    ledger.proofs(assignment, 1)
    audit.record(
        Kind.EVIDENCE_ADDED, assignment, by=by, after=made.kind, evidence=made.pk,
        words=proof.text[:200] or proof.url[:200] or (proof.file.name if proof.file else ""),
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, by: Actor) -> None:
    """It stays in the record and no longer counts."""
    _require_open(evidence.assignment)
    won = Evidence.objects.filter(pk=evidence.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    if not won:
        raise AlreadyDecided(_("This piece of evidence has already been withdrawn."))
    ledger.proofs(evidence.assignment, -1)
    audit.record(
        Kind.EVIDENCE_REMOVED, evidence.assignment, by=by, before=evidence.kind,
        evidence=evidence.pk,
    )  # fmt: skip


def _require_open(assignment: Assignment) -> None:
    """The row is held, so that nobody reports or accepts while its evidence changes."""
    state = Assignment.objects.select_for_update().values_list("state", flat=True)
    now = State(state.get(pk=assignment.pk))
    if now == State.WAITING:
        raise Refused(_("The report has been sent. Take it back first (“Change what was sent”)."))
    if now not in OWED:
        raise Refused(
            _("The task is “%(state)s”, so its evidence stands as it is.") % {"state": now.label}
        )
