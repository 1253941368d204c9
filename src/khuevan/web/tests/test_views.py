from __future__ import annotations

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from khuevan.assignments.tests import factories
from khuevan.people.enums import Role
from khuevan.web import navigation

pytestmark = pytest.mark.django_db
PAGES = ("/desk/", "/tour/", "/outbox/")


@pytest.mark.parametrize(("role", "there"), [(None, "/accounts/login/"), (Role.EDITOR, "/desk/")])
def test_the_bare_address_leads_to_the_desk_or_to_the_sign_in_page(client, role, there):
    if role:
        client.force_login(factories.officer(role))
    assert client.get("/").headers["Location"] == there


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_signs_in_first(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (
        302, f"/accounts/login/?next={address}",
    )  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_everybody_has_a_desk_and_a_tour(client, role):
    client.force_login(factories.officer(role))
    assert [client.get(page).status_code for page in ("/desk/", "/tour/")] == [200, 200]


def test_a_focal_point_begins_at_the_page_of_the_unit(client):
    unit = factories.ward("Phường Bồ Đề")
    client.force_login(factories.officer(Role.FOCAL_POINT, organisation=unit))
    answer = client.get("/desk/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [("/unit/", 302)])


def test_the_tour_leads_only_where_the_person_may_go(client):
    factories.approved()
    client.force_login(factories.officer(Role.AUDITOR))
    stops = client.get("/tour/").context["tour"]
    assert (stops["draft"], stops["unit"], stops["audit"]) == (None, False, True)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.LEAD_OFFICER, 200), (Role.DIRECTOR, 403), (Role.FOCAL_POINT, 403), (Role.AUDITOR, 403)],
)
def test_the_outbox_is_for_who_reminds(client, role, status):
    client.force_login(factories.officer(role))
    assert client.get("/outbox/").status_code == status


def test_the_desk_costs_the_same_for_one_task_and_for_three(client):
    unit = factories.ward("Phường Bồ Đề")
    client.force_login(factories.officer(Role.LEAD_OFFICER, organisation=unit))
    plan = factories.approved()
    factories.assignment(unit, plan=plan)
    client.get("/desk/")  # what is looked up once per process
    one = queries(client)
    for _turn in range(2):
        factories.assignment(unit, plan=plan, due=timezone.localdate())
    assert queries(client) == one


def queries(client) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get("/desk/")
    return len(seen)


def test_templates_ask_the_same_powers_as_views(rf):
    request = rf.get("/")
    request.user = factories.officer(Role.LEAD_OFFICER)
    shown = {"can": navigation.Powers(request)}
    ask = Template("{% if can.REMIND %}yes{% endif %}{% if can.PAPER_SIGN %}no{% endif %}")
    assert ask.render(Context(shown)) == "yes"
    with pytest.raises(RuntimeError, match="no power called REMINDS"):
        Template("{{ can.REMINDS }}").render(Context(shown))
