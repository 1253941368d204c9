from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from pyhanko.pdf_utils.generic import NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from khuevan.documents import signatures
from khuevan.documents.enums import Verdict
from khuevan.documents.signatures import Roots, load_roots, verify_signatures
from khuevan.documents.tests import signing


@pytest.fixture(scope="module")
def authority():
    return signing.Authority()


@pytest.fixture(scope="module")
def director(authority):
    return authority.signer("Nguyễn Văn Ký")


@pytest.fixture(scope="module")
def once(director):
    return signing.signed(signing.page(), director)


def verdicts(content, roots):
    return [one.verdict for one in verify_signatures(content, roots)]


@pytest.mark.shows("R47")
def test_signer_and_organisation_are_both_named(authority, once):
    office = authority.signer("Sở Văn hóa và Thể thao")
    twice = signing.signed(once, office, "CoQuan")

    found = verify_signatures(twice, authority.roots)

    assert [(one.field, one.signer, one.verdict) for one in found] == [
        ("NguoiKy", "Nguyễn Văn Ký", Verdict.TRUSTED),
        ("CoQuan", "Sở Văn hóa và Thể thao", Verdict.TRUSTED),
    ]
    age = datetime.now(UTC) - datetime.fromisoformat(found[0].signed_at)
    assert timedelta(0) <= age < timedelta(hours=1)
    assert found[0].as_json()["verdict"] == "trusted"


@pytest.mark.shows("R47")
def test_unknown_root_is_told_apart_from_a_bad_signature(once):
    assert verdicts(once, Roots()) == [Verdict.UNKNOWN_ROOT]
    assert verdicts(once, signing.Authority("Gốc khác").roots) == [Verdict.UNKNOWN_ROOT]


@pytest.mark.shows("R47")
def test_bytes_changed_after_signing_are_found(authority, once):
    at = once.index(b"/MediaBox") + 12
    altered = once[:at] + b"9" + once[at + 1 :]
    assert altered != once
    assert verdicts(altered, authority.roots) == [Verdict.ALTERED]


@pytest.mark.shows("R47")
def test_a_page_added_after_signing_is_a_change(authority, once):
    writer = IncrementalPdfFileWriter(io.BytesIO(once), strict=False)
    leaf = writer.root["/Pages"]["/Kids"][0]
    leaf[NameObject("/Rotate")] = NumberObject(90)
    writer.update_container(leaf)
    out = io.BytesIO()
    writer.write(out)

    assert verdicts(out.getvalue(), authority.roots) == [Verdict.ALTERED]


def test_certificate_that_ran_out_since_is_no_forgery(authority):
    old = authority.signer(
        "Người ký cũ", start=signing.NOW - timedelta(days=900), end=signing.NOW - timedelta(days=1)
    )
    found = verdicts(signing.signed(signing.page(), old), authority.roots)
    # Signed today with a certificate of the past: the claimed day is after its end.
    assert found == [Verdict.UNKNOWN_ROOT]


def test_revoked_certificate_is_known_from_the_operators_list(authority, director, once, tmp_path):
    (tmp_path / "goc.pem").write_bytes(authority.pem)
    (tmp_path / "thu-hoi.crl").write_bytes(authority.revoking(director))
    (tmp_path / "README.txt").write_text("not a certificate")

    assert verdicts(once, load_roots(tmp_path)) == [Verdict.REVOKED]


def test_no_signature_and_no_pdf():
    assert verify_signatures(signing.page(), Roots()) == ()
    assert signatures.summary(()) == "Tệp này không có chữ ký số."
    assert verdicts(b"not a PDF", Roots()) == [Verdict.UNREADABLE]


def test_bad_file_among_the_roots_is_named(tmp_path):
    (tmp_path / "goc.crt").write_bytes(b"nonsense")
    with pytest.raises(ValueError, match=r"goc\.crt"):
        load_roots(tmp_path)


@pytest.mark.parametrize("cut", [200, 600, 1500])
def test_truncated_file_is_an_answer_not_an_error(once, authority, cut):
    found = verify_signatures(once[:-cut], authority.roots)
    assert all(not one.is_good for one in found)


def test_reserved_but_unsigned_fields_are_no_signature(authority):
    writer = IncrementalPdfFileWriter(io.BytesIO(signing.page()), strict=False)
    fields.append_signature_field(writer, fields.SigFieldSpec("CoQuan", box=(1, 1, 9, 9)))
    out = io.BytesIO()
    writer.write(out)
    assert verify_signatures(out.getvalue(), authority.roots) == ()
