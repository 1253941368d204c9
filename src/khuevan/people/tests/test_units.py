from __future__ import annotations

from datetime import date

import pytest

from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent
from khuevan.people import actions
from khuevan.people.enums import ContactKind, Kind, Role
from khuevan.people.models import Alias, ContactPoint, FocalPoint, Organisation, UnitGroup

pytestmark = pytest.mark.django_db


@pytest.mark.shows("R17")
def test_focal_points_follow_each_other_without_a_gap_or_overlap(hire, ward):
    officer, unit = hire(), ward()
    actions.name_focal_point(unit, "Lê An", starts=date(2026, 1, 5), by=officer)
    actions.name_focal_point(unit, "Đỗ Bình", starts=date(2026, 7, 1), by=officer)
    terms = FocalPoint.objects.order_by("pk").values_list(
        "person__full_name", "valid_from", "valid_to"
    )
    assert list(terms) == [
        ("Lê An", date(2026, 1, 5), date(2026, 6, 30)),
        ("Đỗ Bình", date(2026, 7, 1), None),
    ]
    named = AuditEvent.objects.latest("seq")
    assert (named.kind, named.before, named.after) == (Kind.FOCAL_POINT_NAMED, "Lê An", "Đỗ Bình")


def test_the_next_focal_point_begins_after_the_present_one(hire, ward):
    officer, unit = hire(), ward()
    actions.name_focal_point(unit, "Lê An", starts=date(2026, 1, 5), by=officer)
    for name, day in (("Đỗ Bình", date(2026, 1, 5)), ("Lê An", date(2026, 5, 5))):
        with pytest.raises(Refused):
            actions.name_focal_point(unit, name, starts=day, by=officer)
    assert FocalPoint.objects.count() == 1


def test_a_term_ends_once_and_not_before_it_began(hire, ward):
    officer = hire()
    focal = actions.name_focal_point(ward(), "Lê An", starts=date(2026, 1, 5), by=officer)
    with pytest.raises(Refused):
        actions.end_focal_point(focal, on=date(2026, 1, 4), by=officer)
    actions.end_focal_point(focal, on=date(2026, 5, 5), by=officer)
    with pytest.raises(AlreadyDecided):
        actions.end_focal_point(focal, on=date(2026, 5, 6), by=officer)


def test_one_registered_address_of_a_kind(hire, ward):
    officer, unit = hire(), ward()
    for value in ("a@example.vn", "b@example.vn", "a@example.vn"):
        actions.set_contact(unit, ContactKind.EMAIL, value, is_registered=True, by=officer)
    contacts = ContactPoint.objects.order_by("value").values_list("value", "is_registered")
    assert list(contacts) == [("a@example.vn", True), ("b@example.vn", False)]


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("email", "VanThu@Example.vn", "vanthu@example.vn"),
        ("phone", "+84 24 3826 7984", "02438267984"),
    ],
)
def test_an_address_typed_by_hand_is_kept_in_one_form(enter, ward, kind, value, stored):
    unit = ward()
    enter().post(
        f"/units/{unit.pk}/contact/", {"kind": kind, "value": value, "is_registered": "on"}
    )
    assert ContactPoint.objects.get().value == stored


@pytest.mark.parametrize(
    ("kind", "value"), [("email", "không phải thư"), ("phone", "abc"), ("phone", "12")]
)
def test_what_is_no_address_is_not_taken(enter, ward, kind, value):
    answer = enter().post(f"/units/{ward().pk}/contact/", {"kind": kind, "value": value})
    assert (list(answer.context["form"].errors), ContactPoint.objects.count()) == (["value"], 0)


def form_of(unit, **changes):
    return {
        "code": unit.code, "name_vi": unit.name_vi, "name_en": unit.name_en,
        "short_name": unit.short_name, "kind": unit.kind, "parent": "", "valid_from": "",
        "valid_to": "", "is_confirmed": "on", "protocol_order": unit.protocol_order,
        "source": "", "note": "", "aliases": "", **changes,
    }  # fmt: skip


def test_a_change_of_a_unit_says_from_and_to(enter, ward):
    unit, browser = ward(), enter()
    browser.post(
        f"/units/{unit.pk}/edit/", form_of(unit, name_en="Bo De Ward", aliases="P. Bồ Đề\nBĐ")
    )
    changed, named = AuditEvent.objects.order_by("seq")
    assert (changed.kind, changed.before, changed.after) == (
        Kind.ORGANISATION_CHANGED, "name_en: –", "name_en: Bo De Ward")  # fmt: skip
    assert named.after == "BĐ; P. Bồ Đề"
    assert Alias.objects.count() == 2


def test_saving_without_a_change_leaves_no_trace(enter, ward):
    unit = ward()
    enter().post(f"/units/{unit.pk}/edit/", form_of(unit))
    assert AuditEvent.objects.count() == 0


def test_a_unit_never_stands_below_itself(enter, ward, hire):
    unit = ward()
    child = ward("Tổ 1", "T1", parent=unit)
    with pytest.raises(Refused):
        actions.change_unit(unit, {"parent": child}, by=hire())
    assert Organisation.objects.get(pk=unit.pk).parent is None


def test_a_unit_added_by_form_belongs_where_it_says(enter, department):
    answer = enter().post("/units/add/", {
        "code": "SVHTT-X", "name_vi": "Phòng X", "short_name": "Phòng X", "kind": "internal",
        "parent": "SVHTT", "protocol_order": 10, "valid_from": "2026-01-05", "aliases": "PX",
    })  # fmt: skip
    added = Organisation.objects.get(code="SVHTT-X")
    assert (answer.status_code, added.parent, added.valid_from) == (
        302,
        department,
        date(2026, 1, 5),
    )


def test_an_end_before_the_beginning_is_a_mistake_of_the_form(enter, ward):
    unit = ward()
    dates = {"valid_from": "2026-02-01", "valid_to": "2026-01-01"}
    answer = enter().post(f"/units/{unit.pk}/edit/", form_of(unit, **dates))
    assert list(answer.context["form"].errors) == ["valid_to"]


def test_a_merger_by_form_makes_the_new_unit(enter, ward):
    ward("Bồ Đề", "00118"), ward("Việt Hưng", "00127")
    answer = enter().post("/units/merge/", {
        "predecessors": "00118, 00127", "code": "99001", "name_vi": "Phường Ven Sông",
        "short_name": "Ven Sông", "on": "2027-01-01", "basis": "Nghị quyết 1",
    })  # fmt: skip
    heir = Organisation.objects.get(code="99001")
    assert (answer.url, heir.kind, heir.valid_from) == (
        f"/units/{heir.pk}/",
        "ward",
        date(2027, 1, 1),
    )


def test_a_merger_of_unknown_codes_is_a_mistake_of_the_form(enter):
    answer = enter().post(
        "/units/merge/", {"predecessors": "1 2", "on": "2027-01-01", "basis": "x"}
    )
    assert list(answer.context["form"].errors) == ["predecessors"]


def test_an_impossible_merger_by_form_is_answered_with_its_reason(enter, ward):
    ward("Bồ Đề", "00118")
    answer = enter().post("/units/merge/", {
        "predecessors": "00118", "code": "99001", "name_vi": "X", "short_name": "X",
        "on": "2027-01-01", "basis": "Nghị quyết 1",
    })  # fmt: skip
    assert (answer.status_code, Organisation.objects.filter(code="99001").count()) == (409, 0)


def test_members_come_and_go_by_day(enter, ward):
    group = UnitGroup.objects.create(code="nhom", name_vi="Nhóm")
    browser, unit = enter(), ward()
    browser.post("/units/groups/nhom/add/", {"organisation": unit.code, "starts": "2026-03-01"})
    member = group.memberships.get()
    browser.post("/units/groups/nhom/leave/", {"member": member.pk, "on": "2026-09-30"})
    counts = [group.members_on(date(2026, month, 1)).count() for month in (2, 3, 9, 10)]
    assert counts == [0, 1, 1, 0]


@pytest.mark.shows("R105")
def test_the_card_of_a_partner_shows_names_addresses_and_the_log(enter, ward):
    partner = ward("Thông tấn xã", "TTXVN", kind="press", name_vi="Thông tấn xã Việt Nam")
    browser = enter(Role.LEAD_OFFICER)
    browser.post(f"/units/{partner.pk}/exchange/", {
        "on": "2026-03-01", "direction": "to_us", "summary": "Điểm báo nước ngoài quý I",
        "reference": "12/CV-TTX"})  # fmt: skip
    page = browser.get(f"/units/{partner.pk}/").content.decode()
    assert "Điểm báo nước ngoài quý I" in page
    assert "12/CV-TTX" in page
