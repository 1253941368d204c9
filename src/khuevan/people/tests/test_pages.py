"""Every page of this app opens, in both languages, in the same number of queries for 1 and 3 rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from khuevan.people import actions
from khuevan.people.enums import ContactKind, Direction, Purpose, Role
from khuevan.people.models import Delegation, Membership, Organisation, Succession, UnitGroup

pytestmark = pytest.mark.django_db


def fill(user, start, count, ward):
    """`count` of everything that the pages list."""
    group, _new = UnitGroup.objects.get_or_create(
        code="phuong-xa", defaults={"name_vi": "Phường, xã"}
    )
    for n in range(start, start + count):
        unit = ward(f"Số {n}", f"{n:05d}")
        Membership.objects.create(group=group, organisation=unit)
        actions.name_focal_point(unit, f"Nguyễn Văn {n}", starts=date(2026, 1, 5), by=user)
        actions.set_contact(
            unit, ContactKind.EMAIL, f"w{n}@example.vn", is_registered=True, by=user
        )
        actions.make_link(unit, Purpose.ASSIGNMENTS, by=user)
        actions.log_exchange(
            unit, on=date(2026, 2, 1), direction=Direction.TO_US, summary="Gửi ảnh", by=user
        )


LISTS = ["index", "tree", "focal_points", "groups", "links", "accounts", "delegations", "roles"]


def queries(browser, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = browser.get(url)
    assert answer.status_code == 200, url
    return [q["sql"] for q in captured.captured_queries]


@pytest.mark.parametrize("name", [f"people:{one}" for one in LISTS] + ["audit"])
def test_a_list_asks_no_more_for_three_rows_than_for_one(enter, hire, ward, name):
    browser = enter(Role.ADMINISTRATOR)
    deputy = hire(name="Lê An")
    today = timezone.localdate()
    fill(browser.user, 1, 1, ward)
    Delegation.objects.create(
        principal=browser.user, deputy=deputy, starts=today, ends=today, reason="Họp"
    )
    browser.get(reverse(name))
    one = queries(browser, reverse(name))
    fill(browser.user, 2, 2, ward)
    for n in (3, 4):
        day = today + timedelta(days=n)
        Delegation.objects.create(
            principal=hire(name=f"Phạm {n}"), deputy=deputy, starts=day, ends=day, reason="Họp"
        )
    three = queries(browser, reverse(name))
    assert len(one) == len(three) <= 12, three


@pytest.mark.parametrize("code", ["unit", "group"])
def test_the_page_of_a_unit_or_group_asks_the_same_whatever_it_holds(enter, ward, code):
    browser = enter(Role.ADMINISTRATOR)
    fill(browser.user, 1, 1, ward)
    unit = Organisation.objects.get(code="00001")
    url = reverse("people:unit", args=[unit.pk]) if code == "unit" else "/units/groups/phuong-xa/"
    browser.get(url)
    one = queries(browser, url)
    fill(browser.user, 2, 2, ward)
    for n in (2, 3):
        other = Organisation.objects.get(code=f"{n:05d}")
        Succession.objects.create(predecessor=other, successor=unit, on=date(2026, 1, 1))
        actions.name_focal_point(unit, f"Người {n}", starts=date(2026, n, 1), by=browser.user)
    assert len(queries(browser, url)) == len(one) <= 20


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "name", ["add_unit", "merge", "import_sheet", "add_account", "delegate", *LISTS]
)
def test_a_page_opens_in_both_languages(enter, language, name):
    browser = enter(Role.ADMINISTRATOR)
    browser.cookies["khuevan_language"] = language
    answer = browser.get(reverse(f"people:{name}"))
    assert (answer.status_code, answer["Content-Language"]) == (200, language)


@pytest.mark.parametrize("name", ["edit_unit", "name_focal_point", "add_contact", "log_exchange"])
def test_a_form_of_a_unit_opens(enter, ward, name):
    answer = enter().get(reverse(f"people:{name}", args=[ward().pk]))
    assert answer.status_code == 200


def test_the_list_of_a_day_shows_the_tree_of_that_day(enter, ward):
    ward("Cũ", "00001", valid_to=date(2025, 6, 30))
    ward("Mới", "00002", valid_from=date(2025, 7, 1))
    browser = enter()

    def listed(query):
        page = browser.get(f"/units/{query}").context["page"]
        return [unit.code for unit in page.queryset if unit.code != "SVHTT"]

    assert listed("?on=2025-06-30") == ["00001"]
    assert listed("") == ["00002"]
    assert listed("?on=") == ["00001", "00002"]


def test_units_are_found_without_marks(enter, ward):
    ward("Bồ Đề"), ward("Đông Anh", "00454")
    page = enter().get("/units/", {"q": "bo de"}).context["page"]
    assert [unit.code for unit in page.queryset] == ["00118"]


@pytest.mark.parametrize(
    "url", ["/units/", "/units/focal-points/", "/units/links/", "/staff/", "/audit/"]
)
def test_every_list_gives_a_workbook_and_a_sheet_of_paper(enter, ward, url):
    browser = enter(Role.ADMINISTRATOR)
    fill(browser.user, 1, 2, ward)
    workbook = browser.get(url, {"format": "xlsx"})
    assert b"".join(workbook.streaming_content)[:2] == b"PK"
    assert browser.get(url, {"format": "print"}).status_code == 200


@pytest.mark.shows("TRN-8")
def test_people_stand_in_vietnamese_order(enter, hire, ward, department):
    browser = enter(Role.ADMINISTRATOR, name="Vũ Thị Xuân")
    names = ["Nguyễn Đức", "Trần Dung", "Lê Ân", "Phạm An", "Bùi Ánh", "Đỗ Ước", "Hồ Oanh"]
    for number, name in enumerate(names):
        hire(name=name)
        actions.name_focal_point(ward(f"Số {number}", f"{number:05d}"), name,
                                 starts=date(2026, 1, 5), by=browser.user)  # fmt: skip
    ordered = ["Phạm An", "Bùi Ánh", "Lê Ân", "Trần Dung", "Nguyễn Đức", "Hồ Oanh", "Đỗ Ước"]
    focal = browser.get("/units/focal-points/").context["page"].queryset
    accounts = browser.get("/staff/").context["page"].queryset
    assert [one.person.full_name for one in focal] == ordered
    assert [one.full_name for one in accounts] == [*ordered, "Vũ Thị Xuân"]
