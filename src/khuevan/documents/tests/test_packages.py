from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from khuevan.documents import actions, bundles, edxml, jobs, signatures
from khuevan.documents.actions.bridge import dispatch_of
from khuevan.documents.enums import DeliveryState, PaperState, Verdict
from khuevan.documents.models import Paper, StoredFile
from khuevan.documents.tests import factories, signing
from khuevan.documents.tests.test_bridge import answer
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work, WorkState
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def authority():
    return signing.Authority()


@pytest.fixture
def trusted(authority, settings, tmp_path):
    (tmp_path / "goc.pem").write_bytes(authority.pem)
    settings.TRUST_ROOTS = str(tmp_path)
    return authority


@pytest.fixture(scope="module")
def signed_pdf(authority):
    return signing.signed(signing.page("KẾ HOẠCH tập huấn"), authority.signer("Lê Thanh Gác"))


def at(state, *units, **changes):
    made = factories.issued(*units, **changes)
    keep = state in (PaperState.NUMBERED, PaperState.ISSUED)
    none = {} if keep else {"number": None, "date": None, "number_year": None}
    Paper.objects.filter(pk=made.pk).update(state=state, signed_at=timezone.now(), **none)
    made.refresh_from_db()
    return made


def clerk():
    return factories.person(Role.CLERK)


def returned(paper, **changes):
    return answer(notation=paper.symbol, **changes).replace(
        "<edXML:Subject>Tập huấn".encode(), f"<edXML:Subject>{paper.subject}".encode()
    )


# --- out


@pytest.mark.shows("R45")
def test_package_names_each_recipient_and_carries_the_signed_file(signed_pdf):
    paper = at(PaperState.ISSUED, factories.unit("Phường A"), factories.unit("Phường B"))
    paper.signed_file = actions.store(signed_pdf, "ky.pdf", by=clerk())
    paper.save()

    dispatch = dispatch_of(paper)

    assert [(p.name, p.code) for p in dispatch.recipients] == [
        (u.name_vi, u.code) for u in (r.organisation for r in paper.recipients.all())
    ]
    assert [f.name for f in dispatch.files] == ["KH-SVHTT-01.docx", "KH-SVHTT-01.pdf"]
    assert dispatch.files[1].content == signed_pdf
    assert edxml.write(dispatch) == edxml.write(dispatch_of(Paper.objects.get(pk=paper.pk)))
    assert bundles.write(dispatch) == bundles.write(dispatch_of(paper))


def test_export_is_a_work_that_ends_at_the_package(client, signed_pdf):
    paper = at(PaperState.ISSUED, factories.unit())
    paper.signed_file = actions.store(signed_pdf, "ky.pdf", by=clerk())
    paper.save()
    client.force_login(paper.owner)
    client.post(reverse("documents:export", args=[paper.pk]), {"form": "bundle"})
    work = Work.objects.get(kind="documents.export")
    jobs.export_paper.call(work.pk, paper.pk, "bundle")
    work.refresh_from_db()

    stored = StoredFile.objects.latest("pk")
    assert (work.state, work.result_url) == (
        WorkState.DONE, reverse("documents:download", args=[stored.pk]),
    )  # fmt: skip
    content = b"".join(client.get(work.result_url).streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert json.loads(package.read("van-ban.json"))["number"] == 1


def test_unsigned_document_travels_with_a_pdf_to_be_signed():
    files = dispatch_of(at(PaperState.SUBMITTED)).files
    assert files[1].content.startswith(b"%PDF-")
    assert signatures.verify_signatures(files[1].content, signatures.Roots()) == ()


def test_draft_makes_no_package_and_long_names_are_told():
    paper = factories.paper()
    with pytest.raises(Refused, match="trình"):
        actions.export(paper, "edxml", by=paper.owner)
    long = at(PaperState.ISSUED, factories.unit("Sở Mẫu", code="MA-RAT-LA-DAI-1"), number=9)
    long.signed_file = actions.store(signing.page(), "a.pdf", by=clerk())
    long.save()
    with pytest.raises(Refused, match="OrganId"):
        actions.build_package(long, "edxml", by=long.owner, progress=None)
    with pytest.raises(Refused, match="edXML"):
        actions.export(long, "fax", by=long.owner)


# --- back


@pytest.mark.shows("DOC-4", "R47")
def test_answer_brings_number_day_and_the_signed_file(trusted, signed_pdf):
    paper = at(PaperState.SIGNED)
    day = f"{timezone.localdate():%Y/%m/%d}"
    file = SimpleUploadedFile("tra-ve.edxml", returned(paper, pdf=signed_pdf, day=day))

    actions.take_answer(paper, file, by=clerk())

    paper.refresh_from_db()
    assert (paper.state, paper.full_number, paper.date) == (
        PaperState.NUMBERED, "12/KH-SVHTT", timezone.localdate(),
    )  # fmt: skip
    assert [one["verdict"] for one in paper.signatures] == [Verdict.TRUSTED]


@pytest.mark.shows("DOC-4")
def test_answer_in_a_bundle_and_over_the_page(client, trusted, signed_pdf):
    paper = at(PaperState.SIGNED)
    facts = {
        "number": 3, "notation": "KH-SVHTT", "date": f"{timezone.localdate()}",
        "subject": paper.subject,
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("van-ban.json", json.dumps(facts))
        package.writestr(bundles.SIGNED, signed_pdf)
    client.force_login(clerk())
    file = SimpleUploadedFile("tra-ve.zip", out.getvalue())
    client.post(reverse("documents:take_answer", args=[paper.pk]), {"file": file})
    paper.refresh_from_db()
    assert (paper.state, paper.number) == (PaperState.NUMBERED, 3)


@pytest.mark.shows("DOC-4")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("<edXML:CodeNotation>KH-SVHTT", "<edXML:CodeNotation>BC-SVHTT"), "văn bản khác"),
        (("<edXML:Subject>", "<edXML:Subject>Về việc khác "), "văn bản khác"),
        (("<edXML:CodeNumber>12", "<edXML:CodeNumber>"), "chưa cấp"),
    ],
)
def test_answer_of_another_document_or_without_number_changes_nothing(trusted, change, said):
    paper = at(PaperState.SIGNED)
    content = returned(paper).replace(change[0].encode(), change[1].encode())
    with pytest.raises(Refused, match=said):
        actions.take_answer(paper, SimpleUploadedFile("x.xml", content), by=clerk())
    paper.refresh_from_db()
    assert (paper.state, paper.number, StoredFile.objects.count()) == (PaperState.SIGNED, None, 0)


@pytest.mark.shows("R47")
def test_altered_file_in_an_answer_is_not_taken_silently(trusted, signed_pdf):
    paper = at(PaperState.SIGNED)
    at_ = signed_pdf.index(b"/MediaBox") + 12
    altered = signed_pdf[:at_] + b"9" + signed_pdf[at_ + 1 :]
    file = SimpleUploadedFile("x.xml", returned(paper, pdf=altered))
    with pytest.raises(Refused, match="đã bị sửa sau khi"):
        actions.take_answer(paper, file, by=clerk())
    paper.refresh_from_db()
    assert (paper.state, paper.number) == (PaperState.SIGNED, None)


# --- issue leads to deliveries


@pytest.mark.shows("DOC-2")
def test_issue_makes_the_deliveries_of_the_day():
    unit = factories.unit()
    paper = at(PaperState.NUMBERED, unit)
    actions.issue(paper, by=clerk())
    assert [(d.organisation, d.state) for d in paper.deliveries.all()] == [
        (unit, DeliveryState.WAITING)
    ]
    factories.run(paper)
    assert paper.deliveries.get().state == DeliveryState.SENT
