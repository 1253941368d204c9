from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from khuevan.assignments import actions
from khuevan.assignments.enums import DifficultyState, EvidenceKind, Kind, State
from khuevan.assignments.models import Assignment, Difficulty, Pulse, Tally
from khuevan.assignments.tests import factories
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Message, MessageState
from khuevan.kit.workdays import add_working_days
from khuevan.people.enums import TaskPart

pytestmark = pytest.mark.django_db
UNIT = audit.NamedActor("UBND phường Bồ Đề")
OFFICE = audit.NamedActor("Trần Thị Bình")
WHY = "Danh sách thiếu chữ ký của lãnh đạo"
WORDS = [actions.Proof(text="Đã cử bà Lê Thị An.")]


def last(assignment):
    event = audit.history(assignment).first()
    return (event.kind, event.before, event.after, event.by_name, event.why)


def test_receiving_notes_the_time_and_who():
    own = factories.assignment()

    actions.receive(own, by=UNIT)

    assert (own.state, own.received_at is not None) == (State.RECEIVED, True)
    assert last(own) == (Kind.RECEIVED, "assigned", "received", "UBND phường Bồ Đề", "")


def test_who_is_only_informed_has_done_its_part_by_receiving():
    own = factories.assignment(part=TaskPart.INFORM)
    actions.receive(own, by=UNIT)
    assert own.state == State.DONE


def test_receiving_twice_is_refused():
    own = factories.assignment()
    actions.receive(own, by=UNIT)
    with pytest.raises(Refused):
        actions.receive(own, by=UNIT)


def test_of_two_who_decide_at_once_one_is_told_that_the_other_was_faster():
    own = factories.assignment()
    actions.add_evidence(own, WORDS, by=UNIT)
    actions.report(own, by=UNIT)
    seen_by_another = Assignment.objects.get(pk=own.pk)
    actions.accept(own, by=OFFICE)

    with pytest.raises(AlreadyDecided, match="Xong"):
        actions.return_(seen_by_another, why=WHY, by=OFFICE)

    assert Assignment.objects.get(pk=own.pk).state == State.DONE


def test_receiving_all_at_once_leaves_other_units_alone():
    unit = factories.ward()
    for _n in range(3):
        factories.assignment(unit)
    other = factories.assignment()

    assert actions.receive_all(unit.pk, by=UNIT) == 3
    assert list(Assignment.objects.silent()) == [other]


def test_handing_on_begins_the_work_and_names_the_person():
    own = factories.assignment()
    actions.hand_to(own, "  Lê  Thị An ", by=UNIT)
    assert (own.state, own.handed_to, own.received_at is not None) == (
        State.DOING,
        "Lê Thị An",
        True,
    )

    actions.hand_to(own, "Vũ Đức", by=UNIT)
    assert (own.handed_to, own.last_word) == ("Vũ Đức", "Phân công cho Vũ Đức")
    assert last(own) == (Kind.DELEGATED, "Lê Thị An", "Vũ Đức", "UBND phường Bồ Đề", "")


@pytest.mark.parametrize("name", ["", "   ", "a" * 121])
def test_handing_on_needs_a_name(name):
    with pytest.raises(Refused):
        actions.hand_to(factories.assignment(), name, by=UNIT)


def test_reporting_needs_evidence_that_stands():
    own = factories.assignment()
    with pytest.raises(Refused, match="minh chứng"):
        actions.report(own, by=UNIT)

    (proof,) = actions.add_evidence(own, WORDS, by=UNIT)
    actions.withdraw_evidence(proof, by=UNIT)
    with pytest.raises(Refused, match="minh chứng"):
        actions.report(own, by=UNIT)

    actions.add_evidence(own, WORDS, by=UNIT)
    actions.report(own, by=UNIT)
    assert (own.state, own.last_word) == (State.WAITING, "Đã cử bà Lê Thị An.")


def test_evidence_of_a_sent_report_changes_only_after_taking_it_back():
    own = factories.assignment()
    (proof,) = actions.add_evidence(own, WORDS, by=UNIT)
    actions.report(own, by=UNIT)
    for change in (
        lambda: actions.add_evidence(own, WORDS, by=UNIT),
        lambda: actions.withdraw_evidence(proof, by=UNIT),
    ):
        with pytest.raises(Refused, match="rút lại"):
            change()

    actions.take_back(own, by=UNIT)
    actions.withdraw_evidence(proof, by=UNIT)

    assert own.evidence.standing().count() == 0


@pytest.mark.parametrize("state", [State.DONE, State.CANCELLED])
def test_evidence_of_what_is_settled_stands(state):
    own = factories.assignment(state=state)
    with pytest.raises(Refused):
        actions.add_evidence(own, WORDS, by=UNIT)


def test_one_task_holds_so_many_pieces_and_no_more():
    own = factories.assignment()
    actions.add_evidence(own, WORDS * 30, by=UNIT)
    with pytest.raises(Refused, match="30"):
        actions.add_evidence(own, WORDS, by=UNIT)
    assert own.evidence.count() == 30


@pytest.mark.parametrize(
    ("proof", "kind", "target"),
    [
        (actions.Proof(text="x"), EvidenceKind.TEXT, ""),
        (actions.Proof(url="https://hanoi.gov.vn/tin"), EvidenceKind.LINK, ""),
        (actions.Proof(url="http://127.0.0.1:8000/plans/3/"), EvidenceKind.OBJECT, "/plans/3/"),
        # A unit link is a key: it is kept as an ordinary link, never as an object.
        (actions.Proof(url="http://127.0.0.1:8000/u/1-ab/"), EvidenceKind.LINK, ""),
    ],
)
def test_evidence_is_named_by_what_it_is(proof, kind, target):
    (made,) = actions.add_evidence(factories.assignment(), [proof], by=UNIT)
    assert (made.kind, made.target) == (kind, target)


def test_returned_work_is_mended_and_sent_again():
    own = factories.assignment(factories.ward(mail="a@example.vn"))
    actions.add_evidence(own, WORDS, by=UNIT)
    actions.report(own, by=UNIT)

    actions.return_(own, why=WHY, by=OFFICE)
    assert (own.state, own.returns, own.last_word) == (State.RETURNED, 1, WHY)
    assert last(own) == (Kind.RETURNED, "waiting", "returned", "Trần Thị Bình", WHY)
    assert WHY in Message.objects.get(purpose="returned").body_text

    actions.add_evidence(own, WORDS, by=UNIT)
    actions.report(own, by=UNIT)
    actions.accept(own, by=OFFICE)
    assert (own.state, own.done_at is not None) == (State.DONE, True)


def test_what_was_accepted_can_be_returned_and_is_done_no_more():
    own = factories.assignment(state=State.DONE)
    actions.return_(own, why=WHY, by=OFFICE)
    assert (own.state, own.done_at) == (State.RETURNED, None)


@pytest.mark.parametrize("why", ["", " . ", "thiếu"])
def test_the_office_says_why(why):
    own = factories.assignment()
    for refused in (
        lambda: actions.return_(own, why=why, by=OFFICE),
        lambda: actions.cancel(own, why=why, by=OFFICE),
        lambda: actions.postpone(own, date(2099, 1, 1), why=why, by=OFFICE),
    ):
        with pytest.raises(Refused, match="lý do"):
            refused()


@pytest.mark.shows("CAL-3")
def test_cancelling_tells_the_calendar_with_the_same_identity_and_a_higher_number():
    own = factories.assignment(factories.ward(mail="a@example.vn"))

    actions.cancel(own, why=WHY, by=OFFICE)

    ics = Message.objects.get(purpose="cancelled").ics
    lines = ics.replace("\r\n ", "").split("\r\n")
    assert [x for x in lines if x.startswith(("METHOD", "UID", "SEQUENCE", "STATUS"))] == [
        "METHOD:CANCEL", f"UID:assignment-{own.pk}@khuevan", "SEQUENCE:1", "STATUS:CANCELLED",
    ]  # fmt: skip


@pytest.mark.shows("CAL-3")
def test_moving_the_day_moves_tally_calendar_and_ladder():
    own = factories.assignment(factories.ward(mail="a@example.vn"))
    task, before, after = own.task_id, own.due, own.due + timedelta(days=7)

    actions.postpone(own, after, why=WHY, by=OFFICE)

    counts = dict(Tally.objects.filter(task=task).values_list("due", "count"))
    assert counts == {before: 0, after: 1}
    ics = Message.objects.get(purpose="postponed").ics
    assert ("METHOD:REQUEST" in ics, "SEQUENCE:1" in ics) == (True, True)


def test_the_day_moves_neither_into_the_past_nor_nowhere():
    own = factories.assignment()
    with pytest.raises(Refused, match="đã qua"):
        actions.postpone(own, timezone.localdate() - timedelta(days=1), why=WHY, by=OFFICE)
    with pytest.raises(Refused, match="đã là ngày đó"):
        actions.postpone(own, own.due, why=WHY, by=OFFICE)


def test_pulse_keeps_evidence_and_the_last_word_of_the_task():
    own = factories.assignment()
    first, _second = actions.add_evidence(own, WORDS * 2, by=UNIT)
    actions.withdraw_evidence(first, by=UNIT)
    actions.start(own, by=UNIT)

    pulse = Pulse.objects.get(task=own.task_id)
    assert (pulse.proofs, pulse.last_word, pulse.last_unit) == (1, "Đang làm", own.organisation)


# --- difficulties


def test_a_difficulty_gets_a_number_a_clock_and_an_answer():
    own = factories.assignment(factories.ward(mail="a@example.vn"))
    own.plan.owner.email = "lead@example.vn"
    own.plan.owner.save()

    one = actions.raise_difficulty(own, "Nước sông lên, xin dự lớp trực tuyến.", by=UNIT)
    two = actions.raise_difficulty(own, "Chưa có kinh phí đi lại.", by=UNIT)

    assert (one.number, two.number) == (1, 2)
    assert one.answer_due == add_working_days(timezone.localdate(), 3)
    assert Message.objects.filter(purpose="difficulty", to_address="lead@example.vn").count() == 2

    actions.forward(one, "Văn phòng Sở", by=OFFICE)
    actions.answer(one, "Đồng ý, đường dẫn gửi sau.", by=factories.officer())
    assert (one.state, one.forwarded_to) == (DifficultyState.ANSWERED, "Văn phòng Sở")
    assert "Đồng ý, đường dẫn gửi sau." in Message.objects.get(to_address="a@example.vn").body_text


def test_a_difficulty_is_answered_once():
    own = factories.assignment()
    one = actions.raise_difficulty(own, "Chưa có kinh phí đi lại.", by=UNIT)
    seen_by_another = Difficulty.objects.get(pk=one.pk)
    actions.answer(one, "Có nguồn rồi.", by=factories.officer())
    with pytest.raises(AlreadyDecided):
        actions.answer(seen_by_another, "Chưa có.", by=factories.officer())
    one.refresh_from_db()
    assert one.answer == "Có nguồn rồi."


@pytest.mark.parametrize("text", ["", "   ", "khó"])
def test_a_difficulty_says_what_it_is(text):
    with pytest.raises(Refused):
        actions.raise_difficulty(factories.assignment(), text, by=UNIT)


# --- reminders stop


@pytest.mark.shows("R31")
def test_queued_reminders_stop_when_the_unit_reports():
    own = factories.assignment(factories.ward(mail="a@example.vn"))
    link = factories.link(own.organisation)
    from khuevan.assignments import notices

    notices.remind(own, "T-10", link, "a@example.vn", timezone.localdate())
    actions.add_evidence(own, WORDS, by=UNIT)
    actions.report(own, by=UNIT)

    assert Message.objects.get(purpose="reminder").state == MessageState.CANCELLED
