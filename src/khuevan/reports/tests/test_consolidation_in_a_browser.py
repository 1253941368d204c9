"""The consolidated report in a real browser: no script needed, a phone, the dark, a screen reader."""

from __future__ import annotations

import pytest
from django.urls import reverse

from khuevan.reports import actions
from khuevan.reports.tests.quarter import quarter
from khuevan.web.tests.browser import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made():
    work = quarter(items=40, difficulties=4)
    return work, actions.draft(work.cycle, by=work.officer)


@pytest.mark.parametrize("name", ["consolidation", "brief", "compared", "hand_over"])
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_pages_fit_and_speak(name, width, dark, made, visit, axe):
    work, report = made
    page = visit(reverse(f"reports:{name}", args=[report.pk]), work.officer, width=width, dark=dark)
    assert axe(page) == []
    assert sideways(page) == []
    assert page.complaints == []


@pytest.mark.shows("RPT-2")
def test_a_number_opens_its_rows_beside_the_report(made, visit, axe):
    work, report = made
    page = visit(reverse("reports:consolidation", args=[report.pk]), work.officer)
    page.locator("a.ref").first.click()
    page.wait_for_selector("#drawer .sum")
    assert "/figures/" in page.url
    assert axe(page) == []
    assert page.complaints == []


@pytest.mark.shows("RPT-2")
def test_a_number_opens_its_rows_without_script(made, visit):
    work, report = made
    page = visit(reverse("reports:consolidation", args=[report.pk]), work.officer, script=False)
    page.locator("a.ref").first.click()
    page.wait_for_url("**/figures/**")
    assert page.locator("#drawer .sum").count() == 1
    assert page.locator(".ref[aria-current]").count() >= 1


def test_words_are_changed_without_script_and_typed_numbers_come_back_with_the_reason(made, visit):
    work, report = made
    own = report.passages.get(key="overview")
    url = reverse("reports:passage", args=[report.pk, own.pk])
    page = visit(url, work.officer, script=False)
    box = page.locator("#drawer textarea")
    typed = box.input_value()
    box.fill(typed + " Thêm 35 đơn vị.")
    page.locator("#drawer button.btn-main").click()
    assert "35" in page.locator("#drawer .errors, #drawer [role=alert], #drawer").first.inner_text()
    assert page.locator("#drawer textarea").input_value().endswith("Thêm 35 đơn vị.")
    page.locator("#drawer textarea").fill("Nhìn chung tốt. " + typed)
    page.locator("#drawer button.btn-main").click()
    own.refresh_from_db()
    assert own.words.startswith("Nhìn chung tốt. ")
