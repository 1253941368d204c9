from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from khuevan.documents import actions, compositions, opinions
from khuevan.documents.enums import Kind, PaperState, Resolution
from khuevan.documents.models import Consultation, Opinion, Paper
from khuevan.documents.tests import factories
from khuevan.documents.views.desk import Desk
from khuevan.kit.audit import SYSTEM
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent, Message
from khuevan.people.models import Membership, UnitGroup
from khuevan.vanban import writing
from khuevan.vanban.composition import Appendix, Heading, Item, Paragraph, Table
from khuevan.vanban.tests import files

pytestmark = pytest.mark.django_db


def desk_of(unit):
    link = factories.link(unit)
    return Desk(unit, link, link)


def asked(round_, unit):
    return round_.requests.get(organisation=unit)


def body(*blocks):
    return factories.composition(body=blocks)


# --- clauses


def test_clauses_keep_the_drafts_order_and_say_where_they_stand():
    draft = factories.composition(
        body=(
            Heading("I.", "MỤC ĐÍCH"), Item("-", "Nâng cao kỹ năng."), Item("a)", "Điểm a."),
            Heading("II.", "KINH PHÍ"), Paragraph("Từ ngân sách."),
            Table(("Việc", "Hạn"), (("Mở lớp", "Quý IV"),)),
        ),
        appendices=(Appendix("Danh sách", (Paragraph("Lớp 1."),)),),
    )  # fmt: skip
    found = opinions.clauses(draft)
    assert [(c.path, c.label) for c in found] == [
        ("0001", "I"), ("0002", "I, đoạn 1"), ("0003", "I, a"), ("0004", "II"),
        ("0005", "II, đoạn 1"), ("0006", "II, đoạn 2"), ("P01", "Phụ lục 1"),
        ("P01.0001", "đoạn 1"),
    ]  # fmt: skip
    assert found[5].text == "| Việc | Hạn |\n| Mở lớp | Quý IV |"


# --- asking


@pytest.mark.shows("R57")
def test_units_are_asked_by_mail_with_their_link():
    units = [factories.unit(f"Phường {n}") for n in range(2)]
    mute = factories.unit("Phường Không Thư", mail=None)
    round_ = factories.round_of(*units, mute)

    assert round_.paper.state == PaperState.CONSULTING
    assert Message.objects.filter(purpose="opinion").count() == 2
    assert "thư điện tử" in asked(round_, mute).problem
    with pytest.raises(AlreadyDecided, match="đang được lấy ý kiến"):
        actions.consult(round_.paper, [units[0].pk], round_.due, by=round_.paper.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.create(
            paper=round_.paper, version=round_.version, due=round_.due, opened_by=round_.opened_by
        )


def test_asking_refuses_nobody_yesterday_and_many_unseen():
    paper, unit = factories.paper(), factories.unit()
    today = timezone.localdate()
    later = today + timedelta(days=7)
    with pytest.raises(Refused, match="ít nhất một"):
        actions.consult(paper, [], later, by=paper.owner)
    with pytest.raises(Refused, match="sau ngày hôm nay"):
        actions.consult(paper, [unit.pk], today, by=paper.owner)
    many = [factories.unit(f"Phường {n}").pk for n in range(11)]
    with pytest.raises(Refused, match="11"):
        actions.consult(paper, many, later, by=paper.owner)
    with pytest.raises(Refused, match="bí mật nhà nước"):
        actions.consult(paper, [unit.pk], later, by=paper.owner, note="TUYỆT MẬT")
    assert (Consultation.objects.count(), paper.state) == (0, PaperState.DRAFT)


def test_office_asks_a_group_only_after_the_preview(client):
    group = UnitGroup.objects.create(code="wards", name_vi="126 phường, xã")
    for number in range(11):
        Membership.objects.create(group=group, organisation=factories.unit(f"Phường {number}"))
    paper = factories.paper()
    client.force_login(paper.owner)
    url = reverse("documents:consult", args=[paper.pk])
    sent = {"groups": [group.pk], "due": f"{timezone.localdate() + timedelta(days=5):%Y-%m-%d}"}

    page = client.post(url, sent)
    assert ("Sẽ lấy ý kiến 11 đơn vị" in page.content.decode(), Consultation.objects.count()) == (
        True, 0,
    )  # fmt: skip
    client.post(url, {**sent, "seen": "11"})
    assert Consultation.objects.get().requests.count() == 11


def test_doubtful_unit_is_asked_not_guessed(client):
    factories.unit("Sở Y tế")
    paper = factories.paper()
    client.force_login(paper.owner)
    page = client.post(
        reverse("documents:consult", args=[paper.pk]),
        {"units": "Sở Y tê", "due": f"{timezone.localdate() + timedelta(days=5):%Y-%m-%d}"},
    )
    assert (page.status_code, "Hãy ghi một trong các tên: Sở Y tế" in page.content.decode()) == (
        400, True,
    )  # fmt: skip


# --- answering


@pytest.mark.shows("R57")
def test_unit_agrees_with_the_whole_in_one_tap(client):
    unit = factories.unit("Phường A")
    round_ = factories.round_of(unit)
    desk = desk_of(unit)
    page = client.get(desk.url("consultation", pk=asked(round_, unit).pk))
    text = page.content.decode()
    assert ("Đồng ý toàn bộ" in text, "<script" in text, len(page.content) < 30_000) == (
        True, False, True,
    )  # fmt: skip

    client.post(desk.url("agree", pk=asked(round_, unit).pk))

    one = asked(round_, unit)
    assert (one.agrees, one.answered_by, one.is_late) == (True, "Phường A", False)


@pytest.mark.shows("R57")
def test_unit_writes_on_clauses_and_changes_its_words_until_the_round_closes(client):
    unit = factories.unit("Phường A")
    round_ = factories.round_of(unit)
    one, desk = asked(round_, unit), desk_of(unit)
    give = desk.url("give", pk=one.pk)
    client.post(give, {"c-0002": "Đề nghị bổ sung.", "whole": "Cơ bản nhất trí."})
    first = Opinion.objects.get(clause_path="0002")
    actions.resolve_opinion(first, Resolution.TAKEN, "", by=round_.paper.owner)

    client.post(give, {"c-0002": "Đề nghị bổ sung kinh phí.", "whole": ""})

    assert [(o.clause_path, o.text, o.resolution) for o in one.opinions.all()] == [
        ("0002", "Đề nghị bổ sung kinh phí.", Resolution.OPEN),
    ]  # fmt: skip
    actions.close_consultation(round_, by=round_.paper.owner)
    client.post(give, {"c-0002": "Muộn rồi."})
    with pytest.raises(AlreadyDecided, match="đã đóng"):
        actions.agree(one, by=desk.by)
    assert Opinion.objects.get().text == "Đề nghị bổ sung kinh phí."


@pytest.mark.shows("R57")
def test_unit_may_send_a_file_instead(client):
    unit = factories.unit()
    round_ = factories.round_of(unit)
    one, desk = asked(round_, unit), desk_of(unit)
    file = SimpleUploadedFile("gopy.pdf", files.pdf(files.lines_down("Ý KIẾN GÓP Ý")))
    client.post(desk.url("give", pk=one.pk), {"whole": "", "file": file})
    one.refresh_from_db()
    assert (one.file.name, one.answered_at is not None) == ("gopy.pdf", True)
    assert opinions.rows(round_)[0].words == "Có văn bản góp ý: gopy.pdf"


@pytest.mark.shows("DOC-3")
def test_secret_opinion_is_refused_and_nothing_is_kept(client):
    unit = factories.unit()
    round_ = factories.round_of(unit)
    client.post(desk_of(unit).url("give", pk=asked(round_, unit).pk), {"whole": "TỐI MẬT"})
    assert (Opinion.objects.count(), asked(round_, unit).answered_at) == (0, None)
    assert AuditEvent.objects.filter(kind=Kind.REFUSED_SECRET).count() == 1


def test_empty_answer_and_unknown_clause_are_refused():
    unit = factories.unit()
    one = asked(factories.round_of(unit), unit)
    with pytest.raises(Refused, match="Đồng ý toàn bộ"):
        actions.give_opinion(one, {"": " "}, by=desk_of(unit).by)
    with pytest.raises(Refused, match="không có điều khoản"):
        actions.give_opinion(one, {"9999": "x"}, by=desk_of(unit).by)
    with pytest.raises(Refused, match="20000"):
        actions.give_opinion(one, {"": "x" * 20_001}, by=desk_of(unit).by)
    one.refresh_from_db()
    assert one.answered_at is None


def test_another_units_consultation_stays_closed(client):
    mine, other = factories.unit("Phường A"), factories.unit("Phường B")
    round_ = factories.round_of(other)
    url = desk_of(mine).url("consultation", pk=asked(round_, other).pk)
    assert client.get(url).status_code == 403


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.tuples(st.sampled_from(["", "0001", "0002", "0003"]), st.text(max_size=30)),
                max_size=12))  # fmt: skip
def test_what_stands_is_what_was_said_last(moves):
    with transaction.atomic():
        unit = factories.unit(f"Phường {Opinion.objects.count()}")
        one = asked(factories.round_of(unit, origin=""), unit)
        last: dict[str, str] = {}
        for path, words in moves:
            clean = words.replace("\x00", "").strip()
            last[path] = clean
            try:
                actions.give_opinion(one, {path: clean}, by=SYSTEM)
            except Refused:
                continue
        expected = {path: text for path, text in last.items() if text}
        standing = {o.clause_path: o.text for o in one.opinions.all()}
        # The last word on the last opinion cannot be emptied alone: then one agrees instead.
        assert expected.items() <= standing.items()
        transaction.set_rollback(True)


# --- deciding and the table


@pytest.mark.shows("R57")
def test_reason_is_wanted_unless_it_is_taken_up():
    unit = factories.unit()
    round_ = factories.round_of(unit)
    actions.give_opinion(asked(round_, unit), {"0002": "Bỏ câu này."}, by=desk_of(unit).by)
    opinion, officer = Opinion.objects.get(), round_.paper.owner
    for resolution in (Resolution.PARTLY, Resolution.EXPLAINED):
        with pytest.raises(Refused, match="lý do"):
            actions.resolve_opinion(opinion, resolution, " ", by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(resolution=Resolution.EXPLAINED, answer="")
    actions.resolve_opinion(opinion, Resolution.EXPLAINED, "Theo Nghị định.", by=officer)
    assert (opinion.resolution, opinion.resolved_by) == (Resolution.EXPLAINED, officer)


@pytest.fixture
def answered():
    """Two opinions on one clause (one late), one who agrees, one silent; all decided, closed."""
    a, b, c, d = (factories.unit(f"Phường {letter}") for letter in "ABCD")
    round_ = factories.round_of(a, b, c, d)
    actions.give_opinion(asked(round_, a), {"0002": "Thêm số lớp."}, by=desk_of(a).by)
    actions.give_opinion(asked(round_, b), {"0002": "Bớt chữ.", "": "Cần gọn."}, by=desk_of(b).by)
    actions.agree(asked(round_, c), by=desk_of(c).by)
    # B answered two days after the day.
    round_.requests.filter(organisation=b).update(answered_at=timezone.now() + timedelta(days=9))
    for opinion, (resolution, why) in zip(
        Opinion.objects.order_by("clause_path", "pk"),
        [
            (Resolution.TAKEN, ""),
            (Resolution.PARTLY, "Bớt một câu."),
            (Resolution.EXPLAINED, "Đủ."),
        ],
        strict=True,
    ):
        actions.resolve_opinion(opinion, resolution, why, by=round_.paper.owner)
    actions.close_consultation(round_, by=round_.paper.owner)
    return round_


@pytest.mark.shows("R57")
def test_table_gathers_by_clause_with_what_became_of_each(answered):
    table = opinions.table(answered)
    assert table.head[-1] == "Tiếp thu, giải trình"
    text = "I, đoạn 1: - Nâng cao kỹ năng viết tin."
    assert table.rows == (
        ("1", "Toàn văn", "Phường B", "Cần gọn. (gửi sau hạn)", "Tiếp thu"),
        ("2", text, "Phường A", "Thêm số lớp.", "Tiếp thu một phần: Bớt một câu."),
        ("3", text, "Phường B", "Bớt chữ. (gửi sau hạn)", "Giải trình: Đủ."),
        ("4", "", "Phường C", "Nhất trí toàn bộ", ""),
        ("5", "", "Phường D", "Chưa có ý kiến", ""),
    )


@pytest.mark.shows("R57")
def test_table_goes_out_as_a_document_across_the_page(answered, client):
    client.force_login(answered.paper.owner)
    client.post(reverse("documents:draft_table", args=[answered.pk]))

    made = Paper.objects.get(origin=f"documents.consultation:{answered.pk}")
    composition = compositions.current(made)
    assert (made.type_code, composition.appendices[0].is_landscape) == ("BC", True)
    assert "Số ý kiến góp ý: 3; tiếp thu: 1; tiếp thu một phần: 1; giải trình: 1." in (
        made.versions.get().text
    )
    content = writing.write(composition)
    assert writing.write(composition) == content
    assert writing.read(content).appendices[0].body == composition.appendices[0].body


@pytest.mark.shows("R57")
def test_table_as_a_workbook_runs_no_formula(answered, client):
    Opinion.objects.filter(clause_path="").update(text='=HYPERLINK("http://x.vn")')
    client.force_login(answered.paper.owner)
    response = client.get(reverse("documents:opinions_table", args=[answered.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[2] for row in rows] == [f"Phường {x}" for x in "BABCD"]
    assert (rows[0][3], sheet["D2"].data_type) == ('=HYPERLINK("http://x.vn")', "s")


def test_table_waits_until_each_opinion_is_decided_and_the_round_closed():
    unit = factories.unit()
    round_ = factories.round_of(unit)
    officer = round_.paper.owner
    actions.give_opinion(asked(round_, unit), {"": "Thêm."}, by=desk_of(unit).by)
    with pytest.raises(Refused, match="Còn 1 ý kiến"):
        actions.draft_table(round_, by=officer)
    actions.resolve_opinion(Opinion.objects.get(), Resolution.TAKEN, "", by=officer)
    with pytest.raises(Refused, match="đóng đợt"):
        actions.draft_table(round_, by=officer)
    actions.close_consultation(round_, by=officer)
    round_.paper.refresh_from_db()
    assert round_.paper.state == PaperState.DRAFT
    actions.draft_table(round_, by=officer)
    with pytest.raises(AlreadyDecided):
        actions.close_consultation(round_, by=officer)


@pytest.mark.parametrize("count", [1, 3])
def test_table_costs_the_same_whatever_was_said(client, count, django_assert_max_num_queries):
    units = [factories.unit(f"Phường {n}") for n in range(count)]
    round_ = factories.round_of(*units)
    for unit in units:
        actions.give_opinion(asked(round_, unit), {"0001": "a", "": "b"}, by=SYSTEM)
    client.force_login(round_.paper.owner)
    url = reverse("documents:consultation", args=[round_.pk])
    client.get(url)
    with django_assert_max_num_queries(20) as queries:
        client.get(url)
    assert len(queries) == 12


# --- reminders


def test_silent_units_hear_before_the_day_on_it_and_once_after():
    unit, quick = factories.unit("Phường A"), factories.unit("Phường B")
    round_ = factories.round_of(unit, quick)
    actions.agree(asked(round_, quick), by=SYSTEM)
    Consultation.objects.filter(pk=round_.pk).update(due=date(2026, 10, 15))  # a Thursday
    told = {
        day: actions.remind_opinions(date(2026, 10, day), by=SYSTEM)
        for day in (12, 13, 13, 14, 15, 16, 19, 20)
    }
    assert told == {12: 0, 13: 0, 14: 0, 15: 1, 16: 1, 19: 0, 20: 0}
    assert actions.nudge_silent(round_, by=round_.paper.owner) == 1
    assert actions.nudge_silent(round_, by=round_.paper.owner) == 0
    assert asked(round_, unit).reminders == 4
    assert asked(round_, quick).reminders == 0
