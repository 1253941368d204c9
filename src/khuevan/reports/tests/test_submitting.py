"""A report is sent once, whoever and however often somebody tries."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from khuevan.kit.audit import NamedActor
from khuevan.kit.models import AuditEvent
from khuevan.reports import actions
from khuevan.reports.enums import Kind, ObligationState
from khuevan.reports.errors import (
    AlreadySent,
    CellChanged,
    CellLocked,
    ChangedMeanwhile,
    Incomplete,
)
from khuevan.reports.models import Cell, Submission
from khuevan.reports.rules import Answer, Typed
from khuevan.reports.tests import factories
from khuevan.reports.tests.test_unit import filled

WARD = NamedActor("Phường Bồ Đề")


@pytest.fixture
def owed(db):
    return factories.obligation()


def asked(owed, code="so-tin"):
    return owed.cycle.type.indicators.get(code=code)


def at_once(*works):
    """Run the works at the same moment, each with its own connection; what each raised or gave."""
    barrier, told = Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait(timeout=60)
            told.append(work())
        except Exception as error:
            told.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


@pytest.mark.shows("RPT-8")
@pytest.mark.django_db(transaction=True)
def test_two_phones_that_send_at_the_same_moment_make_one_version():
    if connection.vendor == "sqlite":
        pytest.skip("Threads cannot share SQLite in memory; script/test runs this on PostgreSQL.")
    owed = factories.obligation()
    filled(owed, WARD)

    told = at_once(*[lambda: actions.submit(owed, by=WARD)] * 4)

    assert sorted(type(one).__name__ for one in told) == [*["AlreadySent"] * 3, "Submission"]
    assert Submission.objects.count() == 1
    assert AuditEvent.objects.filter(kind=Kind.SENT).count() == 1


@pytest.mark.shows("RPT-8")
@pytest.mark.django_db(transaction=True)
def test_cells_saved_at_the_same_moment_all_stand_and_one_cell_is_never_mixed():
    if connection.vendor == "sqlite":
        pytest.skip("Threads cannot share SQLite in memory; script/test runs this on PostgreSQL.")
    owed = factories.obligation()
    actions.prefill(owed)

    def save(code, typed, key):
        return lambda: actions.save_cell(owed, asked(owed, code), typed, 0, by=WARD, key=key)

    told = at_once(
        save("so-tin", Typed(value="5"), "a"), save("so-tin", Typed(value="6"), "b"),
        save("de-xuat", Typed(text="Không"), "c"),
    )  # fmt: skip

    assert sorted(type(one).__name__ for one in told) == ["Cell", "Cell", "CellChanged"]
    owed.refresh_from_db()
    assert owed.revision == 2
    assert Cell.objects.get(indicator__code="de-xuat").text == "Không"


def test_the_same_key_gives_the_same_version_and_another_is_told(owed):
    filled(owed, WARD)
    first = actions.submit(owed, by=WARD, key="k")
    assert actions.submit(owed, by=WARD, key="k") == first
    with pytest.raises(AlreadySent, match=r"đã được gửi lúc"):
        actions.submit(owed, by=WARD, key="other")


def test_whoever_has_not_seen_a_change_looks_first(owed):
    filled(owed, WARD)
    seen = owed.revision
    actions.save_cell(owed, asked(owed), Answer(value=8), by=WARD)
    with pytest.raises(ChangedMeanwhile):
        actions.submit(owed, by=WARD, revision=seen)
    assert actions.submit(owed, by=WARD, revision=seen + 1).version == 1


def test_a_lost_acknowledgement_is_no_conflict_and_a_repeat_changes_nothing(owed):
    one = asked(owed)
    actions.save_cell(owed, one, Typed(value="5"), 0, by=WARD, key="a")
    actions.save_cell(owed, one, Typed(value="5"), 0, by=WARD, key="a")
    assert owed.revision == 1
    actions.save_cell(owed, one, Typed(value="6"), 0, by=WARD, key="b", sent=["a"])
    with pytest.raises(CellChanged):
        actions.save_cell(owed, one, Typed(value="5"), 0, by=WARD, key="a")
    assert Cell.objects.get(indicator=one).value == 6


def test_a_sent_report_answers_a_late_repeat_as_saved_and_takes_nothing_new(owed):
    filled(owed, WARD)
    actions.submit(owed, by=WARD)
    kept = actions.save_cell(owed, asked(owed), Typed(value="12"), 0, by=WARD, key="late")
    assert kept.value == 12
    with pytest.raises(CellLocked):
        actions.save_cell(owed, asked(owed), Typed(value="13"), by=WARD)


def test_what_is_missing_is_named(owed):
    with pytest.raises(Incomplete) as refused:
        actions.submit(owed, by=WARD)
    assert refused.value.codes == ("so-tin", "de-xuat")
    owed.refresh_from_db()
    assert owed.state == ObligationState.OWED
