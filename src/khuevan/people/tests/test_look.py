from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from khuevan.people import actions, roster
from khuevan.people.enums import ContactKind, Direction, Role
from khuevan.people.exports import ROSTER
from khuevan.people.models import Organisation, User
from khuevan.people.seeds import seed_units
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin():
    seed_units()
    department = Organisation.objects.get(code="SVHTT")
    return User.objects.create_user(
        "admin", email="a@example.vn", full_name="Trần Thị Quản Trị", role=Role.ADMINISTRATOR,
        organisation=department,
    )  # fmt: skip


def spoiled_sheet():
    file = io.BytesIO()
    ROSTER.write_xlsx(file, list(roster.with_roster(Organisation.objects.all())))
    book = load_workbook(file)
    book.active["D3"], book.active["G4"] = "Tên khác", "không phải thư"
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


@pytest.mark.shows("NEW-4")
@pytest.mark.parametrize(
    "look", [{"width": 1280}, {"width": 320, "dark": True, "language": "en"}], ids=["desk", "phone"]
)
def test_pages_are_accessible_and_fit(visit, axe, admin, look):
    ward = Organisation.objects.get(code="00118")
    actions.name_focal_point(ward, "Nguyễn Thị Hoa", starts=date(2026, 1, 5), by=admin)
    actions.set_contact(ward, ContactKind.EMAIL, "bode@example.vn", is_registered=True, by=admin)
    actions.log_exchange(
        ward, on=date(2026, 2, 1), direction=Direction.TO_US, summary="Ảnh", by=admin
    )
    sheet = actions.keep_sheet("danh-sach.xlsx", spoiled_sheet(), by=admin)
    wrong = {}
    for url in ("/units/tree/", f"/units/{ward.pk}/", f"/units/import/{sheet.pk}/", "/units/merge/",
                "/staff/roles/", "/audit/", "/accounts/2fa/"):  # fmt: skip
        page = visit(url, admin, **look)
        found = [*axe(page), *sideways(page), *clipped(page), *page.complaints]
        if found:
            wrong[url] = found
    assert wrong == {}
