from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from django.utils import timezone
from PIL import Image

from khuevan.documents import compositions
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.kit.audit import SYSTEM
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Message
from khuevan.people.enums import OrganisationKind, Role
from khuevan.training import actions
from khuevan.training.actions import Asked
from khuevan.training.enums import Moment, Outcome, QuestionForm, QuestionPart, SeatState
from khuevan.training.tests import factories as make
from khuevan.vanban import writing
from khuevan.vanban.composition import Picture, Table

pytestmark = [pytest.mark.django_db, pytest.mark.shows("R36")]


def photo():
    target = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def run():
    """Six seats: four came, one is ill, one unit sends nobody; five answered."""
    office = make.unit("Sở Văn hóa và Thể thao", kind=OrganisationKind.DEPARTMENT, code="SVHTT")
    owner = make.officer(organisation=office, email="officer@example.vn")
    made = make.summoned(
        owner=owner, issuer=office, starts_at=timezone.make_aware(datetime(2026, 3, 3, 8, 0))
    )
    people = make.filled(made, 5)
    empty = make.seat(made, state=SeatState.DECLINED, declined_why="Không có biên chế")
    actions.set_questions(made, [
        Asked("Mức độ nắm được kỹ năng?", QuestionPart.KNOWLEDGE, QuestionForm.SCALE),
        Asked("Nội dung thiết thực", QuestionPart.EVALUATION, QuestionForm.SCALE),
    ], by=owner)  # fmt: skip
    for moment, marks in ((Moment.BEFORE, ("2",)), (Moment.AFTER, ("4", "5"))):
        survey = actions.open_survey(made, moment, by=owner)
        keys = [one.pk for one in actions.questions_of(survey)]
        for person in people:
            actions.answer_survey(survey, dict(zip(keys, marks, strict=True)), by=person)
    actions.close_survey(survey, by=owner)
    for person in people[:4]:
        actions.set_attendance(person.seat, Outcome.PRESENT, by=owner)
    actions.set_attendance(people[4].seat, Outcome.EXCUSED, "Đi công tác", by=owner)
    actions.set_attendance(empty, Outcome.ABSENT, "Đơn vị không cử", by=owner)
    return made


def test_the_report_drafts_itself_from_the_data_of_the_class(run):
    actions.hold(run, by=run.owner)
    actions.add_photo(run, photo(), "Toàn cảnh lớp", "lop.jpg", by=run.owner)

    paper = actions.draft_report(run, by=run.owner)

    written = compositions.current(paper)
    text = compositions.text_of(written)
    assert paper.subject == "Kết quả tổ chức lớp tập huấn kỹ năng thông tin đối ngoại"
    for said in (
        "có mặt 4/6 (66,7 %); vắng có lý do 1; vắng không có lý do 1.",
        "Thu được 5 phiếu khảo sát không ghi tên; điểm trung bình 5,00/5.",
        "Không có biên chế",
        "Đi công tác",
        "Chưa có dự toán được phê duyệt",
        "từ 02/05/2026 đến 01/06/2026",
    ):
        assert said in text
    tables = [block for block in written.body if isinstance(block, Table)]
    assert tables[0].rows[-1] == ("Tổng cộng", "6", "5", "4", "1", "1", "0")
    assert tables[2].rows == (("Mức độ nắm được kỹ năng?", "2,00", "4,00", "2,00"),)
    assert [block.caption for block in written.body if isinstance(block, Picture)] == [
        "Toàn cảnh lớp"
    ]
    assert "Trần Thị" not in text
    assert writing.write(compositions.printable(written))


def test_one_report_is_live_and_a_cancelled_one_may_be_followed(run):
    actions.hold(run, by=run.owner)
    first = actions.draft_report(run, by=run.owner)
    with pytest.raises(AlreadyDecided):
        actions.draft_report(run, by=run.owner)
    Paper.objects.filter(pk=first.pk).update(state=PaperState.CANCELLED)

    second = actions.draft_report(run, by=run.owner)

    assert actions.report_of(run) == second


def test_a_class_that_is_not_closed_has_no_report(run):
    with pytest.raises(Refused):
        actions.draft_report(run, by=run.owner)

    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2026, 3, 9), None),
        (date(2026, 3, 12), "T-3"),
        (date(2026, 3, 16), "T-1"),
        (date(2026, 3, 18), "late"),
    ],
)
def test_the_report_is_due_ten_working_days_after_the_class_and_reminds(run, today, step):
    assert actions.report_due(run) == date(2026, 3, 17)

    actions.remind_report(today, by=SYSTEM)
    actions.remind_report(today, by=SYSTEM)

    keys = [key.split(":")[2] for key in Message.objects.values_list("key", flat=True)]
    assert keys == ([step] if step else [])


def test_the_reminder_stops_when_the_report_is_out(run):
    actions.hold(run, by=run.owner)
    paper = actions.draft_report(run, by=run.owner)
    Paper.objects.filter(pk=paper.pk).update(
        state=PaperState.ISSUED, number=1, number_year=2026, date=date(2026, 3, 12)
    )

    assert actions.remind_report(date(2026, 3, 16), by=SYSTEM) == 0


def test_a_picture_says_what_it_shows_and_is_one(run):
    with pytest.raises(Refused):
        actions.add_photo(run, photo(), " ", by=run.owner)
    with pytest.raises(Refused):
        actions.add_photo(run, b"%PDF-1.4 no picture", "Ảnh", "a.pdf", by=run.owner)
    actions.add_photo(run, photo(), "Một", "a.jpg", by=run.owner)
    assert run.photos.count() == 1


def test_a_class_without_any_answer_still_has_a_report():
    owner = make.officer(Role.LEAD_OFFICER, organisation=make.unit("Sở", kind="department"))
    run = make.summoned(owner=owner, starts_at=timezone.make_aware(datetime(2026, 3, 3, 8, 0)))
    actions.hold(run, by=owner)

    text = compositions.text_of(compositions.current(actions.draft_report(run, by=owner)))

    assert "Chưa có kết quả khảo sát" in text


def test_many_absent_units_stand_in_an_appendix(run):
    for person in make.filled(run, 8):
        actions.set_attendance(person.seat, Outcome.ABSENT, "Không báo", by=run.owner)
    actions.hold(run, by=run.owner)

    written = compositions.current(actions.draft_report(run, by=run.owner))

    [appendix] = written.appendices
    [table] = appendix.body
    assert len(table.rows) == 10
    assert table.rows[0] == ("1", "Phường Số 5", "Vắng có lý do", "Đi công tác")
    assert "10 đơn vị có học viên vắng mặt" in compositions.text_of(written)
