"""The unit's pages in a real browser: accessible, nothing cut, light enough for a slow line."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.utils import timezone

from khuevan.reports import actions
from khuevan.reports.models import Submission
from khuevan.reports.rules import Typed
from khuevan.reports.tests import factories
from khuevan.reports.tests.test_unit import done, filled, give_back, photo
from khuevan.reports.views.desk import Desk
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_LOAD = 100 * 1024
LONG = "Ủy ban nhân dân phường Văn Miếu – Quốc Tử Giám và vùng phụ cận"


@pytest.fixture
def desk():
    unit = factories.ward(LONG)
    link = factories.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def addresses(desk):
    """Each of the unit's pages in a state with much on it."""
    unit, of = desk.organisation, factories.quarterly()
    heading = "I. Kết quả thực hiện"
    factories.indicator(of, code="viec", formula="tasks_done", heading=heading, help="Đã duyệt.")
    factories.indicator(of, code="ty-le", formula="tasks_done / documents_sent", heading=heading)
    owed = factories.obligation(unit, factories.cycle(of, label="quý I năm 2026"))
    done(unit, owed, 2)
    late = factories.cycle(of, due_at=timezone.now() - timedelta(days=2))
    back = factories.obligation(unit, late)
    actions.prefill(back)
    filled(back, desk.by, **{"ty-le": Typed(value="80"), "viec": Typed(value="3")})
    actions.submit(back, by=desk.by)
    give_back(back, "so-tin")
    return [
        desk.url(""), desk.url("sent"), desk.url("report", pk=owed.pk),
        desk.url("report", pk=back.pk), desk.url("receipt", pk=back.pk, version=1),
        desk.url("history", pk=back.pk), desk.url("sources", pk=owed.pk, code="viec"),
    ]  # fmt: skip


@pytest.mark.shows("RPT-8", "NEW-4")
@pytest.mark.parametrize(
    "look",
    [
        {"width": 1280}, {"width": 320, "dark": True, "language": "en"},
        {"width": 360, "large_text": True},
    ],
    ids=["desk", "phone", "large"],
)  # fmt: skip
def test_the_units_pages_are_accessible_and_fit(visit, axe, addresses, look):
    wrong = {}
    page = visit(addresses[0], **look)
    for address in addresses:
        page.complaints.clear()
        page.goto(address)
        if "report" in address and page.query_selector("#c-so-tin"):
            page.fill("#c-so-tin", "mười hai")
            page.wait_for_selector("#e-so-tin:visible")
        faults = axe(page) + sideways(page) + clipped(page) + page.complaints
        if faults:
            wrong[address] = faults
    assert wrong == {}


def test_the_form_is_light_with_its_scripts(visit, addresses):
    seen = {}

    def add(response):
        body = response.body()
        packed = not response.url.endswith(".woff2")
        seen[response.url] = len(gzip.compress(body, 6) if packed else body)

    page = visit("about:blank", width=360)
    page.on("response", add)
    page.goto(addresses[2])
    page.wait_for_selector("html[data-kept=yes]", state="attached")
    assert sum(seen.values()) < FIRST_LOAD
    scripts = [size for url, size in seen.items() if url.endswith(".js")]
    assert (len(scripts), sum(scripts) < 16_000) == (7, True)


@pytest.mark.shows("NEW-8")
def test_a_browser_without_script_fills_in_and_sends(visit, desk, tmp_path):
    picture = tmp_path / "anh.jpg"
    picture.write_bytes(photo().read())
    owed = factories.obligation(desk.organisation)
    page = visit(desk.url("report", pk=owed.pk), width=360, script=False)
    page.fill("#c-so-tin", "1.234,5")
    page.fill("[name=c-su-kien-0-0]", "Lễ hội")
    page.click("button[value='row:su-kien']")
    page.fill("[name=c-su-kien-1-0]", "Triển lãm")
    page.set_input_files("#p-anh", str(picture))
    page.fill("#c-de-xuat", "Thêm kinh phí.")
    page.click("button[value=send]")
    assert page.inner_text("h1") == "Đã nhận báo cáo"
    content = Submission.objects.get().content
    assert [row[0] for row in content["su-kien"]["table"]] == ["Lễ hội", "Triển lãm"]
    assert [name for _id, name in content["anh"]["files"]] == ["anh.jpg"]
