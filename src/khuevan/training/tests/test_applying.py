from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from khuevan.assignments.tests.factories import ward
from khuevan.kit.audit import SYSTEM, NamedActor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Message
from khuevan.training import actions
from khuevan.training.actions import Application
from khuevan.training.enums import Applied, Outcome
from khuevan.training.models import ApplicationNote
from khuevan.training.tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.shows("R44")]

BEGIN = timezone.make_aware(datetime(2026, 3, 3, 8, 0))
ENDED = date(2026, 3, 3)
UNIT = NamedActor("Phường Bồ Đề")


@pytest.fixture
def run(db):
    """Held on 3 March; of three units two came, one of them without a work address."""
    made = make.summoned(starts_at=BEGIN)
    for name, mail, came in (
        ("Phường Bồ Đề", "", 1),
        ("Phường Láng", None, 1),
        ("Xã Đa Tốn", "", 0),
    ):
        person = make.nominee(make.seat(made, ward(name, mail=mail)))
        outcome = (Outcome.PRESENT, "") if came else (Outcome.EXCUSED, "Ốm")
        actions.set_attendance(person.seat, *outcome, by=made.owner)
    actions.hold(made, by=made.owner)
    return made


def asked(run, days=60):
    actions.ask_application(ENDED + timedelta(days=days), by=SYSTEM)
    return list(ApplicationNote.objects.order_by("seat__number"))


def test_units_that_came_are_asked_after_sixty_days_and_once(run):
    assert asked(run, 59) == []

    notes = asked(run)
    again = asked(run, 61)

    assert [note.seat.organisation.name_vi for note in notes] == ["Phường Bồ Đề", "Phường Láng"]
    assert {note.due for note in notes} == {date(2026, 6, 1)}
    assert again == notes
    [message] = Message.objects.filter(purpose="application")
    assert message.recipient_label == "Phường Bồ Đề"
    assert f"/{notes[0].pk}/" in message.body_text


def test_a_class_found_late_still_leaves_a_working_week(run):
    [note, _other] = asked(run, 120)

    assert note.due == date(2026, 7, 8)


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2026, 5, 15), ""),
        (date(2026, 5, 18), "T-10"),
        (date(2026, 5, 28), "T-2"),
        (date(2026, 6, 2), "late"),
    ],
)
def test_a_silent_unit_hears_on_the_rungs(run, day, step):
    note = asked(run)[0]

    actions.remind_application(day, by=SYSTEM)
    actions.remind_application(day, by=SYSTEM)

    keys = Message.objects.filter(key__startswith=f"application:{note.pk}:").values_list(
        "key", flat=True
    )
    assert {key.split(":")[2] for key in keys} == {"asked", step} - {""}


def test_a_unit_answers_five_questions_and_hears_no_more(run):
    note = asked(run)[0]
    said = Application(
        Applied.YES, "Viết lại trang tiếng Anh", "https://phuong.vn/en", 3, "Mẫu tin"
    )

    actions.answer_application(note, said, by=UNIT)
    told = actions.remind_application(date(2026, 5, 28), by=SYSTEM)

    assert (note.applied, note.example_url, note.shared_with, note.wish, note.answered_by) == (
        Applied.YES, "https://phuong.vn/en", 3, "Mẫu tin", "Phường Bồ Đề",
    )  # fmt: skip
    assert told == 0


def test_whoever_applied_it_says_what(run):
    note = asked(run)[0]

    with pytest.raises(Refused):
        actions.answer_application(note, Application(Applied.PARTLY, "  "), by=UNIT)

    note.refresh_from_db()
    assert note.answered_at is None


def test_not_yet_is_an_answer_too_and_may_be_changed(run):
    note = asked(run)[0]
    actions.answer_application(note, Application(Applied.NOT_YET), by=UNIT)

    actions.answer_application(note, Application(Applied.YES, "Đã làm"), by=UNIT)

    assert note.applied == Applied.YES


def test_a_secret_is_refused_and_nothing_is_kept(run):
    note = asked(run)[0]

    with pytest.raises(Refused):
        actions.answer_application(note, Application(Applied.YES, "TUYỆT MẬT\nviệc"), by=UNIT)

    note.refresh_from_db()
    assert note.what == ""
