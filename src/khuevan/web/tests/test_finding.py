from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments.tests import factories
from khuevan.documents.tests import factories as documents
from khuevan.people.enums import Role
from khuevan.people.models import FocalPoint, Person
from khuevan.plans.tests import factories as plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client):
    """`find(role, words)`: what the page of results holds, as (title, address) per group."""

    def search(role, words):
        client.force_login(factories.officer(role))
        page = client.get(reverse("kit:search"), {"q": words})
        assert page.status_code == 200
        groups = page.context["groups"]
        return [[(strip(hit.title), hit.url) for hit in group.hits] for group in groups]

    return search


def strip(marked):
    return str(marked).replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("words", ["đối ngoại", "doi ngoai", "ĐỐI NGOẠI", "  đối   ngoại "])
def test_words_are_found_with_and_without_marks(find, words):
    plan = plans.bare_plan(
        title="Kế hoạch thông tin đối ngoại", state="issued", number="1/KH", date=date(2026, 1, 5)
    )
    clause = plans.clause(plan, text="Cung cấp tin đối ngoại.")
    plans.clause(plan, text="Một việc khác.")
    detail = reverse("plans:detail", args=[plan.pk])
    assert find(Role.LEAD_OFFICER, words) == [
        [(plan.title, detail)],
        [(clause.text, f"{detail}#clause-{clause.pk}")],
    ]


def test_units_lead_to_their_page_and_bygone_ones_are_not_offered(find):
    today = timezone.localdate()
    ward = factories.ward("Phường Bồ Đề")
    factories.ward("Quận Bồ Đề", valid_to=today - timedelta(days=1))
    assert find(Role.LEAD_OFFICER, "bo de") == [
        [("Phường Bồ Đề", reverse("people:unit", args=[ward.pk]))]
    ]


def test_focal_points_are_found_by_who_looks_after_units_only(find):
    ward = factories.ward("Phường Bồ Đề")
    person = Person.objects.create(full_name="Đặng Thị Ước")
    FocalPoint.objects.create(person=person, organisation=ward, valid_from=timezone.localdate())
    Person.objects.create(full_name="Lê Ước Nguyện")
    assert find(Role.LEAD_OFFICER, "uoc") == [
        [("Đặng Thị Ước", reverse("people:unit", args=[ward.pk]))]
    ]
    assert find(Role.DIRECTOR, "uoc") == []


def test_nobody_finds_what_they_may_not_see(find):
    plans.bare_plan(title="Kế hoạch đang soạn", state="draft")
    assert find(Role.LEAD_OFFICER, "đang soạn") != []
    assert find(Role.ADMINISTRATOR, "đang soạn") == []


@pytest.mark.parametrize("words", ["", "a", "không gì như thế"])
def test_too_little_and_nothing_find_nothing(find, words):
    plans.bare_plan(title="a")
    assert find(Role.LEAD_OFFICER, words) == []


@pytest.mark.shows("R01")
def test_documents_and_bases_are_found_by_who_sees_them(find):
    made = documents.paper(subject="Tập huấn thông tin đối ngoại")
    known = documents.basis("48/KH-UBND", abstract="Về thông tin đối ngoại")
    assert find(Role.LEGAL, "doi ngoai") == [
        [(made.subject, made.get_absolute_url())],
        [("48/KH-UBND: Về thông tin đối ngoại", known.get_absolute_url())],
    ]
    assert find(Role.FOCAL_POINT, "doi ngoai") == []
