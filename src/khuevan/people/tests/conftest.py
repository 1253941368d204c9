from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from khuevan.people.enums import OrganisationKind, Role
from khuevan.people.models import Organisation, User


@pytest.fixture(autouse=True)
def no_rate_limits_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def department(db):
    return Organisation.objects.create(
        code="SVHTT", kind=OrganisationKind.DEPARTMENT, name_vi="Sở Văn hóa và Thể thao",
        name_en="Department of Culture and Sports", short_name="Sở VHTT",
    )  # fmt: skip


@pytest.fixture
def hire(department):
    def make(role=Role.LEAD_OFFICER, name="Trần Thị Bình", **more):
        number = User.objects.count() + 1
        return User.objects.create_user(
            username=f"u{number}", email=more.pop("email", f"u{number}@example.vn"),
            password=more.pop("password", "một câu dài 2026"), role=role, full_name=name,
            organisation=department, **more,
        )  # fmt: skip

    return make


@pytest.fixture
def enter(hire):
    """A browser signed in with a role; its account is `browser.user`."""

    def make(role=Role.LEAD_OFFICER, **more):
        browser = Client()
        browser.user = hire(role, **more)
        browser.force_login(browser.user, "django.contrib.auth.backends.ModelBackend")
        return browser

    return make


@pytest.fixture
def ward(db):
    def make(name="Bồ Đề", code="00118", **more):
        more = {"kind": OrganisationKind.WARD, "name_vi": f"Phường {name}", **more}
        return Organisation.objects.create(code=code, short_name=name, **more)

    return make
