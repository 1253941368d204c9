"""What a real browser shows: accessible, nothing cut, nothing sideways, light enough for a slow line."""

from __future__ import annotations

import gzip

import pytest

from khuevan.kit.models import Work
from khuevan.web.tests.browser import clipped, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_LOAD = 100 * 1024  # bytes, a unit's page with its fonts
AFTER = 30 * 1024


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create_user("an", role="lead_officer", full_name="An")


@pytest.fixture
def works(user):
    for number, state in enumerate(["waiting", "running", "done", "failed"]):
        Work.objects.create(
            title=f"Đọc bản quét số {number}", owner=user, owner_name="An", state=state,
            total=142, done=30 * number, failed=number, failures=[[18, "mã 0163 không có"]],
        )  # fmt: skip


def sound(page, axe):
    return {
        "axe": axe(page),
        "sideways": sideways(page),
        "clipped": clipped(page),
        "console": page.complaints,
    }


NOTHING_WRONG = {"axe": [], "sideways": [], "clipped": [], "console": []}


@pytest.mark.shows("NEW-4")
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (1280, True), (640, False), (360, True), (320, False)]
)
@pytest.mark.parametrize("path", ["/kit/", "/kit/phone/", "/works/"])
def test_every_part_is_accessible_and_fits(visit, axe, user, works, path, width, dark, language):
    page = visit(path, user, width=width, dark=dark, language=language)
    assert sound(page, axe) == NOTHING_WRONG


@pytest.mark.shows("NEW-4")
@pytest.mark.parametrize("path", ["/kit/", "/kit/phone/", "/works/", "/nowhere/"])
def test_twice_the_text_still_fits_a_phone(visit, axe, user, works, path):
    page = visit(path, user, width=360, large_text=True)
    assert sound(page, axe) | {"console": []} == NOTHING_WRONG


@pytest.mark.shows("SYS-5")
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ["/kit/", "/kit/phone/", "/works/", "/nowhere/"])
def test_words_40_percent_longer_are_not_cut(
    visit, user, works, stretched_words, path, width, language
):
    page = visit(path, user, width=width, language=language)
    assert (clipped(page), sideways(page)) == ([], [])
    assert "đằng đẵng" in page.inner_text("body") or "và thêm" in page.inner_text("body")


@pytest.mark.shows("NEW-4")
def test_menu_and_quick_search_are_accessible_and_work_by_keyboard(visit, axe, user):
    page = visit("/works/", user)
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "palette-q"
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.click("details.menu > summary")
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


def test_colours_change_without_script(visit, user):
    page = visit("/works/", user, script=False)
    page.click("details.menu > summary")
    page.click("button[value=dark]")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url.endswith("/works/")


def test_language_changes_without_script_and_keeps_the_page(visit, user):
    page = visit("/works/?state=done", user, script=False)
    page.click("header button[value=en] >> visible=true")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith("/works/?state=done")


def test_language_switch_keeps_what_was_typed(visit, user):
    page = visit("/kit/", user)
    page.fill("#id_blank-title", "Cung cấp sự kiện tháng 12")
    page.click("header button[value=en] >> visible=true")
    page.wait_for_selector("html[lang=en]")
    assert page.input_value("#id_blank-title") == "Cung cấp sự kiện tháng 12"


def test_leaving_with_typed_words_asks_first(visit, user):
    page = visit("/kit/", user)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#id_blank-title", "x")
    page.click(".brand")
    page.wait_for_url("**/desk/")
    assert asked == ["beforeunload"]


def test_no_line_is_said(visit, user):
    page = visit("/works/", user)
    page.context.set_offline(True)
    assert page.inner_text("#offline") == "Mất mạng: những gì gửi lúc này sẽ không tới."
    page.context.set_offline(False)
    page.wait_for_selector("#offline", state="detached")


def test_a_list_is_narrowed_without_script(visit, user, works):
    page = visit("/works/", user, script=False)
    page.select_option("#filter-state", "failed")
    page.click("#list-form button")
    assert page.locator("tbody tr").count() == 1


def test_a_list_is_narrowed_in_place_with_script(visit, user, works):
    page = visit("/works/", user)
    page.select_option("#filter-state", "failed")
    page.wait_for_url("**/works/?state=failed*")
    assert page.locator("tbody tr").count() == 1
    assert page.complaints == []


def weights(page):
    """{address: bytes as a compressing server sends them}, filled while the page loads."""
    seen = {}

    def add(response):
        packed = response.headers.get("content-type", "").startswith(("text/", "image/svg"))
        body = response.body()
        seen[response.url] = len(gzip.compress(body, 6) if packed else body)

    page.on("response", add)
    return seen


def test_a_units_page_is_light(visit, user, live_server):
    page = visit("about:blank", user, width=360)
    first = weights(page)
    page.goto("/kit/phone/")
    page.wait_for_load_state("networkidle")
    fonts = [url for url in first if url.endswith(".woff2")]
    assert len(fonts) == 4  # two weights, Vietnamese and Latin
    assert not [url for url in first if url.endswith(".js")]
    assert sum(first.values()) < FIRST_LOAD
    # Whatever follows costs the page alone, for style sheets and fonts are kept.
    assert first[f"{live_server.url}/kit/phone/"] < AFTER


def test_style_sheets_stay_small(live_server, visit, user):
    page = visit("about:blank", user)
    seen = weights(page)
    page.goto("/kit/")
    page.wait_for_load_state("networkidle")
    assert sum(size for url, size in seen.items() if url.endswith(".css")) < 14 * 1024
