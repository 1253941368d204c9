from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khuevan.documents import actions as documents
from khuevan.documents.enums import BasisStatus
from khuevan.documents.tests.factories import downloaded, plain_pdf
from khuevan.kit.audit import SYSTEM
from khuevan.kit.errors import Refused
from khuevan.people.enums import Role
from khuevan.training import actions, tickets
from khuevan.training.enums import MaterialKind
from khuevan.training.models import Material, MaterialRead, SyllabusItem
from khuevan.training.tests import programme

pytestmark = pytest.mark.django_db
FOUR = [
    ("47/NQ-CP", date(2024, 4, 15)), ("57-KL/TW", date(2023, 6, 15)), ("1191/QĐ-TTg", None),
    ("1079/QĐ-TTg", date(2022, 9, 14)),
]  # fmt: skip


@pytest.fixture
def run():
    """A class whose first content cites the four documents of the plan."""
    made = programme.run()
    item = SyllabusItem.objects.create(run=made, order=1, title="Phổ biến các văn bản chỉ đạo")
    SyllabusItem.objects.create(run=made, order=2, title="Kỹ năng")
    item.bases.set([programme.basis(number, date=day) for number, day in FOUR])
    return made


@pytest.fixture
def nominee(run):
    return programme.nominee(programme.seat(run))


@pytest.fixture
def address(run, nominee):
    return f"/training/t/{tickets.ticket_of(nominee, run.pk)}/documents/"


@pytest.fixture
def browser(client):
    user = programme.officer(role=Role.LEAD_OFFICER)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def with_file(run, number="47/NQ-CP"):
    material = run.materials.get(basis__number=number)
    material.basis.file = documents.store(plain_pdf(), "nq47.pdf", by=SYSTEM)
    material.basis.save()
    return material


@pytest.mark.shows("R18", "R19", "R20", "R21")
def test_the_directive_documents_that_the_contents_cite_become_the_pack(run):
    assert actions.take_in_bases(run, by=run.owner) == 4
    assert actions.take_in_bases(run, by=run.owner) == 0
    assert sorted(run.materials.values_list("basis__number", flat=True)) == sorted(
        number for number, _day in FOUR
    )
    assert {one.kind for one in run.materials.all()} == {MaterialKind.DIRECTIVE}


@pytest.mark.shows("R18")
def test_a_trainee_reads_marks_and_downloads_the_pack(client, run, nominee, address):
    actions.take_in_bases(run, by=run.owner)
    material = with_file(run)
    page = client.get(address).content.decode()
    assert page.count("Tôi đã đọc") == 4
    assert "<script" not in page
    for _twice in range(2):
        client.post(f"{address}read/", {"material": material.pk})
    assert client.get(address).content.decode().count("Tôi đã đọc") == 3
    assert [one.nomination for one in MaterialRead.objects.all()] == [nominee]

    assert downloaded(client.get(f"{address}{material.pk}/")) == plain_pdf()
    packed = zipfile.ZipFile(io.BytesIO(downloaded(client.get(f"{address}pack.zip"))))
    first, *rest = packed.namelist()
    assert (first.startswith("1-van-ban-chi-dao/"), first.endswith("-nq47.pdf")) == (True, True)
    assert rest == ["danh-muc.txt"]
    listed = packed.read("danh-muc.txt").decode("utf-8-sig")
    assert listed.count("(chưa có tệp)") == 3


def test_what_is_hidden_and_what_belongs_to_another_class_is_not_there(client, run, address):
    hidden = programme.material(run, "Ẩn", is_shown=False)
    elsewhere = programme.material(programme.run(), "Nơi khác", basis=programme.basis("9/CT"))
    for one in (hidden, elsewhere):
        assert client.get(f"{address}{one.pk}/").status_code == 404
        assert client.post(f"{address}read/", {"material": one.pk}).status_code == 404
    assert "Ẩn" not in client.get(address).content.decode()
    assert client.post(f"{address}read/", {"material": "9" * 30}).status_code == 404


def test_a_content_cites_a_document_of_the_register_or_says_that_it_is_not_there(browser, run):
    item = run.syllabus.last()
    sent = {"item": item.pk, "number": "99/XX"}
    wrong = browser.post(f"/training/{run.pk}/materials/cite/", sent)
    assert (wrong.status_code, "chưa có trong sổ" in wrong.content.decode()) == (400, True)
    sent["number"] = "47 /NQ–CP"
    assert browser.post(f"/training/{run.pk}/materials/cite/", sent).status_code == 302
    assert [one.number for one in item.bases.all()] == ["47/NQ-CP"]
    assert run.materials.count() == 1


def test_the_office_adds_hides_and_removes_but_never_what_was_read(browser, run, nominee):
    file = SimpleUploadedFile("tay.pdf", plain_pdf())
    sent = {"file": file, "kind": "handout", "title": "Cẩm nang"}
    assert browser.post(f"/training/{run.pk}/materials/add/", sent).status_code == 302
    material = Material.objects.get()
    page = browser.get(f"/training/{run.pk}/materials/").content.decode()
    assert "Cẩm nang" in page
    assert "chưa viện dẫn văn bản chỉ đạo" in page
    browser.post(f"/training/{run.pk}/materials/{material.pk}/", {"hide": ""})
    material.refresh_from_db()
    assert material.is_shown is False
    actions.mark_read(material, nominee, by=SYSTEM)
    with pytest.raises(Refused, match="Cẩm nang"):
        actions.remove_material(material, by=run.owner)
    MaterialRead.objects.all().delete()
    actions.remove_material(material, by=run.owner)
    assert Material.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_a_trainees_documents_cost_the_same_whatever_their_number(
    client, run, address, django_assert_num_queries, count
):
    for number in range(count):
        programme.material(run, f"Văn bản {number}")
    with django_assert_num_queries(3):
        page = client.get(address)
    assert page.content.decode().count("<strong>Văn bản ") == count


# --- approved sources only


@pytest.fixture
def sea(run):
    """A part on sovereignty, as the plan words it."""
    actions.change_syllabus(
        run, "Phổ biến văn bản\nBảo vệ chủ quyền, lãnh thổ, biển đảo", by=run.owner
    )
    return run.syllabus.get(order=2)


def slides_of(item, **more):
    stored = documents.store(plain_pdf(), "bai-giang.pdf", by=SYSTEM)
    return actions.add_material(
        item.run, stored, title="Bài giảng biển đảo", item=item, by=item.run.owner, **more
    )


@pytest.mark.shows("R23")
def test_parts_on_sea_and_borders_take_approved_sources_only(run, sea):
    assert [item.is_restricted for item in run.syllabus.all()] == [False, True]


@pytest.mark.shows("R23")
def test_what_cites_no_source_is_a_fault_and_is_not_handed_out(browser, client, run, sea, address):
    one = slides_of(sea)
    assert client.get(f"{address}{one.pk}/").status_code == 404
    assert client.get(address).context["rows"] == []
    assert browser.get(f"/training/{run.pk}/programme/").context["unfounded"] == 1
    with pytest.raises(Refused):
        actions.show_material(one, True, by=run.owner)

    programme.basis("1079/QĐ-TTg")
    facts = {"material": one.pk, "number": "1079/QĐ-TTg"}
    browser.post(f"/training/{run.pk}/materials/source/", facts)

    assert downloaded(client.get(f"{address}{one.pk}/"))
    assert browser.get(f"/training/{run.pk}/programme/").context["unfounded"] == 0


@pytest.mark.shows("R23")
def test_a_source_that_no_longer_holds_does_not_count(run, sea):
    basis = programme.basis("82/2015/QH13")
    slides_of(sea, sources=[basis])
    assert run.materials.handed_out().filter(item=sea).count() == 1
    basis.status = BasisStatus.EXPIRED
    basis.save()
    assert [one.title for one in run.materials.unfounded()] == ["Bài giảng biển đảo"]


@pytest.mark.shows("R23")
def test_to_let_a_part_go_needs_a_reason_that_stays(browser, run, sea):
    base = f"/training/{run.pk}/syllabus/sources/"
    browser.post(base, {"parts": []})
    sea.refresh_from_db()
    assert sea.is_restricted
    browser.post(base, {"parts": [], "why": "Chỉ nói về kỹ năng viết bài"})
    sea.refresh_from_db()
    assert not sea.is_restricted
    browser.post(base, {"parts": [str(sea.pk)]})
    sea.refresh_from_db()
    assert sea.is_restricted
