"""A unit fills in and sends its report by plain forms, without script."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from khuevan.assignments.enums import State
from khuevan.assignments.tests import factories as assignments
from khuevan.kit import audit
from khuevan.people.enums import Role
from khuevan.reports import actions
from khuevan.reports.enums import CycleState, Frequency, IndicatorKind, ObligationState
from khuevan.reports.models import Cell, CellReturn, EarlierAnswer, Submission
from khuevan.reports.rules import Answer, Typed
from khuevan.reports.tests import factories
from khuevan.reports.views.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return factories.ward("Phường Bồ Đề", mail="vanthu@bode.example.vn")


@pytest.fixture
def desk(unit):
    link = factories.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def owed(unit):
    return factories.obligation(unit)


def photo(name="anh.jpg", colour="#8e2a1e", **options):
    content = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(content, "JPEG", **options)
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def fields(page):
    """What a browser would post back: every field of the form as the page shows it."""
    found = {"key": str(page.context["key"])}
    for heading in page.context["headings"]:
        for box in heading.boxes:
            if not box.is_open:
                continue
            code = box.code
            found |= {f"was-{code}": box.was, f"n-{code}": box.typed.note}
            if box.indicator.kind == IndicatorKind.FIGURE:
                found[f"v-{code}"] = box.typed.value
            if box.indicator.kind == IndicatorKind.TEXT:
                found[f"t-{code}"] = box.typed.text
            for place, row in enumerate(box.rows):
                for column, (_name, words) in enumerate(row):
                    found[f"c-{code}-{place}-{column}"] = words
    return found


class Form:
    """One browser with the form open: type, then press a button."""

    def __init__(self, client, desk, owed):
        self.client, self.url = client, desk.url("report", pk=owed.pk)
        self.read(client.get(self.url))

    def read(self, page):
        self.page, self.typed = page, fields(page)

    def press(self, do="save", **typed):
        words = {name.replace("_", "-"): value for name, value in typed.items()}
        answer = self.client.post(self.url, {**self.typed, **words, "do": do}, follow=True)
        if answer.context and "headings" in answer.context:
            self.read(answer)
        return answer

    @property
    def wrong(self):
        return {box.code: box.error for box in self.page.context["wrong"]}


def cell(owed, code):
    return Cell.objects.get(obligation=owed, indicator__code=code)


# --- lists and pages


def test_list_says_what_is_owed_the_next_due_first(client, unit, desk):
    of, now = factories.quarterly(), timezone.now()
    late = factories.cycle(of, due_at=now - timedelta(days=9))
    soon = factories.cycle(of, due_at=now + timedelta(days=1))
    factories.obligation(unit, soon, state=ObligationState.WRITING)
    factories.obligation(unit, late)
    factories.obligation(
        unit, factories.cycle(of), state=ObligationState.SENT, sent_at=now, first_sent_at=now
    )
    factories.obligation()

    page = client.get(desk.url(""))

    assert [(one.look, one.action) for one in page.context["cards"]] == [
        ("overdue", "Điền báo cáo"), ("doing", "Điền tiếp"),
    ]  # fmt: skip
    assert "Còn 2 báo cáo" in page.content.decode()
    sent = client.get(desk.url("sent"))
    assert [one.look for one in sent.context["cards"]] == ["received"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_form_cost_the_same_whatever_their_length(
    client, unit, desk, count, django_assert_max_num_queries
):
    of = factories.report_type()
    for _n in range(count):
        factories.indicator(of, formula="tasks_done / tasks_due * 100")
        factories.indicator(of, IndicatorKind.PICTURE)
        factories.obligation(unit, factories.cycle(of))
    owed = unit.obligations.first()
    client.get(desk.url("report", pk=owed.pk))

    with django_assert_max_num_queries(20) as listed:
        client.get(desk.url(""))
    with django_assert_max_num_queries(30) as formed:
        client.get(desk.url("report", pk=owed.pk))

    assert (len(listed), len(formed)) == (5, 17)


def test_both_doors_lead_to_the_same_form_and_no_other_unit_comes_in(client, unit, owed):
    user = factories.officer(Role.FOCAL_POINT, organisation=unit)
    stranger = factories.officer(Role.FOCAL_POINT, organisation=factories.ward("Phường Khác"))
    own = Desk(unit, user).url("report", pk=owed.pk)
    client.force_login(user)
    assert client.get(own).status_code == 200
    client.force_login(stranger)
    assert client.get(own).status_code == 404
    other = factories.ward("Phường Thứ Ba")
    link = factories.link(other)
    assert client.get(Desk(other, link, link).url("report", pk=owed.pk)).status_code == 403


@pytest.mark.shows("R85")
def test_a_request_of_today_says_its_hour_and_is_answered_in_the_same_form(client, unit, desk):
    of = factories.report_type(frequency=Frequency.ONCE, name_vi="Báo cáo nhanh")
    factories.indicator(of, code="khach", name_vi="Số đoàn khách")
    late = timezone.localtime().replace(hour=23, minute=59, second=59, microsecond=0)
    owed = factories.obligation(unit, factories.cycle(of, label="bão số 3", due_at=late))
    assert "hạn hôm nay lúc 23:59" in client.get(desk.url("")).content.decode()
    Form(client, desk, owed).press("send", v_khach="4")
    assert Submission.objects.get().content["khach"]["value"] == "4.00"


# --- filling in


@pytest.mark.shows("NEW-8", "R84")
def test_the_whole_way_without_script_save_add_a_row_send_and_print_the_receipt(client, desk, owed):
    form = Form(client, desk, owed)

    form.press(v_so_tin="1.234,5", c_su_kien_0_0="Lễ hội", c_su_kien_0_2="300")
    more = form.press("row:su-kien", c_su_kien_1_0="Triển lãm")
    form.press(t_de_xuat="Thêm kinh phí.", n_so_tin="Tính cả tin dịch")
    page = form.press("send")

    owed.refresh_from_db()
    assert (more.context["headings"][0].boxes[1].typed.table[1][0], len(form.page.content) < 40_000) == (
        "Triển lãm", True,
    )  # fmt: skip
    made = Submission.objects.get()
    assert (owed.state, made.version, made.after_cutoff) == (ObligationState.SENT, 1, False)
    assert made.content == {
        "so-tin": {"value": "1234.50", "text": "", "table": [], "files": [], "note": "Tính cả tin dịch"},
        "su-kien": {"value": None, "text": "", "files": [], "note": "",
                    "table": [["Lễ hội", "", "300"], ["Triển lãm", "", ""]]},
        "anh": {"value": None, "text": "", "table": [], "files": [], "note": ""},
        "de-xuat": {"value": None, "text": "Thêm kinh phí.", "table": [], "files": [], "note": ""},
    }  # fmt: skip
    body = page.content.decode()
    assert ("Đã nhận báo cáo" in body, made.reference in body) == (True, True)
    assert audit.history(owed)[0].facts["version"] == 1


@pytest.mark.shows("RPT-8")
def test_a_cell_of_100_000_characters_is_refused_and_nothing_typed_is_lost(client, desk, owed):
    form = Form(client, desk, owed)
    long = "dài " * 25_000

    page = form.press(t_de_xuat=long, v_so_tin="12")

    assert page.status_code == 400
    assert form.wrong["de-xuat"].startswith("99.999 ký tự; ở đây nhận nhiều nhất 20.000.")
    assert form.typed["t-de-xuat"] == long
    assert (cell(owed, "so-tin").value, cell(owed, "de-xuat").text) == (12, "")


def test_sending_with_empty_required_cells_keeps_what_was_typed_and_links_to_them(
    client, desk, owed
):
    form = Form(client, desk, owed)
    page = form.press("send", v_so_tin="7")
    assert form.wrong == {"de-xuat": "Phải điền ô này trước khi gửi báo cáo."}
    assert 'href="#c-de-xuat"' in page.content.decode()
    assert (cell(owed, "so-tin").value, Submission.objects.count()) == (7, 0)


def test_words_with_a_secrecy_marking_are_kept_nowhere(client, desk, owed):
    form = Form(client, desk, owed)
    form.press(t_de_xuat="TUYỆT MẬT\nSố: 05/M-VP")
    assert "bí mật nhà nước" in form.wrong["de-xuat"] or "mật" in form.wrong["de-xuat"]
    assert cell(owed, "de-xuat").text == ""


def test_two_browsers_without_script_lose_neither_answer(client, desk, owed):
    one, two = Form(client, desk, owed), Form(client, desk, owed)
    one.press(t_de_xuat="Của máy một", v_so_tin="5")

    page = two.press(t_de_xuat="Của máy hai")

    assert page.status_code == 400
    assert ("Của máy một" in page.content.decode(), two.typed["t-de-xuat"]) == (True, "Của máy hai")
    assert (cell(owed, "de-xuat").text, cell(owed, "so-tin").value) == ("Của máy một", 5)

    two.press(over_de_xuat="1")

    assert cell(owed, "de-xuat").text == "Của máy hai"
    assert [one.content["text"] for one in EarlierAnswer.objects.all()] == ["Của máy một"]


# --- pictures


def test_pictures_lose_their_exif_and_twice_the_same_is_once(client, desk, owed):
    form = Form(client, desk, owed)
    exif = Image.Exif()
    exif[0x010F] = "MÁY ẢNH CỦA TÔI"
    form.press(p_anh=photo(exif=exif))
    form.press(p_anh=photo(exif=exif))

    kept = cell(owed, "anh").pictures.get()
    with kept.file.content.open("rb") as file:
        content = file.read()
    assert (b"Exif" in content, "MÁY ẢNH".encode() in content) == (False, False)
    form.press(f"drop:{kept.pk}")
    assert cell(owed, "anh").pictures.count() == 0


def test_a_picture_of_60_mb_is_refused_in_words_and_the_other_cells_are_saved(
    client, desk, owed, settings
):
    settings.UPLOAD_LIMIT = 50_000
    form = Form(client, desk, owed)
    large = SimpleUploadedFile("to.jpg", b"\xff\xd8\xff" + b"0" * 60_000, "image/jpeg")

    form.press(p_anh=large, v_so_tin="3")

    assert "“to.jpg” nặng 58,6 KB" in form.wrong["anh"]
    assert (cell(owed, "so-tin").value, cell(owed, "anh").pictures.count()) == (3, 0)


# --- what the system counts


def counting(unit, formula, **fields):
    of = factories.report_type()
    factories.indicator(of, code="viec", formula=formula, **fields)
    return factories.obligation(unit, factories.cycle(of))


def done(unit, owed, count=1):
    for _n in range(count):
        assignments.assignment(unit, state=State.DONE, due=owed.cycle.starts + timedelta(days=3))


@pytest.mark.shows("R84")
def test_untouched_figures_follow_the_system_and_own_ones_never_do(client, unit, desk):
    owed = counting(unit, "tasks_done")
    done(unit, owed, 2)
    form = Form(client, desk, owed)
    assert (form.typed["v-viec"], cell(owed, "viec").is_own) == ("2", False)
    done(unit, owed)
    form = Form(client, desk, owed)
    assert form.typed["v-viec"] == "3"

    form.press(v_viec="5", n_viec="Cả hai việc ngoài kế hoạch")
    done(unit, owed)
    form = Form(client, desk, owed)

    assert form.typed["v-viec"] == "5"
    assert "Dùng số của hệ thống: 4" in form.page.content.decode()
    rows = client.get(desk.url("sources", pk=owed.pk, code="viec"))
    assert [(len(one.rows), one.total) for one in rows.context["groups"]] == [(4, "4")]
    form.press("use:viec")
    assert (cell(owed, "viec").value, cell(owed, "viec").is_own) == (4, False)


def test_a_formula_that_divides_by_nothing_says_so_and_lets_the_unit_write(client, unit, desk):
    owed = counting(unit, "tasks_done / tasks_due * 100", measured_in="%")
    form = Form(client, desk, owed)
    assert "Không tính được" in form.page.content.decode()
    form.press(v_viec="85 %")
    assert cell(owed, "viec").value == 85


def test_an_unusual_figure_asks_for_a_note_and_bars_nothing(client, unit, desk):
    of = factories.report_type()
    asked = factories.indicator(of)
    now = timezone.now()
    for value in (10, 12, 11, 10):
        past = factories.obligation(
            unit, factories.cycle(of), state=ObligationState.SENT, sent_at=now, first_sent_at=now
        )
        Cell.objects.create(obligation=past, indicator=asked, value=value, is_own=True)
    owed = factories.obligation(unit, factories.cycle(of))
    form = Form(client, desk, owed)

    form.press(v_i1="70")

    assert "Cao bất thường: 70" in form.page.content.decode()
    form.press("send")
    assert Submission.objects.filter(obligation=owed).count() == 1


# --- sending, returning, sending again


def filled(owed, by, **more):
    for code, answer in {
        "so-tin": Typed(value="12"), "de-xuat": Typed(text="Không."), **more,
    }.items():  # fmt: skip
        actions.save_cell(owed, owed.cycle.type.indicators.get(code=code), answer, by=by)


def give_back(owed, code, comment="Danh sách kèm theo chỉ có 2."):
    asked = owed.cycle.type.indicators.get(code=code)
    actions.return_cell(owed, asked, comment, by=factories.officer())


@pytest.mark.shows("RPT-3")
def test_only_the_returned_cell_is_mended_and_both_versions_stay(client, desk, owed):
    filled(owed, desk.by)
    actions.submit(owed, by=desk.by)
    give_back(owed, "so-tin")

    form = Form(client, desk, owed)
    assert sorted(name for name in form.typed if name[0] in "vt") == ["v-so-tin"]
    assert "Danh sách kèm theo chỉ có 2." in form.page.content.decode()
    form.press("send")
    assert "Bị trả lại mà chưa sửa" in form.wrong["so-tin"]
    form.press("send", v_so_tin="2")

    first, second = Submission.objects.order_by("version")
    assert (first.content["so-tin"]["value"], second.content["so-tin"]["value"]) == (
        "12.00",
        "2.00",
    )
    assert first.content["de-xuat"] == second.content["de-xuat"]
    assert CellReturn.objects.get().settled_at is not None
    page = client.get(desk.url("history", pk=owed.pk))
    newest, oldest = page.context["versions"]
    assert [(one.name, one.pieces) for one in newest.differences] == [
        ("Số tin, bài tiếng Anh", (("del", "12"), ("ins", "2")))
    ]
    assert [back.comment for back in oldest.returns] == ["Danh sách kèm theo chỉ có 2."]


@pytest.mark.shows("RPT-3")
def test_a_cell_that_was_not_returned_cannot_be_changed_by_any_door(client, desk, owed):
    filled(owed, desk.by)
    actions.submit(owed, by=desk.by)
    give_back(owed, "so-tin")
    Form(client, desk, owed).press(was_de_xuat="0:x", t_de_xuat="Khác")
    answer = client.post(
        desk.url("cell", pk=owed.pk), {"code": "de-xuat", "text": "Khác"}, "application/json"
    )
    assert (answer.status_code, answer.json()["kind"]) == (409, "locked")
    assert cell(owed, "de-xuat").text == "Không."


def test_sending_twice_from_two_phones_makes_one_version(client, desk, owed):
    filled(owed, desk.by)
    one, two = Form(client, desk, owed), Form(client, desk, owed)
    one.press("send")
    one.press("send")
    page = two.press("send")
    assert Submission.objects.count() == 1
    assert "Báo cáo đã được gửi lúc" in page.content.decode()


def test_after_it_is_due_it_is_taken_and_marked_late(client, desk, owed):
    owed.cycle.due_at = timezone.now() - timedelta(minutes=1)
    owed.cycle.save()
    filled(owed, desk.by)
    page = Form(client, desk, owed).press("send")
    assert Submission.objects.get().after_cutoff is True
    assert "Gửi sau hạn" in page.content.decode()


def test_after_the_period_was_closed_the_draft_is_kept_and_said_so(client, desk, owed):
    owed.cycle.state, owed.cycle.closed_at = CycleState.CLOSED, timezone.now()
    owed.cycle.save()
    form = Form(client, desk, owed)
    page = form.press("send", v_so_tin="9", t_de_xuat="Vẫn ghi")
    assert "Kỳ báo cáo đã đóng" in page.content.decode()
    assert (cell(owed, "so-tin").value, Submission.objects.count()) == (9, 0)


def test_an_earlier_answer_is_kept_when_somebody_writes_over_it(desk, owed):
    asked = owed.cycle.type.indicators.get(code="so-tin")
    actions.save_cell(owed, asked, Answer(value=3), by=desk.by)
    actions.save_cell(owed, asked, Answer(value=4), by=desk.by, over=True, key="b")
    assert EarlierAnswer.objects.get().content["value"] == "3.00"


# --- what the script asks


def ask(client, desk, owed, **asked):
    return client.post(desk.url("cell", pk=owed.pk), asked, "application/json")


def test_a_cell_is_saved_in_few_queries_and_answers_with_what_stands(
    client, desk, owed, django_assert_max_num_queries
):
    client.get(desk.url("report", pk=owed.pk))
    with django_assert_max_num_queries(20) as queries:
        answer = ask(client, desk, owed, code="de-xuat", text=" Thêm\r\nvốn ", key="k", revision=0)
    told = answer.json()
    assert (answer.status_code, told["seen"], told["cell"]["typed"]["text"]) == (
        200,
        1,
        "Thêm\nvốn",
    )
    assert len(queries) == 12


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 422), ("[]", 422), ('{"code": "nowhere"}', 404), ('{"code": 7}', 404),
        ('{"code": "so-tin", "value": {"a": 1}, "revision": "x", "sent": 5, "table": "t"}', 200),
        ('{"code": "so-tin", "value": "mười"}', 422), ('{"code": "de-xuat", "text": "a\\\\ud800b\\\\u0000"}', 200),
        ('{"code": "so-tin", "value": "1", "key": "' + "k" * 400 + '"}', 200),
        ("[" * 100_000, 422),
    ],
)  # fmt: skip
def test_bad_requests_of_a_device_are_told_in_json(client, desk, owed, body, status):
    answer = client.post(desk.url("cell", pk=owed.pk), body, "application/json")
    assert answer.status_code == status
    assert client.get(desk.url("cell", pk=owed.pk)).status_code == 405


def test_the_worker_is_public_and_holds_no_facts(client):
    answer = client.get("/reports/worker.js")
    body = answer.getvalue()
    assert (answer.status_code, answer["Content-Type"], b"X-Keep-Offline" in body) == (
        200, "text/javascript; charset=utf-8", True,
    )  # fmt: skip


def test_only_the_list_and_the_form_may_be_kept(client, desk, owed):
    pages = ["", "sent", "report", "history"]
    kept = {
        page: client.get(
            desk.url(page, **({"pk": owed.pk} if page in {"report", "history"} else {}))
        ).get("X-Keep-Offline")
        for page in pages
    }
    unit = str(desk.organisation.pk)
    assert kept == {"": unit, "sent": None, "report": unit, "history": None}
