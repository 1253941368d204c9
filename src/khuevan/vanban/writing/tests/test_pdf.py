"""What of PDF/A-2b can be seen without veraPDF, and where signatures are awaited."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from khuevan.vanban import writing
from khuevan.vanban.composition import Picture, Signature
from khuevan.vanban.formats import office
from khuevan.vanban.writing import fields
from khuevan.vanban.writing.tests.compositions import example, picture
from khuevan.vanban.writing.tests.pages import MM, pages

needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
REPORT = replace(
    example("BC"), body=(*example("BC").body, Picture(picture(300, 200), "Hình 1. Kết quả", "Ảnh"))
)
MINUTES = example("BB")
UNNAMED = replace(example("QĐ"), signatures=(Signature("GIÁM ĐỐC", ""),))


@pytest.fixture(scope="module")
def papers():
    given = [writing.write(one) for one in (REPORT, MINUTES, UNNAMED)]
    return writing.to_pdfs(given), writing.to_pdfs(given[:1], signature_fields=False)


@needs_office
@pytest.mark.shows("R47")
def test_the_file_says_and_shows_what_pdf_a_2b_asks_for(papers):
    pdf = papers[0][0]
    reader = PdfFileReader(io.BytesIO(pdf))
    told = reader.root.raw_get("/Metadata").get_object().data.decode()
    assert "pdfaid:part" in told
    assert re.search(r"part(?:>|=\")2", told)
    assert re.search(r"conformance(?:>|=\")B", told)
    intents = [one.get_object() for one in reader.root["/OutputIntents"]]
    assert [one["/S"] for one in intents] == ["/GTS_PDFA1"]
    assert intents[0]["/DestOutputProfile"].data[36:40] == b"acsp"
    assert "/Encrypt" not in reader.trailer.flatten()
    assert {"/OpenAction", "/AA", "/Names"} & set(reader.root) <= {"/OpenAction"}
    for forbidden in (
        b"/JavaScript",
        b"/JS ",
        b"/Launch",
        b"/EmbeddedFiles",
        b"/XFA",
        b"/LZWDecode",
    ):
        assert forbidden not in pdf
    assert len(reader.trailer.flatten()["/ID"]) == 2


@needs_office
def test_every_font_is_embedded_and_maps_to_unicode(papers):
    reader = PdfFileReader(io.BytesIO(papers[0][0]))
    fonts = {}
    for page in reader.root["/Pages"]["/Kids"]:
        for name, font in page.get_object()["/Resources"]["/Font"].items():
            fonts[name] = font.get_object() if hasattr(font, "get_object") else font
    assert len(fonts) >= 3
    for font in fonts.values():
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert "/FontFile2" in inner["/FontDescriptor"]
        assert "/ToUnicode" in font
        assert re.search(r"Tinos|LiberationSerif|TimesNewRoman", str(font["/BaseFont"]))


@needs_office
def test_a_field_waits_between_office_and_name_and_the_seals_covers_its_left_third(papers):
    pdf = papers[0][0]
    last = pages(pdf)[-1]
    title, name = last.find("PHÓ GIÁM ĐỐC"), last.find("Trần Thị Hương")
    found = {field: box for field, _, ref in enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)))
             for box in [[float(x) / MM for x in ref.get_object()["/Rect"]]]}  # fmt: skip
    assert set(found) == {"NguoiKy", "CoQuan"}
    left, bottom, right, top = found["NguoiKy"]
    assert title.bottom <= 297 - top + 0.5
    assert 297 - bottom <= name.top + 0.5
    assert (left + right) / 2 == pytest.approx(name.middle, abs=0.5)
    seal = found["CoQuan"]
    assert seal[2] - seal[0] == pytest.approx(36, abs=0.5)
    assert seal[3] - seal[1] == pytest.approx(36, abs=0.5)
    assert (seal[2] - left) / (right - left) == pytest.approx(1 / 3, abs=0.02)


@needs_office
def test_fields_are_appended_and_empty_and_have_an_appearance(papers):
    (with_fields, *_), (plain,) = papers
    assert (plain.count(b"%%EOF"), with_fields.count(b"%%EOF")) == (1, 2)
    reader = PdfFileReader(io.BytesIO(with_fields))
    for name, value, ref in enumerate_sig_fields(reader):
        field = ref.get_object()
        assert value is None, name
        assert int(field["/F"]) & 4, "printed"
        assert not int(field["/F"]) & 2, "not hidden"
        assert field["/AP"]["/N"].data == b""
    assert "/NeedAppearances" not in reader.root["/AcroForm"]


@needs_office
def test_several_signers_have_a_field_each_and_a_nameless_one_below_his_office(papers):
    minutes, unnamed = papers[0][1], papers[0][2]
    names = [name for name, *_ in enumerate_sig_fields(PdfFileReader(io.BytesIO(minutes)))]
    assert sorted(names) == ["CoQuan", "NguoiKy1", "NguoiKy2"]
    office_line = pages(unnamed)[0].find("GIÁM ĐỐC", 1)
    (box,) = [ref.get_object()["/Rect"] for name, _, ref in
              enumerate_sig_fields(PdfFileReader(io.BytesIO(unnamed))) if name == "NguoiKy"]  # fmt: skip
    assert 297 - float(box[3]) / MM >= office_line.bottom - 0.5


@needs_office
def test_a_later_revision_keeps_the_fields(papers):
    again = fields.with_signature_fields(papers[0][0], ())
    assert again == papers[0][0]
    with pypdfium2.PdfDocument(papers[0][0]) as document:
        assert len(document) == 1
        assert document.get_formtype() == 1


def test_a_signer_who_is_nowhere_gets_no_field(papers):
    plain = papers[1][0]
    assert fields.with_signature_fields(plain, (Signature("X", "Người Không Có"),)) == plain


def test_without_libreoffice_the_refusal_says_what_to_do(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(writing.NoOffice) as refused:
        writing.to_pdf(writing.write(REPORT))
    assert "apt-get install" in refused.value.message_vi
    assert ".docx" in refused.value.message_en


@needs_office
def test_signing_one_field_elsewhere_keeps_the_other_and_the_pages(papers):
    signed = signed_field(papers[0][0], "NguoiKy")
    reader = PdfFileReader(io.BytesIO(signed))
    filled = {name: value is not None for name, value, _ in enumerate_sig_fields(reader)}
    assert filled == {"NguoiKy": True, "CoQuan": False}
    (one,) = reader.embedded_signatures
    status = validate_pdf_signature(one, ValidationContext(trust_roots=[], allow_fetching=False))
    assert (status.intact, status.valid, status.trusted) == (True, True, False)
    assert [page.letters for page in pages(signed)] == [
        page.letters for page in pages(papers[0][0])
    ]
    both = signed_field(signed, "CoQuan")
    assert len(PdfFileReader(io.BytesIO(both)).embedded_signatures) == 2


def signed_field(pdf, name):
    key, certificate = made_up_signer()
    signer = signers.SimpleSigner(certificate, key, SimpleCertificateStore())
    out = io.BytesIO()
    signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=name),
        signer,
        stamp_style=TextStampStyle(stamp_text="Thu"),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), existing_fields_only=True, output=out)
    return out.getvalue()


def made_up_signer():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Người ký thử")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    return (
        keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
    )
