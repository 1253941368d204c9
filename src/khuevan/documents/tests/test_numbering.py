from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pyhanko.pdf_utils.generic import NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from khuevan.documents import actions
from khuevan.documents.actions.numbering import _require_decision
from khuevan.documents.enums import Kind, PaperState, Verdict
from khuevan.documents.models import Paper
from khuevan.documents.tests import factories, signing
from khuevan.documents.tests.factories import ON_PAPER, person
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def authority():
    return signing.Authority()


@pytest.fixture
def trusted(authority, tmp_path, settings):
    (tmp_path / "goc.pem").write_bytes(authority.pem)
    settings.TRUST_ROOTS = str(tmp_path)


@pytest.fixture(scope="module")
def pdf(authority):
    return signing.signed(signing.page(), authority.signer("Lê Thanh Gác"))


def altered(content):
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[NameObject("/Rotate")] = NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def clerk():
    return person(Role.CLERK)


@pytest.mark.shows("R46", "R47")
def test_a_trusted_signature_needs_no_further_word(trusted, pdf):
    made = factories.signed()
    stored = actions.take_signed(made, pdf, "KH.pdf", by=clerk())
    actions.give_number(made, 5, DAY, by=clerk())

    assert (made.full_number, made.date, made.number_year) == ("05/KH-SVHTT", DAY, 2026)
    assert [one["verdict"] for one in made.signatures] == [Verdict.TRUSTED]
    with stored.content.open("rb") as kept:
        assert kept.read() == pdf
    taken, given = audit.history(made).filter(
        kind__in=[Kind.PAPER_SIGNED_FILE, Kind.PAPER_NUMBERED]
    ).order_by("seq")  # fmt: skip
    assert taken.after == given.facts["file"] == stored.sha256
    assert given.after == "05/KH-SVHTT"


@pytest.mark.shows("R47")
@pytest.mark.parametrize(
    ("change", "verdict"), [(altered, "altered"), (lambda content: content, "unknown_root")]
)
def test_a_doubtful_signature_is_told_and_waits_for_a_decision(
    authority, pdf, change, verdict, tmp_path, settings
):
    root = authority if verdict == "altered" else signing.Authority("Gốc khác")
    (tmp_path / "goc.pem").write_bytes(root.pem)
    settings.TRUST_ROOTS = str(tmp_path)
    made = factories.signed()
    actions.take_signed(made, change(pdf), "KH.pdf", by=clerk())
    assert [one["verdict"] for one in made.signatures] == [verdict]

    with pytest.raises(actions.NeedsDecision) as told:
        actions.give_number(made, 5, DAY, by=clerk())
    assert made.signatures[0]["words"] in str(told.value)
    assert Paper.objects.get().number is None

    actions.give_number(made, 5, DAY, why="Đã đối chiếu bản giấy", by=clerk())
    assert (made.state, made.signature_why) == (PaperState.NUMBERED, "Đã đối chiếu bản giấy")


def test_without_the_signed_file_the_clerk_says_why():
    made = factories.signed()
    with pytest.raises(actions.NeedsDecision):
        actions.give_number(made, 5, DAY, by=clerk())
    with pytest.raises(Refused):
        _require_decision(made, "ok", clerk())
    actions.give_number(made, 5, DAY, why=ON_PAPER, by=clerk())
    assert made.state == PaperState.NUMBERED


@pytest.mark.parametrize("content", [b"van ban", b"\xff\xd8\xff"])
def test_what_is_no_pdf_is_not_taken_for_the_signed_file(content):
    made = factories.signed()
    with pytest.raises(Refused):
        actions.take_signed(made, content, "ky.txt", by=clerk())
    assert Paper.objects.get().signed_file is None


def test_a_file_before_the_signature_is_refused():
    with pytest.raises(Refused):
        actions.take_signed(factories.checked(), factories.plain_pdf(), "k.pdf", by=clerk())


@pytest.mark.shows("DOC-4", "R46")
def test_a_number_is_given_once_per_symbol_and_year():
    factories.numbered(5, subject="Văn bản thứ nhất")
    second = factories.signed(subject="Văn bản thứ hai")

    with pytest.raises(Refused, match=r"“Văn bản thứ nhất”.*là 6"):
        actions.give_number(
            second, 5, date(2026, 11, 30) - timedelta(days=300), why=ON_PAPER, by=clerk()
        )

    assert (second.state, second.number) == (PaperState.SIGNED, None)
    assert audit.history(second)[0].after == PaperState.SIGNED
    # Another year and another symbol count for themselves.
    actions.give_number(second, 5, date(2025, 12, 31), why=ON_PAPER, by=clerk())
    factories.numbered(5, subject="Ba", symbol="BC-SVHTT", type_code="BC")


@pytest.mark.shows("DOC-4", "R46")
def test_a_blank_number_is_not_issued_by_action_nor_by_database():
    made = factories.signed()
    with pytest.raises(Refused):
        actions.issue(made, by=clerk())
    for number, day in [(None, DAY), (5, None), (0, DAY), (-1, DAY), (10**9, DAY)]:
        with pytest.raises(Refused):
            actions.give_number(made, number, day, why=ON_PAPER, by=clerk())
    with pytest.raises(Refused, match="tương lai"):
        actions.give_number(
            made, 5, timezone.localdate() + timedelta(days=1), why=ON_PAPER, by=clerk()
        )
    with pytest.raises(IntegrityError):
        Paper.objects.filter(pk=made.pk).update(state=PaperState.ISSUED)


def test_numbers_that_run_against_their_dates_are_pointed_out():
    factories.numbered(5, date(2026, 1, 5))
    made = factories.signed(subject="Sau")
    made.signed_at = None

    assert actions.number_hints(made, 6, date(2026, 1, 6)) == []
    assert len(actions.number_hints(made, 6, date(2026, 1, 4))) == 1
    assert len(actions.number_hints(made, 4, date(2026, 1, 6))) == 1
    assert len(actions.number_hints(made, 8, date(2026, 1, 6))) == 1
    assert actions.next_free("KH-SVHTT", 2026) == 6
    assert actions.next_free("KH-SVHTT", 2027) == 1
