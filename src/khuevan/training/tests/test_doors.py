"""The office's page of the doors: links, phones, what they leave to a person."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khuevan.people.enums import Role
from khuevan.training import actions, attendance
from khuevan.training.models import Device, Seat
from khuevan.training.tests.doors import door, line, officer, seated
from khuevan.training.tickets import ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    run, people = seated(3)
    client.force_login(run.owner, backend="django.contrib.auth.backends.ModelBackend")
    return run, people, client


def test_a_door_is_made_with_its_code_and_shut_again(office):
    run, _people, client = office
    page = client.post(f"/training/{run.pk}/door/add/", {"name": " Cửa  A "}, follow=True)
    made = Device.objects.get()
    assert made.name == "Cửa A"
    assert f"/training/door/{made.token}/" in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()

    again = client.post(f"/training/{run.pk}/door/add/", {"name": "Cửa A"}, follow=True)
    assert "Đã có cửa “Cửa A”" in again.content.decode()
    shut = client.post(f"/training/{run.pk}/door/{made.pk}/shut/", follow=True)
    assert made.token not in shut.content.decode()
    assert client.post(f"/training/{run.pk}/door/add/", {"name": ""}).status_code in {302, 409}


def test_whoever_only_looks_sees_no_link(office):
    run, _people, client = office
    here = door(run)
    client.force_login(officer(Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/training/{run.pk}/door/").content.decode()
    assert "Cửa A" in page
    assert here.token not in page
    assert client.post(f"/training/{run.pk}/door/add/", {"name": "B"}).status_code == 403


@pytest.mark.shows("R48")
def test_a_substitute_at_the_door_is_confirmed_by_a_person(office):
    run, people, client = office
    here = door(run)
    seat = people[1].seat
    actions.take_scans(here, [
        line(1, "substitute", s=seat.pk, name="Đặng Thị Ưng", position="Công chức"),
        line(2, ticket=ticket_of(people[0], run.pk)), line(3, ticket="", said="strange"),
    ])  # fmt: skip
    page = client.get(f"/training/{run.pk}/door/").content.decode()
    assert "<b>2/3</b>" in page
    assert "Đặng Thị Ưng" in page

    client.post(f"/training/{run.pk}/door/{here.pk}/1/confirm/")

    assert seat.nominations.active().get().full_name == "Đặng Thị Ưng"
    found = attendance.computed(run)
    assert (found.findings, found.arrivals[seat.pk].nomination) == (
        [], seat.nominations.active().get().pk
    )  # fmt: skip
    assert client.post(f"/training/{run.pk}/door/{here.pk}/2/confirm/").status_code in {302, 409}
    assert Seat.objects.get(pk=people[0].seat_id).nominations.count() == 1


def test_a_journal_comes_in_as_a_file_too_and_twice_is_once(office):
    run, people, client = office
    here = door(run)
    lines = [line(n, ticket=ticket_of(one, run.pk)) for n, one in enumerate(people, 1)]
    actions.take_scans(here, lines[:1])
    for content in (
        ("\n".join(lines) + "\n").encode(),
        "\n".join(lines).encode(),
        b"\xff",
        b"{}",
        b"",
    ):
        file = SimpleUploadedFile("Cửa A.jsonl", content)
        client.post(f"/training/{run.pk}/door/{here.pk}/hand-in/", {"file": file})
    assert list(here.events.order_by("seq").values_list("body", flat=True)) == lines


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(office, django_assert_num_queries, count):
    run, people, client = office
    for number in range(count):
        here = door(run, f"Cửa {number}")
        actions.join(here, f"{number:032}", by=here)
        actions.take_scans(here, [line(1, ticket=ticket_of(people[0], run.pk)),
                                  line(2, "substitute", s=people[2].seat_id, name="A B", position="C")])  # fmt: skip
    with django_assert_num_queries(9):
        client.get(f"/training/{run.pk}/door/")
