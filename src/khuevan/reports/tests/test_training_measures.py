from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from khuevan.kit.audit import NamedActor
from khuevan.reports.measures import MEASURES
from khuevan.reports.windows import Window
from khuevan.training import actions
from khuevan.training.actions import Application
from khuevan.training.enums import Applied, Outcome
from khuevan.training.models import ApplicationNote
from khuevan.training.tests import factories as make

pytestmark = pytest.mark.django_db
QUARTER = Window(date(2026, 3, 15), date(2026, 6, 14))


@pytest.fixture
def run():
    """Held within the quarter by one office; of three units two came."""
    made = make.summoned(
        issuer=make.unit("Sở"), starts_at=timezone.make_aware(datetime(2026, 4, 1, 8, 0))
    )
    for place, person in enumerate(make.filled(made, 3)):
        said = (Outcome.PRESENT, "") if place < 2 else (Outcome.ABSENT, "Không báo")
        actions.set_attendance(person.seat, *said, by=made.owner)
    actions.hold(made, by=made.owner)
    return made


@pytest.mark.shows("R44")
def test_classes_and_persons_and_what_was_applied_count_in_a_report(run):
    first = run.seats.order_by("number")[0]
    note = ApplicationNote.objects.create(seat=first, due=date(2026, 7, 1))
    said = Application(Applied.YES, "Viết lại trang tiếng Anh", "https://phuong.vn/en")
    actions.answer_application(note, said, by=NamedActor("Phường"))
    answered = timezone.make_aware(datetime(2026, 6, 2, 9, 0))
    ApplicationNote.objects.update(answered_at=answered)

    keys = ("classes_held", "persons_trained", "learning_applied")
    assert [MEASURES[key].total(QUARTER) for key in keys] == [1, 2, 1]
    assert MEASURES["classes_held"].by_unit(QUARTER) == {run.issuer_id: 1}
    [source] = MEASURES["learning_applied"].sources(QUARTER)
    assert (source.unit_id, source.url) == (
        first.organisation_id, f"/training/{run.pk}/after/applications/",
    )  # fmt: skip
    assert "https://phuong.vn/en" in source.label
    trained = MEASURES["persons_trained"].sources(QUARTER)
    assert not any("Trần Thị" in one.label for one in trained)


def test_a_class_of_another_quarter_does_not_count(run):
    other = Window(date(2026, 6, 15), date(2026, 9, 14))

    assert [MEASURES[key].total(other) for key in ("classes_held", "persons_trained")] == [0, 0]


@pytest.mark.shows("R04", "R44", "R82")
def test_what_a_units_people_had_is_counted_for_the_unit(run):
    first, second, third = run.seats.order_by("number")
    unit = first.organisation_id
    again = make.summoned(course=run.course, starts_at=run.starts_at + timedelta(days=3))
    person = make.nominee(make.seat(again, first.organisation))
    actions.set_attendance(person.seat, Outcome.PRESENT, "", by=again.owner)
    actions.hold(again, by=again.owner)

    def of(key: str, who: int = unit) -> Decimal | int:
        return MEASURES[key].by_unit(QUARTER).get(who, 0)

    keys = ("class_seats", "seats_named", "persons_trained", "themes_had")
    assert [of(key) for key in keys] == [2, 2, 2, 1]
    assert [of(key, third.organisation_id) for key in keys] == [1, 1, 0, 0]
    assert MEASURES["themes_had"].total(QUARTER) == 2
    notes = ApplicationNote.objects.bulk_create(
        ApplicationNote(seat=one, asked_on=date(2026, 6, 1), due=date(2026, 7, 1))
        for one in (first, second)
    )
    for note, link in zip(notes, ("https://phuong.vn/en", ""), strict=True):
        said = Application(Applied.PARTLY, "Sửa biển chỉ dẫn", link)
        actions.answer_application(note, said, by=NamedActor("Phường"))
    ApplicationNote.objects.update(answered_at=timezone.make_aware(datetime(2026, 6, 2, 9, 0)))
    keys = ("notes_asked", "notes_answered", "learning_applied", "examples_linked")
    assert [MEASURES[key].total(QUARTER) for key in keys] == [2, 2, 2, 1]
    assert [of(key) for key in keys] == [1, 1, 1, 1]


@pytest.mark.shows("R82")
def test_an_office_in_charge_has_its_classes_with_their_seats(run):
    room = make.unit("Phòng Thông tin")
    run.owner.organisation = room
    run.owner.save()
    found = {key: MEASURES[key].by_unit(QUARTER) for key in MEASURES if key.startswith("own_")}
    assert found == {
        "own_classes": {room.pk: 1}, "own_themes": {room.pk: 1}, "own_seats": {room.pk: 3},
        "own_named": {room.pk: 3}, "own_trained": {room.pk: 2}, "own_applied": {},
    }  # fmt: skip
