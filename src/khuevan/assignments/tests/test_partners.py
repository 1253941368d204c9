from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuevan.assignments.enums import State
from khuevan.assignments.tests import factories
from khuevan.people import actions as people
from khuevan.people.enums import Direction, OrganisationKind, Role, TaskPart
from khuevan.plans.models import TaskUnit

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return factories.ward("Thông tấn xã Mẫu", kind=OrganisationKind.PARTNER)


@pytest.fixture
def ours():
    return factories.ward("Phòng Thông tin")


@pytest.fixture
def look(client, partner):
    client.force_login(factories.officer(Role.LEAD_OFFICER))

    def page(**query):
        return client.get(reverse("assignments:of_unit", args=[partner.pk]), query)

    return page


def awaiting(partner, ours, part=TaskPart.APPROVE, **fields):
    """Work that ours leads, and in which the partner has the part."""
    plan = fields.pop("plan", None) or factories.approved()
    task = factories.task(plan, ours, text="Lập danh sách báo chí.")
    TaskUnit.objects.create(task=task, organisation=partner, part=part)
    return factories.assignment(ours, task=task, **fields)


@pytest.mark.shows("R105")
def test_what_they_owe_us_is_listed_while_it_is_open(partner, ours, look):
    owed = factories.assignment(partner, state=State.DOING)
    factories.assignment(partner, state=State.DONE)
    factories.assignment(ours)

    assert list(look().context["page"].page.object_list) == [owed]


@pytest.mark.shows("R105")
@pytest.mark.parametrize(
    "part", [TaskPart.GUIDE, TaskPart.APPRAISE, TaskPart.APPROVE, TaskPart.INFORM]
)
def test_work_of_ours_that_comes_before_them_is_owed_to_them(partner, ours, look, part):
    one = awaiting(partner, ours, part)

    [found] = look().context["awaited"]

    assert (found.task, found.part, found.leads) == (one.task, part.label, "Phòng Thông tin")


@pytest.mark.shows("R105")
def test_what_is_done_or_only_shared_is_not_owed_to_them(partner, ours, look):
    awaiting(partner, ours, state=State.DONE)
    awaiting(partner, ours, TaskPart.COORDINATE)

    assert look().context["awaited"] == []


@pytest.mark.shows("R105")
def test_a_group_of_theirs_counts_for_them(partner, ours, look):
    task = factories.task(factories.approved(), ours)
    TaskUnit.objects.create(task=task, group=factories.group(partner), part=TaskPart.INFORM)
    factories.assignment(ours, task=task)

    assert [one.task for one in look().context["awaited"]] == [task]


@pytest.mark.shows("R105")
def test_their_own_plans_ask_something_of_us(partner, ours, look):
    asked = factories.assignment(ours, plan=factories.approved(issuer=partner))
    factories.assignment(partner, plan=asked.plan)
    factories.assignment(ours, plan=asked.plan, state=State.DONE)

    answer = look()

    assert (list(answer.context["asked"]), answer.context["asked_count"]) == ([asked], 1)


@pytest.mark.shows("R105")
def test_what_went_to_and_fro_is_shown_and_the_unit_card_leads_here(partner, look, client):
    people.log_exchange(
        partner, on=date(2026, 2, 1), direction=Direction.TO_US, summary="Gửi ảnh tư liệu",
        by=factories.officer(),
    )  # fmt: skip
    assert "Gửi ảnh tư liệu" in look().content.decode()

    card = client.get(reverse("people:unit", args=[partner.pk])).content.decode()
    assert f'href="{reverse("assignments:of_unit", args=[partner.pk])}"' in card


def test_who_may_not_see_what_all_owe_is_not_led_there(partner, client):
    client.force_login(factories.officer(Role.FOCAL_POINT))
    url = reverse("assignments:of_unit", args=[partner.pk])

    assert client.get(url).status_code == 403
    assert url not in client.get(reverse("people:unit", args=[partner.pk])).content.decode()


def test_the_page_asks_no_more_for_many_tasks(partner, ours, look):
    def fill():
        awaiting(partner, ours)
        factories.assignment(partner)
        factories.assignment(ours, plan=factories.approved(issuer=partner))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert look().status_code == 200
        return len(captured)

    fill()
    queries()
    few = queries()
    fill()
    fill()
    assert (queries(), few <= 14) == (few, True)


def test_the_list_goes_out_as_a_sheet_and_on_paper(partner, look):
    factories.assignment(partner)
    assert "Cử công chức" in look(format="print").content.decode()
    book = look(format="xlsx")
    assert book.headers["Content-Type"].endswith("spreadsheetml.sheet")
    # Closing an answer closes the database's connection, so it comes last.
    book.close()
