from __future__ import annotations

import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from khuevan.kit import audit
from khuevan.kit.audit import Break
from khuevan.kit.models import AuditEvent, AuditHead


@pytest.fixture
def target(db):
    return ContentType.objects.get_for_model(AuditHead)


@pytest.fixture
def chain(target):
    """Five rows, as the log of a day has them."""
    return [audit.record("kit.tried", target, by=audit.SYSTEM, before="a", after=f"{n}", why="thử", n=n)
            for n in range(1, 6)]  # fmt: skip


def verify(capsys):
    """What `khuevan verify-audit` says, and whether it fails."""
    try:
        call_command("verify_audit")
    except CommandError:
        return False, capsys.readouterr().err.splitlines()
    return True, capsys.readouterr().out.splitlines()


def test_a_row_holds_who_what_from_to_and_why(target):
    event = audit.record("kit.tried", target, by=audit.NamedActor("Lê An"), before="x", after="y",
                         why="vì sao", count=3)  # fmt: skip
    stored = AuditEvent.objects.get()
    assert (stored.seq, stored.kind, stored.by_name) == (1, "kit.tried", "Lê An")
    assert (stored.before, stored.after, stored.why, stored.facts) == (
        "x",
        "y",
        "vì sao",
        {"count": 3},
    )
    assert stored.target == f"contenttypes.contenttype:{target.pk}"
    assert (stored.previous, stored.hash) == (audit.START, audit.digest(stored))
    assert event.hash == AuditHead.objects.get().hash


def test_many_events_at_once_are_as_many_links_of_the_chain(chain, target):
    many = [audit.Happening("kit.tried", target, after=str(n), facts={"n": n}) for n in range(3)]
    events = audit.record_all(many, by=audit.NamedActor("Lê An"))
    stored = AuditEvent.objects.order_by("seq")[5:]
    assert [(row.seq, row.after, row.facts, row.by_name) for row in stored] == [
        (6 + n, str(n), {"n": n}, "Lê An") for n in range(3)
    ]
    assert events[-1].hash == AuditHead.objects.get().hash
    assert list(audit.breaks()) == []


def test_each_row_carries_the_hash_of_the_one_before(chain):
    rows = list(AuditEvent.objects.order_by("seq"))
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [row.previous for row in rows] == [audit.START, *(row.hash for row in rows[:-1])]


def test_a_log_that_holds_says_so(chain, capsys):
    assert verify(capsys) == (True, ["The audit log holds: 5 row(s)."])


def test_an_empty_log_holds(db, capsys):
    assert verify(capsys) == (True, ["The audit log holds: 0 row(s)."])


@pytest.mark.shows("SYS-3")
@pytest.mark.parametrize(
    ("field", "value"),
    [("after", "khác"), ("before", ""), ("why", ""), ("by_name", "Ai đó"), ("kind", "kit.other"),
     ("target", "x:1"), ("facts", {"n": 4}), ("hash", "0" * 64), ("previous", "f" * 64),
     ("at", "2020-01-01T00:00:00Z")],
)  # fmt: skip
def test_an_altered_row_is_named(chain, capsys, field, value):
    AuditEvent.objects.filter(seq=3).update(**{field: value})
    holds, lines = verify(capsys)
    assert holds is False
    assert lines[0].startswith("Row 3 was altered after it was written")
    assert Break(3, "altered") in list(audit.breaks())


@pytest.mark.shows("SYS-3")
def test_a_row_whose_hash_was_made_to_fit_betrays_itself_at_the_next(chain):
    forged = AuditEvent.objects.get(seq=3)
    forged.after = "khác"
    forged.hash = audit.digest(forged)
    forged.save()
    assert list(audit.breaks()) == [Break(4, "altered")]


@pytest.mark.shows("SYS-3")
def test_a_deleted_row_is_named(chain, capsys):
    AuditEvent.objects.filter(seq=2).delete()
    holds, lines = verify(capsys)
    assert (holds, lines[0]) == (False, "Row 2 is missing: it was deleted.")


@pytest.mark.shows("SYS-3")
@pytest.mark.parametrize("kept", [0, 1, 4])
def test_a_cut_off_end_is_named(chain, capsys, kept):
    AuditEvent.objects.filter(seq__gt=kept).delete()
    holds, lines = verify(capsys)
    assert holds is False
    assert lines == [
        f"The end of the log was cut off or altered: row {kept + 1} or a later one is missing."
    ]


def test_a_record_goes_when_its_change_is_undone(target):
    with transaction.atomic():
        audit.record("kit.tried", target, by=audit.SYSTEM)
        transaction.set_rollback(True)
    audit.record("kit.tried", target, by=audit.SYSTEM)
    assert list(AuditEvent.objects.values_list("seq", flat=True)) == [1]
    assert list(audit.breaks()) == []


def test_the_history_of_a_thing_is_its_own_newest_first(chain, target):
    other = ContentType.objects.get_for_model(AuditEvent)
    audit.record("kit.tried", other, by=audit.SYSTEM)
    assert [event.seq for event in audit.history(target)] == [5, 4, 3, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain():
    """The row lock of the head (PostgreSQL) or IMMEDIATE transactions (SQLite) put them in line."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("Threads cannot share SQLite in memory; script/test runs this on PostgreSQL.")
    target = ContentType.objects.get_for_model(AuditHead)
    writers, each, wrong = 8, 10, []

    def write(number):
        try:
            for turn in range(each):
                with transaction.atomic():
                    audit.record("kit.tried", target, by=audit.SYSTEM, writer=number, turn=turn)
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[number]) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert (AuditEvent.objects.count(), AuditHead.objects.get().seq) == (
        writers * each,
        writers * each,
    )
    assert list(audit.breaks()) == []
