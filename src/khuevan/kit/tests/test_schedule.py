from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from khuevan.kit import schedule
from khuevan.kit.models import Tick

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@task(backend="jobs")
def remind() -> None:
    """A job of this test."""


NAME = "khuevan.kit.tests.test_schedule.remind"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.fixture
def daily(monkeypatch):
    """Only this job on the clock: each working day at 07:30."""
    monkeypatch.setattr(schedule, "JOBS", {})
    schedule.daily("07:30", working_days=True)(remind)


def ticks(*moments: str) -> list[int]:
    """How many jobs there are after each tick."""
    counts = []
    for moment in moments:
        schedule.tick(at(moment))
        counts.append(DBTaskResult.objects.filter(task_path=NAME).count())
    return counts


@pytest.mark.usefixtures("daily")
def test_a_job_runs_once_a_day_at_its_time():
    assert ticks(
        "2026-01-05T06:00", "2026-01-05T07:29", "2026-01-05T07:30", "2026-01-05T07:31",
        "2026-01-05T23:00", "2026-01-06T07:30",
    ) == [0, 0, 1, 1, 1, 2]  # fmt: skip


@pytest.mark.usefixtures("daily")
def test_a_new_installation_waits_for_the_next_time():
    assert ticks("2026-01-05T12:00", "2026-01-05T12:01", "2026-01-06T07:30") == [0, 0, 1]


@pytest.mark.usefixtures("daily")
def test_a_worker_that_comes_back_late_runs_it_once():
    assert ticks("2026-01-05T06:00", "2026-01-08T15:00", "2026-01-08T15:01") == [0, 1, 1]


@pytest.mark.usefixtures("daily")
def test_nothing_runs_on_days_off():
    # 10 and 11 January 2026 are a weekend.
    assert ticks(
        "2026-01-09T08:00", "2026-01-10T08:00", "2026-01-11T08:00", "2026-01-12T08:00"
    ) == [0, 0, 0, 1]  # fmt: skip


@pytest.mark.usefixtures("daily")
def test_of_two_workers_one_enqueues(monkeypatch):
    ticks("2026-01-05T06:00")
    other = Tick.objects.get()
    monkeypatch.setattr(Tick.objects, "get_or_create", lambda **_: (other, False))
    Tick.objects.update(last_run=at("2026-01-05T07:30"))

    assert schedule.tick(at("2026-01-05T07:31")) == []


def test_every_is_in_step_with_the_clock():
    rule = schedule.Every(timedelta(minutes=10))

    assert rule.latest(at("2026-01-05T07:39:59")) == at("2026-01-05T07:30")
    assert rule.latest(at("2026-01-05T07:40")) == at("2026-01-05T07:40")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.times())
def test_the_latest_time_of_a_day_is_past_and_less_than_a_day_ago(moment, clock):
    now = moment.replace(tzinfo=HANOI)

    latest = schedule.Daily(clock.replace(tzinfo=None)).latest(now)

    assert timedelta(0) <= now - latest < timedelta(days=1)
    assert latest.astimezone(HANOI).time() == clock.replace(tzinfo=None)


def test_the_kits_own_jobs_are_on_the_clock():
    from khuevan.kit import jobs

    job, rule = schedule.JOBS["khuevan.kit.jobs.tidy"]
    assert job is jobs.tidy
    assert rule == schedule.Daily(time(3, 10))
