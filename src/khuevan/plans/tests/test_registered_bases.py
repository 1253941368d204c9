from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from khuevan.documents.models import Citation, LegalBasis
from khuevan.documents.tests import factories as documents
from khuevan.kit import audit
from khuevan.people.enums import Role
from khuevan.plans.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.shows("R01", "R19", "R20", "R21")
def test_a_plan_that_comes_in_registers_what_it_cites(client):
    plan = factories.plan()
    known = LegalBasis.objects.get()
    assert (known.number, known.date) == ("48/KH-UBND", date(2025, 2, 19))
    assert Citation.objects.get().target == audit.key_of(plan)

    client.force_login(documents.person(Role.LEGAL))
    assert (
        known.get_absolute_url()
        in client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    )
    page = client.get(known.get_absolute_url()).content.decode()
    assert reverse("plans:detail", args=[plan.pk]) in page


def test_plans_from_before_the_register_are_entered_once_by_a_command(capsys):
    factories.plan()
    LegalBasis.objects.all().delete()
    for _again in range(2):
        call_command("register_bases")
    assert (LegalBasis.objects.count(), Citation.objects.count()) == (1, 1)


def test_a_plan_shows_the_document_that_bears_its_number(client):
    plan = factories.plan()
    plan.number, plan.number_year, plan.date = "05/KH-SVHTT", 2026, date(2026, 1, 5)
    plan.save()
    made = documents.went_out(5)
    client.force_login(documents.person())
    page = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert made.get_absolute_url() in page

    other = documents.paper(origin=audit.key_of(plan), subject="Từ kế hoạch")
    shown = client.get(other.get_absolute_url()).content.decode()
    assert reverse("plans:detail", args=[plan.pk]) in shown
