from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from khuevan.documents import actions, citing
from khuevan.documents.citing import Cited, in_lines
from khuevan.documents.enums import BasisStatus, Kind
from khuevan.documents.models import Citation, LegalBasis, StoredFile
from khuevan.documents.tests import factories
from khuevan.documents.tests.factories import basis, paper, person
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db
LINES = (
    "Căn cứ Quyết định số 4879/QĐ-UBND ngày 12/9/2025 của UBND Thành phố về việc phê duyệt Đề án;",
    "Căn cứ Nghị quyết số 47/NQ-CP ngày 15/4/2024 của Chính phủ ban hành Chương trình hành động;",
    "Căn cứ Luật Báo chí ngày 05 tháng 4 năm 2016;",
)


@pytest.fixture
def legal(client):
    user = person(Role.LEGAL)
    client.force_login(user)
    return user


def at(name, *args):
    return reverse(f"documents:{name}", args=args)


def rows():
    return set(LegalBasis.objects.values_list("doc_type", "number", "date", "issuer_name"))


@pytest.mark.shows("R01", "R19", "R20", "R21")
def test_what_a_document_cites_enters_the_register_once_each():
    first = paper(bases=LINES)
    second = paper(bases=LINES[:2], subject="Hai")

    assert rows() == {
        ("Quyết định", "4879/QĐ-UBND", date(2025, 9, 12), "UBND Thành phố"),
        ("Nghị quyết", "47/NQ-CP", date(2024, 4, 15), "Chính phủ"),
        ("Luật", "", date(2016, 4, 5), ""),
    }
    decision = LegalBasis.objects.get(number="4879/QĐ-UBND")
    assert decision.abstract == "Về việc phê duyệt Đề án"
    assert {c.target for c in decision.citations.all()} == {
        audit.key_of(first), audit.key_of(second),
    }  # fmt: skip
    assert audit.history(decision).get().kind == Kind.BASIS_ADDED
    actions.cite(first, in_lines(LINES), by=audit.SYSTEM)
    assert (LegalBasis.objects.count(), Citation.objects.count()) == (3, 5)


def test_what_is_cited_no_longer_is_let_go_and_its_basis_stays():
    made = paper(bases=LINES)
    actions.revise(made, factories.composition(bases=LINES[:1]), by=person())
    assert Citation.objects.get().basis.number == "4879/QĐ-UBND"
    assert LegalBasis.objects.count() == 3


@pytest.mark.shows("R01")
def test_a_number_with_another_date_is_a_doubt_and_not_merged():
    known = basis("4879/QĐ-UBND", date(2025, 9, 12))
    paper(bases=("Căn cứ Quyết định số 4879/QĐ-UBND ngày 21/9/2025 của UBND Thành phố",))

    other = LegalBasis.objects.exclude(pk=known.pk).get()
    assert citing.namesakes(known) == [other]
    assert citing.namesakes(other) == [known]


@pytest.mark.parametrize("number", ["05/KH-UBND", "5/KH–UBND", "05 /KH-UBND"])
def test_one_number_however_it_is_typed(number):
    known = basis("05/KH-UBND", date(2025, 2, 19))
    cited = [Cited("Kế hoạch", number, date(2025, 2, 19), "", "Căn cứ Kế hoạch")]
    made = paper()
    actions.cite(made, cited, by=audit.SYSTEM)
    assert Citation.objects.get().basis == known


def test_a_date_that_one_citation_lacks_is_taken_from_another():
    undated = Cited("Quyết định", "1191/QĐ-TTg", None, "", "Quyết định số 1191/QĐ-TTg")
    dated = Cited("Quyết định", "1191/QĐ-TTg", date(2021, 7, 5), "", "QĐ 1191/QĐ-TTg ngày 5/7/2021")
    first, second, third = paper(), paper(subject="Hai"), paper(subject="Ba")
    actions.cite(first, [undated], by=audit.SYSTEM)
    actions.cite(second, [dated], by=audit.SYSTEM)
    actions.cite(third, [undated], by=audit.SYSTEM)

    known = LegalBasis.objects.get()
    assert (known.date, known.citations.count()) == (date(2021, 7, 5), 3)


def test_a_later_citation_fills_in_what_the_first_one_lacked():
    poor = "Căn cứ Quyết định số 4879/QĐ-UBND ngày 26/9/2025"
    full = f"{poor} của UBND Thành phố về việc điều chỉnh chỉ tiêu kế hoạch. Sở xây dựng như sau:"
    paper(bases=(poor,))
    paper(bases=(full,), subject="Hai")
    paper(bases=(poor,), subject="Ba")

    known = LegalBasis.objects.get()
    assert (known.issuer_name, known.abstract) == (
        "UBND Thành phố", "Về việc điều chỉnh chỉ tiêu kế hoạch",
    )  # fmt: skip
    assert [e.kind for e in audit.history(known)] == [Kind.BASIS_CHANGED, Kind.BASIS_ADDED]


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Xét đề nghị của Sở tại Tờ trình số     /TTr-STTTT ngày   /7/2023", 0),
        ("Căn cứ Luật Báo chí", 1),
        ("Căn cứ Báo cáo khảo sát ngày 12/7/2023 của Bộ", 1),
    ],
)
def test_only_what_can_be_told_apart_is_registered(line, known):
    paper(bases=(line,))
    assert LegalBasis.objects.count() == known


def test_the_database_holds_one_basis_a_number_and_date():
    basis("1/QĐ", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        basis("01/QĐ", None)


@pytest.mark.shows("R01")
def test_a_basis_is_kept_by_hand_with_its_file(client, legal):
    given = {
        "doc_type": "Nghị định", "number": "30/2020/NĐ-CP", "date": "2020-03-05",
        "issuer_name": "Chính phủ", "abstract": "Về công tác văn thư", "in_force_from": "2020-03-05",
        "file": SimpleUploadedFile("nd30.txt", "Nghị định về công tác văn thư".encode()),
    }  # fmt: skip
    assert client.get(at("add_basis")).status_code == 200
    client.post(at("add_basis"), given)
    made = LegalBasis.objects.get()
    assert client.get(at("basis", made.pk)).status_code == 200
    file = client.get(at("basis_file", made.pk))
    assert factories.downloaded(file).decode() == "Nghị định về công tác văn thư"
    assert made.as_cited == (
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư"
    )

    client.post(at("add_basis"), {**given, "file": ""})
    assert LegalBasis.objects.count() == 1
    assert client.get(at("change_basis", made.pk)).status_code == 200
    client.post(at("change_basis", made.pk), given | {"file": "", "abstract": "Về văn thư"})
    made.refresh_from_db()
    assert (made.abstract, made.file is None) == ("Về văn thư", False)
    changed = audit.history(made)[0]
    assert (changed.kind, changed.before, changed.after) == (
        Kind.BASIS_CHANGED, "Về công tác văn thư", "Về văn thư",
    )  # fmt: skip


@pytest.mark.shows("DOC-3")
def test_secret_words_and_files_stay_out_of_the_register(legal):
    facts = {"doc_type": "Quyết định", "number": "1/QĐ", "date": None, "abstract": "x"}
    with pytest.raises(Refused):
        actions.add_basis(facts, SimpleUploadedFile("m.txt", b"TUYET MAT\nA"), by=legal)
    with pytest.raises(Refused):
        actions.add_basis(facts | {"abstract": "TỐI MẬT\nnội dung"}, by=legal)
    assert (LegalBasis.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.shows("R01")
def test_force_is_noted_with_source_person_and_successor(client, legal):
    old, new = basis("72/2015/NĐ-CP", date(2015, 9, 7)), basis("148/2026/NĐ-CP", date(2026, 5, 1))
    given = {
        "status": "replaced", "replaced_by": "148 /2026/nđ-cp", "source": "Điều 30",
        "last_day": "2026-06-30",
    }  # fmt: skip
    assert client.get(at("basis_status", old.pk)).status_code == 200
    client.post(at("basis_status", old.pk), given)
    old.refresh_from_db()

    assert (old.status, old.replaced_by, old.status_source, old.checked_by) == (
        BasisStatus.REPLACED, new, "Điều 30", legal,
    )  # fmt: skip
    event = audit.history(old)[0]
    assert (event.before, event.after, event.why) == ("unknown", "replaced", "Điều 30")
    page = client.get(at("basis", old.pk)).content.decode()
    assert new.get_absolute_url() in page

    for wrong in ({"source": " "}, {"replaced_by": ""}, {"replaced_by": "9/X"}):
        client.post(at("basis_status", new.pk), given | wrong)
    client.post(at("basis_status", new.pk), given | {"replaced_by": "72/2015/NĐ-CP"})
    new.refresh_from_db()
    assert new.status == BasisStatus.UNKNOWN


def test_the_successor_is_followed_to_the_end():
    a, b, c = (basis(f"{n}/QĐ", date(2020 + n, 1, 1)) for n in range(3))
    actions.note_status(a, BasisStatus.REPLACED, source="x", replaced_by=b, by=person())
    actions.note_status(b, BasisStatus.REPLACED, source="x", replaced_by=c, by=person())
    a.refresh_from_db()
    assert citing.successor(a) == c
    assert citing.successor(c) is None


@pytest.mark.shows("R19", "R20", "R21")
def test_the_page_of_a_basis_names_who_cites_it_as_far_as_one_may_see(client, legal):
    made = paper(bases=LINES, subject="Văn bản viện dẫn")
    known = LegalBasis.objects.get(number="47/NQ-CP")
    page = client.get(at("basis", known.pk)).content.decode()
    assert made.get_absolute_url() in page
    assert citing.who_cites(known, person(Role.FOCAL_POINT)) == []


@pytest.mark.shows("R01")
@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_whatever_its_length(
    client, legal, count, django_assert_num_queries
):
    last = None
    for number in range(count):
        last = basis(f"{number + 10}/QĐ-X", date(2020, 1, 1), replaced_by=last)
    client.get(at("bases"))
    with django_assert_num_queries(8):
        page = client.get(at("bases")).content.decode()
    assert page.count("/QĐ-X</a>") == count


def test_the_register_is_searched_filtered_and_exported(client, legal):
    basis("1/QĐ-A", abstract="Về thông tin đối ngoại")
    basis("2/QĐ-B", date(2024, 1, 1), abstract="Về tài chính", status=BasisStatus.EXPIRED)
    found = client.get(at("bases"), {"q": "doi ngoai"}).content.decode()
    assert "1/QĐ-A" in found
    assert "2/QĐ-B" not in found
    over = client.get(at("bases"), {"status": "expired"}).content.decode()
    assert "2/QĐ-B" in over
    assert "1/QĐ-A" not in over
    assert b"".join(client.get(at("bases"), {"format": "xlsx"})).startswith(b"PK")


@pytest.mark.parametrize(
    ("role", "seen", "kept"),
    [(Role.AUDITOR, 200, 403), (Role.LEGAL, 200, 200), (Role.FOCAL_POINT, 403, 403)],
)
def test_who_reads_the_register_and_who_keeps_it(client, role, seen, kept):
    known = basis()
    client.force_login(person(role))
    assert client.get(at("basis", known.pk)).status_code == seen
    assert client.get(at("basis_status", known.pk)).status_code == kept
