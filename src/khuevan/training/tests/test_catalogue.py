from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from khuevan.kit.errors import Refused
from khuevan.people.enums import OrganisationKind, Role
from khuevan.people.models import Organisation, Succession
from khuevan.training import actions
from khuevan.training.enums import Outcome, RunState, SeatState, Witness
from khuevan.training.models import Attendance, ClassRun, Course
from khuevan.training.tests import factories
from khuevan.training.themes import had_themes


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def came(unit, theme, day=date(2026, 5, 12)):
    of = factories.course(f"Khóa {theme}", theme=theme)
    at = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 8))
    run = factories.run(course=of, state=RunState.HELD, held_at=at, starts_at=at)
    seat = factories.seat(run, unit, state=SeatState.SUMMONED)
    Attendance.objects.create(seat=seat, outcome=Outcome.PRESENT, witness=Witness.DOOR)


@pytest.mark.shows("R82")
def test_the_matrix_says_who_had_which_theme_and_what_is_to_come(db):
    one, other = factories.ward("Phường Một"), factories.ward("Phường Hai")
    came(one, "Biển, đảo")
    coming = factories.asking(course=factories.course("Khóa mới", theme="Cửa khẩu quốc tế"))
    factories.seat(coming, other)
    found = had_themes(date(2026, 12, 1))
    assert {"Biển, đảo", "Cửa khẩu quốc tế"} < set(found.names.values())
    assert found.words(one.pk, "bien, dao") == "1 (05/2026)"
    assert found.words(other.pk, "cua khau quoc te") == "1 to come"
    assert found.words(other.pk, "bien, dao") == ""


@pytest.mark.shows("R82", "TRN-3")
def test_an_heir_shows_what_the_people_of_its_units_learnt(db):
    today = timezone.localdate()
    old, heir = factories.ward("Phường Cũ"), factories.ward("Phường Mới")
    came(old, "Biển, đảo")
    came(heir, "Biển, đảo", date(2026, 6, 1))
    Organisation.objects.filter(pk=old.pk).update(valid_to=today - timedelta(days=2))
    Succession.objects.create(predecessor=old, successor=heir, on=today - timedelta(days=1))
    found = had_themes(today)
    assert found.words(heir.pk, "bien, dao") == "2 (06/2026)"
    assert found.units == {heir.pk}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("themes/", 13), ("courses/", 7)])
def test_pages_of_the_catalogue_cost_the_same_whatever_their_length(
    client, db, count, page, queries, django_assert_num_queries
):
    for number in range(count):
        came(factories.ward(f"Phường {number}"), "Biển, đảo")
    client.force_login(factories.officer())
    with django_assert_num_queries(queries):
        assert client.get(f"/training/{page}").status_code == 200


@pytest.mark.shows("R82")
def test_units_that_never_had_a_theme_are_found(client, db):
    one, other = factories.ward("Phường Một"), factories.ward("Phường Hai")
    came(one, "Biển, đảo")
    came(other, "Cửa khẩu")
    client.force_login(factories.officer())
    page = client.get("/training/themes/?lacks=bien, dao").context["page"]
    assert [unit.name_vi for unit in page.page.object_list] == ["Phường Hai"]


def test_a_course_stands_once_in_the_catalogue(client, db):
    client.force_login(factories.officer())
    facts = {"name_vi": "Cửa khẩu quốc tế", "theme": "Cửa khẩu", "minutes": "240"}
    client.post("/training/courses/add/", facts)
    client.post("/training/courses/add/", facts)
    assert Course.objects.get().theme == "Cửa khẩu"


@pytest.mark.shows("R94")
def test_a_course_has_a_lead_and_a_class_of_it_may_have_another(client, db):
    legal = factories.unit("Phòng Tổ chức – Pháp chế", kind=OrganisationKind.INTERNAL, code="TCPC")
    office = factories.unit("Sở Văn hóa và Thể thao", kind=OrganisationKind.DEPARTMENT)
    client.force_login(factories.officer())
    facts = {"name_vi": "Pháp luật về biển", "theme": "Biển, đảo", "minutes": "240", "lead": "TCPC"}
    client.post("/training/courses/add/", facts)
    course = Course.objects.get()
    assert course.lead == legal

    form = client.get(f"/training/new/?course={course.pk}").context["form"]
    client.post("/training/new/", form.initial | {
        "units": office.name_vi, "mode": "in_person", "seats_each": "1", "title": "Lớp về biển",
    })  # fmt: skip
    run = ClassRun.objects.get()
    ClassRun.objects.update(issuer=office)
    page = " ".join(client.get(f"/training/{run.pk}/").content.decode().split())
    assert run.course == course
    assert "<dt>Chủ trì khóa</dt><dd>Phòng Tổ chức – Pháp chế</dd>" in page
    assert "<dt>Chủ trì lớp</dt><dd>Sở Văn hóa và Thể thao</dd>" in page


@pytest.mark.shows("R94")
def test_the_lead_stands_in_the_sheets_of_catalogue_and_matrix(client, db):
    legal = factories.unit("Phòng Tổ chức – Pháp chế", short_name="TC-PC")
    came(factories.ward("Phường Một"), "Biển, đảo")
    Course.objects.update(lead=legal)
    client.force_login(factories.officer())
    catalogue = client.get("/training/courses/?format=csv").getvalue().decode()
    matrix = client.get("/training/themes/?format=csv").getvalue().decode()
    assert "Phòng Tổ chức – Pháp chế" in catalogue
    assert "Biển, đảo (TC-PC)" in matrix
    assert client.get(f"/training/courses/?lead={legal.pk}").context["page"].page.object_list


@pytest.mark.shows("R94")
@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.LEAD_OFFICER, 200), (Role.LEGAL, 200), (Role.EDITOR, 403), (Role.FINANCE, 403)],
)
def test_the_catalogue_is_kept_by_those_whom_the_table_names(client, db, role, status):
    client.force_login(factories.officer(role))
    assert client.get("/training/courses/add/").status_code == status


# --- a second target group, two classes of one


@pytest.mark.shows("R106")
def test_units_of_the_sector_get_seats_as_well_as_wards(db):
    inside = factories.unit("Bảo tàng Hà Nội", kind=OrganisationKind.INTERNAL)
    sector = factories.group(inside, code="phong-don-vi-thuoc-so")
    run = actions.open_run(
        actions.RunFacts(title="Lớp cho ngành văn hóa và thể thao", groups=[sector]),
        by=factories.officer(),
    )
    assert [seat.organisation for seat in run.seats.all()] == [inside]


@pytest.mark.shows("R12")
def test_a_class_is_divided_and_joined_again_without_losing_a_seat(db):
    run = factories.run_with(5, state=SeatState.NOMINATED)
    by = run.owner
    keys = list(run.seats.filter(number__gte=3).values_list("pk", flat=True))
    second = actions.divide_run(run, keys, "Lớp thứ hai", by=by)
    assert (run.seats.count(), second.seats.count()) == (2, 3)
    assert [seat.number for seat in second.seats.all()] == [1, 2, 3]
    assert second.seats.first().nominations.get().full_name == "Nguyễn Văn 3"
    assert actions.join_run(run, second, by=by) == 3
    assert [seat.number for seat in run.seats.all()] == [1, 2, 3, 4, 5]
    with pytest.raises(Refused, match="not none and not all"):
        actions.divide_run(run, [], "Lớp thứ ba", by=by)


@pytest.mark.shows("R08", "R101")
def test_what_is_taught_is_written_with_its_directives_and_its_needs(client, db):
    run = factories.asking()
    client.force_login(run.owner)
    words = (
        "Phổ biến văn bản [Nghị quyết số 47/NQ-CP ngày 15/4/2024]\n"
        "Viết tin bằng tiếng Anh {phường đề nghị}"
    )
    client.post(f"/training/{run.pk}/syllabus/", {"words": words})
    first, second = run.syllabus.all()
    assert [basis.number for basis in first.bases.all()] == ["47/NQ-CP"]
    assert (second.title, second.need) == ("Viết tin bằng tiếng Anh", "phường đề nghị")
    shown = client.get(f"/training/{run.pk}/syllabus/").context["form"].initial["words"]
    client.post(f"/training/{run.pk}/syllabus/", {"words": shown})
    assert list(run.syllabus.all()) == [first, second]
    assert [basis.number for basis in first.bases.all()] == ["47/NQ-CP"]
    page = client.get(f"/training/{run.pk}/").content.decode()
    assert page.count("Viết tin bằng tiếng Anh") == 1
