from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from khuevan.kit import outbox
from khuevan.kit.audit import NamedActor
from khuevan.kit.errors import AlreadyDecided
from khuevan.kit.models import AuditEvent, Batch, Message, MessageState, Tick
from khuevan.kit.outbox import awake, next_digest, put

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
YEN = NamedActor("Nguyễn Thị Yến")


def at(clock: str, day: int = 5) -> datetime:
    return datetime.fromisoformat(f"2026-01-{day:02d}T{clock}").replace(tzinfo=HANOI)


def send(key: str = "assignment:7:reminder:ward@example.vn", **changes) -> Message:
    return put(
        key, **{"to": "ward@example.vn", "subject": "Nhắc việc", "text": "Hạn 5/1.", **changes}
    )


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_put_twice_is_one_message_and_the_first_stays():
    first = send(subject="Một")
    second = send(subject="Hai")

    assert first == second
    assert [m.subject for m in Message.objects.all()] == ["Một"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@" + "b" * 60 + ("." + "c" * 60) * 4 + ".vn",
        "ward",
        "ward@",
        "phường@example.vn",
        "a@b.vn\nBcc: c@d.vn",
    ],
)
def test_a_bad_address_fails_at_once_with_its_reason(address):
    with translation.override("en"):
        message = send(to=address)

    assert (message.state, message.last_error) == (
        MessageState.FAILED, f"“{address}” is not an e-mail address.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        (at("06:59"), at("07:00")),
        (at("07:00"), at("07:00")),
        (at("19:59"), at("19:59")),
        (at("20:00"), at("07:00", 6)),
        (at("23:59"), at("07:00", 6)),
        (at("00:00"), at("07:00")),
    ],
)
def test_nothing_goes_between_20_00_and_07_00(moment, goes):
    assert awake(moment) == goes
    assert send(not_before=moment).not_before == goes
    assert send("other", not_before=moment, urgent=True).not_before == moment


@pytest.mark.parametrize(
    ("moment", "goes"),
    [(at("07:29"), at("07:30")), (at("07:30"), at("07:30")), (at("07:31"), at("07:30", 6))],
)
def test_a_digest_waits_for_the_next_morning_mail(moment, goes):
    assert next_digest(moment) == goes
    assert send(not_before=moment, digest=True).not_before == goes


def test_cancel_stops_what_is_about_a_thing_and_nothing_else():
    thing = Tick.objects.create(name="x", last_run=timezone.now())
    send("a", target=thing, purpose="reminder")
    send("b", target=thing, purpose="assigned")
    send("c", target="kit.tick:999", purpose="reminder")
    Message.objects.filter(key="b").update(state=MessageState.SENT, sent_at=timezone.now())

    assert outbox.cancel(thing, "reminder") == 1
    assert outbox.cancel(thing) == 0
    assert dict(Message.objects.values_list("key", "state")) == {
        "a": MessageState.CANCELLED, "b": MessageState.SENT, "c": MessageState.QUEUED,
    }  # fmt: skip


@pytest.fixture
def batch() -> Batch:
    batch = outbox.start_batch("Nhắc tất cả đơn vị", by=YEN)
    for n in range(5):
        send(f"a:{n}", to=f"w{n % 4}@example.vn", batch=batch, purpose="reminder",
             not_before=at("09:00"))  # fmt: skip
    send("bad", to="không có", batch=batch, purpose="reminder")
    return batch


def test_a_batch_is_held_until_somebody_lets_it_go(batch):
    assert Message.objects.filter(state=MessageState.HELD).count() == 5

    assert outbox.release(batch, by=YEN) == 5
    assert Message.objects.filter(state=MessageState.QUEUED).count() == 5
    assert AuditEvent.objects.get().facts == {"messages": 5}
    assert send("late", batch=Batch.objects.get()).state == MessageState.QUEUED


def test_a_batch_is_let_go_once(batch):
    outbox.release(batch, by=YEN)

    with pytest.raises(AlreadyDecided, match="already been let go"):
        outbox.release(batch, by=YEN)
    assert AuditEvent.objects.count() == 1


def test_preview_counts_what_would_leave(batch, django_assert_num_queries):
    with django_assert_num_queries(4):
        seen = outbox.preview(batch)

    assert (seen.total, seen.addresses, seen.by_purpose) == (5, 4, {"reminder": 5})
    assert [m.to_address for m in seen.unreachable] == ["không có"]
    assert [m.key for m in seen.samples] == ["a:0", "a:1", "a:2"]
    assert seen.first_at is not None
    assert seen.first_at >= timezone.now() - timedelta(minutes=1)


def test_a_dropped_batch_never_leaves(batch):
    assert outbox.drop(batch, by=YEN) == 5
    assert outbox.release(batch, by=YEN) == 0


def test_an_unsure_message_is_decided_by_one_person():
    message = send()
    Message.objects.update(state=MessageState.UNSURE)

    outbox.confirm_sent(message, by=YEN, why="Phường đã trả lời")

    assert Message.objects.get().state == MessageState.SENT
    with pytest.raises(AlreadyDecided):
        outbox.send_again(message, by=YEN)
    assert [e.kind for e in AuditEvent.objects.all()] == ["outbox.confirmed"]


def test_a_failed_message_can_be_sent_again():
    message = send()
    Message.objects.update(state=MessageState.FAILED, attempts=6, last_error="550")

    outbox.send_again(message, by=YEN)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
