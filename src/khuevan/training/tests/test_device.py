"""What a phone at the door asks over HTTP."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.training.models import Device, ScanEvent
from khuevan.training.tests.doors import door, line, seated
from khuevan.training.tickets import ticket_of

pytestmark = pytest.mark.django_db
PHONE = "a" * 32


@pytest.fixture
def at_door(client):
    run, people = seated(3)
    here = door(run)

    def ask(page, token=here.token, **body):
        address = reverse(f"training:door_{page}", args=[token])
        return client.post(address, json.dumps(body), content_type="application/json")

    return run, people, here, ask


def test_the_page_may_run_the_reader_and_holds_no_names(at_door, client):
    _run, people, here, _ask = at_door
    page = client.get(f"/training/door/{here.token}/")
    policy = page["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert people[0].full_name not in page.content.decode()
    assert "wasm-unsafe-eval" not in client.get("/accounts/login/")["Content-Security-Policy"]
    assert client.get(f"/training/door/{here.token}/app.webmanifest").json()["start_url"] == "./"
    worker = client.get("/training/door/worker.js")
    assert b"X-Keep-Offline" in worker.getvalue()


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"),
                                    lambda t: t[:-4], lambda t: "x", lambda t: "٣-abc"])  # fmt: skip
def test_a_link_that_is_not_genuine_opens_nothing(at_door, client, change):
    _run, _people, here, ask = at_door
    token = change(here.token)
    assert client.get(f"/training/door/{token}/").status_code == 403
    assert ask("scans", token, phone=PHONE, lines=[]).status_code == 403


def test_a_shut_door_takes_what_a_phone_still_holds_but_opens_no_more(at_door, client):
    _run, people, here, ask = at_door
    ask("join", phone=PHONE)
    Device.objects.update(shut_at=timezone.now())
    assert client.get(f"/training/door/{here.token}/").status_code == 410
    assert ask("join", phone="b" * 32).status_code == 410
    answer = ask(
        "scans", phone=PHONE, lines=[line(1, ticket=ticket_of(people[0], people[0].seat.run_id))]
    )
    assert (answer.json()["kept"], answer.json()["shut"]) == ([1], True)


def test_the_pack_holds_names_and_signatures_and_nothing_to_reach_people_by(at_door):
    run, people, here, ask = at_door
    people[0].phone, people[0].email = "0912345678", "a@example.vn"
    people[0].ended_at = timezone.now()
    people[0].save()

    answer = ask("join", phone=PHONE, offset=-420_000)

    pack = answer.json()["pack"]
    assert (pack["run"], pack["newest"], len(pack["seats"])) == (run.pk, people[2].pk, 3)
    signature = ticket_of(people[1], run.pk)[-20:]
    assert pack["people"][1] == [
        people[1].pk, people[1].seat_id, signature, people[1].full_name, "Công chức VHXH", 0
    ]  # fmt: skip
    assert pack["people"][0][3:] == ["", "", 1]
    assert "0912345678" not in answer.content.decode()
    here.refresh_from_db()
    assert (here.phone, here.offset_ms, here.prepared_at is not None) == (PHONE, -420_000, True)


def test_142_seats_are_a_small_pack(client):
    run, _people = seated(142)
    here = door(run)
    answer = client.post(
        f"/training/door/{here.token}/join/", {"phone": PHONE}, content_type="application/json"
    )
    assert len(answer.content) < 30_000


@pytest.mark.shows("CHK-2")
def test_doors_hear_of_each_other_and_of_what_was_taken_back(at_door):
    run, people, here, ask = at_door
    other = door(run, "Cửa B")
    ask("scans", phone=PHONE, lines=[line(1, ticket=ticket_of(people[0], run.pk)),
                                     line(2, "name", n=people[1].pk), line(3, "void", of=2),
                                     line(4, "substitute", s=people[2].seat_id, name="A", position="B"),
                                     line(5, ticket="", said="strange")])  # fmt: skip

    heard = ask("scans", other.token, phone="b" * 32, lines=[], since=0).json()

    assert [one[:3] + one[4:] for one in heard["news"]] == [
        [people[0].pk, people[0].seat_id, "Cửa A", here.pk, 1],
        [people[1].pk, people[1].seat_id, "Cửa A", here.pk, 2],
        [0, 0, "", here.pk, 2],
        [0, people[2].seat_id, "Cửa A", here.pk, 4],
    ]
    assert heard["cursor"] == ScanEvent.objects.latest("pk").pk
    assert ask("scans", phone=PHONE, lines=[], since=0).json()["news"] == []


@pytest.mark.shows("CHK-2")
def test_the_end_of_the_day_compares_the_journal_to_the_byte(at_door):
    _run, _people, _here, ask = at_door
    lines = [line(2, ticket="", name="Đỗ Ước"), line(1, ticket="")]
    ask("scans", phone=PHONE, lines=lines)
    answer = ask("settle", phone=PHONE).json()
    whole = f"{lines[1]}\n{lines[0]}\n".encode()
    assert (answer["have"], answer["digest"]) == (2, hashlib.sha256(whole).hexdigest())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 5000, b'{"phone":7}',
                                  b'{"phone":"","lines":"x"}', b'{"phone":"' + b"a" * 99 + b'"}'])  # fmt: skip
@pytest.mark.parametrize("page", ["join", "scans", "settle"])
def test_what_cannot_be_read_is_refused_in_words(at_door, client, page, body):
    _run, _people, here, _ask = at_door
    address = reverse(f"training:door_{page}", args=[here.token])
    answer = client.post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()["kind"]) == (422, "refused")
    assert (ScanEvent.objects.count(), Device.objects.count()) == (0, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_an_upload_costs_the_same_whatever_its_length(at_door, django_assert_num_queries, count):
    run, people, _here, ask = at_door
    ask("join", phone=PHONE)
    lines = [line(n + 1, ticket=ticket_of(people[n], run.pk)) for n in range(count)]
    with django_assert_num_queries(8):
        assert ask("scans", phone=PHONE, lines=lines).json()["kept"] == list(range(1, count + 1))
