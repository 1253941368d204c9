from __future__ import annotations

from django.urls import path

from khuevan.assignments.views import (
    calendar,
    difficulties,
    evaluation,
    office,
    partners,
    plan,
    sending,
    topics,
    unit,
    unit_difficulties,
)
from khuevan.assignments.views.desk import Desk
from khuevan.people.desks import DeskView

app_name = "assignments"

# The unit's pages: (below the door, name, view). Both doors lead to the same views.
UNIT_PAGES: list[tuple[str, str, DeskView]] = [
    ("", "", unit.tasks),
    ("receive-all/", "receive_all", unit.receive_all),
    ("done/", "done", unit.done),
    ("difficulties/", "difficulties", unit_difficulties.difficulties),
    ("difficulties/new/", "difficulty_new", unit_difficulties.new),
    ("difficulties/<int:difficulty>/", "difficulty", unit_difficulties.difficulty),
    ("difficulties/<int:difficulty>/file/", "difficulty_file", unit_difficulties.file),
    ("difficulties/<int:difficulty>/agree/", "agree", unit_difficulties.agree),
    ("difficulties/<int:difficulty>/reopen/", "reopen", unit_difficulties.reopen),
    ("difficulties/<int:difficulty>/answer/", "body_answer", unit_difficulties.answer),
    ("criteria/", "criteria", unit.criteria),
    ("<int:pk>/", "task", unit.task),
    ("<int:pk>/saved/", "saved", unit.saved),
    ("<int:pk>/receive/", "receive", unit.receive),
    ("<int:pk>/hand/", "hand", unit.hand),
    ("<int:pk>/start/", "start", unit.start),
    ("<int:pk>/report/", "report", unit.report),
    ("<int:pk>/change/", "change", unit.change),
    ("<int:pk>/difficulty/", "raise", unit_difficulties.raise_difficulty),
    ("<int:pk>/evidence/<int:evidence>/", "file", unit.file),
    ("<int:pk>/evidence/<int:evidence>/withdraw/", "withdraw", unit.withdraw),
]


unit_urls = [door for page in UNIT_PAGES for door in Desk.doors(*page)]

plan_urls = [
    path("plans/<int:pk>/living/", plan.living_plan, name="living"),
    path("plans/<int:pk>/living/<int:clause>/", plan.living_plan, name="clause"),
    path("plans/<int:pk>/matrix/", plan.matrix, name="matrix"),
    path("plans/<int:pk>/months/", plan.months, name="months"),
    path("plans/<int:pk>/units/", plan.units, name="units"),
    path("plans/<int:pk>/receipts/", office.receipts, name="receipts"),
    path("plans/<int:pk>/send/", sending.send, name="send"),
    path("plans/<int:pk>/remind/", sending.remind, name="remind"),
]

office_urls = [
    path("assignments/", office.index, name="index"),
    path("assignments/waiting/", office.waiting, name="waiting"),
    path("assignments/of/<int:pk>/", partners.of_unit, name="of_unit"),
    path("assignments/<int:pk>/", office.detail, name="detail"),
    path("assignments/<int:pk>/accept/", office.accept, name="accept"),
    path("assignments/<int:pk>/return/", office.return_, name="return"),
    path("assignments/<int:pk>/cancel/", office.cancel, name="cancel"),
    path("assignments/<int:pk>/postpone/", office.postpone, name="postpone"),
    path("assignments/evidence/<int:pk>/", office.evidence, name="evidence"),
    path("assignments/difficulties/", difficulties.difficulties, name="difficulties"),
    path("assignments/difficulties/<int:pk>/", difficulties.difficulty, name="difficulty"),
    path("assignments/difficulties/<int:pk>/answer/", difficulties.answer, name="answer"),
    path("assignments/difficulties/<int:pk>/forward/", difficulties.forward, name="forward"),
    path("assignments/difficulties/<int:pk>/classify/", difficulties.classify, name="classify"),
    path("assignments/difficulties/<int:pk>/take/", difficulties.take_up, name="take_up"),
    path("assignments/difficulties/<int:pk>/body/", difficulties.body_answer, name="body_answer"),
    path("assignments/difficulties/<int:pk>/join/", difficulties.join, name="join"),
    path("assignments/difficulties/<int:pk>/file/", difficulties.file, name="difficulty_file"),
    path("assignments/difficulties/add/", difficulties.add, name="difficulty_add"),
    path("assignments/topics/", topics.topics, name="topics"),
    path("assignments/topics/add/", topics.topic, name="topic_add"),
    path("assignments/topics/<int:pk>/", topics.topic, name="topic"),
    path("assignments/evaluations/", evaluation.index, name="evaluations"),
    path("assignments/evaluations/<int:pk>/", evaluation.evaluate, name="evaluate"),
    path("assignments/criteria/", evaluation.criteria, name="criteria"),
    path("assignments/criteria/add/", evaluation.criterion, name="criterion_add"),
    path("assignments/criteria/<int:pk>/", evaluation.criterion, name="criterion"),
]

calendar_urls = [
    path("u/<str:token>/deadlines.ics", calendar.unit, name="feed"),
    path("calendar/<str:token>/deadlines.ics", calendar.person, name="person_feed"),
    path("calendar/", calendar.own, name="own_calendar"),
]

urlpatterns = [*calendar_urls, *unit_urls, *plan_urls, *office_urls]
