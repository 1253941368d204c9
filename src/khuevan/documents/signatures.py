"""Digital signatures in an uploaded PDF (PAdES, CMS), judged without any network.

Trust comes from the folder TRUST_ROOTS alone: certificates (.pem, .crt, .cer, .der) are roots, .crl
files tell what was revoked. Keys are never held here: we only look at what was signed elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import crl, pem, x509
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko.sign.validation.status import SignatureCoverageLevel as Coverage
from pyhanko_certvalidator import ValidationContext

from khuevan.documents.enums import Verdict

ROOT_SUFFIXES = {".pem", ".crt", ".cer", ".der"}
MOST_SIGNATURES = 50
# A person's certificate promises (non-repudiation); an organisation's may only sign.
_USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
_BROKEN = (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError,
           AttributeError, NotImplementedError, RecursionError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Roots:
    """Whom the operator trusts, and which certificates were revoked."""

    certificates: tuple[x509.Certificate, ...] = ()
    revocations: tuple[crl.CertificateList, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """One signature in plain words. ``signed_at`` is what the signer's computer said, unless a
    time stamp proves it."""

    field: str
    signer: str
    organisation: str
    signed_at: str
    verdict: Verdict
    words: str

    @property
    def is_good(self) -> bool:
        return self.verdict == Verdict.TRUSTED

    @property
    def is_broken(self) -> bool:
        return self.verdict in (Verdict.ALTERED, Verdict.REVOKED, Verdict.UNREADABLE)

    def as_json(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


def operator_roots() -> Roots:
    return load_roots(Path(settings.TRUST_ROOTS)) if settings.TRUST_ROOTS else Roots()


def load_roots(folder: Path) -> Roots:
    """Every certificate and revocation list of the folder; raises ValueError naming a bad file."""
    certificates: list[x509.Certificate] = []
    revocations: list[crl.CertificateList] = []
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.lower()
        if suffix not in ROOT_SUFFIXES | {".crl"}:
            continue
        try:
            for raw in _raw(path.read_bytes()):
                if suffix == ".crl":
                    revocations.append(crl.CertificateList.load(raw, strict=True))
                else:
                    certificates.append(_certificate(raw))
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path.name}: {error}") from error
    return Roots(tuple(certificates), tuple(revocations))


def _raw(content: bytes) -> Iterator[bytes]:
    if pem.detect(content):
        yield from (raw for _kind, _headers, raw in pem.unarmor(content, multiple=True))
    else:
        yield content


def _certificate(raw: bytes) -> x509.Certificate:
    found = x509.Certificate.load(raw, strict=True)
    _ = found.subject.native  # the parse is lazy: a file of another kind fails here
    return found


def verify_signatures(content: bytes, roots: Roots) -> tuple[SignatureCheck, ...]:
    """Every signature of the PDF in its order; () when there is none. Never asks the network."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        found = list(reader.embedded_regular_signatures)[:MOST_SIGNATURES]
    except _BROKEN:
        return (_unreadable(""),)
    return tuple(_check(one, roots) for one in found)


def _check(signature: EmbeddedPdfSignature, roots: Roots) -> SignatureCheck:
    try:
        status = _validated(signature, roots, None)
        if _is_revoked(status, roots):
            return _told(signature, status, Verdict.REVOKED)
        if not status.trusted and (claimed := _claimed(status)):
            before = _validated(signature, roots, claimed)
            if before.trusted:
                return _told(signature, status, Verdict.EXPIRED)
        return _told(signature, status, _verdict(status))
    except _BROKEN:
        return _unreadable(signature.field_name or "")


def _validated(
    signature: EmbeddedPdfSignature, roots: Roots, moment: datetime | None
) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=roots.certificates, allow_fetching=False, moment=moment,
        revocation_mode="soft-fail",
    )  # fmt: skip
    return validate_pdf_signature(signature, context, key_usage_settings=_USAGE)


def _claimed(status: PdfSignatureStatus) -> datetime | None:
    """When it was signed, for a certificate that has run out since."""
    until: datetime = status.signing_cert.not_valid_after
    said = status.signer_reported_dt
    return said if said and until < datetime.now(UTC) and said <= until else None


def _is_revoked(status: PdfSignatureStatus, roots: Roots) -> bool:
    """By the operator's lists, however old they are: a revoked certificate stays revoked."""
    path = list(status.validation_path or ()) or [status.signing_cert]
    return any(
        one.issuer == listed.issuer and one.serial_number in _serials(listed)
        for one in path
        for listed in roots.revocations
    )


def _serials(listed: crl.CertificateList) -> set[int]:
    return {
        one["user_certificate"].native for one in listed["tbs_cert_list"]["revoked_certificates"]
    }


def _verdict(status: PdfSignatureStatus) -> Verdict:
    whole = status.coverage in (Coverage.ENTIRE_REVISION, Coverage.ENTIRE_FILE)
    if not (status.intact and status.valid and whole) or status.docmdp_ok is False:
        return Verdict.ALTERED
    if status.revoked:
        return Verdict.REVOKED
    if status.trusted:
        return Verdict.TRUSTED
    if status.signing_cert.not_valid_after < datetime.now(UTC) and not status.signer_reported_dt:
        return Verdict.EXPIRED
    return Verdict.UNKNOWN_ROOT


def _told(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, verdict: Verdict
) -> SignatureCheck:
    subject = status.signing_cert.subject.native
    stamp = status.timestamp_validity
    at = stamp.timestamp if stamp and stamp.valid else status.signer_reported_dt
    signer = _first(subject.get("common_name")) or _first(subject.get("organization_name"))
    return SignatureCheck(
        field=signature.field_name or "",
        signer=signer,
        organisation=_first(subject.get("organization_name")),
        signed_at=at.isoformat() if at else "",
        verdict=verdict,
        words=_words(verdict) % {"signer": signer},
    )


def _first(value: str | Iterable[str] | None) -> str:
    """A name of a certificate may be given several times."""
    if value is None or isinstance(value, str):
        return (value or "")[:200]
    return next(iter(value), "")[:200]


def _unreadable(field: str) -> SignatureCheck:
    return SignatureCheck(field, "", "", "", Verdict.UNREADABLE, _words(Verdict.UNREADABLE))


def _words(verdict: Verdict) -> str:
    return {
        Verdict.TRUSTED: _(
            "Signed by %(signer)s, unchanged since, and the certificate leads to a root that the "
            "office trusts. Whether it was revoked is known only from the lists that the operator "
            "put beside the roots."
        ),
        Verdict.UNKNOWN_ROOT: _(
            "Signed by %(signer)s and unchanged since, but the certificate leads to no root that "
            "the office trusts. Ask the operator whether its root belongs into the folder of "
            "trusted roots."
        ),
        Verdict.ALTERED: _(
            "The file was changed after %(signer)s signed it. Do not use it: ask for the file as "
            "it was signed."
        ),
        Verdict.REVOKED: _(
            "The certificate of %(signer)s has been revoked. Ask for a file signed with a valid one."
        ),
        Verdict.EXPIRED: _(
            "Signed by %(signer)s and unchanged since. The certificate has run out by now; it was "
            "good on the day of signing, if the signer's clock was right."
        ),
        Verdict.UNREADABLE: _(
            "The signature cannot be read, so nothing can be said about it. Ask for the file again."
        ),
    }[verdict]


def summary(checks: tuple[SignatureCheck, ...]) -> str:
    """One sentence about the whole file."""
    if not checks:
        return _("This file bears no digital signature.")
    bad = next((one for one in checks if one.is_broken), None)
    doubtful = next((one for one in checks if not one.is_good), None)
    return (bad or doubtful or checks[0]).words
