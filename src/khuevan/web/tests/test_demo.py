from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from khuevan.assignments.models import Assignment
from khuevan.budget.models import Estimate, Remark
from khuevan.kit.models import Message
from khuevan.kit.models.outbox import MessageState
from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.plans.models import Plan
from khuevan.plans.tests import factories as plans
from khuevan.reports.models import Consolidation
from khuevan.training import outcomes
from khuevan.training.models import ApplicationNote, ClassRun, Invitation, SheetRow, UnitLetter
from khuevan.web.demo.dates import WRITTEN, moved
from khuevan.web.demo.lessons import hours_around
from khuevan.web.demo.office import ACCOUNTS, PASSWORD
from khuevan.web.demo.plans import HANOI
from khuevan.web.demo.quarter import SILENT
from khuevan.web.demo.texts import TRAINING, YEAR

STATES = {
    "City plan": "issued", "last year": "closed", "year": "running", "training": "approved",
    "festival waits for the director": "submitted", "next year, half confirmed": "consulting",
}  # fmt: skip


# Today, and an early Saturday: yesterday's letters still wait for the morning mail.
@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["", "2026-11-28 06:10"])
def test_the_demo_is_a_living_office(capsys, moment):
    if not moment:
        is_living(capsys)
        return
    with time_machine.travel(datetime.fromisoformat(f"{moment}+07:00")):
        is_living(capsys)


def is_living(capsys):
    call_command("demo", days=18, verbosity=0)
    assert sorted(Plan.objects.values_list("state", flat=True)) == sorted(STATES.values())
    assert {a.username for a in ACCOUNTS} == set(User.objects.values_list("username", flat=True))
    assert {user.role for user in User.objects.all()} == set(Role)
    # Some units keep silent for good; the others have begun to answer.
    silent = Assignment.objects.filter(organisation__code__in=SILENT)
    assert set(silent.values_list("state", flat=True)) == {"assigned"}
    assert Assignment.objects.exclude(state="assigned").exists()
    assert not Assignment.objects.filter(told_at__gt=timezone.now()).exists()
    # A demo posts nothing.
    assert not Message.objects.filter(state=MessageState.QUEUED).exists()
    assert not Message.objects.filter(sent_at__gt=timezone.now()).exists()
    assert Client().login(username="chuyenvien", password=PASSWORD)
    has_classes_and_money()

    call_command("demo", "--if-empty", verbosity=0)  # a second start leaves all as it is
    with pytest.raises(CommandError, match=r"^There is data already\. Name an empty folder"):
        call_command("demo")
    capsys.readouterr()
    call_command("demo", "--accounts")
    told = capsys.readouterr().out.split("\n")
    assert [line.split()[0] for line in told if line.startswith("  ")] == [
        account.username for account in ACCOUNTS
    ]


def has_classes_and_money():
    """A class in each state, one of them sitting at this hour, and money that waits for somebody."""
    runs = ClassRun.objects.order_by("pk")
    assert sorted(one.state for one in runs) == [
        "cancelled", "held", "held", "nominating", "summoned",
    ]  # fmt: skip
    sits = runs.get(state="summoned")
    assert sits.starts_at <= timezone.now() <= sits.ends_at
    came = [row for row in outcomes.standings(sits) if row.has_come]
    assert (len(came), sum(row.waits_for_a_name for row in came)) == (8, 1)
    assert {one.state for one in Invitation.objects.all()} == {
        "accepted", "declined", "invited", "other_time",
    }  # fmt: skip
    assert UnitLetter.objects.standing().count() == 1
    assert SheetRow.objects.filter(is_signed=True).count() == 8
    said = ApplicationNote.objects.values_list("applied", flat=True)
    assert sorted(said) == ["", "", "", "not_yet", "partly", "yes", "yes", "yes"]
    states = sorted(Estimate.objects.values_list("state", flat=True))
    assert states == ["approved", "locked", "settling", "submitted"]
    assert Remark.objects.open().count() == 1
    report = Consolidation.objects.get()
    assert report.passages.filter(key="table:classes").exists()


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (6, 10), (10, 0), (15, 30), (23, 58)])
def test_the_class_of_today_sits_at_any_hour(hour, minute):
    now = datetime(2026, 11, 28, hour, minute, 30, tzinfo=HANOI)
    begins, ends = hours_around(now)
    assert begins.date() == ends.date() == now.date()
    assert begins <= now <= ends


@pytest.mark.django_db
def test_production_has_no_demo(settings):
    settings.MODE = "production"
    for options in ([], ["--accounts"], ["--if-empty"]):
        with pytest.raises(CommandError, match=r"^The demo is refused in production"):
            call_command("demo", *options)
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_the_demo_never_touches_an_office_that_has_data():
    plan = plans.bare_plan()
    with pytest.raises(CommandError):
        call_command("demo")
    call_command("demo", "--if-empty", verbosity=0)
    assert [list(Plan.objects.all()), User.objects.count()] == [[plan], 1]


@pytest.mark.parametrize("paper", [YEAR, TRAINING])
def test_texts_are_as_written_on_the_day_of_their_writing(paper):
    body = tuple((kind, text.replace("30/9/", "30/09/")) for kind, text in paper.body)
    assert moved(paper, WRITTEN) == replace(paper, body=body)


@pytest.mark.parametrize("years", [1, 2])
def test_a_year_later_the_texts_speak_of_a_year_later(years):
    later = moved(YEAR, WRITTEN + timedelta(days=365 * years + (years > 1)))
    assert YEAR.title.replace(str(WRITTEN.year), str(WRITTEN.year + years)) == later.title
    assert [kind for kind, _text in later.body] == [kind for kind, _text in YEAR.body]
