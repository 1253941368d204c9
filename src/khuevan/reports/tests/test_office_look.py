from __future__ import annotations

import pytest
from django.urls import reverse

from khuevan.reports import actions
from khuevan.reports.models import Submission
from khuevan.reports.tests import factories
from khuevan.web.tests.browser import clipped, sideways

LONG = "Ủy ban nhân dân phường Văn Miếu – Quốc Tử Giám, đầu mối công tác thông tin đối ngoại"


@pytest.fixture
def cycle(transactional_db):
    """One report sent, one silent, with a column for each of many indicators."""
    kind = factories.report_type()
    for number in range(14):
        factories.indicator(kind, name_vi=f"Tin, bài đối ngoại đã đăng, phát lần thứ {number}")
    made = factories.cycle(kind, label="Báo cáo kết quả công tác thông tin đối ngoại quý I")
    one = factories.sent(factories.ward(LONG), made)
    content = {
        i.code: {"value": "1234.00", "text": "", "table": [], "files": [], "note": "Có ghi chú"}
        for i in kind.indicators.all()
    }
    Submission.objects.create(obligation=one, version=1, content=content, sent_by="Chị Tư")
    factories.obligation(of=made)
    return made


def addresses(cycle):
    one = cycle.obligations.exclude(sent_at=None).get()
    of = [(name, cycle.pk) for name in ("cycle", "matrix", "tell", "remind")]
    more = [("received", one.pk), ("type", cycle.type_id), ("type_edit", cycle.type_id),
            ("open", cycle.type_id), ("indicator", cycle.type.indicators.first().pk)]  # fmt: skip
    return [
        reverse("reports:index"), reverse("reports:ask"), reverse("reports:types"),
        *(reverse(f"reports:{name}", args=[pk]) for name, pk in of + more),
    ]  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_offices_pages_fit_and_are_accessible(visit, axe, cycle, width):
    officer, wrong = factories.officer(), {}
    for address in addresses(cycle):
        page = visit(address, officer, width=width, dark=width == 320)
        found = [*axe(page), *sideways(page), *clipped(page), *page.complaints]
        if found:
            wrong[address] = found
        page.context.close()
    assert wrong == {}


@pytest.mark.browser
@pytest.mark.shows("RPT-4")
def test_an_answer_appears_by_itself_within_five_seconds(visit, cycle):
    page = visit(reverse("reports:cycle", args=[cycle.pk]), factories.officer())
    waiting, polls = cycle.obligations.get(sent_at=None), []
    actions.excuse(waiting, why="Đơn vị mới thành lập ngày 1/7.", by=factories.officer())
    page.on("request", lambda one: "live=1" in one.url and polls.append(one.url))
    page.wait_for_selector("#live .pill[data-state=cancelled]", timeout=60_000)
    # However busy the machine: asked every four seconds, and the next answer has it (one may be under way).
    assert page.get_attribute("#live", "hx-trigger") == "every 4s"
    assert len(polls) <= 2
