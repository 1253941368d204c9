from __future__ import annotations

import pytest
from django.conf import settings

from khuevan.documents import waiting
from khuevan.documents.models import StoredFile
from khuevan.kit.models import AuditEvent, Work, WorkState
from khuevan.plans import actions, jobs
from khuevan.plans.models import Plan
from khuevan.plans.tests import factories

pytestmark = pytest.mark.django_db
SECRET = "TỐI MẬT\n" + factories.TRAINING


@pytest.fixture
def officer():
    return factories.user()


def work_on(content, officer, *, is_sure=False):
    """The job as the worker runs it, on a file that waits sealed."""
    work = Work.objects.create(kind="plans.read", title="Reading", owner=officer, owner_name="x")
    token = waiting.seal(content, "bản quét.txt")
    jobs.read_upload.func(work.pk, token, officer.pk, is_sure, "vi")
    work.refresh_from_db()
    return work


def test_a_waiting_file_becomes_a_plan_and_waits_no_more(officer):
    work = work_on(factories.TRAINING.encode(), officer)

    plan = Plan.objects.get()
    assert (work.state, work.result_url) == (WorkState.DONE, f"/plans/{plan.pk}/confirm/")
    assert plan.source.name == "bản quét.txt"
    assert list((settings.VAR / "waiting").glob("*")) == []


@pytest.mark.shows("DOC-3")
def test_a_secret_found_by_the_job_leaves_neither_file_nor_name(officer):
    work = work_on(SECRET.encode(), officer)

    assert (work.state, Plan.objects.count(), StoredFile.objects.count()) == (
        WorkState.FAILED,
        0,
        0,
    )
    assert "bản quét" not in work.error + work.title + str(list(AuditEvent.objects.values()))
    assert list((settings.VAR / "waiting").glob("*")) == []


def sealed():
    return list((settings.VAR / "waiting").glob("*"))


@pytest.mark.parametrize("stop", [SystemExit, KeyboardInterrupt])
def test_a_worker_that_is_stopped_while_reading_leaves_the_file_to_the_next(
    officer, stop, monkeypatch
):
    work = Work.objects.create(kind="plans.read", title="Reading", owner=officer, owner_name="x")
    token = waiting.seal(factories.TRAINING.encode(), "a.txt")

    def stopped(*_args, **_options):
        raise stop

    with monkeypatch.context() as patch:
        patch.setattr(jobs.documents, "read", stopped)
        with pytest.raises(stop):
            jobs.read_upload.func(work.pk, token, officer.pk, False, "en")
    assert (len(sealed()), Plan.objects.count()) == (1, 0)

    jobs.read_upload.func(work.pk, token, officer.pk, False, "en")

    work.refresh_from_db()
    assert (work.state, Plan.objects.count(), sealed()) == (WorkState.DONE, 1, [])


def test_a_second_run_after_the_plan_was_taken_in_does_not_take_it_in_again(officer):
    work = Work.objects.create(kind="plans.read", title="Reading", owner=officer, owner_name="x")
    token = waiting.seal(factories.TRAINING.encode(), "a.txt")
    jobs.read_upload.func(work.pk, token, officer.pk, False, "en")

    jobs.read_upload.func(work.pk, token, officer.pk, False, "en")

    work.refresh_from_db()
    assert (work.state, Plan.objects.count()) == (WorkState.FAILED, 1)
    assert work.error.startswith("The file was no longer there")


def test_an_error_nobody_foresaw_leaves_no_file_waiting(officer, monkeypatch):
    monkeypatch.setattr(jobs.documents, "read", lambda *_args, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work_on(b"x", officer)
    assert sealed() == []


def test_a_picture_is_read_later_and_the_work_does_not_name_it(officer):
    work = actions.receive(b"\xff\xd8\xff\xe0 picture", "bí mật.jpg", by=officer)

    assert isinstance(work, Work)
    assert "bí mật" not in work.title
    for sealed in (settings.VAR / "waiting").glob("*"):
        assert b"picture" not in sealed.read_bytes()
        sealed.unlink()
