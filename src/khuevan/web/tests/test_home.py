from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from khuevan.assignments import actions
from khuevan.assignments.enums import State
from khuevan.assignments.tests import factories
from khuevan.documents import actions as papers
from khuevan.documents.tests import factories as documents
from khuevan.kit import audit
from khuevan.people.enums import Role
from khuevan.plans.enums import ClauseKind, PlanState
from khuevan.plans.tests import factories as plans
from khuevan.reports.tests import factories as reports
from khuevan.web.beginning import first_step
from khuevan.web.home import SHOWN, days_words, home, report_cards, waiting

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
UNIT = audit.NamedActor("UBND phường Bồ Đề")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def unit():
    return factories.ward("Phường Bồ Đề")


def clerk(unit, role=Role.FOCAL_POINT):
    return factories.officer(role, organisation=unit)


def lanes(user, today=MONDAY):
    return [[(card.title, card.state) for card in lane.cards] for lane in home(user, today).lanes]


def test_own_work_stands_in_its_lane_by_its_day(unit):
    plan = factories.approved()
    days = {"Late": -3, "Today": 0, "This week": 4, "In five working days": 7, "Later": 8}
    for text, days_left in days.items():
        due = MONDAY + timedelta(days=days_left)
        task = factories.task(plan, unit, text=text, due=due)
        factories.assignment(unit, task=task, due=due, state=State.DOING)
    undated = factories.task(plan, unit, text="Undated", deadline_text="hằng quý")
    factories.assignment(unit, task=undated, due=None)
    factories.assignment(factories.ward("Phường khác"), plan=plan)

    seen = home(clerk(unit), MONDAY)

    assert [[(card.title, card.state) for card in lane.cards] for lane in seen.lanes[1:]] == [
        [("Late", "overdue"), ("Later", "doing"), ("Undated", "unanswered")],
        [("Today", "doing"), ("This week", "doing"), ("In five working days", "doing")],
    ]
    assert (seen.late, seen.running) == (1, [])


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.LEAD_OFFICER])
def test_own_work_opens_where_its_reader_may_look(unit, client, role):
    factories.assignment(unit, due=MONDAY)
    user = clerk(unit, role)
    client.force_login(user)
    [card] = home(user, MONDAY).lanes[2].cards
    assert client.get(card.url).status_code == 200


def test_an_administrator_has_no_tasks(unit):
    factories.assignment(unit, due=MONDAY)
    assert lanes(clerk(unit, Role.ADMINISTRATOR)) == [[], [], []]


def test_finished_work_is_in_no_lane(unit):
    for state in (State.DONE, State.CANCELLED):
        factories.assignment(unit, state=state)
    assert lanes(clerk(unit)) == [[], [], []]


def test_a_lane_shows_five_and_counts_all(unit):
    for _turn in range(SHOWN + 2):
        factories.assignment(unit, due=MONDAY + timedelta(days=90))
    lane = home(clerk(unit), MONDAY).lanes[1]
    assert (len(lane.cards), lane.count) == (SHOWN, SHOWN + 2)


def test_lateness_is_counted_in_working_days():
    words = [days_words(MONDAY - timedelta(days=back), MONDAY) for back in (3, 4, 10)]
    assert words == ["1 working day late", "2 working days late", "6 working days late"]


def test_a_plan_waits_for_who_approves_and_nobody_else(unit):
    plan = plans.bare_plan(title="Year plan", state=PlanState.SUBMITTED)
    director, officer = clerk(unit, Role.DIRECTOR), clerk(unit, Role.LEAD_OFFICER)
    assert lanes(director)[0] == [(plan.title, "doing")]
    assert lanes(officer)[0] == []


def test_a_draft_waits_for_its_owner_with_what_is_left_to_confirm(unit):
    officer = clerk(unit, Role.LEAD_OFFICER)
    draft = plans.bare_plan(officer, title="Draft", state=PlanState.DRAFT)
    plans.clause(draft, ClauseKind.TASK)
    plans.clause(draft, ClauseKind.PRINCIPLE)
    other = clerk(unit, Role.LEAD_OFFICER)
    assert [(c.title, c.note) for c in home(officer, MONDAY).lanes[0].cards] == [
        ("Draft", "2 clauses to confirm")
    ]
    assert lanes(other)[0] == []


def test_reports_and_difficulties_wait_for_who_judges(unit):
    own = factories.assignment(unit)
    actions.add_evidence(own, [actions.Proof(text="Đã làm.")], by=UNIT)
    actions.report(own, by=UNIT)
    hard = factories.assignment(unit, plan=own.plan, state=State.DOING)
    actions.raise_difficulty(hard, "Chưa có người dịch.", by=UNIT)
    titles = [("1 report waits for acceptance", "received"), ("Chưa có người dịch.", "doing")]
    today = timezone.localdate()  # the answer is due some days after the question
    assert lanes(clerk(unit, Role.OFFICE_HEAD), today)[0] == titles
    assert lanes(clerk(unit), today)[0] == []


def test_plans_at_work_show_to_those_who_see_all(unit):
    plan = factories.approved()
    task = factories.task(plan, unit)
    factories.assignment(unit, task=task, state=State.DONE)
    factories.assignment(factories.ward("Phường Hai"), task=task, due=MONDAY - timedelta(days=1))
    factories.approved()  # nothing sent: not at work
    seen = home(clerk(unit, Role.LEAD_OFFICER), MONDAY).running
    assert [(r.plan, r.standing.done, r.standing.total, r.standing.late) for r in seen] == [
        (plan, 1, 2, 1)
    ]
    assert home(clerk(unit), MONDAY).running == []


@pytest.mark.shows("R46", "R47", "R89")
def test_a_document_waits_for_whoever_takes_its_next_step():
    officer = documents.person(name="yên")
    documents.paper(by=officer, subject="Drafted")
    checking = documents.paper(by=officer, subject="To check")
    papers.ask_for_check(checking, by=officer)
    documents.checked(by=officer, subject="To sign")
    documents.signed(by=officer, subject="To number")
    documents.numbered(by=officer, subject="To issue")
    documents.went_out(6, by=officer, subject="Out")

    def waits(role, name=""):
        return [card.title for card in home(documents.person(role, name), MONDAY).lanes[0].cards]

    assert waits(Role.LEAD_OFFICER, "yên") == ["Drafted"]
    assert waits(Role.LEAD_OFFICER, "khác") == ["To check"]
    assert waits(Role.DIRECTOR) == ["To sign"]
    assert waits(Role.CLERK) == ["To check", "To number", "To issue"]
    assert waits(Role.AUDITOR) == []


@pytest.mark.shows("R99")
def test_reports_that_were_asked_for_say_how_many_are_silent(unit):
    cycle = reports.cycle(label="Báo cáo quý I")
    reports.obligation(unit, cycle)
    reports.obligation(of=cycle)
    reports.sent(of=cycle)
    card = report_cards()[0]
    assert (card.clause, card.url) == ("Báo cáo quý I", f"/reports/cycles/{cycle.pk}/")
    assert card.title.startswith("2 ")
    cycle.due_at = timezone.now() - timedelta(days=1)
    cycle.save()
    assert report_cards()[0].state == "overdue"


def test_a_units_own_report_waits_on_its_desk_until_it_is_sent(unit):
    focal = clerk(unit)
    one = reports.obligation(unit)
    assert [card.url for card in waiting(focal, timezone.localdate())] == [
        f"/reports/unit/{one.pk}/"
    ]
    now = timezone.now()
    one.state, one.sent_at, one.first_sent_at = "sent", now, now
    one.save()
    assert waiting(focal, timezone.localdate()) == []


def test_opinions_wait_for_who_asked_and_for_who_is_asked(unit):
    asker = documents.person(name="yên")
    round_ = documents.round_of(unit, documents.unit("Phường Hai"), by=asker, subject="Kế hoạch")
    today = timezone.localdate()

    [asked] = waiting(asker, today)
    assert (asked.title, asked.clause, asked.state) == (
        "2 units have not given their opinion", "Kế hoạch", "doing",
    )  # fmt: skip
    [own] = waiting(clerk(unit), today)
    assert (own.title, own.url) == (
        "Kế hoạch",
        f"/documents/unit/opinions/{asked_of(round_, unit)}/",
    )
    assert waiting(documents.person(name="khác"), today) == []

    after = round_.due + timedelta(days=1)
    assert [waiting(one, after)[0].state for one in (asker, clerk(unit))] == ["overdue"] * 2
    round_.requests.update(answered_at=timezone.now())
    assert [card.title for card in waiting(asker, after)] == ["Every unit has given its opinion"]
    assert waiting(clerk(unit), after) == []


def asked_of(round_, unit):
    return round_.requests.get(organisation=unit).pk


def test_what_others_ask_of_the_office_waits_for_who_delivers(unit):
    who = documents.person(Role.CLERK)
    papers.record_request(unit, "Xin số liệu", [], by=who, due=MONDAY - timedelta(days=1))
    papers.record_request(unit, "Xin ý kiến", [], by=who)
    assert lanes(who)[0] == [("Xin số liệu", "overdue"), ("Xin ý kiến", "doing")]
    assert lanes(documents.person(Role.DIRECTOR))[0] == []


def test_what_is_late_comes_first_and_what_is_many_folds_away(unit):
    officer = documents.person(name="yên")
    for _turn in range(SHOWN + 2):
        documents.paper(by=officer, subject="Draft")
    own = factories.assignment(unit, state=State.DOING)
    actions.raise_difficulty(own, "Chưa có người dịch.", by=UNIT)
    lane = home(officer, timezone.localdate() + timedelta(days=90)).lanes[0]
    assert [card.title for card in lane.cards] == ["Chưa có người dịch.", *["Draft"] * (SHOWN - 1)]
    assert (len(lane.more), lane.count) == (3, SHOWN + 3)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_whatever_waits(unit, count, django_assert_num_queries):
    officer = documents.person(name="yên")
    for number in range(count):
        documents.paper(by=officer, subject=f"Draft {number}")
        documents.round_of(documents.unit(f"Phường {number}"), by=officer)
        papers.record_request(unit, "Xin số liệu", [], by=officer)
        reports.obligation(of=reports.cycle())
        own = factories.assignment(unit, state=State.DOING)
        actions.raise_difficulty(own, "Chưa có người dịch.", by=UNIT)
    with django_assert_num_queries(22):
        home(officer, MONDAY)


@pytest.mark.shows("R99")
def test_a_focal_points_first_page_says_what_waits_beside_tasks(unit, client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    focal = clerk(unit)
    client.force_login(focal)
    page = client.get("/unit/").content.decode()
    assert "Also waiting for the unit" not in page
    reports.obligation(unit)
    documents.round_of(unit)
    documents.sent(unit)
    page = client.get("/unit/").content.decode()
    for words, url in (
        ("1 report to send", "/reports/unit/"),
        ("1 opinion to give", "/documents/unit/opinions/"),
        ("1 document to confirm", "/documents/unit/"),
    ):
        assert f'href="{url}">{words}<' in page
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("role", "url"),
    [
        (Role.LEAD_OFFICER, "/plans/upload/"),
        (Role.ADMINISTRATOR, "/staff/add/"),
        (Role.DIRECTOR, "/tour/"),
    ],
)
def test_a_new_office_is_told_where_to_begin(role, url):
    user = factories.officer(role)
    first = first_step(home(user, MONDAY), user)
    assert first is not None
    assert first.url == url
    factories.approved()
    assert first_step(home(user, MONDAY), user) is None
