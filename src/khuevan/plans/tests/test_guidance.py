from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from khuevan.documents.actions import note_status
from khuevan.documents.enums import BasisStatus, Resolution
from khuevan.documents.models import LegalBasis
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent, Message
from khuevan.people.enums import Role, TaskPart
from khuevan.people.models import Delegation
from khuevan.plans import actions, guidance, procedure, slips
from khuevan.plans.actions import Opinion, Reply
from khuevan.plans.actions.advising import digest
from khuevan.plans.enums import Answer, Kind, PlanState, Probe, Stance
from khuevan.plans.models import (
    Guidance,
    GuidancePoint,
    GuidanceRequest,
    Plan,
    ProcedureItem,
    TaskUnit,
)
from khuevan.plans.tests import factories
from khuevan.vanban import writing

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
DUE = date(2026, 6, 4)
REASON = "Cần trình gấp trong tuần."


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-06-01 09:00+07:00", tick=False), translation.override("en"):
        yield


@pytest.fixture
def office():
    return factories.offices()


@pytest.fixture
def officer(office):
    return factories.user(organisation=office["Phòng Thông tin - Báo chí - Xuất bản"])


@pytest.fixture
def lawyer(office):
    return factories.user(
        Role.LEGAL, organisation=office["Phòng Tổ chức - Pháp chế"], email="luat@example.vn",
        full_name="Hoàng Đức Luật", title="Chuyên viên",
    )  # fmt: skip


@pytest.fixture
def plan(officer):
    return factories.ready_plan(officer)


@pytest.fixture
def asked(plan, officer, lawyer):
    [one] = actions.ask(plan, DUE, by=officer, units=[lawyer.organisation_id])
    return one


@pytest.fixture
def items():
    actions.put_usual_items(by=audit.SYSTEM)
    return list(ProcedureItem.objects.all())


def replies(items, **no):
    """Yes to all but the codes given, which are answered no with these words."""
    return {
        item.pk: Reply(Answer.NO, no[item.code.replace("-", "_")])
        if item.code.replace("-", "_") in no
        else Reply(Answer.YES)
        for item in items
    }


def remarks(*points, seen=0, **more):
    return Opinion(Stance.REMARKS, points=points, seen=seen, **more)


def left(plan, today=MONDAY):
    return guidance.left(guidance.of_plan(plan, today))


# -- asking


@pytest.mark.shows("R41")
def test_the_unit_is_told_by_mail_and_finds_the_plan_in_its_queue(plan, officer, lawyer, asked):
    [message] = Message.objects.all()

    assert plan.state == PlanState.CONSULTING
    assert (message.to_address, message.purpose) == ("luat@example.vn", "guidance")
    assert reverse("plans:give", args=[asked.pk]) in message.body_text
    assert guidance.waiting_for(lawyer) == [asked]
    assert guidance.waiting_for(officer) == []


def test_a_person_may_be_asked_by_name_and_a_deputy_answers_for_them(plan, officer, lawyer):
    deputy = factories.user(Role.CLERK)
    Delegation.objects.create(
        principal=lawyer, deputy=deputy, starts=MONDAY, ends=MONDAY, reason="Đi công tác"
    )
    [one] = actions.ask(plan, DUE, by=officer, persons=[lawyer.pk])

    assert guidance.waiting_for(deputy) == guidance.waiting_for(lawyer) == [one]


@pytest.mark.parametrize(
    ("due", "said"),
    [(MONDAY, "still to come"), (date(2026, 6, 7), "The next working day is 08/06/2026")],
)
def test_the_day_is_a_working_day_to_come(plan, officer, lawyer, due, said):
    with pytest.raises(Refused, match=said):
        actions.ask(plan, due, by=officer, units=[lawyer.organisation_id])

    assert (Plan.objects.get().state, GuidanceRequest.objects.count()) == (PlanState.DRAFT, 0)


def test_nobody_is_asked_twice_at_once_nor_themselves(plan, officer, lawyer, asked):
    with pytest.raises(AlreadyDecided):
        actions.ask(plan, DUE, by=officer, units=[lawyer.organisation_id])
    with pytest.raises(Refused):
        actions.ask(plan, DUE, by=officer, persons=[officer.pk])
    assert GuidanceRequest.objects.count() == 1


def test_only_a_plan_in_preparation_is_asked_about(plan, officer, lawyer):
    actions.submit(plan, by=officer)

    with pytest.raises(AlreadyDecided):
        actions.ask(plan, DUE, by=officer, units=[lawyer.organisation_id])


def test_the_unit_that_the_plan_lets_guide_is_proposed(plan, officer, lawyer, office):
    factories.user(Role.OFFICE_HEAD, organisation=office["Văn phòng Sở"])
    TaskUnit.objects.create(
        task=plan.tasks.get(), organisation=lawyer.organisation, part=TaskPart.GUIDE
    )

    offered = guidance.askable(plan, officer, MONDAY)

    assert sorted((one.label, one.is_named) for one in offered) == [
        ("Hoàng Đức Luật, Chuyên viên", False),
        ("Phòng Tổ chức - Pháp chế", True),
        ("Văn phòng Sở", False),
    ]


def test_a_question_withdrawn_says_why_and_the_plan_is_a_draft_again(plan, officer, lawyer, asked):
    with pytest.raises(Refused):
        actions.withdraw_question(asked, "thôi", by=officer)
    actions.withdraw_question(asked, "Đã trao đổi trực tiếp.", by=officer)

    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    assert guidance.waiting_for(lawyer) == []
    with pytest.raises(AlreadyDecided):
        actions.give_guidance(asked, remarks("Bổ sung căn cứ."), by=lawyer)


@pytest.mark.shows("R41")
def test_the_ladder_reminds_on_its_rungs_once_each_and_stops_with_the_answer(asked, lawyer):
    days = [MONDAY + timedelta(days=n) for n in range(1, 16)]

    def told():
        found = [(day.day, actions.remind_guidance(day, by=audit.SYSTEM)) for day in days]
        return [day for day, count in found if count]

    first, second = told(), told()

    # Thursday the 4th is due; one, three and six working days late.
    assert (first, second) == ([2, 3, 4, 5, 9, 12], [])
    actions.give_guidance(asked, Opinion(Stance.AGREE), by=lawyer)
    assert actions.remind_guidance(date(2026, 6, 30), by=audit.SYSTEM) == 0


def test_a_nudge_by_hand_is_one_a_day(plan, officer, asked):
    assert (actions.nudge_guidance(plan, by=officer), actions.nudge_guidance(plan, by=officer)) == (
        1,
        0,
    )


# -- giving


@pytest.mark.shows("R41")
def test_an_opinion_is_signed_in_the_audit_with_what_the_house_had_found(
    plan, officer, lawyer, asked, items
):
    given = Opinion(
        Stance.REMARKS, "Cơ bản nhất trí.", replies(items, noi_nhan="Bổ sung Nơi nhận."),
        points=["Ghi rõ giờ."],
    )  # fmt: skip

    made = actions.give_guidance(asked, given, by=lawyer)

    event = AuditEvent.objects.get(kind=Kind.GUIDANCE_GIVEN)
    points = list(made.points.all())
    assert (event.seq, event.target) == (made.seal, audit.key_of(plan))
    assert event.facts["digest"] == made.digest == digest(made, points)
    assert [point.remark for point in points if point.needs_reply] == [
        "Bổ sung Nơi nhận.",
        "Ghi rõ giờ.",
    ]
    [recipients] = [point for point in points if point.item and point.item.code == "noi-nhan"]
    assert (recipients.proposed, recipients.finding) == (
        Answer.NO,
        "Không in nơi nhận.",
    )
    assert list(audit.breaks()) == []


@pytest.mark.parametrize(
    ("opinion", "said"),
    [
        (lambda items: Opinion(Stance.AGREE, replies=replies(items[1:])), "Answer every item"),
        (lambda items: Opinion(Stance.AGREE, replies=replies(items, can_cu="Sai")), "to be mended"),
        (lambda items: Opinion(Stance.REMARKS, replies=replies(items, can_cu=" ")), "say what is"),
        (lambda items: Opinion(Stance.NOT_YET, replies=replies(items)), "Say what is to be mended"),
    ],
)
def test_half_an_opinion_is_refused_and_changes_nothing(asked, lawyer, items, opinion, said):
    with pytest.raises(Refused, match=said):
        actions.give_guidance(asked, opinion(items), by=lawyer)

    assert (Guidance.objects.count(), GuidancePoint.objects.count()) == (0, 0)


def test_an_opinion_with_a_secret_marking_is_kept_nowhere(asked, lawyer):
    with pytest.raises(Refused):
        actions.give_guidance(asked, remarks("MẬT\nSố: 12/KH-UBND"), by=lawyer)

    assert GuidancePoint.objects.count() == 0


def test_only_whoever_was_asked_signs_and_never_the_one_who_asked(plan, officer, lawyer, asked):
    stranger = factories.user(Role.FINANCE)
    [own] = actions.ask(plan, DUE, by=officer, units=[officer.organisation_id])

    for request, user in ((asked, stranger), (own, officer)):
        with pytest.raises(Refused):
            actions.give_guidance(request, Opinion(Stance.AGREE), by=user)


def test_of_two_colleagues_the_second_is_told_what_the_first_signed(asked, lawyer):
    colleague = factories.user(Role.LEGAL, organisation=lawyer.organisation)
    actions.give_guidance(asked, Opinion(Stance.AGREE), by=lawyer)

    with pytest.raises(AlreadyDecided, match="Hoàng Đức Luật"):
        actions.give_guidance(asked, remarks("Thiếu căn cứ."), by=colleague)
    assert Guidance.objects.count() == 1


@pytest.mark.shows("R41")
def test_a_new_opinion_takes_the_place_of_the_old_and_keeps_what_was_answered(
    plan, officer, lawyer, asked
):
    first = actions.give_guidance(asked, remarks("Bổ sung căn cứ.", "Ghi rõ giờ."), by=lawyer)
    for point in first.points.all():
        actions.answer_point(point, Resolution.TAKEN, "", by=officer)
    actions.ask(plan, DUE, by=officer, units=[lawyer.organisation_id])
    assert left(plan).missing

    second = actions.give_guidance(asked, remarks("Ghi rõ giờ.", "Sửa ngày.", seen=1), by=lawyer)

    [standing] = guidance.of_plan(plan, MONDAY)
    assert (standing.current, list(standing.earlier)) == (second, [first])
    assert [point.remark for point in left(plan).open_points] == ["Sửa ngày."]
    with pytest.raises(AlreadyDecided, match="newer opinion"):
        actions.answer_point(first.points.first(), Resolution.TAKEN, "", by=officer)


def test_an_opinion_says_when_the_plan_was_changed_after_it(plan, officer, lawyer, asked):
    actions.give_guidance(asked, Opinion(Stance.AGREE), by=lawyer)
    before = [one.is_outdated for one in guidance.of_plan(plan, MONDAY)]
    factories.clause(plan)

    assert (before, [one.is_outdated for one in guidance.of_plan(plan, MONDAY)]) == (
        [False],
        [True],
    )


# -- answering and submitting


@pytest.mark.shows("R41")
def test_a_plan_is_submitted_when_every_point_has_its_answer(plan, officer, lawyer, asked):
    made = actions.give_guidance(asked, remarks("Bổ sung căn cứ."), by=lawyer)
    with pytest.raises(Refused, match="Bổ sung căn cứ"):
        actions.submit(plan, by=officer, why=REASON)
    with pytest.raises(Refused, match="Say why"):
        actions.answer_point(made.points.get(), Resolution.EXPLAINED, " ", by=officer)

    actions.answer_point(made.points.get(), Resolution.EXPLAINED, "Đã nêu ở mục I.", by=officer)
    actions.submit(plan, by=officer)

    assert Plan.objects.get().state == PlanState.SUBMITTED


@pytest.mark.shows("R41")
@pytest.mark.parametrize("stance", [None, Stance.NOT_YET])
def test_past_silence_or_a_no_a_plan_goes_on_only_with_a_reason(
    plan, officer, lawyer, asked, stance
):
    if stance:
        made = actions.give_guidance(asked, Opinion(stance, points=["Sai thẩm quyền."]), by=lawyer)
        actions.answer_point(made.points.get(), Resolution.EXPLAINED, "Theo ủy quyền.", by=officer)
    with pytest.raises(Refused, match="Phòng Tổ chức - Pháp chế"):
        actions.submit(plan, by=officer, why="gấp")
    assert Plan.objects.get().state == PlanState.CONSULTING

    actions.submit(plan, by=officer, why=REASON)

    event = AuditEvent.objects.filter(kind=Kind.STATE_CHANGED).latest("seq")
    assert (event.after, event.why) == (PlanState.SUBMITTED, REASON)


def test_an_opinion_may_come_while_the_director_reads_and_not_after(plan, officer, lawyer, asked):
    actions.submit(plan, by=officer, why=REASON)
    actions.give_guidance(asked, Opinion(Stance.AGREE), by=lawyer)
    actions.approve(plan, by=factories.user(Role.DIRECTOR))

    with pytest.raises(AlreadyDecided, match="closed"):
        actions.give_guidance(asked, remarks("Muộn.", seen=1), by=lawyer)


# -- what the house finds


def found(plan, probe, today=MONDAY):
    one = procedure.findings(plan, [probe], today)[probe]
    return one.proposed, list(one.lines)


@pytest.mark.shows("R41")
def test_a_ground_out_of_force_is_proposed_as_wrong_with_what_replaced_it(officer):
    plan = factories.plan(officer)
    basis = LegalBasis.objects.get()
    successor = LegalBasis.objects.create(number="99/KH-UBND", abstract="Kế hoạch mới")
    assert found(plan, Probe.BASES)[0] == ""

    note_status(basis, BasisStatus.IN_FORCE, by=officer, source="Cổng thông tin")
    assert found(plan, Probe.BASES)[0] == Answer.YES
    note_status(
        basis, BasisStatus.REPLACED, by=officer, source="Cổng thông tin", replaced_by=successor
    )

    assert found(plan, Probe.BASES) == (
        Answer.NO, ["48/KH-UBND: Replaced, see 99/KH-UBND"]
    )  # fmt: skip


def test_a_deadline_on_a_day_off_is_named_with_the_next_working_day(plan):
    plan.tasks.update(due=date(2026, 9, 2))

    assert found(plan, Probe.DEADLINES) == (
        Answer.NO, ["I.-1: 02/09/2026 is a day off; the next working day is 03/09/2026"]
    )  # fmt: skip
    plan.tasks.update(due=date(2026, 9, 4))
    assert found(plan, Probe.DEADLINES)[0] == Answer.YES


def test_what_the_house_does_not_know_it_does_not_propose(officer):
    plan = factories.plan(officer)

    proposed = {probe: found(plan, probe)[0] for probe in Probe}

    assert proposed[Probe.FUNDING] == proposed[Probe.AUTHORITY] == ""
    assert "nguồn kinh phí đào tạo" in found(plan, Probe.FUNDING)[1][0]


def test_a_list_of_persons_without_a_word_on_their_data_is_proposed_as_wrong(plan):
    plan.text = "Lập danh sách học viên.\n"
    plan.save()
    clause = factories.clause(plan, text="Lập danh sách học viên kèm số điện thoại.")
    assert found(plan, Probe.PERSONAL_DATA)[0] == Answer.NO

    plan.text += "Thông báo xử lý dữ liệu cá nhân."
    plan.save()

    assert found(plan, Probe.PERSONAL_DATA)[0] == Answer.YES
    clause.delete()
    assert found(plan, Probe.PERSONAL_DATA)[0] == Answer.NOT_APPLICABLE


# -- the checklist


@pytest.mark.shows("R41")
def test_an_item_that_opinions_answered_goes_on_from_its_new_first_day(asked, lawyer, items):
    actions.give_guidance(asked, Opinion(Stance.AGREE, replies=replies(items)), by=lawyer)
    item = ProcedureItem.objects.get(code="can-cu")
    item.text_vi, item.valid_from = "Căn cứ còn hiệu lực?", date(2026, 7, 1)

    actions.set_item(item, by=lawyer)

    rows = ProcedureItem.objects.filter(code="can-cu").order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in rows] == [
        (date(2020, 3, 5), date(2026, 6, 30)), (date(2026, 7, 1), None),
    ]  # fmt: skip
    assert GuidancePoint.objects.get(item__code="can-cu").text != "Căn cứ còn hiệu lực?"


def test_two_rows_of_one_item_never_hold_on_one_day(lawyer, items):
    again = ProcedureItem(code="can-cu", text_vi="Căn cứ?", place="x", valid_from=MONDAY)

    with pytest.raises(Refused):
        actions.set_item(again, by=lawyer)
    actions.end_item(items[0], MONDAY - timedelta(days=1), by=lawyer)
    actions.set_item(again, by=lawyer)

    assert ProcedureItem.objects.valid(MONDAY).filter(code="can-cu").get() == again


def test_the_usual_items_are_put_in_once(items):
    assert (len(items), actions.put_usual_items(by=audit.SYSTEM)) == (8, 0)


# -- the slip


@pytest.mark.shows("R41")
def test_the_slip_is_written_in_the_form_of_the_office(plan, officer, lawyer, asked, items):
    given = Opinion(
        Stance.NOT_YET,
        "Chưa đủ căn cứ.",
        replies(items, can_cu="Bổ sung căn cứ."),
        points=["Ghi giờ."],
    )
    made = actions.give_guidance(asked, given, by=lawyer)
    actions.answer_point(
        made.points.get(remark="Ghi giờ."), Resolution.TAKEN, "Đã ghi tại mục II.", by=officer
    )

    composition = slips.of(made)
    content = writing.write(composition)

    assert composition.issuer == "PHÒNG TỔ CHỨC - PHÁP CHẾ"
    assert writing.read(content) == writing.read(writing.write(writing.read(content)))
    words = ZipFile(BytesIO(content)).read("word/document.xml").decode()
    for said in ("PHIẾU GÓP Ý", "Chưa nhất trí", "Bổ sung căn cứ.", "Đã ghi tại mục II.",
                 "Hoàng Đức Luật", f"nhật ký số {made.seal}"):  # fmt: skip
        assert said in words
