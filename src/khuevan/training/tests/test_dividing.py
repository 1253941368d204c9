from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from khuevan.kit.errors import Refused
from khuevan.kit.models import Message
from khuevan.people.models import ContactPoint
from khuevan.training import actions, parting, tickets
from khuevan.training.enums import AskedWhen, InvitationState, RunState, SeatState
from khuevan.training.models import (
    ClassRun,
    Invitation,
    Need,
    Question,
    Seat,
    Speaker,
    Summons,
    SyllabusItem,
    Venue,
)  # fmt: skip
from khuevan.training.tests import factories, printed, programme
from khuevan.training.tests.test_programme import slot

pytestmark = [pytest.mark.django_db, pytest.mark.shows("R12")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def hall(db):
    return Venue.objects.create(name="Khách sạn Mẫu", hall="Sảnh A", city="Hà Nội", capacity=3)


def class_of(count, **fields):
    return factories.run_with(count, state=SeatState.NOMINATED, **fields)


def second_of(run, count=2, **fields):
    return class_of(count, title="Lớp thứ hai", owner=run.owner, **fields)


def names(run):
    return [seat.nominations.get().full_name for seat in run.seats.all()]


# --- ways to divide


def test_the_proposal_keeps_groups_together_when_each_has_room():
    run = factories.asking()
    first = factories.group(*(factories.unit(f"Sở {n}") for n in range(2)), code="so")
    second = factories.group(*(factories.ward(f"Phường {n}") for n in range(3)), code="phuong")
    actions.seat_units(run, [first, second], by=run.owner)
    run.venue = Venue.objects.create(name="Khách sạn", city="Hà Nội", capacity=3)

    best, other = parting.ways(run)

    assert (str(best.cut), [part.size for part in best.parts]) == ("groups", [3, 2])
    assert (str(other.cut), [part.size for part in other.parts]) == ("alphabet", [3, 2])
    run.venue.capacity = 2
    assert [(str(way.cut), [part.size for part in way.parts]) for way in parting.ways(run)] == [
        ("alphabet", [2, 2, 1])
    ]


def test_the_alphabet_never_parts_the_seats_of_a_unit(hall):
    run = factories.asking(venue=hall)
    for name, count in (("Ba Đình", 2), ("An Khánh", 1), ("Cửa Nam", 2)):
        body = factories.ward(name)
        for place in range(1, count + 1):
            factories.seat(run, body, place=place)

    [way] = parting.ways(run)

    units = [
        [Seat.objects.get(pk=pk).organisation.name_vi for pk in part.seats] for part in way.parts
    ]
    assert units == [["An Khánh", "Ba Đình", "Ba Đình"], ["Cửa Nam", "Cửa Nam"]]
    assert way.fits
    assert "3 + 2 seats" in way.words


@pytest.mark.parametrize("count", [0, 1])
def test_a_class_of_one_unit_is_not_divided(count):
    assert parting.ways(factories.run_with(count)) == []


def test_a_hall_that_is_too_small_leads_to_the_division_in_one_step(client, hall):
    run = class_of(7, venue=hall)
    client.force_login(run.owner)

    page = client.get(f"/training/{run.pk}/").content.decode()
    assert "Khách sạn Mẫu – Sảnh A thiếu 4 chỗ" in page
    assert f'href="/training/{run.pk}/divide/"' in page
    form = client.get(f"/training/{run.pk}/divide/").context["form"]
    client.post(f"/training/{run.pk}/divide/", form.initial)

    made = ClassRun.objects.order_by("pk")
    assert [(one.title, one.seats.count()) for one in made] == [
        (run.title, 3), (f"{run.title} (2)", 2), (f"{run.title} (3)", 2),
    ]  # fmt: skip
    assert "thiếu" not in client.get(f"/training/{run.pk}/").content.decode()


# --- what goes along


def test_a_division_takes_along_hall_syllabus_documents_needs_and_questions(hall):
    run = class_of(4, venue=hall)
    part = SyllabusItem.objects.create(run=run, order=1, title="Biển, đảo", is_restricted=True)
    basis = programme.basis("47/NQ-CP")
    actions.cite_basis(part, basis, by=run.owner)
    going = run.seats.get(number=3)
    need = Need.objects.create(run=run, organisation=going.organisation, text="Viết tin")
    need.topics.add(part)
    asked = Question.objects.create(
        run=run, nomination=going.nominations.get(), moment=AskedWhen.BEFORE, text="Hỏi?"
    )
    keys = list(run.seats.filter(number__gte=3).values_list("pk", flat=True))

    second = actions.divide_run(run, keys, "Lớp 2", by=run.owner)

    copy = second.syllabus.get()
    assert (second.venue, copy.is_restricted, list(copy.bases.all())) == (hall, True, [basis])
    assert [(one.basis, one.item) for one in second.materials.all()] == [(basis, copy)]
    assert list(second.needs.values_list("text", "topics")) == [("Viết tin", copy.pk)]
    assert list(second.questions.all()) == [asked]
    assert not run.needs.exists()


def test_tickets_and_links_of_before_lead_to_the_class_of_now(client):
    run = class_of(3)
    seat = run.seats.get(number=3)
    ticket = tickets.ticket_of(seat.nominations.get(), run.pk)
    token = factories.link(seat.organisation).token
    address = reverse("training:unit_seat", kwargs={"token": token, "pk": seat.pk})
    second = actions.divide_run(run, [seat.pk], "Lớp buổi chiều", by=run.owner)

    page = client.get(f"/training/t/{ticket}/")
    own = page.context["own"]
    assert (page.status_code, own.run) == (200, second)
    assert own.token == tickets.ticket_of(own.nomination, second.pk)
    assert "Lớp buổi chiều" in client.get(address).content.decode()

    actions.join_run(run, second, by=run.owner)
    assert client.get(f"/training/t/{own.token}/").context["own"].run == run
    assert client.get(f"/training/t/{ticket}/").context["own"].run == run


def test_a_forged_ticket_of_another_class_still_opens_nothing(client):
    run = class_of(1)
    other = factories.asking()
    one = run.seats.get().nominations.get()
    forged = tickets.ticket_of(one, run.pk).replace(
        f"KV1.{tickets.base36(run.pk)}.", f"KV1.{tickets.base36(other.pk)}."
    )
    assert client.get(f"/training/t/{forged}/").status_code == 403


def test_a_calendar_takes_the_entry_of_the_new_class_for_a_later_one():
    run = class_of(4)
    ClassRun.objects.filter(pk=run.pk).update(revision=5)
    second = actions.divide_run(run, [run.seats.last().pk], "Lớp 2", by=run.owner)
    assert second.revision == 6
    actions.join_run(run, second, by=run.owner)
    assert ClassRun.objects.get(pk=run.pk).revision == 7


def test_who_has_a_summons_stays_in_the_class_of_the_ticket():
    run = class_of(2)
    other = second_of(run)
    Summons.objects.create(nomination=run.seats.first().nominations.get(), revision=0)
    with pytest.raises(Refused, match="have their summons already"):
        actions.join_run(other, run, by=run.owner)
    with pytest.raises(Refused, match="have their summons already"):
        actions.divide_run(run, [run.seats.last().pk], "Lớp 3", by=run.owner)
    assert (run.seats.count(), other.seats.count()) == (2, 2)


# --- joining


def test_two_classes_become_one_and_the_emptied_one_says_where(client):
    run, other = class_of(2), None
    other = second_of(run, 3)
    named = names(other)
    client.force_login(run.owner)
    base = f"/training/{run.pk}/join/"

    assert client.get(base).context["others"][0][0] == other
    preview = client.get(base, {"other": other.pk})
    assert (preview.context["outlook"].seats, preview.context["outlook"].total) == (3, 5)
    client.post(base, {"other": other.pk, "units": "3"})

    other.refresh_from_db()
    assert names(run)[2:] == named
    assert [seat.number for seat in run.seats.all()] == [1, 2, 3, 4, 5]
    assert (other.state, other.joined_to, other.seats.count()) == (RunState.CANCELLED, run, 0)
    page = client.get(f"/training/{other.pk}/").content.decode()
    assert f'href="/training/{run.pk}/">{run.title}</a>' in page


def test_a_preview_that_is_out_of_date_joins_nothing(client):
    run = class_of(1)
    other = second_of(run)
    client.force_login(run.owner)
    answer = client.post(f"/training/{run.pk}/join/", {"other": other.pk, "units": "1"})
    assert answer.context["outlook"].seats == 2
    assert run.seats.count() == 1


def test_the_preview_names_what_becomes_of_everything(hall):
    run = class_of(2, venue=hall)
    other = second_of(run)
    double = run.seats.first().organisation
    factories.seat(other, double)
    SyllabusItem.objects.create(run=other, order=1, title="Chỉ ở lớp hai")
    actions.set_agenda(other, [slot("08:00", 90)], by=run.owner)
    speaker = Speaker.objects.create(full_name="Ông A")
    Invitation.objects.create(
        run=other, speaker=speaker, topic="Kỹ năng", state=InvitationState.INVITED
    )
    printed.estimate(other)

    seen = actions.join_outlook(run, other)

    assert [(unit, n) for unit, n in seen.doubled] == [(double, 2)]
    assert [str(reason) for reason in seen.verdict.reasons] == ["too_small"]
    assert seen.missing == ["Chỉ ở lớp hai"]
    assert [line.name for line in seen.lines] == ["Agenda", "Speakers", "Estimate"]
    assert all(line.url for line in seen.lines)

    actions.join_run(run, other, by=run.owner)
    assert Invitation.objects.get().state == InvitationState.WITHDRAWN
    assert sorted(run.seats.filter(organisation=double).values_list("place", flat=True)) == [1, 2]


def test_needs_of_a_unit_in_both_become_one():
    run = class_of(1)
    other = second_of(run, 1)
    unit = run.seats.get().organisation
    Seat.objects.filter(run=other).update(organisation=unit)
    Need.objects.create(run=run, organisation=unit, text="Viết tin")
    Need.objects.create(run=other, organisation=unit, text="Chụp ảnh")
    actions.join_run(run, other, by=run.owner)
    assert [need.text for need in Need.objects.all()] == ["Viết tin; Chụp ảnh"]


def test_only_open_classes_of_one_course_are_joined():
    run, other = class_of(1), class_of(1, course=factories.course("Khóa khác"))
    with pytest.raises(Refused, match="same course"):
        actions.join_run(run, other, by=run.owner)
    asked, preparing = class_of(1), class_of(1, run_state=RunState.PREPARING)
    with pytest.raises(Refused, match="other way round"):
        actions.join_run(preparing, asked, by=run.owner)
    locked = class_of(1, run_state=RunState.LOCKED)
    with pytest.raises(Refused, match="still be open"):
        actions.join_run(asked, locked, by=run.owner)
    assert list(actions.joinable(asked)) == [run, preparing]


# --- who is told


def test_another_day_is_told_to_units_and_nominees_who_knew_the_old_one():
    run = class_of(1)
    other = second_of(run, 3, starts_at=run.starts_at + timedelta(days=7),
                      ends_at=run.ends_at + timedelta(days=7))  # fmt: skip
    told, _named, silent = other.seats.all()
    silent.nominations.all().delete()
    Seat.objects.filter(pk=told.pk).update(told_at=timezone.now())
    factories.link(told.organisation)
    ContactPoint.objects.create(
        organisation=told.organisation, kind="email", value="phuong@example.vn", is_registered=True
    )

    assert actions.join_outlook(run, other).told == 2
    actions.join_run(run, other, by=run.owner)

    sent = {one.to_address: one for one in Message.objects.filter(purpose="seat-moved")}
    assert set(sent) == {"phuong@example.vn", "n1@example.vn", "n2@example.vn"}
    assert f"/{told.pk}/\n" in sent["phuong@example.vn"].body_text
    entry = sent["n1@example.vn"]
    assert f"KV1.{tickets.base36(run.pk)}." in entry.body_text
    assert f"nomination-{told.nominations.get().pk}@khuevan" in entry.ics.replace("\r\n ", "")
    assert "METHOD:REQUEST" in entry.ics


def test_nobody_is_told_when_day_and_place_stay():
    run = class_of(1)
    other = second_of(run, starts_at=run.starts_at, ends_at=run.ends_at)
    assert actions.join_outlook(run, other).told == 0
    actions.join_run(run, other, by=run.owner)
    assert not Message.objects.filter(purpose="seat-moved").exists()


def test_a_division_tells_the_day_of_the_second_class(client):
    run = class_of(4)
    day = timezone.localdate(run.starts_at)
    client.force_login(run.owner)
    facts = {"way": "by_hand", "number": "4", "title": "Lớp 2", "day": f"{day:%Y-%m-%d}",
             "begins": "13:30", "ends": "17:30"}  # fmt: skip
    client.post(f"/training/{run.pk}/divide/", facts)
    second = ClassRun.objects.get(title="Lớp 2")
    assert f"{timezone.localtime(second.starts_at):%H:%M}" == "13:30"
    assert [one.to_address for one in Message.objects.filter(purpose="seat-moved")] == [
        "n4@example.vn"
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_whatever_the_number_of_seats(
    client, count, django_assert_max_num_queries
):
    run = class_of(count)
    other = second_of(run, count)
    client.force_login(run.owner)
    with django_assert_max_num_queries(40):
        client.get(f"/training/{run.pk}/join/", {"other": other.pk})
    with django_assert_max_num_queries(20):
        client.get(f"/training/{run.pk}/divide/")
