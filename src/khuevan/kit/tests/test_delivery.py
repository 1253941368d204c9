from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone, translation

from khuevan.kit import delivery, outbox
from khuevan.kit.courier import Journal, Outcome
from khuevan.kit.models import Message, MessageState

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 1, 5, 9, 0, tzinfo=HANOI)
NIGHT = datetime(2026, 1, 5, 21, 0, tzinfo=HANOI)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path
    with translation.override("en"):
        yield


def queue(key: str, **changes) -> Message:
    wanted = {"to": f"{key}@example.vn", "subject": f"Nhắc {key}", "text": "Hạn 5/1.",
              "not_before": MORNING - timedelta(hours=1), **changes}  # fmt: skip
    return outbox.put(key, **wanted)


def states() -> dict[str, str]:
    return dict(Message.objects.values_list("key", "state"))


def test_what_is_due_is_sent_once():
    queue("a")
    queue("b")
    queue("tomorrow", not_before=MORNING + timedelta(days=1))

    assert delivery.deliver_due(MORNING) == 2
    assert delivery.deliver_due(MORNING) == 0
    assert [letter.to for letter in mail.outbox] == [["a@example.vn"], ["b@example.vn"]]
    assert states() == {"a": "sent", "b": "sent", "tomorrow": "queued"}


def test_at_night_only_what_is_urgent_goes():
    queue("reminder")
    queue("code", urgent=True)

    delivery.deliver_due(NIGHT)

    assert [letter.to for letter in mail.outbox] == [["code@example.vn"]]


def test_the_text_of_a_secret_is_wiped_once_sent():
    queue("code", urgent=True, secret=True, text="Mã: 123456")

    delivery.deliver_due(MORNING)

    assert mail.outbox[0].body == "Mã: 123456"
    assert Message.objects.get().body_text == ""


def test_a_hundred_messages_cost_a_few_queries_each(django_assert_max_num_queries):
    for n in range(40):
        queue(f"w{n}")

    with django_assert_max_num_queries(40 + 30):
        delivery.deliver_due(MORNING)


class Scripted:
    """A channel that answers as told: {address: Outcome or an exception}."""

    script: dict[str, Outcome | Exception] = {}

    def problem(self, address):
        return ""

    def session(self, journal):
        from contextlib import nullcontext

        def send(message):
            journal.note(message.pk, Outcome("handing"))
            answer = self.script.get(message.to_address, Outcome("sent"))
            if isinstance(answer, Exception):
                raise answer
            journal.note(message.pk, answer)
            return answer

        return nullcontext(send)


@pytest.fixture
def script(settings, monkeypatch):
    settings.OUTBOX_CHANNELS = {"scripted": f"{__name__}.Scripted"}
    monkeypatch.setattr(Scripted, "script", {})
    return Scripted.script


def test_a_refused_message_fails_with_the_servers_reason(script):
    script["a"] = Outcome("refused", "550 no such mailbox")
    queue("a", to="a", channel="scripted")

    delivery.deliver_due(MORNING)

    message = Message.objects.get()
    assert (message.state, message.last_error, message.attempts) == (
        MessageState.FAILED, "550 no such mailbox", 1,
    )  # fmt: skip


def test_not_now_is_tried_again_later_and_later_until_it_fails(script):
    script["a"] = Outcome("later", "451 greylisted")
    message = queue("a", to="a", channel="scripted", urgent=True)

    waits, now = [], MORNING
    for _ in range(6):
        delivery.deliver_due(now)
        message.refresh_from_db()
        waits.append(round((message.not_before - now).total_seconds() / 60))
        now = message.not_before if message.state == MessageState.QUEUED else now

    assert waits[:5] == [1, 5, 15, 60, 240]
    assert (message.state, message.attempts) == (MessageState.FAILED, 6)


def test_a_channel_that_is_down_costs_no_attempt_and_fails_nobody(script):
    for name in ("a", "b", "c"):
        queue(name, to=name, channel="scripted")
    script["a"] = Outcome("down", "ConnectionRefusedError")

    delivery.deliver_due(MORNING)

    assert states() == dict.fromkeys("abc", "queued")
    assert [m.attempts for m in Message.objects.all()] == [0, 0, 0]
    script.clear()
    delivery.deliver_due(MORNING + timedelta(minutes=2))
    assert states() == dict.fromkeys("abc", "sent")


def test_an_error_in_the_middle_leaves_the_rest_in_line(script):
    for name in ("a", "b", "c"):
        queue(name, to=name, channel="scripted")
    script["b"] = RuntimeError("the channel broke")

    with pytest.raises(RuntimeError):
        delivery.deliver_due(MORNING)

    assert states() == {"a": "sent", "b": "unsure", "c": "queued"}


def test_a_stop_leaves_the_rest_in_line(script):
    for name in ("a", "b", "c"):
        queue(name, to=name, channel="scripted")
    asked = iter([False, True])

    delivery.deliver_due(MORNING, stop=lambda: next(asked, True))

    assert sorted(states().values()) == ["queued", "queued", "sent"]


# --- what a killed worker leaves


def abandon(*notes: tuple[Message, str]) -> Journal:
    """A journal as a killed worker leaves it: unlocked, its messages claimed."""
    journal = Journal.create(delivery.folder())
    Message.objects.update(
        state=MessageState.SENDING,
        claimed_by=journal.name,
        claimed_until=timezone.now() + delivery.LEASE,
    )
    for message, word in notes:
        journal.note(message.pk, Outcome(word, "" if word == "sent" else "why"))
    journal.close()
    return journal


def test_the_journal_of_a_killed_worker_settles_its_messages():
    _never, handing, sent, refused = (
        queue(name) for name in ("never", "handing", "sent", "refused")
    )
    abandon(
        (handing, "handing"), (sent, "handing"), (sent, "sent"), (refused, "handing"),
        (refused, "refused"),
    )  # fmt: skip

    delivery.settle_abandoned(MORNING)

    assert states() == {
        "never": "queued", "handing": "unsure", "sent": "sent", "refused": "failed",
    }  # fmt: skip
    assert [*delivery.folder().iterdir()] == []


def test_a_line_that_was_cut_short_was_never_said():
    message = queue("a")
    journal = abandon()
    journal.path.write_bytes(b'{"id": %d, "word": "hand' % message.pk)

    delivery.settle_abandoned(MORNING)

    assert states() == {"a": "queued"}


def test_the_journal_of_a_living_worker_is_left_alone():
    queue("a")
    journal = Journal.create(delivery.folder())
    Message.objects.update(
        state=MessageState.SENDING, claimed_by=journal.name,
        claimed_until=timezone.now() + delivery.LEASE,
    )  # fmt: skip

    delivery.settle_abandoned(MORNING)

    assert states() == {"a": "sending"}
    journal.discard()


def test_a_lost_journal_is_asked_about_when_the_lease_is_over():
    queue("a")
    Message.objects.update(
        state=MessageState.SENDING, claimed_by="another-machine",
        claimed_until=timezone.now() - timedelta(seconds=1),
    )  # fmt: skip

    delivery.settle_abandoned(MORNING)

    message = Message.objects.get()
    assert (message.state, message.last_error) == (
        MessageState.UNSURE, "another-machine: the journal is lost",
    )  # fmt: skip


# --- the morning mail


def test_notices_of_one_person_become_one_mail():
    due = {"to": "yen@example.vn", "digest": True, "not_before": MORNING - timedelta(hours=3)}
    queue("a", subject="Việc một", text="Hạn 6/1.", **due)
    queue("b", subject="Việc hai", text="Hạn 7/1.", **due)
    queue("c", **{**due, "to": "ha@example.vn"})

    delivery.deliver_due(MORNING)

    assert [(letter.to, letter.body) for letter in mail.outbox] == [
        (["ha@example.vn"], "Hạn 5/1."),
        (["yen@example.vn"], "1. Việc một\n\nHạn 6/1.\n\n2. Việc hai\n\nHạn 7/1."),
    ]
    digest = Message.objects.get(purpose="digest")
    assert states() == {"a": "merged", "b": "merged", "c": "sent", digest.key: "sent"}
    assert [part.key for part in digest.parts.order_by("pk")] == ["a", "b"]


def test_a_cancelled_notice_is_not_in_the_morning_mail():
    due = {"to": "yen@example.vn", "digest": True, "not_before": MORNING - timedelta(hours=3)}
    queue("a", target="kit.tick:1", **due)
    queue("b", **due)
    outbox.cancel("kit.tick:1")

    delivery.deliver_due(MORNING)

    assert [letter.subject for letter in mail.outbox] == ["Nhắc b"]
