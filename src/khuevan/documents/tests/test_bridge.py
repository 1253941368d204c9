from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from khuevan.documents import bundles, edxml
from khuevan.documents.dispatches import BadPackage, Dispatch, Enclosed, Party

ONE = Dispatch(
    reference="documents.paper:7", sender=Party("SVHTT", "Sở Văn hóa và Thể thao"),
    recipients=(Party("SYT", "Sở Y tế"), Party("00118", "Phường Bồ Đề")), notation="KH-SVHTT",
    type_name="Kế hoạch", subject="Tổ chức tập huấn & <gặp gỡ>", at=datetime(2026, 1, 5, 8, tzinfo=UTC),
    number=5, day=date(2026, 1, 6), place="Hà Nội", signer_position="PHÓ GIÁM ĐỐC",
    signer_name="Lê Thanh Gác", competence="KT.", due=date(2026, 1, 20),
    to_places=("Sở Y tế", "UBND các phường, xã"), priority=1, appendices=2,
    files=(Enclosed("van-ban.docx", "application/x-docx", b"PK docx"),
           Enclosed("van-ban.pdf", "application/pdf", b"%PDF-1.7 x")),
)  # fmt: skip
NS = {"e": edxml.NAMESPACE}


def test_edxml_holds_the_header_of_the_regulation():
    root = fromstring(edxml.write(ONE))
    header = root.find("e:edXMLEnvelope/e:edXMLHeader/e:MessageHeader", NS)
    assert [child.tag.split("}")[1] for child in header] == [
        "From", "To", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content",
        "SignerInfo", "DueDate", "ToPlaces", "OtherInfo", "DocumentId",
    ]  # fmt: skip
    assert header.findtext("e:DocumentId", None, NS) == "SVHTT,2026/01/06,5/KH-SVHTT"
    assert header.findtext("e:Subject", None, NS) == "Tổ chức tập huấn & <gặp gỡ>"
    references = root.findall(".//e:Reference", NS)
    cids = [one.get(f"{{{edxml.XLINK}}}href") for one in references]
    enclosed = [one.findtext("ContentId") for one in root.findall("AttachmentEncoded/Attachment")]
    assert cids == [f"cid:{one}" for one in enclosed]


def test_both_packages_are_the_same_bytes_each_time():
    assert edxml.write(ONE) == edxml.write(ONE)
    assert bundles.write(ONE) == bundles.write(ONE)


@pytest.mark.parametrize("form", [edxml, bundles])
def test_what_is_written_reads_back(form):
    back = form.read(form.write(ONE))
    assert (back.number, back.day, back.notation, back.subject, back.reference) == (
        5, date(2026, 1, 6), "KH-SVHTT", "Tổ chức tập huấn & <gặp gỡ>", "documents.paper:7",
    )  # fmt: skip


@given(st.integers(1, 99_999), st.dates(date(2000, 1, 1), date(2100, 1, 1)),
       st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Co", "Cf", "Zs"]),
               max_size=80))  # fmt: skip
def test_any_number_day_and_subject_survive_both_ways(number, day, subject):
    one = replace(ONE, number=number, day=day, subject=subject)
    for form in (edxml, bundles):
        back = form.read(form.write(one))
        assert (back.number, back.day, back.subject) == (number, day, subject)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"notation": "X" * 31}, "CodeNotation"),
        ({"signer_name": "N" * 51}, "FullName"),
        ({"subject": "S" * 501}, "Subject"),
        ({"recipients": (Party("C" * 14, "Sở Mẫu"),)}, "OrganId"),
        ({"sender": Party("SVHTT", "S" * 201)}, "OrganName"),
    ],
)
def test_field_longer_than_appendix_vi_allows_is_refused_not_cut(change, named):
    with pytest.raises(BadPackage, match=named):
        edxml.write(replace(ONE, **change))


# --- answers


def answer(number="12", notation="KH-SVHTT", day="2026/01/08", pdf=b"%PDF signed", namespace=True):
    prefix = "edXML:" if namespace else ""
    xmlns = f' xmlns:edXML="{edxml.NAMESPACE}"' if namespace else ""
    encoded = base64.b64encode(pdf).decode()
    return (
        f"<edXML{xmlns}><{prefix}MessageHeader><{prefix}Code><{prefix}CodeNumber>{number}"
        f"</{prefix}CodeNumber><{prefix}CodeNotation>{notation}</{prefix}CodeNotation></{prefix}Code>"
        f"<{prefix}PromulgationDate>{day}</{prefix}PromulgationDate><{prefix}Subject>Tập huấn"
        f"</{prefix}Subject></{prefix}MessageHeader><AttachmentEncoded><Attachment><ContentType>"
        f"application/pdf</ContentType><AttachmentName>ky.pdf</AttachmentName><Attachment>{encoded}"
        f"</Attachment></Attachment></AttachmentEncoded></edXML>"
    ).encode()


@pytest.mark.parametrize("content", [
    answer(), answer(number="", notation="12/KH-SVHTT"), answer(day="08/01/2026"),
    answer(namespace=False),
])  # fmt: skip
def test_answer_gives_number_day_and_signed_file(content):
    back = edxml.read(content)
    assert (back.number, back.day, back.notation) == (12, date(2026, 1, 8), "KH-SVHTT")
    assert (back.signed.name, back.signed.content) == ("ky.pdf", b"%PDF signed")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<edXML>&b;</edXML>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<edXML><Subject>&f;</Subject></edXML>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "thực thể"), (OUTSIDE, "thực thể"), (b"<edXML>", "XML"), (b"\x00\xff", "XML"),
        (b"<html/>", "edXML"), (answer(number="mười hai"), "mười hai"),
        (answer(number="9" * 30), "999"), (answer(day="hôm qua"), "hôm qua"),
        (answer().replace(b"JVBERi", b"*VBERi"), "ky.pdf"),
    ],
)  # fmt: skip
def test_hostile_and_broken_answers_are_refused_in_words(content, said):
    with pytest.raises(BadPackage, match=said):
        edxml.read(content)


def returned(facts: dict, **files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("goi/van-ban.json", json.dumps(facts))
        for name, content in files.items():
            package.writestr(name.replace("__", "."), content)
    return out.getvalue()


def test_returned_bundle_gives_number_day_and_signed_file():
    facts = {"number": "12", "notation": "KH-SVHTT", "date": "2026-01-08", "subject": "Tập huấn"}
    back = bundles.read(returned(facts, **{bundles.SIGNED: b"%PDF signed"}))
    assert (back.number, back.day, back.signed.content) == (12, date(2026, 1, 8), b"%PDF signed")


def test_changed_file_in_a_returned_bundle_is_found():
    with zipfile.ZipFile(io.BytesIO(bundles.write(ONE))) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    kept["van-ban.docx"] = b"something else"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in kept.items():
            package.writestr(name, content)
    with pytest.raises(BadPackage, match=r"van-ban\.docx"):
        bundles.read(out.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"PK no zip", returned({"number": "x"}), returned({"date": "8/1/2026"}), returned([1]),
    ],
)  # fmt: skip
def test_broken_bundles_are_refused(content):
    with pytest.raises(BadPackage):
        bundles.read(content)


def test_bundle_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(bundles, "MOST_BYTES", 1000)
    with pytest.raises(BadPackage, match="120 MB"):
        bundles.read(returned({}, big=b"0" * 5000))


def test_table_of_a_bundle_runs_no_formula():
    one = replace(ONE, subject='=HYPERLINK("http://x.vn")')
    with zipfile.ZipFile(io.BytesIO(bundles.write(one))) as package:
        assert "'=HYPERLINK" in package.read(bundles.TABLE).decode()
