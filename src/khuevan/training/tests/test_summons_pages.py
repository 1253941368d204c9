from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuevan.people.enums import Role
from khuevan.training.enums import RunState, SeatState
from khuevan.training.models import GateOpening, Nomination
from khuevan.training.tests import printed as factories
from khuevan.training.tickets import ticket_of


@pytest.fixture
def lead(client):
    user = factories.officer()
    client.force_login(user)
    return user


def page(client, run, name="summons", *more, **query):
    return client.get(reverse(f"training:{name}", args=[run.pk, *more]), query)


@pytest.mark.django_db
def test_the_page_costs_the_same_whatever_its_length(client, lead):
    spent = []
    for count in (1, 3):
        run = factories.run(RunState.LOCKED, owner=lead)
        factories.estimate(run)
        factories.seats(run, count)
        page(client, run)
        with CaptureQueriesContext(connection) as queries:
            answer = page(client, run)
        spent.append(len(queries))
        assert answer.content.decode().count("?format=docx") == count

    assert spent[0] == spent[1] <= 25


@pytest.mark.shows("TRN-4")
@pytest.mark.django_db
def test_a_shut_gate_shows_why_and_offers_the_way_to_the_director_alone(client, lead):
    run = factories.run(RunState.LOCKED, owner=lead)
    factories.seats(run, 1)

    seen = page(client, run).content.decode()
    refused = client.post(reverse("training:override_gate", args=[run.pk]), {"why": "x" * 20})
    client.force_login(factories.director())
    offered = page(client, run).content.decode()
    client.post(
        reverse("training:override_gate", args=[run.pk]), {"why": "Thành phố yêu cầu làm ngay."}
    )

    assert ("Lớp chưa có dự toán." in seen, "Triệu tập 1 người" in seen) == (True, False)
    assert ("Mở cổng" in seen, "Mở cổng" in offered, refused.status_code) == (False, True, 403)
    assert GateOpening.objects.get().why == "Thành phố yêu cầu làm ngay."


@pytest.mark.django_db
def test_papers_are_handed_out_to_the_office_as_pdf_word_and_zip(client, lead):
    run = factories.run(RunState.LOCKED, owner=lead)
    factories.seats(run, 1)
    one = Nomination.objects.get()

    kinds = {
        "one": page(client, run, "summons_file", one.pk),
        "word": page(client, run, "summons_file", one.pk, format="docx"),
        "all": page(client, run, "summons_all", 1),
        "each": page(client, run, "summons_each", 1, "pdf"),
    }

    heads = {name: b"".join(answer)[:4] for name, answer in kinds.items()}
    assert heads == {"one": b"%PDF", "word": b"PK\x03\x04", "all": b"%PDF", "each": b"PK\x03\x04"}
    assert page(client, run, "summons_all", 2).status_code == 404
    assert page(client, run, "summons_each", 1, "exe").status_code == 404


@pytest.mark.django_db
def test_a_trainee_opens_the_own_summons_by_the_ticket_once_it_is_sent(client):
    run = factories.run(RunState.SUMMONED)
    [seat] = factories.seats(run, 1)
    one = Nomination.objects.get()
    url = reverse("training:trainee_summons", args=[ticket_of(one, run.pk)])

    before = client.get(url)
    type(seat).objects.update(state=SeatState.SUMMONED)
    after = client.get(url)

    assert (before.status_code, after.status_code, after.content[:4]) == (404, 200, b"%PDF")
    assert client.get(url.replace("KV1.", "KV1.9")).status_code == 403


@pytest.mark.django_db
def test_a_unit_does_not_reach_the_office_s_papers(client):
    run = factories.run(RunState.LOCKED)
    [seat] = factories.seats(run, 1)
    client.force_login(factories.officer(Role.FOCAL_POINT, organisation=seat.organisation))

    assert page(client, run).status_code == 403
    assert page(client, run, "summons_all", 1).status_code == 403
