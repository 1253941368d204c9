from __future__ import annotations

import re

import pytest

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Message
from khuevan.people.enums import Role
from khuevan.training import actions, composition
from khuevan.training.composition import Others, propose
from khuevan.training.enums import Kind, Reason, RunState, SeatState, Verdict
from khuevan.training.models import Nomination
from khuevan.training.tests import naming
from khuevan.training.tests.naming import facts

WHY = "Được phân công phụ trách từ tháng này."
CASES = [
    # position, is focal, reason given, others -> verdict, reasons
    ("Công chức văn hóa - xã hội", False, "", Others(), Verdict.DOUBTFUL, ["no_reason"]),
    ("Công chức văn hóa - xã hội", False, WHY, Others(), Verdict.RIGHT, []),
    ("Kế toán", True, "", Others(), Verdict.RIGHT, []),
    ("Kế toán", False, WHY, Others(), Verdict.DOUBTFUL, ["other_duty"]),
    ("Lái xe", True, "", Others(), Verdict.WRONG, ["not_civil_servant"]),
    ("Lao động hợp đồng văn phòng", True, "", Others(), Verdict.WRONG, ["not_civil_servant"]),
    ("Viên chức Trung tâm Văn hóa", True, "", Others(), Verdict.DOUBTFUL, ["public_employee"]),
    ("Công chức văn hóa (nghỉ thai sản)", True, "", Others(), Verdict.DOUBTFUL, ["on_leave"]),
    ("Chuyên viên Văn phòng", False, "Chị Mai nghỉ phép", Others(), Verdict.RIGHT, []),
    ("Công chức văn hóa", True, "", Others(same_person=("X",)), Verdict.WRONG, ["named_twice"]),
    ("Công chức văn hóa", True, "", Others(same_reach=("X",)), Verdict.DOUBTFUL, ["same_reach"]),
    ("Công chức văn hóa", True, "", Others(belongs_to=("X",)), Verdict.DOUBTFUL, ["of_other_unit"]),
]  # fmt: skip


@pytest.mark.shows("R32", "R17")
@pytest.mark.parametrize(("position", "focal", "why", "others", "verdict", "reasons"), CASES)
def test_each_rule_says_what_it_saw(position, focal, why, others, verdict, reasons):
    said = propose(
        facts(position=position, not_focal_why=why), is_focal=focal, has_focal=True, others=others
    )
    assert (said.verdict, said.codes) == (verdict, reasons)


@pytest.mark.shows("R32")
def test_who_cannot_be_reached_is_doubtful():
    said = propose(facts(phone=""), is_focal=True, has_focal=True)
    assert (said.verdict, said.reasons) == (Verdict.DOUBTFUL, (Reason.UNREACHABLE,))


@pytest.fixture
def run(db):
    return naming.run()


def reasons_of(*nominations):
    for one in nominations:
        one.refresh_from_db()
    return [(one.proposed_verdict, one.reasons) for one in nominations]


@pytest.mark.shows("R32")
def test_a_person_named_by_two_units_is_seen_at_both_until_one_lets_go(run):
    one, two = naming.seat(run), naming.seat(run)
    first = actions.nominate(one, facts(), by=audit.SYSTEM)
    second = actions.nominate(two, facts(), by=audit.SYSTEM)
    assert reasons_of(first, second) == [(Verdict.WRONG, ["named_twice"])] * 2

    actions.decline(two, "Đã có đơn vị khác cử rồi.", by=audit.SYSTEM)

    assert reasons_of(first) == [(Verdict.RIGHT, [])]


def test_two_persons_of_one_name_are_two_persons(run):
    first = actions.nominate(naming.seat(run), facts(), by=audit.SYSTEM)
    other = actions.nominate(naming.seat(run), facts(phone="0987111222"), by=audit.SYSTEM)
    assert reasons_of(first, other) == [(Verdict.RIGHT, [])] * 2


def test_a_number_of_another_unit_is_seen(run):
    unit, other = naming.seat(run), naming.seat(run)
    naming.focal(other.organisation, phone="0912345678")
    made = actions.nominate(unit, facts(), by=audit.SYSTEM)
    assert reasons_of(made) == [(Verdict.DOUBTFUL, ["of_other_unit"])]
    assert composition.others_of(unit, composition.facts_of(made)).belongs_to == (
        other.organisation.name_vi,
    )


# --- the office decides


@pytest.mark.shows("R32")
def test_the_office_accepts_or_returns_and_the_unit_is_told(run):
    seat = naming.seat(run, naming.ward(mail="vanthu@bode.example.vn"))
    naming.link(seat.organisation)
    by = naming.officer()
    made = actions.nominate(seat, facts(position="Lái xe"), by=audit.SYSTEM)

    with pytest.raises(Refused, match="ít nhất 10 chữ"):
        actions.judge(made, Verdict.RIGHT, "", by=by)
    with pytest.raises(Refused, match="Hãy quyết định"):
        actions.judge(made, Verdict.DOUBTFUL, WHY, by=by)
    actions.judge(made, Verdict.WRONG, "Xin cử công chức.", by=by)

    seat.refresh_from_db()
    message = Message.objects.get()
    assert (seat.state, made.verdict, message.to_address) == (
        SeatState.AMEND, Verdict.WRONG, "vanthu@bode.example.vn",
    )  # fmt: skip
    assert ("Xin cử công chức." in message.body_text, f"/{seat.pk}/" in message.body_text) == (
        True, True,
    )  # fmt: skip
    actions.judge(made, Verdict.RIGHT, WHY, by=by)
    seat.refresh_from_db()
    assert (seat.state, made.verdict_why, made.judged_by) == (SeatState.VALID, WHY, by)
    assert [one.kind for one in audit.history(seat)][:2] == [Kind.JUDGED, Kind.JUDGED]


def test_a_nominee_who_was_replaced_meanwhile_is_not_judged(run):
    made = actions.nominate(naming.seat(run), facts(), by=audit.SYSTEM)
    actions.substitute(made.seat, facts("Trần Văn Nam"), WHY, by=audit.SYSTEM)
    with pytest.raises(AlreadyDecided, match="vừa thay đổi"):
        actions.judge(made, Verdict.RIGHT, "", by=naming.officer())
    made.seat.refresh_from_db()
    assert made.seat.state == SeatState.NOMINATED


def test_after_the_summons_nobody_is_judged(run):
    made = naming.nomination(naming.seat(run), state=SeatState.SUMMONED)
    with pytest.raises(AlreadyDecided):
        actions.judge(made, Verdict.WRONG, WHY, by=naming.officer())


# --- its pages


def page_of(run, nomination=None):
    base = f"/training/{run.pk}/composition/"
    return f"{base}{nomination.pk}/" if nomination else base


@pytest.mark.shows("R32")
def test_the_tab_shows_verdict_and_reason_per_row_and_decides_in_bulk(client, run):
    right = actions.nominate(naming.seat(run), facts(), by=audit.SYSTEM)
    odd = [
        actions.nominate(naming.seat(run), facts(phone=f"098700000{n}", position="Kế toán"),
                         by=audit.SYSTEM)
        for n in range(2)
    ]  # fmt: skip
    client.force_login(naming.officer())
    page = client.get(page_of(run))
    assert page.context["counts"] == {"todo": 3, "doubt": 2, "returned": 0, "right": 0, "plain": 1}
    assert page.content.decode().count("Chức danh không nói đến việc thông tin đối ngoại") == 2
    assert [one["value"] for one in page.context["figures"]] == [3, 2, 0, 0]
    heads, first_row = re.findall(r"<tr role=.row.>.*?</tr>", page.content.decode())[:2]
    assert heads.count("<th") == first_row.count("<td") + first_row.count("<th")

    client.post(page_of(run) + "accept/")
    ticked = {"row": [one.pk for one in odd], "do": "accept", "why": WHY}
    client.post(page_of(run) + "judge/", ticked)

    states = {one.seat.state for one in Nomination.objects.select_related("seat")}
    right.refresh_from_db()
    assert (states, right.verdict_why) == ({SeatState.VALID}, "")
    assert client.get(page_of(run)).context["counts"]["right"] == 3


def test_all_of_the_ticked_are_decided_or_none(client, run):
    first = actions.nominate(naming.seat(run), facts(), by=audit.SYSTEM)
    gone = naming.nomination(naming.seat(run), state=SeatState.SUMMONED)
    client.force_login(naming.officer())
    ticked = {"row": [first.pk, gone.pk], "do": "return", "why": WHY}
    assert client.post(page_of(run) + "judge/", ticked).status_code == 409
    first.refresh_from_db()
    assert (first.verdict, first.seat.state) == ("", SeatState.NOMINATED)


def test_the_page_of_a_nominee_names_the_other_unit_and_returns(client, run):
    other = naming.seat(run, naming.ward("Xã Đông Anh"))
    actions.nominate(other, facts(), by=audit.SYSTEM)
    made = actions.nominate(naming.seat(run), facts(), by=audit.SYSTEM)
    client.force_login(naming.officer())
    body = client.get(page_of(run, made)).content.decode()
    assert "Xã Đông Anh cũng cử người này." in body
    client.post(page_of(run, made) + "judge/", {"do": "return", "why": WHY})
    made.refresh_from_db()
    assert made.verdict == Verdict.WRONG


@pytest.mark.parametrize("count", [1, 3])
def test_the_tab_costs_the_same_whatever_the_number(
    client, run, count, django_assert_max_num_queries
):
    for _n in range(count):
        naming.nomination(naming.seat(run))
    client.force_login(naming.officer())
    client.get(page_of(run))
    with django_assert_max_num_queries(10) as queries:
        assert len(client.get(page_of(run)).context["page"].rows) == count
    assert len(queries) == 9


def test_whoever_only_looks_decides_nothing(client, run):
    made = actions.nominate(naming.seat(run), facts(), by=audit.SYSTEM)
    client.force_login(naming.officer(Role.AUDITOR))
    assert 'name="do"' not in client.get(page_of(run, made)).content.decode()
    assert client.post(page_of(run, made) + "judge/", {"do": "accept"}).status_code == 403


@pytest.mark.shows("R08")
def test_needs_lead_to_the_syllabus_and_the_share_is_shown(client, run):
    one = run.syllabus.create(order=1, title="Viết tin đối ngoại")
    run.syllabus.create(order=2, title="Quy định mới")
    three = run.syllabus.create(order=3, title="Ứng xử")
    seats = [naming.seat(run) for _n in range(2)]
    actions.nominate(seats[0], facts(need="Viết tiếng Anh", topics=(one.pk,)), by=audit.SYSTEM)
    client.force_login(naming.officer())
    url = f"/training/{run.pk}/needs/"
    assert "1/3 phần nội dung dựa trên" in client.get(url).content.decode()

    need = run.needs.get()
    client.post(f"{url}{need.pk}/", {"item": three.pk})

    need.refresh_from_db()
    page = client.get(url)
    assert (need.answered_by, page.context["grounded"]) == (three, 2)
    assert [row.total for row in page.context["items"]] == [1, 0, 1]


def test_a_need_never_leads_to_another_class(run):
    seat = naming.seat(run)
    actions.nominate(seat, facts(need="Viết tiếng Anh"), by=audit.SYSTEM)
    foreign = naming.run(RunState.NOMINATING).syllabus.create(order=1, title="Khác")
    with pytest.raises(Refused, match="lớp khác"):
        actions.trace_need(run.needs.get(), foreign, by=naming.officer())
