from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.actions.mergers import merge
from khuevan.people.enums import OrganisationKind, Role
from khuevan.people.models import Organisation
from khuevan.plans import actions as plan_actions
from khuevan.training import actions
from khuevan.training.enums import Kind, Mode, RunState, SeatState
from khuevan.training.models import ClassRun, Seat
from khuevan.training.tests import factories
from khuevan.vanban.reading import read_text

# In our own wording, built as the real plan is.
PLAN = """UBND THÀNH PHỐ MẪU
SỞ VĂN HÓA VÀ THỂ THAO
Số:      /KH-SVHTT
Hà Nội, ngày     tháng     năm 2025

KẾ HOẠCH
Tổ chức lớp tập huấn kỹ năng cho công chức làm thông tin đối ngoại các sở, ban, ngành

Căn cứ Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND Thành phố về thông tin đối ngoại;
Sở Văn hóa và Thể thao xây dựng Kế hoạch như sau:

II. THỜI GIAN, ĐỊA ĐIỂM
1. Thời gian
- Thời gian học: 0,5 ngày/lớp.
- Thời gian tổ chức: Quý IV năm 2025
2. Địa điểm dự kiến: Hội trường Khách sạn 3 sao trở lên tại thành phố Hà Nội.

III. Nội dung
1. Số lượng, hình thức tổ chức lớp:
- Số lượng: 01 lớp (142 người/lớp)
- Hình thức: Trực tiếp
2. Đối tượng:
- 16 công chức làm thông tin đối ngoại của sở, ban, ngành (mỗi đơn vị cử 01 công chức).
- Công chức làm thông tin đối ngoại của 126 phường, xã (mỗi đơn vị cử 01 công chức).
3. Nội dung tập huấn
(1) Phổ biến văn bản chỉ đạo về thông tin đối ngoại
- Nghị quyết số 47/NQ-CP ngày 15/4/2024 của Chính phủ về Chương trình hành động.
- Kế hoạch số 48/KH-UBND ngày 19/02/2025 của UBND Thành phố về thông tin đối ngoại.
- Các hoạt động tuyên truyền biển, đảo.
(2) Quảng bá hình ảnh địa phương ra nước ngoài.

IV. TỔ CHỨC THỰC HIỆN
1. Phòng Thông tin - Báo chí - Xuất bản
- Chủ trì xây dựng chương trình, mời báo cáo viên; tổ chức các lớp tập huấn sau khi được phê duyệt.

Nơi nhận:
- Lưu: VT.
GIÁM ĐỐC
"""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def clause(db):
    factories.groups_of_142()
    plan = plan_actions.add(read_text(PLAN), source=None, by=factories.officer())
    return plan.clauses.get(path="IV.1.-1")


def make(clause, **changes):
    facts = actions.facts_of(actions.propose_run(clause), **changes)
    return actions.open_run(facts, by=factories.officer(), clause=clause)


@pytest.mark.shows("R09", "R10", "R12", "R13", "R14", "R15")
def test_a_plans_clause_says_seats_window_length_mode_hall_and_syllabus(clause):
    found = actions.propose_run(clause)
    assert found.title.startswith("Lớp tập huấn kỹ năng")
    assert [(share.group.code, share.printed, share.seats) for share in found.shares] == [
        ("so-ban-nganh", 16, 16), ("phuong-xa", 126, 126),
    ]  # fmt: skip
    assert (found.seats, found.capacity, found.classes) == (142, 142, 1)
    assert (found.window.starts, found.window.due) == (date(2025, 10, 1), date(2025, 12, 31))
    assert (found.minutes, found.mode) == (240, Mode.IN_PERSON)
    assert found.venue_rule == {
        "words": "Hội trường Khách sạn 3 sao trở lên tại thành phố Hà Nội", "stars": 3,
        "city": "Hà Nội",
    }  # fmt: skip
    assert found.doubts == ()


@pytest.mark.shows("TRN-3", "R101")
def test_the_class_of_the_clause_has_142_seats_and_cites_its_directives(clause):
    run = make(clause)
    assert run.seats.count() == 142
    assert list(run.seats.values_list("group__code", flat=True))[15:17] == [
        "so-ban-nganh", "phuong-xa",
    ]  # fmt: skip
    assert list(run.seats.values_list("number", flat=True)) == list(range(1, 143))
    parts = {item.title: [b.number for b in item.bases.all()] for item in run.syllabus.all()}
    assert parts == {
        "Phổ biến văn bản chỉ đạo về thông tin đối ngoại": ["48/KH-UBND", "47/NQ-CP"],
        "Các hoạt động tuyên truyền biển, đảo": [],
        "Quảng bá hình ảnh địa phương ra nước ngoài": [],
    }
    event = AuditEvent.objects.get(kind=Kind.RUN_MADE)
    assert event.facts["seats"] == 142


def test_one_clause_makes_one_class_unless_one_more_is_wanted(clause):
    make(clause)
    with pytest.raises(AlreadyDecided, match="was already made"):
        make(clause)
    facts = actions.facts_of(actions.propose_run(clause))
    actions.open_run(facts, by=factories.officer(), clause=clause, again=True)
    assert ClassRun.objects.count() == 2


@pytest.mark.shows("TRN-3")
def test_a_merger_passes_seats_on_and_the_total_is_the_same_then_and_now(clause):
    run = make(clause)
    first, second = Organisation.objects.filter(kind=OrganisationKind.WARD)[:2]
    factories.nominated(run.seats.get(organisation=first), "Lê Thị Ơn")
    heir = Organisation(
        kind=OrganisationKind.WARD, code="NEW", name_vi="Phường Hợp Nhất", short_name="Hợp Nhất"
    )
    today = timezone.localdate()
    merge([first, second], heir, on=today, basis="NQ 1/2026", by=factories.officer())

    assert actions.follow_mergers(today, by=factories.officer()) == 2
    assert actions.follow_mergers(today, by=factories.officer()) == 0

    own = run.seats.filter(organisation=heir).order_by("place")
    assert [(s.place, s.given_to) for s in own] == [(1, first), (2, second)]
    assert own[0].nominations.get().full_name == "Lê Thị Ơn"
    assert run.seats.count() == 142


def test_seats_come_once_for_each_unit_and_only_while_the_list_is_open(db):
    wards = [factories.ward(f"Phường {n}") for n in range(3)]
    run = factories.asking()
    by = factories.officer()
    group = factories.group(*wards[:2])
    assert actions.seat_units(run, [group], wards, by=by, each=2) == 6
    assert actions.seat_units(run, [group], wards, by=by) == 0
    assert actions.add_seat(run, wards[0], by=by).place == 3
    ClassRun.objects.update(state=RunState.LOCKED)
    run.refresh_from_db()
    with pytest.raises(Refused, match="locked"):
        actions.seat_units(run, [], [factories.ward("Xã Mới")], by=by)


def test_a_seat_with_a_history_is_not_taken_away(db):
    seat = factories.nominated().seat
    by = factories.officer()
    with pytest.raises(Refused, match="it stays, with its history"):
        actions.take_seat_away(seat, by=by, why="nhầm")
    other = factories.seat(seat.run)
    actions.take_seat_away(other, by=by, why="nhầm đơn vị")
    assert list(Seat.objects.all()) == [seat]


# --- when


@pytest.mark.shows("R10")
def test_a_day_outside_the_plans_window_is_refused_and_changes_nothing(db):
    run = factories.asking(
        starts_at=None, ends_at=None, window_from=date(2031, 10, 1), window_to=date(2031, 12, 31)
    )
    outside = timezone.make_aware(datetime(2032, 1, 5, 8))
    with pytest.raises(Refused, match="outside the time that the plan gives"):
        actions.change_run(
            run, {"starts_at": outside, "ends_at": outside + timedelta(hours=4)},
            by=factories.officer(),
        )  # fmt: skip
    assert ClassRun.objects.get().starts_at is None
    inside = timezone.make_aware(datetime(2031, 12, 5, 8))
    actions.change_run(
        run, {"starts_at": inside, "ends_at": inside + timedelta(hours=4)}, by=factories.officer()
    )
    assert (run.starts_at, run.revision) == (inside, 1)


def test_units_are_asked_only_when_plan_seats_and_days_stand(db):
    run = factories.asking(nominate_by=timezone.localdate())
    with pytest.raises(Refused, match=r"No unit has a seat yet.*less than two working days"):
        actions.open_nominations(run, by=factories.officer())
    factories.seat(run)
    ClassRun.objects.update(nominate_by=timezone.localdate() + timedelta(days=21))
    run.refresh_from_db()
    actions.open_nominations(run, by=factories.officer())
    assert run.state == RunState.NOMINATING
    with pytest.raises(Refused, match="cannot become"):
        actions.open_nominations(run, by=factories.officer())


def test_the_list_is_locked_when_every_nominee_was_decided_on(db):
    seat = factories.nominated().seat
    by = factories.officer()
    with pytest.raises(Refused, match="1 nominee has not been decided on"):
        actions.lock_list(seat.run, by=by)
    actions.move_seat(seat, SeatState.VALID, by=by, kind=Kind.JUDGED)
    actions.lock_list(seat.run, by=by)
    assert seat.run.state == RunState.LOCKED
    with pytest.raises(Refused, match="Say why"):
        actions.unlock_list(seat.run, " ", by=by)
    actions.unlock_list(seat.run, "Phường Bồ Đề đổi người", by=by)
    assert seat.run.state == RunState.NOMINATING


# --- pages


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, db, count, django_assert_num_queries):
    for _one in range(count):
        factories.seat(factories.asking())
    client.force_login(factories.officer())
    with django_assert_num_queries(7):
        page = client.get("/training/").content.decode()
    assert page.count("Lớp tập huấn kỹ năng thông tin đối ngoại</a>") == count


@pytest.mark.shows("TRN-3", "R12")
def test_a_class_is_made_from_a_clause_in_one_step(client, clause):
    client.force_login(factories.officer())
    page = client.get(f"/training/from-clause/{clause.pk}/")
    form = page.context["form"]
    values = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, "")}
    sent["groups"] = [group.pk for group in values["groups"]]
    answer = client.post(f"/training/from-clause/{clause.pk}/", sent)
    run = ClassRun.objects.get()
    assert answer.url == f"/training/{run.pk}/"
    assert (run.seats.count(), run.clause) == (142, clause)
    assert client.get(answer.url).status_code == 200


def test_a_focal_point_sees_no_office_pages(client, db):
    run = factories.asking()
    client.force_login(factories.officer(Role.FOCAL_POINT))
    assert [client.get(url).status_code for url in ("/training/", f"/training/{run.pk}/")] == [
        403, 403,
    ]  # fmt: skip
