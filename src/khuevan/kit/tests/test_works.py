from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from khuevan.kit import works
from khuevan.kit.audit import NamedActor
from khuevan.kit.errors import Refused
from khuevan.kit.models import Work, WorkState

pytestmark = pytest.mark.django_db
YEN = NamedActor("Nguyễn Thị Yến")


@task(backend="jobs")
def count_letters(work_id: int, text: str) -> None:
    """A job of this test: a letter that is not a letter fails, a "!" breaks, a "?" refuses."""
    with works.running(work_id) as progress:
        for row, letter in enumerate(progress.over(text), start=1):
            if letter == "!":
                raise RuntimeError("broken")
            if letter == "?":
                raise Refused("Tệp không đọc được.")
            if not letter.isalpha():
                progress.fail(row, f"“{letter}” không phải là chữ.")
        progress.result_url = "/plans/7/"


def run(text: str) -> Work:
    with translation.override("en"):
        work = works.start("count", "Đếm chữ", "kit.tests.test_works.count_letters", text, by=YEN)
        count_letters.call(work.pk, text)
    work.refresh_from_db()
    return work


def test_start_enqueues_the_job_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        work = works.start("count", "Đếm chữ", "kit.tests.test_works.count_letters", "abc", by=YEN)
        assert DBTaskResult.objects.count() == 0

    job = DBTaskResult.objects.get()
    assert (job.task_path, job.args_kwargs["args"], job.backend_name) == (
        "khuevan.kit.tests.test_works.count_letters", [work.pk, "abc"], "jobs",
    )  # fmt: skip
    assert (work.state, work.percent, work.owner_name) == (
        WorkState.WAITING, None, "Nguyễn Thị Yến",
    )  # fmt: skip


def test_a_finished_job_says_what_was_done_and_what_failed_for_which_row():
    work = run("ab1d2")

    assert (work.state, work.total, work.done, work.failed, work.percent) == (
        WorkState.DONE, 5, 5, 2, 100,
    )  # fmt: skip
    assert work.failures == [[3, "“1” không phải là chữ."], [5, "“2” không phải là chữ."]]
    assert work.result_url == "/plans/7/"
    assert work.is_over
    assert work.finished_at >= work.started_at


def test_a_refusal_ends_the_job_with_its_own_sentence():
    work = run("ab?d")

    assert (work.state, work.done, work.error) == (WorkState.FAILED, 2, "Tệp không đọc được.")


def test_an_unforeseen_error_is_said_plainly_and_goes_on_to_the_log():
    with pytest.raises(RuntimeError, match="broken"):
        run("ab!d")

    work = Work.objects.get()
    assert (work.state, work.done) == (WorkState.FAILED, 2)
    assert work.error == (
        "Something went wrong that nobody foresaw. The administrator finds it in the log."
    )


def test_a_second_run_counts_afresh():
    work = run("a1")
    count_letters.call(work.pk, "a1")

    work.refresh_from_db()
    assert (work.state, work.done, work.failed, len(work.failures)) == (WorkState.DONE, 2, 1, 1)


def test_progress_is_written_at_most_twice_a_second(django_assert_max_num_queries):
    work = Work.objects.create(kind="count", title="x", owner_name="y")

    with django_assert_max_num_queries(12):
        count_letters.call(work.pk, "a" * 5000)


def test_percent_never_says_100_before_the_end():
    assert Work(state=WorkState.RUNNING, total=3, done=3).percent == 99
    assert Work(state=WorkState.RUNNING, total=200, done=3).percent == 1
    assert Work(state=WorkState.RUNNING, total=0, done=0).percent is None


def test_a_work_whose_worker_went_silent_is_stalled():
    past = timezone.now() - timedelta(seconds=1)

    assert Work(state=WorkState.RUNNING, lease_until=past).is_stalled
    assert not Work(state=WorkState.DONE, lease_until=past).is_stalled


def test_works_are_seen_by_who_asked_for_them(django_user_model):
    yen, ha = (
        django_user_model.objects.create(username=name, email=f"{name}@x.vn")
        for name in ("yen", "ha")
    )
    work = Work.objects.create(kind="count", title="x", owner=yen, owner_name="y")
    Work.objects.create(kind="count", title="nobody's", owner_name="")

    assert [*Work.objects.visible_to(yen)] == [work]
    assert [*Work.objects.visible_to(ha)] == []
    assert [*Work.objects.visible_to(AnonymousUser())] == []


def test_a_work_that_nobody_took_up_again_is_closed():
    long_ago = timezone.now() - timedelta(hours=2)
    lost = Work.objects.create(
        kind="count", title="x", owner_name="y", state=WorkState.RUNNING, lease_until=long_ago
    )
    going = Work.objects.create(
        kind="count", title="x", owner_name="y", state=WorkState.RUNNING,
        lease_until=timezone.now(),
    )  # fmt: skip

    with translation.override("en"):
        assert works.close_lost() == 1

    lost.refresh_from_db()
    going.refresh_from_db()
    assert (lost.state, going.state) == (WorkState.FAILED, WorkState.RUNNING)
    assert lost.error == "The work was interrupted and could not be resumed. Start it again."
