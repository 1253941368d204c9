from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.assignments import actions
from khuevan.assignments.actions import sending
from khuevan.assignments.enums import Kind, State
from khuevan.assignments.models import Assignment, Tally
from khuevan.assignments.tests import factories
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent, Message
from khuevan.people.enums import Purpose, Role, TaskPart
from khuevan.people.models import Membership, Succession, UnitLink
from khuevan.plans import actions as plans
from khuevan.plans.enums import PlanState
from khuevan.plans.models import TaskUnit
from khuevan.plans.tests.factories import bare_plan

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def owed(plan):
    rows = Assignment.objects.filter(plan=plan).order_by("task", "organisation_id", "period")
    return [(row.organisation, row.part, row.due) for row in rows]


@pytest.mark.shows("R42")
def test_each_unit_named_alone_or_in_a_group_owes_its_part_once():
    one, two = factories.ward("Phường Một"), factories.ward("Phường Hai")
    plan = factories.approved()
    task = factories.task(plan, factories.group(one, two), part=TaskPart.COORDINATE)
    TaskUnit.objects.create(task=task, organisation=one, part=TaskPart.LEAD)

    factories.dispatch(plan)

    assert owed(plan) == [(one, TaskPart.LEAD, None), (two, TaskPart.COORDINATE, None)]
    plan.refresh_from_db()
    assert plan.state == PlanState.RUNNING


def test_a_group_is_read_as_it_is_on_the_day():
    gone, here = factories.ward("Phường Cũ"), factories.ward("Phường Mới")
    group = factories.group(gone, here)
    Membership.objects.filter(organisation=gone).update(
        valid_to=timezone.localdate() - timedelta(days=1)
    )
    plan = factories.approved()
    factories.task(plan, group)

    factories.dispatch(plan)

    assert [unit for unit, _part, _due in owed(plan)] == [here]


@pytest.mark.shows("R103")
def test_a_merged_unit_stands_for_its_successors():
    old, new = factories.ward("Quận Cũ"), factories.ward("Phường Mới")
    yesterday = timezone.localdate() - timedelta(days=1)
    old.valid_to = yesterday
    old.save()
    Succession.objects.create(predecessor=old, successor=new, on=yesterday)
    plan = factories.approved()
    factories.task(plan, old)

    factories.dispatch(plan)

    assert [unit for unit, _part, _due in owed(plan)] == [new]


def test_a_second_sending_changes_nothing():
    plan = factories.approved()
    factories.task(plan, factories.ward(), due=date(2026, 12, 1))
    factories.dispatch(plan)
    before = (AuditEvent.objects.count(), Message.objects.count(), owed(plan))

    factories.dispatch(plan)

    assert (AuditEvent.objects.count(), Message.objects.count(), owed(plan)) == before
    assert list(Tally.objects.values_list("state", "count")) == [("assigned", 1)]


@pytest.mark.shows("SYS-4")
def test_the_record_of_a_sending_names_every_unit_and_assignment():
    units = [factories.ward(f"Phường {n}") for n in range(3)]
    plan = factories.approved()
    task = factories.task(plan, *units)

    factories.dispatch(plan)

    event = AuditEvent.objects.get(kind=Kind.SENT)
    assert (event.target, event.after) == (f"plans.task:{task.pk}", State.ASSIGNED)
    assert event.facts["units"] == [unit.pk for unit in units]
    made = Assignment.objects.order_by("pk").values_list("pk", flat=True)
    assert event.facts["assignments"] == list(made)


@pytest.mark.shows("R29")
@pytest.mark.parametrize(
    "state",
    [PlanState.DRAFT, PlanState.CONSULTING, PlanState.SUBMITTED, PlanState.CLOSED,
     PlanState.SUPERSEDED, PlanState.CANCELLED],
)  # fmt: skip
def test_nothing_goes_out_of_a_plan_that_is_not_approved(state):
    plan = bare_plan(state=state)
    factories.task(plan, factories.ward())

    with pytest.raises(Refused):
        actions.send(plan, by=plan.owner)
    with pytest.raises(Refused):
        factories.dispatch(plan)

    assert not Assignment.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.shows("R29")
def test_the_director_opens_the_gate_with_a_reason_and_it_is_logged():
    director = factories.officer(Role.DIRECTOR)
    plan = bare_plan()
    factories.task(plan, factories.ward())

    plans.override(plan, reason="Lũ lên, phải báo ngay trong ngày", by=director)
    factories.dispatch(plan)

    assert Assignment.objects.count() == 1
    logged = AuditEvent.objects.get(kind="plans.overridden")
    assert (logged.by, logged.why) == (director, "Lũ lên, phải báo ngay trong ngày")
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_tasks_of_unconfirmed_clauses_stay_at_home():
    plan = factories.approved()
    task = factories.task(plan, factories.ward())
    type(task.clause).objects.update(confirmed_at=None, confirmed_by=None)

    factories.dispatch(plan)

    assert owed(plan) == []


def test_a_name_that_leads_to_nobody_is_reported_and_the_rest_goes():
    plan = factories.approved()
    task = factories.task(plan, factories.ward())
    TaskUnit.objects.create(task=task, part=TaskPart.COORDINATE, as_written="các đơn vị liên quan")

    work = factories.dispatch(plan)

    assert Assignment.objects.count() == 1
    assert work.failures == [
        [1, f"Điều khoản {task.clause.path} ghi tên chưa rõ là ai: các đơn vị liên quan"]
    ]


def test_a_unit_without_address_owes_all_the_same_and_is_reported():
    plan = factories.approved()
    silent = factories.ward("Xã Xa", mail=None)
    factories.task(plan, silent)

    work = factories.dispatch(plan)

    assert [unit for unit, _part, _due in owed(plan)] == [silent]
    assert not Message.objects.exists()
    assert (work.failed, work.failures[0][0]) == (1, silent.pk)


# --- recurrent tasks


def test_occurrences_reach_as_far_as_the_plan_looks_ahead():
    plan = factories.approved(year=2026)
    task = factories.task(plan, due=date(2026, 1, 15), recurrence="monthly")

    assert sending.occurrences(task, TODAY) == [
        ("2026-03-15", date(2026, 3, 15)),
        ("2026-04-15", date(2026, 4, 15)),
    ]


def test_at_least_the_next_occurrence_is_sent_and_none_beyond_the_year():
    plan = factories.approved(year=2026)
    yearly = factories.task(plan, due=date(2026, 12, 1), recurrence="yearly")

    assert sending.occurrences(yearly, TODAY) == [("2026-12-01", date(2026, 12, 1))]
    assert sending.occurrences(yearly, date(2026, 12, 2)) == []


def test_once_is_once_and_keeps_its_day_though_it_has_passed():
    plan = factories.approved(year=2026)
    task = factories.task(plan, due=date(2026, 1, 15))
    assert sending.occurrences(task, TODAY) == [("", date(2026, 1, 15))]


def test_rolling_adds_the_next_occurrence_and_no_more(monkeypatch):
    plan = factories.approved(year=2026, state=PlanState.RUNNING)
    factories.task(plan, factories.ward(), due=date(2026, 1, 31), recurrence="monthly")

    steps = (
        (TODAY, ["2026-03-31"]),
        (TODAY, ["2026-03-31"]),
        (date(2026, 4, 1), ["2026-03-31", "2026-04-30"]),
    )
    for today, expected in steps:
        monkeypatch.setattr(sending.timezone, "localdate", lambda today=today: today)
        actions.roll(plan, by=plan.owner)
        assert list(Assignment.objects.order_by("due").values_list("period", flat=True)) == expected


# --- the message


def test_one_message_a_unit_with_clause_day_and_one_link():
    unit = factories.ward(mail="vanthu@bode.example.vn")
    plan = factories.approved(title="Kế hoạch thử", number="12/KH-SVHTT", date=date(2026, 1, 5))
    factories.task(plan, unit, text="Cử 01 công chức.", due=date(2026, 11, 20))
    factories.task(plan, unit, text="Gửi tin bài.", deadline_text="hằng quý")

    factories.dispatch(plan)

    message = Message.objects.get()
    link = UnitLink.objects.get(organisation=unit, purpose=Purpose.ASSIGNMENTS)
    url = "http://127.0.0.1:8000" + reverse("assignments:unit", args=[link.token])
    assert message.to_address == "vanthu@bode.example.vn"
    assert message.subject == "2 nhiệm vụ của 12/KH-SVHTT"
    assert (
        message.body_text
        == f"""Theo 12/KH-SVHTT ngày 05/01/2026, Kế hoạch thử, đơn vị thực hiện:

- Cử 01 công chức.
  Điều khoản I.-1 · đơn vị chủ trì
  Hạn: 20/11/2026

- Gửi tin bài.
  Điều khoản I.-2 · đơn vị chủ trì
  Hạn ghi trong kế hoạch: hằng quý

Xác nhận đã nhận tại đây (không cần mật khẩu): {url}

Cần hỏi: Phòng Thông tin - Báo chí - Xuất bản. Tin này do Khuê Văn gửi."""
    )


def test_one_deadline_is_an_invitation_and_several_are_published():
    one, two = factories.ward("Phường Một"), factories.ward("Phường Hai")
    plan = factories.approved()
    factories.task(plan, one, two, due=date(2026, 11, 20))
    factories.task(plan, two, due=date(2026, 11, 25))

    factories.dispatch(plan)

    methods = {
        message.recipient_label: message.ics.split("METHOD:")[1].split()[0]
        for message in Message.objects.all()
    }
    assert methods == {"Phường Một": "REQUEST", "Phường Hai": "PUBLISH"}


def test_links_are_made_once_and_kept():
    unit = factories.ward()
    first = factories.link(unit)
    plan = factories.approved()
    factories.task(plan, unit)

    factories.dispatch(plan)

    links = UnitLink.objects.order_by("purpose")
    assert [link.purpose for link in links] == [Purpose.ASSIGNMENTS, Purpose.CALENDAR]
    assert links[0] == first


# --- the page


@pytest.fixture
def big(client):
    plan = factories.approved()
    factories.task(plan, *(factories.ward(f"Phường {n}") for n in range(12)))
    client.force_login(plan.owner)
    return plan


def test_preview_says_what_goes_to_whom_and_sends_nothing(client, big):
    page = client.get(reverse("assignments:send", args=[big.pk]))

    outlook = page.context["outlook"]
    assert (outlook.tasks, outlook.assignments, outlook.messages) == (1, 12, 12)
    assert outlook.sample.subject in page.content.decode()
    assert not Assignment.objects.exists()
    assert not Message.objects.exists()


def test_many_units_only_after_the_preview(big):
    with pytest.raises(Refused, match="12 đơn vị"):
        actions.send(big, by=big.owner)
    with pytest.raises(Refused, match="12 đơn vị"):
        actions.send(big, by=big.owner, seen=11)
    assert actions.send(big, by=big.owner, seen=12).title == f"Gửi nhiệm vụ: {big.number}"


def test_nothing_to_send_is_said():
    plan = factories.approved()
    with pytest.raises(Refused, match="Không có gì để gửi"):
        actions.send(plan, by=plan.owner)


@pytest.mark.parametrize("units", ["", "x", "-1", "999999999999", "11", "١٢"])
def test_a_confirmation_with_another_number_is_refused(client, big, units):
    page = client.post(reverse("assignments:send", args=[big.pk]), {"units": units})
    assert page.status_code == 409
    assert not Assignment.objects.exists()


def test_confirming_starts_a_work(client, big):
    page = client.post(reverse("assignments:send", args=[big.pk]), {"units": "12"})
    assert page.status_code == 302
    assert page.url.startswith("/works/")


@pytest.mark.shows("SYS-6")
@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.EDITOR, Role.DIRECTOR, Role.AUDITOR])
def test_only_who_may_send_sees_the_page(client, big, role):
    client.force_login(factories.officer(role))
    assert client.get(reverse("assignments:send", args=[big.pk])).status_code == 403
