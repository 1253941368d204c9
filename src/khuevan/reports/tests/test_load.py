"""RPT-6, the small way: the path that bench/reports_load.py loads, with its queries counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuevan.reports.enums import IndicatorKind
from khuevan.reports.models import Submission
from khuevan.reports.tests import factories
from khuevan.reports.tests.test_unit import Form
from khuevan.reports.views.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.shows("RPT-6")]
INDICATORS = 24


@pytest.fixture
def cycle():
    of = factories.report_type()
    for n in range(INDICATORS):
        kind = IndicatorKind.TEXT if n % 6 == 5 else IndicatorKind.FIGURE
        formula = ("tasks_done", "proofs", "")[n % 3] if kind == IndicatorKind.FIGURE else ""
        factories.indicator(of, kind, code=f"ct{n}", formula=formula, order=n)
    return factories.cycle(of)


def written():
    return {
        f"{'t' if n % 6 == 5 else 'v'}_ct{n}": "Đã làm." if n % 6 == 5 else "12"
        for n in range(INDICATORS)
    }


def counted(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


@pytest.mark.parametrize("units", [1, 3])
def test_a_unit_writes_and_sends_in_few_queries_whatever_the_others_do(client, cycle, units):
    """Each cell that was typed is one statement; everything round it happens once."""
    for n in range(units):
        unit = factories.ward(f"Phường {n}")
        desk = Desk(unit, link := factories.link(unit), link)
        form = Form(client, desk, factories.obligation(unit, cycle))
        client.get(form.url)
        opened = counted(lambda form=form: client.get(form.url))
        saved = counted(lambda form=form: client.post(form.url, posted(form, "save")))
        form.read(client.get(form.url))
        sent = counted(lambda form=form: client.post(form.url, posted(form, "send")))
        assert (opened <= 25, saved <= INDICATORS + 25, sent <= 40) == (True, True, True), (
            opened, saved, sent,
        )  # fmt: skip
    assert Submission.objects.count() == units


def posted(form, do):
    words = {name.replace("_", "-"): value for name, value in written().items()}
    return {**form.typed, **words, "do": do}


def test_a_receipt_that_was_seen_is_a_submission_that_is_held(client, cycle):
    """A unit that lost the answer sends the same form again: one version, the same number."""
    unit = factories.ward("Phường Bồ Đề")
    desk = Desk(unit, link := factories.link(unit), link)
    form = Form(client, desk, factories.obligation(unit, cycle))
    client.post(form.url, posted(form, "save"))
    form.read(client.get(form.url))
    first, again = (client.post(form.url, posted(form, "send"), follow=True) for _n in range(2))
    made = Submission.objects.get()
    assert made.reference in first.content.decode()
    assert made.reference in again.content.decode()
    assert made.content["ct0"]["value"] == "12.00"
