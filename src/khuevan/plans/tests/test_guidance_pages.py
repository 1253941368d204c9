from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from khuevan.kit import audit
from khuevan.people.enums import Role
from khuevan.plans import actions
from khuevan.plans.actions import Opinion
from khuevan.plans.enums import PlanState, Stance
from khuevan.plans.models import Guidance, GuidanceRequest, Plan, ProcedureItem
from khuevan.plans.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-06-01 09:00+07:00", tick=False):
        yield


@pytest.fixture
def office():
    return factories.offices()


@pytest.fixture
def officer(office):
    return factories.user(organisation=office["Phòng Thông tin - Báo chí - Xuất bản"])


@pytest.fixture
def lawyer(office):
    return factories.user(Role.LEGAL, organisation=office["Phòng Tổ chức - Pháp chế"])


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def asked_plan(officer, lawyer, **fields):
    plan = factories.ready_plan(officer, **fields)
    [asked] = actions.ask(plan, date(2026, 6, 4), by=officer, units=[lawyer.organisation_id])
    return asked


@pytest.mark.shows("R41")
def test_from_the_question_to_the_director_through_the_pages(client, officer, lawyer):
    actions.put_usual_items(by=audit.SYSTEM)
    plan = factories.ready_plan(officer)
    client.force_login(officer)
    client.post(url("ask", plan.pk), {"whom": [f"u{lawyer.organisation_id}"], "due": "2026-06-04"})
    asked = GuidanceRequest.objects.get()
    warned = client.post(url("submit", plan.pk))
    assert (warned.status_code, Plan.objects.get().state) == (200, PlanState.CONSULTING)

    client.force_login(lawyer)
    assert client.get(url("give", asked.pk)).status_code == 200
    posted = {"stance": "remarks", "points": "Ghi rõ giờ.\n\nSửa ngày.", "seen": 0}
    for item in ProcedureItem.objects.all():
        posted |= {f"a{item.pk}": "no" if item.code == "can-cu" else "yes", f"r{item.pk}": ""}
    assert client.post(url("give", asked.pk), posted).status_code == 400
    first = ProcedureItem.objects.get(code="can-cu")
    signed = client.post(url("give", asked.pk), posted | {f"r{first.pk}": "Bổ sung căn cứ."})
    made = Guidance.objects.get()
    assert signed.url == url("opinion", made.pk)

    client.force_login(officer)
    for point in made.points.filter(needs_reply=True)[:2]:
        client.post(url("take_point", point.pk))
    client.post(
        url("answer_point", made.points.last().pk),
        {"resolution": "explained", "answer": "Ngày đã đúng."},
    )
    client.post(url("submit", plan.pk))
    assert Plan.objects.get().state == PlanState.SUBMITTED

    client.force_login(factories.user(Role.DIRECTOR))
    page = client.get(url("decide", plan.pk)).content.decode()
    for words in ("Phòng Tổ chức - Pháp chế", "Bổ sung căn cứ.", "Ngày đã đúng."):
        assert words in page


def test_submitting_past_silence_asks_why_and_keeps_the_words(client, officer, lawyer):
    plan = asked_plan(officer, lawyer).plan
    client.force_login(officer)

    client.post(url("submit", plan.pk), {"why": "Thành phố yêu cầu trình trong ngày."})

    plan.refresh_from_db()
    assert plan.state == PlanState.SUBMITTED
    client.force_login(factories.user(Role.DIRECTOR))
    assert "Thành phố yêu cầu trình" in client.get(url("decide", plan.pk)).content.decode()
    event = audit.history(plan).first()
    assert event.why == "Thành phố yêu cầu trình trong ngày."


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_whatever_waits(
    client, officer, lawyer, django_assert_num_queries, count
):
    for number in range(count):
        asked_plan(officer, lawyer, title=f"Kế hoạch số {number}")
    client.force_login(lawyer)

    with django_assert_num_queries(7):
        page = client.get(url("queue")).content.decode()

    assert page.count(">Kế hoạch số ") == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("guidances", 11), ("give", 10), ("opinion", 9)])
def test_pages_of_guidance_cost_the_same_whatever_was_said(
    client, officer, lawyer, django_assert_num_queries, count, name, queries
):
    asked = asked_plan(officer, lawyer)
    for number in range(count):
        factories.clause(asked.plan)
        opinion = Opinion(Stance.REMARKS, points=[f"Ý {n}" for n in range(count)], seen=number)
        made = actions.give_guidance(asked, opinion, by=lawyer)
        ProcedureItem.objects.create(
            code=f"m{number}", text_vi="Có đúng không?", place="x", valid_from=date(2026, 6, 2)
        )
    args = {"guidances": asked.plan_id, "give": asked.pk, "opinion": made.pk}

    with time_machine.travel("2026-06-02 09:00+07:00", tick=False):
        client.force_login(officer if name == "guidances" else lawyer)
        with django_assert_num_queries(queries):
            assert client.get(url(name, args[name])).status_code == 200


def test_units_outside_see_nothing_of_what_was_said(client, officer, lawyer):
    made = actions.give_guidance(asked_plan(officer, lawyer), Opinion(Stance.AGREE), by=lawyer)
    plan = made.request.plan
    outside = factories.unit("UBND phường")
    task = plan.tasks.get()
    factories.TaskUnit.objects.create(task=task, organisation=outside, part="coordinate")
    actions.submit(plan, by=officer)
    actions.approve(plan, by=factories.user(Role.DIRECTOR))
    client.force_login(factories.user(Role.FOCAL_POINT, organisation=outside))

    assert client.get(url("opinion", made.pk)).status_code == 404
    for page in ("detail", "guidances"):
        assert "Pháp chế" not in client.get(url(page, plan.pk)).content.decode()


def test_the_slip_comes_as_a_word_file(client, officer, lawyer):
    made = actions.give_guidance(asked_plan(officer, lawyer), Opinion(Stance.AGREE), by=lawyer)
    client.force_login(lawyer)

    answer = client.get(url("opinion_word", made.pk))

    assert answer.content[:2] == b"PK"
    assert "phieu-gop-y" in answer["Content-Disposition"]


@pytest.mark.shows("R41")
def test_the_legal_officer_keeps_the_checklist_by_its_pages(client, lawyer):
    client.force_login(lawyer)
    client.post(url("procedure_usual"))
    client.post(
        url("procedure_add"),
        {"text_vi": "Có ý kiến của Công an?", "place": "Quy chế phối hợp", "order": 9,
         "valid_from": "2026-06-01"},
    )  # fmt: skip
    item = ProcedureItem.objects.get(code="co-y-kien-cua-cong-an")
    client.post(url("procedure_end", item.pk), {"last_day": "2026-06-01"})

    item.refresh_from_db()
    assert (ProcedureItem.objects.count(), item.kept_by, item.valid_to) == (
        9,
        lawyer,
        date(2026, 6, 1),
    )
    for page in (url("procedure"), url("procedure_item", item.pk), url("procedure_end", item.pk)):
        assert client.get(page).status_code == 200


def test_whoever_was_not_asked_cannot_open_the_form(client, officer, lawyer):
    asked = asked_plan(officer, lawyer)
    client.force_login(factories.user(Role.FINANCE))

    assert client.get(url("give", asked.pk)).status_code == 409
