"""The budget serves any task: the plan shows what each costs, and an estimate is begun from there."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from khuevan.assignments import costs
from khuevan.assignments.tests import factories as work
from khuevan.budget import actions
from khuevan.budget.models import Estimate
from khuevan.budget.tests import approved, factories
from khuevan.documents.tests.factories import person
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return work.approved(title="Kế hoạch năm")


def ordered(plan, text):
    made = work.task(plan, text=text, due=timezone.localdate() + timedelta(days=30))
    made.clause.text = text
    made.clause.save()
    return made


@pytest.mark.shows("R86")
def test_the_matrix_shows_what_each_task_costs_and_what_was_paid(client, plan):
    dear, cheap, _free = (ordered(plan, f"Việc {n}.") for n in range(3))
    source = factories.source(100_000_000)
    bought = approved.approved(task=dear, source=source)
    actions.pay(bought.lines.first(), Decimal(1_000_000), "Khách sạn", by=approved.finance())
    factories.estimate(task=cheap, source=source)
    client.force_login(person(Role.LEAD_OFFICER))
    page = client.get(reverse("assignments:matrix", args=[plan.pk]))
    assert [(row.money.approved, row.money.asked, row.money.paid) for row in page.context["rows"]] == [
        (21_840_000, 0, 1_000_000), (0, 4_970_000, 0), (0, 0, 0),
    ]  # fmt: skip
    assert f'href="{bought.get_absolute_url()}">21.840.000' in page.content.decode()
    sheet = client.get(reverse("assignments:matrix", args=[plan.pk]), {"format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(b"".join(sheet))).active.iter_rows(values_only=True))
    at = rows[0].index("Kinh phí được duyệt, đồng")
    assert [row[at : at + 3] for row in rows[1:4]] == [
        (21_840_000, 0, 1_000_000), (0, 4_970_000, 0), (0, 0, 0),
    ]  # fmt: skip


def test_who_may_not_see_the_budget_sees_no_money(plan):
    task = ordered(plan, "Việc.")
    made = approved.approved(task=task)
    told = {one: costs.of([task.pk], person(one)) for one in (Role.AUDITOR, Role.FOCAL_POINT)}
    assert {role: [x.title for x in found.get(task.pk, [])] for role, found in told.items()} == {
        Role.AUDITOR: [made.title], Role.FOCAL_POINT: [],
    }  # fmt: skip


@pytest.mark.shows("R86", "R93")
def test_an_estimate_is_begun_from_a_task_of_the_plan(client, plan):
    task = ordered(plan, "In bản tin đối ngoại.")
    client.force_login(person(Role.LEAD_OFFICER))
    page = reverse("assignments:clause", args=[plan.pk, task.clause_id])
    begin = f"{reverse('budget:start')}?task={task.pk}"
    assert f'href="{begin}"' in client.get(page).content.decode()
    form = client.get(begin).context["form"]
    assert form.initial == {"task": task.pk, "title": "In bản tin đối ngoại", "on": task.due}
    client.post(begin, {"title": task.text, "on": f"{task.due:%d/%m/%Y}", "task": task.pk})
    made = Estimate.objects.get()
    assert made.task == task
    assert f'href="{made.get_absolute_url()}"' in client.get(page).content.decode()
    assert f'href="{page}"' in client.get(made.get_absolute_url()).content.decode()
    found = client.get(reverse("budget:index"), {"plan": plan.pk}).content.decode()
    assert made.title in found
