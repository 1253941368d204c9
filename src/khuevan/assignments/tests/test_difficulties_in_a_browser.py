"""How the pages of difficulties look: on a phone without scripts, on the office's screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from khuevan.assignments import actions
from khuevan.assignments.models import Topic
from khuevan.assignments.tests import factories
from khuevan.assignments.views.desk import Desk
from khuevan.kit import audit
from khuevan.people.enums import Role
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [
    pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.shows("R97"),
]  # fmt: skip
UNIT = audit.NamedActor("UBND phường Bồ Đề")
WORDS = (
    "Số liệu di tích trên biển chỉ dẫn cũ và trong hồ sơ xếp hạng khác nhau, đề nghị hướng dẫn "
    "thống nhất dùng số liệu nào khi biên dịch tờ gấp giới thiệu bằng tiếng Anh."
)


@pytest.fixture
def one():
    unit = factories.ward("Phường Văn Miếu - Quốc Tử Giám", mail="vanthu@example.vn")
    factories.ward("Phòng Quản lý Di sản", mail="disan@example.vn")
    office = factories.officer(Role.LEAD_OFFICER)
    topic, _made = Topic.objects.get_or_create(name_vi="Số liệu, tư liệu")
    given = actions.Particulars(letter_number="125/UBND-VHXH")
    made = actions.raise_difficulty(factories.assignment(unit), WORDS, by=UNIT, given=given)
    actions.classify(made, topic, by=office)
    actions.forward(made, "Phòng Quản lý Di sản", by=office)
    actions.record_body_answer(made, "Dùng số liệu trong hồ sơ xếp hạng.", by=UNIT)
    actions.answer(made, "Dùng số liệu của hồ sơ xếp hạng; Sở gửi bản chụp trong tuần.", by=office)
    other = actions.raise_difficulty(unit, "Chưa có người dịch tiếng Anh.", by=UNIT)
    actions.forward(other, "Phòng Quản lý Di sản", by=office)
    return made


def picture(page, name):
    if folder := os.environ.get("KHUEVAN_LOOK"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_on_a_phone_without_scripts(visit, axe, one):
    desk = Desk(one.organisation, link := factories.link(one.organisation), link)
    task = desk.url("task", pk=one.assignment_id)
    pages = {
        "list": desk.url("difficulties"), "new": desk.url("difficulty_new"), "task": task,
        "one": desk.url("difficulty", difficulty=one.pk),
    }  # fmt: skip
    for width in (320, 360):
        for name, url in pages.items():
            page = visit(url, width=width, script=False)
            picture(page, f"unit-{name}-{width}")
            assert (page.status, sideways(page), clipped(page)) == (200, [], [])
    page = visit(pages["one"], width=360, dark=True)
    assert (axe(page), page.complaints) == ([], [])
    assert axe(visit(pages["new"], width=360)) == []


def test_on_the_offices_screen(visit, axe, one):
    officer = factories.officer(Role.LEAD_OFFICER)
    names = ("difficulties", "difficulty_add", "topics", "topic_add")
    pages = {name: reverse(f"assignments:{name}") for name in names}
    pages["difficulty"] = reverse("assignments:difficulty", args=[one.pk])
    pages["open"] = reverse("assignments:difficulty", args=[one.pk + 1])
    for name, url in pages.items():
        for width in (360, 1280):
            page = visit(url, officer, width=width)
            picture(page, f"office-{name}-{width}")
            assert (page.status, sideways(page), page.complaints) == (200, [], [])
        assert axe(page) == []
