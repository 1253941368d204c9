from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuevan.documents import actions, compositions
from khuevan.documents.enums import BasisStatus, PaperState
from khuevan.documents.models import LegalBasis, Paper, StoredFile, Version
from khuevan.documents.samples import samples
from khuevan.documents.tests import factories
from khuevan.documents.tests.factories import ON_PAPER, basis, composition, paper, person
from khuevan.kit.models import Work
from khuevan.people.enums import Role
from khuevan.vanban import writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


def at(name, *args):
    return reverse(f"documents:{name}", args=args)


def sign_in(client, role):
    client.force_login(person(role))


def written(made, **changes):
    """What the editor's form would send."""
    last = compositions.latest(made)
    from khuevan.documents.forms.papers import initial

    values = initial(made, compositions.of_version(last), last.number)
    return {key: value or "" for key, value in values.items()} | changes


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_whatever_its_length(
    client, officer, count, django_assert_num_queries
):
    for number in range(count):
        paper(subject=f"Kế hoạch số {number}")
    client.get(at("papers"))
    with django_assert_num_queries(9):
        page = client.get(at("papers")).content.decode()
    assert page.count("Kế hoạch số") == count


def test_the_register_is_searched_without_accents_and_filtered(client, officer):
    paper(subject="Tập huấn đối ngoại")
    factories.went_out(subject="Báo cáo quý")

    assert "Báo cáo quý" not in client.get(at("papers"), {"q": "doi ngoai"}).content.decode()
    page = client.get(at("papers"), {"state": "issued"}).content.decode()
    assert "Báo cáo quý" in page
    assert "Tập huấn đối ngoại" not in page
    sheet = client.get(at("papers"), {"format": "xlsx"})
    assert b"".join(sheet).startswith(b"PK")


@pytest.mark.shows("R62", "R89")
@pytest.mark.parametrize("key", samples())
def test_every_template_begins_a_draft_that_can_be_printed(client, officer, key):
    answer = client.post(at("paper_from_sample", key))
    made = Paper.objects.get()

    assert answer["Location"] == at("edit", made.pk)
    assert (made.reply_due is not None) == (samples()[key].reply_days > 0)
    assert writing.read(writing.write(compositions.current(made))).subject == made.subject
    assert client.get(answer["Location"]).status_code == 200


def test_an_unknown_template_is_refused(client, officer):
    assert client.post(at("paper_from_sample", "khong-co")).status_code in (302, 409)
    assert Paper.objects.count() == 0


def test_a_word_file_becomes_a_draft(client, officer):
    content = writing.write(composition(subject="Từ tệp Word", number=5, date=date(2026, 1, 5)))
    client.post(at("paper_from_file"), {"file": SimpleUploadedFile("k.docx", content)})
    made = Paper.objects.get()

    assert (made.subject, made.number, made.type_code) == ("Từ tệp Word", None, "KH")
    assert compositions.current(made).body == composition().body


@pytest.mark.shows("DOC-3")
@pytest.mark.parametrize("name", ["plan.txt", "mat.docx"])
def test_what_is_no_word_file_or_secret_begins_nothing(client, officer, name):
    content = b"KE HOACH\nI. MUC DICH\n- Mot"
    if name == "mat.docx":
        from khuevan.vanban.composition import Paragraph

        content = writing.write(composition(body=(Paragraph("TỐI MẬT"), Paragraph("Riêng."))))
    client.post(at("paper_from_file"), {"file": SimpleUploadedFile(name, content)})
    assert (Paper.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.shows("R89")
def test_the_editor_saves_a_version_and_says_when_nothing_changed(client, officer):
    made = paper(subject="Cũ")
    assert client.get(at("edit", made.pk)).status_code == 200

    client.post(at("edit", made.pk), written(made))
    assert Version.objects.count() == 1

    body = "I. NỘI DUNG\n1. Việc thứ nhất;\na) Ý nhỏ.\n| STT | Việc |\n| 1 | Một |"
    answer = client.post(at("edit", made.pk), written(made, subject="Mới", body=body, note="sửa"))
    assert answer["Location"] == at("paper", made.pk)
    made.refresh_from_db()
    last = compositions.latest(made)
    assert (made.subject, last.number, last.note) == ("Mới", 2, "sửa")
    assert [b["block"] for b in last.content["body"]] == ["heading", "item", "item", "table"]
    assert client.get(at("paper", made.pk)).status_code == 200


@pytest.mark.shows("R89")
def test_two_editors_see_the_difference_and_nothing_is_lost(client, officer):
    made = paper(subject="Chung")
    mine = written(made, subject="Của tôi")
    actions.revise(made, composition(subject="Của bạn"), by=person(name="binh"))

    answer = client.post(at("edit", made.pk), mine)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "<del>bạn</del>" in page
    assert "<ins>tôi</ins>" in page
    assert 'name="seen" value="2"' in page
    assert Paper.objects.get().subject == "Của bạn"
    client.post(at("edit", made.pk), mine | {"seen": "2"})
    assert Paper.objects.get().subject == "Của tôi"
    assert [v.number for v in made.versions.all()] == [3, 2, 1]


def test_a_picture_that_is_not_there_is_a_sentence_not_a_crash(client, officer):
    made = paper()
    answer = client.post(at("edit", made.pk), written(made, body="![x](picture:3)"))
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert Version.objects.count() == 1


@pytest.mark.shows("R01")
def test_bases_are_found_without_accents_and_added_once(client, officer):
    known = basis("48/KH-UBND", date(2025, 2, 19), abstract="Về thông tin đối ngoại năm 2025")
    old = basis("1/KH-UBND", date(2020, 1, 1), abstract="Đối ngoại cũ", status=BasisStatus.EXPIRED)
    made = paper()

    page = client.post(at("edit", made.pk), written(made, q="doi ngoai", find="1")).content.decode()
    assert f'value="{known.pk}"' in page
    assert f'value="{old.pk}"' not in page
    part = client.get(at("find_bases", made.pk), {"q": "đối NGOẠI"}).content.decode()
    assert f'value="{known.pk}"' in part
    assert Version.objects.count() == 1

    for _again in range(2):
        client.post(at("edit", made.pk), written(made, pick=str(known.pk)))
    assert compositions.current(made).bases == (known.as_cited,)
    assert known.citations.count() == 1


def test_a_version_is_compared_and_taken_up_again(client, officer):
    made = paper(subject="Một")
    actions.revise(made, composition(subject="Hai"), by=officer)

    page = client.get(at("versions", made.pk)).content.decode()
    assert "<del>Một</del>" in page
    assert "<ins>Hai</ins>" in page
    assert client.get(at("versions", made.pk), {"old": "x", "new": "9"}).status_code == 200
    again = client.get(at("edit", made.pk), {"from": "1"}).content.decode()
    assert ">\nMột</textarea>" in again
    assert 'name="seen" value="2"' in again


@pytest.mark.shows("R46", "R47", "R89")
def test_a_document_goes_its_way_by_the_pages_of_those_who_move_it(client):
    sign_in(client, Role.LEAD_OFFICER)
    client.post(at("paper_from_sample", "plan"))
    made = Paper.objects.get()
    client.post(at("ask_check", made.pk))
    sign_in(client, Role.CLERK)
    assert at("confirm_form", made.pk) in client.get(at("paper", made.pk)).content.decode()
    client.post(at("confirm_form", made.pk))
    sign_in(client, Role.DIRECTOR)
    assert at("sign", made.pk) in client.get(at("decide", made.pk)).content.decode()
    client.post(at("sign", made.pk))
    sign_in(client, Role.CLERK)
    assert client.get(at("number", made.pk)).status_code == 200
    file = SimpleUploadedFile("ky.pdf", factories.plain_pdf())
    told = client.post(
        at("number", made.pk), {"number": "1", "day": "2026-01-05", "file": file}
    ).content.decode()
    assert 'name="why"' in told
    made.refresh_from_db()
    assert (made.state, made.number) == (PaperState.SIGNED, None)
    assert made.signed_file is not None
    client.post(at("number", made.pk), {"number": "1", "day": "2026-01-05", "why": ON_PAPER})
    assert client.get(at("issue", made.pk)).status_code == 200
    client.post(at("issue", made.pk))
    made.refresh_from_db()
    assert (made.state, made.full_number) == (PaperState.ISSUED, "01/KH-SVHTT")

    sign_in(client, Role.LEAD_OFFICER)
    assert client.get(at("relate", made.pk)).status_code == 200
    answer = client.post(at("relate", made.pk), {"relation": "corrects"})
    new = Paper.objects.exclude(pk=made.pk).get()
    assert answer["Location"] == at("edit", new.pk)
    signed = client.get(at("signed_file", made.pk))
    assert factories.downloaded(signed) == factories.plain_pdf()
    assert at("paper", new.pk) in client.get(at("paper", made.pk)).content.decode()


@pytest.mark.shows("DOC-4")
def test_a_taken_number_names_its_holder_and_the_next_free_one(client):
    factories.numbered(5, subject="Người giữ số")
    made = factories.signed(subject="Người đến sau")
    sign_in(client, Role.CLERK)
    page = client.post(
        at("number", made.pk), {"number": "5", "day": "2026-01-06", "why": ON_PAPER}
    ).content.decode()
    assert "Người giữ số" in page
    assert "tiếp theo là 6" in page


def test_a_return_asks_for_its_reason(client):
    made = factories.checked()
    sign_in(client, Role.DIRECTOR)
    assert client.get(at("send_back", made.pk)).status_code == 200
    client.post(at("send_back", made.pk), {"why": "Sai thể thức phần nơi nhận"})
    made.refresh_from_db()
    assert made.state == PaperState.DRAFT


def test_the_page_says_who_may_move_the_document_now(client, officer):
    made = paper()
    clerk = person(Role.CLERK)
    actions.ask_for_check(made, by=officer)
    page = client.get(at("paper", made.pk)).content.decode()
    drawer = page[page.index('id="drawer"') :]
    assert clerk.full_name in drawer
    assert officer.full_name not in drawer[: drawer.index("</p>", drawer.index("<p class"))]


@pytest.mark.parametrize(
    ("role", "seen"),
    [(Role.AUDITOR, 200), (Role.FINANCE, 200), (Role.ADMINISTRATOR, 403), (Role.FOCAL_POINT, 403)],
)
def test_who_sees_documents_and_who_writes_them(client, role, seen):
    made = paper()
    sign_in(client, role)
    assert client.get(at("paper", made.pk)).status_code == seen
    assert client.get(at("edit", made.pk)).status_code == 403
    assert client.post(at("ask_check", made.pk)).status_code == 403


def test_a_locked_document_is_not_edited(client, officer):
    made = factories.checked()
    client.post(at("edit", made.pk), written(made, subject="Lén"))
    assert Paper.objects.get().subject != "Lén"


def test_the_word_file_reads_back_as_the_document(client, officer):
    made = factories.numbered(5)
    answer = client.get(at("docx", made.pk))
    read = writing.read(answer.content)
    assert (read.number, read.date, read.subject) == (5, date(2026, 1, 5), made.subject)
    assert "KH-SVHTT-05.docx" in answer["Content-Disposition"]


@pytest.mark.django_db(transaction=True)
def test_the_pdf_is_made_by_a_work(client):
    user = person()
    client.force_login(user)
    made = paper()
    client.post(at("pdf", made.pk))
    work = Work.objects.get()
    assert work.kind == "documents.pdf"


@pytest.mark.shows("R19", "R20", "R21")
def test_a_draft_on_a_replaced_basis_is_warned_with_its_successor(client, officer):
    old = basis("72/2015/NĐ-CP", date(2015, 9, 7))
    new = basis("148/2026/NĐ-CP", date(2026, 5, 1))
    made = paper(
        bases=("Căn cứ Nghị định số 72/2015/NĐ-CP ngày 07 tháng 9 năm 2015 của Chính phủ",)
    )
    url = new.get_absolute_url()
    assert url not in client.get(at("paper", made.pk)).content.decode()

    actions.note_status(old, BasisStatus.REPLACED, source="Điều 30", replaced_by=new, by=officer)

    for name in ("paper", "edit"):
        assert url in client.get(at(name, made.pk)).content.decode()
    assert LegalBasis.objects.count() == 2


@pytest.mark.parametrize("name", ["papers", "requests", "bases"])
def test_an_empty_list_offers_no_action_that_its_reader_may_not_take(client, name):
    forbidden = {"papers": at("new_paper"), "requests": at("add_request"), "bases": at("add_basis")}
    sign_in(client, Role.AUDITOR)
    assert forbidden[name] not in client.get(at(name)).content.decode()
