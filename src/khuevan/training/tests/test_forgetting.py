from __future__ import annotations

from datetime import date, datetime

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from khuevan.documents import actions as documents
from khuevan.documents.models import StoredFile
from khuevan.kit import outbox
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Message
from khuevan.training import actions
from khuevan.training.enums import Outcome, RunState
from khuevan.training.models import (
    Call,
    ClassRun,
    Device,
    Nomination,
    ScanEvent,
    SheetReading,
)
from khuevan.training.tests import factories as make
from khuevan.training.tests.test_reporting import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    made = make.summoned(starts_at=timezone.make_aware(datetime(2026, 2, 27, 8, 0)))
    person = make.nominee(
        make.seat(made), "Đỗ Thị Quên", position="Phó phòng Quên", phone="0987654321",
        email="quen@example.vn", not_focal_why="chị Quên bận",
    )  # fmt: skip
    actions.set_attendance(person.seat, Outcome.EXCUSED, "chị Quên ốm", by=made.owner)
    Call.objects.create(seat=person.seat, outcome="reached", note="chị Quên nghe", by_name="A")
    outbox.put(
        "x", to="quen@example.vn", subject="Giấy triệu tập", text="Kính gửi chị Quên",
        target=person, label="Đỗ Thị Quên",
    )  # fmt: skip
    device = Device.objects.create(run=made, name="Cửa A", made_by=made.owner)
    body = '{"kind":"substitute","name":"Quên"}'
    ScanEvent.objects.create(
        device=device, seq=1, body=body, digest="d", kind="substitute", at=made.starts_at
    )
    sheet = documents.store(photo(), "sheet.jpg", by=made.owner)
    SheetReading.objects.create(run=made, file=sheet, read_by=made.owner)
    actions.hold(made, by=made.owner)
    held = timezone.make_aware(datetime(2028, 2, 29, 12, 0))
    ClassRun.objects.filter(pk=made.pk).update(held_at=held)
    made.refresh_from_db()
    return made


def test_two_years_later_no_column_names_the_nominee(run):
    assert actions.last_day(run) == date(2030, 2, 28)
    assert actions.due_to_forget(date(2030, 2, 28)) == []
    assert actions.due_to_forget(date(2030, 3, 1)) == [run]

    assert actions.forget(run, by=run.owner, today=date(2030, 3, 1)) == 1

    words = ("Quên", "quen", "0987654321")
    left = [
        (model.__name__, field.name)
        for model in [*apps.get_app_config("training").get_models(), Message]
        for row in model._default_manager.all()
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and any(word in str(getattr(row, field.name)) for word in words)
    ]
    assert left == []
    assert ScanEvent.objects.get().digest == "d"
    assert not StoredFile.objects.exists()
    assert Nomination.objects.get().seat.attendance.outcome == Outcome.EXCUSED


def test_a_class_is_forgotten_once_and_not_too_early(run):
    with pytest.raises(Refused):
        actions.forget(run, by=run.owner, today=date(2029, 1, 1))
    actions.forget(run, by=run.owner, today=date(2030, 3, 1))

    with pytest.raises(AlreadyDecided):
        actions.forget(run, by=run.owner, today=date(2030, 3, 2))
    with pytest.raises(Refused):
        actions.set_attendance(run.seats.get(), Outcome.ABSENT, "?", by=run.owner)
    assert actions.due_to_forget(date(2031, 1, 1)) == []


def test_a_class_that_is_still_ahead_keeps_its_names():
    run = make.run()

    assert actions.last_day(run) is None
    with pytest.raises(Refused):
        actions.forget(run, by=run.owner, today=date(2040, 1, 1))
    assert run.state == RunState.PREPARING
