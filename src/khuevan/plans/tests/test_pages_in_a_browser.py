from __future__ import annotations

import pytest

from khuevan.people.enums import Role, TaskPart
from khuevan.plans import actions
from khuevan.plans.enums import ClauseKind, PlanState
from khuevan.plans.models import Clause, Plan, TaskUnit
from khuevan.plans.tests import factories
from khuevan.web.tests.browser import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan():
    factories.offices()
    return factories.plan(factories.user())


@pytest.mark.shows("NEW-4")
@pytest.mark.parametrize("page", [
    "upload/", "", "{pk}/", "{pk}/confirm/{clause}/", "{pk}/clauses/", "{pk}/trace/",
    "{pk}/conflicts/", "{pk}/compare/", "{pk}/end/cancel/",
])  # fmt: skip
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_have_no_fault_and_no_sideways_scroll(visit, axe, plan, page, width):
    other = factories.plan(plan.owner, factories.YEAR)
    clause = plan.clauses.get(path="IV.1.-1")

    shown = visit("/plans/" + page.format(pk=plan.pk, clause=clause.pk), plan.owner, width=width)

    assert (axe(shown), sideways(shown), shown.complaints) == ([], [], [])
    assert other.pk != plan.pk


@pytest.mark.shows("NEW-4")
def test_the_page_of_the_approver_on_a_phone(visit, axe, plan):
    director = factories.user(Role.DIRECTOR)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.SUBMITTED)

    shown = visit(f"/plans/{plan.pk}/decide/", director, width=390)

    assert (axe(shown), sideways(shown), shown.complaints) == ([], [], [])
    shown.get_by_role("button", name="Duyệt").click()
    shown.wait_for_url(f"**/plans/{plan.pk}/")
    assert Plan.objects.get(pk=plan.pk).approved_by == director


def test_a_clause_is_confirmed_and_undone_with_the_keyboard_alone(visit, plan):
    first, second = plan.clauses.all()[:2]
    shown = visit(f"/plans/{plan.pk}/confirm/{first.pk}/", plan.owner)

    shown.keyboard.press("4")
    shown.keyboard.press("Enter")
    shown.wait_for_url(f"**/confirm/{second.pk}/**")
    first.refresh_from_db()
    assert (first.kind, first.is_confirmed) == (ClauseKind.MONEY, True)

    shown.keyboard.press("u")
    shown.wait_for_url(f"**/confirm/{first.pk}/**")
    first.refresh_from_db()
    assert (first.kind, first.is_confirmed) == (first.proposed_kind, False)

    shown.keyboard.press("j")
    shown.wait_for_url(f"**/confirm/{second.pk}/**")


def test_a_doubtful_name_is_answered_without_script(visit, plan):
    clause = plan.clauses.get(path="IV.1.-1")
    shown = visit(f"/plans/{plan.pk}/confirm/{clause.pk}/", plan.owner, script=False)

    shown.get_by_label("giữ nguyên chữ").check()
    shown.get_by_role("button", name="Xác nhận, sang mục sau").click()

    assert Clause.objects.get(pk=clause.pk).is_confirmed is True
    vague = TaskUnit.objects.get(task__clause=clause, part=TaskPart.COORDINATE)
    assert (vague.is_words_only, vague.organisation) == (True, None)


def test_both_plans_show_their_two_leads(visit, plan):
    from khuevan.plans.conflicts import conflicts

    year = factories.plan(plan.owner, factories.YEAR)
    actions.judge(conflicts(plan)[0].pair, is_same=True, by=plan.owner)

    for one in (plan, year):
        shown = visit(f"/plans/{one.pk}/", plan.owner)
        assert shown.get_by_text("Hai kế hoạch, hai nơi chủ trì").first.is_visible()
