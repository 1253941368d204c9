"""Whoever came gets a confirmation; anybody may ask whether it is genuine and learns no more."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuevan.budget.models import Voucher
from khuevan.documents import actions as documents
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.training import actions
from khuevan.training.enums import Kind, Outcome, RunState, SeatState
from khuevan.training.models import Certificate, ClassRun, SheetReading
from khuevan.training.printing import files
from khuevan.training.printing.confirmations import address_of, initials
from khuevan.training.tests import printed as factories
from khuevan.training.tickets import ticket_of
from khuevan.training.views.certificates import of

WHY = "Cấp nhầm cho người không dự."


def held(present: int = 2, absent: int = 1) -> ClassRun:
    """A class that is over, with so many who came and so many who did not."""
    run = factories.run(RunState.SUMMONED)
    seats = factories.seats(run, present + absent, SeatState.SUMMONED)
    for number, seat in enumerate(seats):
        outcome = Outcome.PRESENT if number < present else Outcome.ABSENT
        actions.set_attendance(seat, outcome, "Không đến." * (number >= present), by=run.owner)
    ClassRun.objects.filter(pk=run.pk).update(state=RunState.HELD, held_at=run.starts_at)
    return ClassRun.objects.get(pk=run.pk)


@pytest.fixture
def run():
    run = held()
    actions.certify(run, by=run.owner)
    return run


@pytest.mark.django_db
def test_those_who_came_get_one_each_numbered_and_no_second_one(run):
    rows = list(of(run).order_by("number"))

    assert [(one.number, one.nomination.seat.number) for one in rows] == [(1, 1), (2, 2)]
    with pytest.raises(Refused):
        actions.certify(run, by=run.owner)
    assert audit.history(run).filter(kind=Kind.CERTIFIED).count() == 1


@pytest.mark.django_db
def test_before_the_class_is_closed_nobody_gets_one():
    run = factories.run(RunState.SUMMONED)

    with pytest.raises(Refused):
        actions.certify(run, by=run.owner)


@pytest.mark.django_db
def test_a_revoked_number_is_not_given_again_and_the_person_can_get_a_new_one(run):
    first = of(run).get(number=1)
    actions.revoke_certificate(first, WHY, by=run.owner)

    with pytest.raises(AlreadyDecided):
        actions.revoke_certificate(first, WHY, by=run.owner)
    with pytest.raises(Refused):
        actions.revoke_certificate(of(run).get(number=2), "x", by=run.owner)
    actions.certify(run, by=run.owner)

    assert list(of(run).live().values_list("number", flat=True)) == [2, 3]


@pytest.mark.django_db
def test_the_paper_has_a_code_that_leads_to_its_page(run):
    rows = list(of(run))
    document = pypdfium2.PdfDocument(files.certificates_pdf(rows, run))
    pages = [document[n] for n in range(len(document))]
    codes = [zxingcpp.read_barcodes(page.render(scale=2).to_pil())[0].text for page in pages]
    words = [page.get_textpage().get_text_range() for page in pages]
    document.close()

    assert codes == [address_of(one) for one in rows]
    assert ["Nguyễn Thị Hồng" in text for text in words] == [True, True]


@pytest.mark.django_db
def test_anybody_may_ask_and_learns_number_class_day_and_initials_only(client, run):
    one = of(run).get(number=1)
    secrets = [one.nomination.full_name, one.nomination.position, one.nomination.phone,
               one.nomination.seat.organisation.name_vi]  # fmt: skip

    answer = client.get(reverse("verify", args=[one.token]))
    page = answer.content.decode()

    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    assert "001/" in page
    assert initials(one.nomination.full_name) in page
    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.django_db
def test_a_revoked_one_says_so_and_a_forged_one_is_not_known(client, run):
    one = of(run).get(number=1)
    actions.revoke_certificate(one, WHY, by=run.owner)

    revoked = client.get(reverse("verify", args=[one.token]))
    forged = [
        client.get(reverse("verify", args=[token])).status_code
        for token in (f"{one.pk}-{'0' * 32}", "x", f"{'9' * 30}-{one.nonce}", one.nonce)
    ]

    assert ("đã bị thu hồi" in revoked.content.decode(), WHY in revoked.content.decode()) == (
        True, False,
    )  # fmt: skip
    assert forged == [404] * 4


@pytest.mark.django_db
def test_the_office_issues_prints_and_revokes_on_its_pages(client):
    run = held()
    client.force_login(factories.officer(Role.LEAD_OFFICER))

    client.post(reverse("training:certify", args=[run.pk]))
    page = client.get(reverse("training:certificates", args=[run.pk])).content.decode()
    roll = client.get(reverse("training:certificates_all", args=[run.pk, 1]))
    one = Certificate.objects.first()
    single = client.get(reverse("training:certificate", args=[run.pk, one.pk]))
    url = reverse("training:certificate_revoke", args=[run.pk, one.pk])
    asked = client.get(url)
    client.post(url, {"why": WHY})

    assert (page.count("Còn giá trị"), roll.content[:4], single.content[:4]) == (
        2,
        b"%PDF",
        b"%PDF",
    )
    assert asked.status_code == 200
    assert Certificate.objects.live().count() == 1
    assert client.get(reverse("training:certificates_all", args=[run.pk, 2])).status_code == 404
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_a_trainee_finds_the_own_confirmation_on_the_own_page(client, run):
    one = of(run).get(number=1)
    token = ticket_of(one.nomination, run.pk)

    first = client.get(reverse("training:trainee", args=[token])).content.decode()
    paper = client.get(reverse("training:trainee_certificate", args=[token]))

    assert reverse("training:trainee_certificate", args=[token]) in first
    assert paper.content[:4] == b"%PDF"


@pytest.mark.django_db
def test_the_list_costs_the_same_whatever_its_length(client):
    spent = []
    for count in (1, 3):
        run = held(count, 0)
        actions.certify(run, by=run.owner)
        client.force_login(run.owner)
        url = reverse("training:certificates", args=[run.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        spent.append(len(queries))
        assert answer.content.decode().count("Còn giá trị") == count

    assert spent[0] == spent[1] <= 20


@pytest.mark.django_db
def test_a_confirmed_sheet_becomes_a_voucher_of_the_settlement():
    run = factories.run(RunState.SUMMONED)
    kept = documents.keep(b"a photograph", "trang 1.jpg", None, by=run.owner)
    read = SheetReading.objects.create(run=run, file=kept, read_by=run.owner)

    for _unready in ("not confirmed", "no estimate"):
        with pytest.raises(Refused):
            actions.hand_in_sheet(read, by=run.owner)
        actions.confirm_sheet(read, [], by=run.owner) if read.confirmed_at is None else None
        read.refresh_from_db()
    factories.estimate(run)
    actions.hand_in_sheet(read, by=run.owner)
    with pytest.raises(Refused):
        actions.hand_in_sheet(read, by=run.owner)

    assert Voucher.objects.get().file == kept
