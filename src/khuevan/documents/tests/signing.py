"""A certification authority of our own, and PDFs that it lets people sign."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm
from pyhanko_certvalidator.registry import SimpleCertificateStore

from khuevan.documents.signatures import Roots
from khuevan.vanban.tests import files

NOW = datetime.now(UTC)


def name(common: str, organisation: str = "Sở Văn hóa và Thể thao") -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.COMMON_NAME, common),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
    ])  # fmt: skip


class Authority:
    def __init__(self, common: str = "Gốc thử nghiệm") -> None:
        self.name = name(common, "Ban Cơ yếu mẫu")
        self.key = rsa.generate_private_key(65537, 2048)
        self.certificate = self._build(
            self.name, self.key.public_key(), NOW - timedelta(days=4000), NOW + timedelta(days=4000),
            is_authority=True,
        )  # fmt: skip

    def _build(self, subject, public_key, start, end, *, is_authority=False):
        built = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
            .public_key(public_key).serial_number(x509.random_serial_number())
            .not_valid_before(start).not_valid_after(end)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not is_authority, content_commitment=not is_authority,
                    key_encipherment=False, data_encipherment=False, key_agreement=False,
                    key_cert_sign=is_authority, crl_sign=is_authority, encipher_only=False,
                    decipher_only=False,
                ), critical=True,
            )
        )  # fmt: skip
        return built.sign(self.key, hashes.SHA256())

    def signer(self, common: str, *, start: datetime | None = None, end: datetime | None = None):
        key = rsa.generate_private_key(65537, 2048)
        made = self._build(
            name(common), key.public_key(), start or NOW - timedelta(days=30),
            end or NOW + timedelta(days=300),
        )  # fmt: skip
        store = SimpleCertificateStore()
        store.register(self.asn1)
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )  # fmt: skip
        return signers.SimpleSigner(
            signing_cert=to_asn1(made), cert_registry=store,
            signing_key=asn1_keys.PrivateKeyInfo.load(private),
        )  # fmt: skip

    def revoking(self, signer: signers.SimpleSigner) -> bytes:
        """A revocation list with this signer's certificate on it."""
        gone = (
            x509.RevokedCertificateBuilder().serial_number(signer.signing_cert.serial_number)
            .revocation_date(NOW - timedelta(days=10)).build()
        )  # fmt: skip
        built = (
            x509.CertificateRevocationListBuilder().issuer_name(self.name)
            .last_update(NOW - timedelta(days=1)).next_update(NOW + timedelta(days=30))
            .add_revoked_certificate(gone)
        )  # fmt: skip
        return built.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return to_asn1(self.certificate)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def roots(self) -> Roots:
        return Roots((self.asn1,))


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return asn1_x509.Certificate.load(der)


def page(text: str = "KẾ HOẠCH") -> bytes:
    return files.pdf(files.lines_down(text))


def signed(content: bytes, signer: signers.SimpleSigner, field: str = "NguoiKy") -> bytes:
    """An incremental signature; a second one may follow (the organisation's)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256",
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )  # fmt: skip
    return signers.sign_pdf(writer, meta, signer=signer).getvalue()
