from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from khuevan.assignments import actions
from khuevan.assignments.enums import EvidenceKind, State
from khuevan.assignments.models import Assignment, Difficulty, Evidence
from khuevan.assignments.tests import factories
from khuevan.assignments.views.desk import Desk
from khuevan.kit import audit
from khuevan.kit.models import Message
from khuevan.people.enums import Purpose, Role
from khuevan.people.models import UnitLinkUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return factories.ward("Phường Bồ Đề", mail="vanthu@bode.example.vn")


@pytest.fixture
def desk(unit):
    link = factories.link(unit)
    return Desk(unit, link, link)


def photo(name="anh.jpg"):
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "#8e2a1e").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


# --- what we owe


def test_page_groups_by_urgency_and_says_the_plans_words(client, unit, desk):
    today = timezone.localdate()
    for days, state in (
        (-10, State.DOING),
        (60, State.ASSIGNED),
        (1, State.RETURNED),
        (60, State.WAITING),
    ):
        factories.assignment(unit, due=today + timedelta(days=days), state=state)
    factories.assignment()

    page = client.get(desk.url(""))

    groups = [(group.title, len(group.cards)) for group in page.context["groups"]]
    assert groups == [("Quá hạn", 1), ("Trả lại", 1), ("Về sau", 1), ("Chờ Sở duyệt", 1)]
    assert page.context["counts"] == {"owed": 3, "silent": 1, "late": 1, "waiting": 1, "done": 0}
    body = page.content.decode()
    assert ("Còn 3 việc" in body, "Cử công chức dự tập huấn." in body, "Phường Bồ Đề" in body) == (
        True, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3, 40])
def test_page_costs_the_same_whatever_the_unit_owes(
    client, unit, desk, count, django_assert_max_num_queries
):
    for _n in range(count):
        factories.assignment(unit)

    with django_assert_max_num_queries(12) as queries:
        page = client.get(desk.url(""))

    assert sum(len(group.cards) for group in page.context["groups"]) == min(count, 15)
    assert len(queries) == 7


@pytest.mark.parametrize("count", [1, 3])
def test_task_page_costs_the_same_whatever_happened(
    client, unit, desk, count, django_assert_max_num_queries
):
    own = factories.assignment(unit)
    for _n in range(count):
        actions.add_evidence(own, [actions.Proof(text="x")], by=desk.by)
        actions.raise_difficulty(own, "Chưa có kinh phí đi lại.", by=desk.by)

    with django_assert_max_num_queries(12) as queries:
        client.get(desk.url("task", pk=own.pk))

    assert len(queries) == 7


@pytest.mark.shows("TRN-1")
def test_pages_are_light_and_need_no_script(client, unit, desk):
    """First load under 100 KB with style sheets, faces and icons (tests of the kit); this is ours."""
    for _n in range(40):
        factories.assignment(unit)
    own = Assignment.objects.first()
    for url in (desk.url(""), desk.url("task", pk=own.pk), desk.url("criteria")):
        page = client.get(url)
        assert page.status_code == 200
        assert len(page.content) < 30_000
        assert "<script" not in page.content.decode()


def test_nothing_owed_says_so(client, desk):
    body = client.get(desk.url("")).content.decode()
    assert ("Không còn việc nào" in body, "Mọi việc đã xong" in body) == (True, True)


def test_every_use_of_the_link_is_noted(client, unit, desk):
    own = factories.assignment(unit)
    client.get(desk.url(""))
    client.post(desk.url("receive", pk=own.pk))
    assert list(UnitLinkUse.objects.order_by("pk").values_list("action", flat=True)) == [
        "GET assignments:unit", "POST assignments:unit_receive",
    ]  # fmt: skip


# --- one tap, one thing


@pytest.mark.shows("R42", "TRN-1")
def test_receive_answers_big_with_the_reference(client, unit, desk):
    own = factories.assignment(unit)

    page = client.post(desk.url("receive", pk=own.pk), follow=True)

    own.refresh_from_db()
    assert own.state == State.RECEIVED
    assert audit.history(own)[0].by_name == "Phường Bồ Đề"
    body = page.content.decode()
    assert ("Đã ghi nhận" in body, own.reference in body) == (True, True)


def test_receive_all_in_one_tap(client, unit, desk):
    for _n in range(3):
        factories.assignment(unit)
    page = client.post(desk.url("receive_all"), follow=True)
    assert Assignment.objects.silent().count() == 0
    assert "Đã ghi nhận tiếp nhận 3 nhiệm vụ." in page.content.decode()


@pytest.mark.parametrize("verb", ["receive", "hand", "start", "report", "raise"])
def test_a_get_changes_nothing_and_shows_the_task(client, unit, desk, verb):
    own = factories.assignment(unit)
    page = client.get(desk.url(verb, pk=own.pk))
    assert (page.status_code, page.url) == (302, desk.url("task", pk=own.pk))
    own.refresh_from_db()
    assert own.state == State.ASSIGNED


def test_handing_on(client, unit, desk):
    own = factories.assignment(unit)
    client.post(desk.url("hand", pk=own.pk), {"name": "Lê Thị An"})
    own.refresh_from_db()
    assert (own.state, own.handed_to) == (State.DOING, "Lê Thị An")


def test_reporting_with_photo_words_and_link(client, unit, desk):
    own = factories.assignment(unit)
    given = {"text": "Đã tổ chức.", "photo": photo(), "url": "https://bode.gov.vn/tin"}

    client.post(desk.url("report", pk=own.pk), given)

    own.refresh_from_db()
    kinds = list(own.evidence.order_by("pk").values_list("kind", flat=True))
    assert own.state == State.WAITING
    assert kinds == [EvidenceKind.PHOTO, EvidenceKind.TEXT, EvidenceKind.LINK]


def test_evidence_can_be_kept_and_reported_later(client, unit, desk):
    own = factories.assignment(unit)
    client.post(desk.url("report", pk=own.pk), {"text": "Nháp", "keep": "1"})
    own.refresh_from_db()
    assert (own.state, own.evidence.count()) == (State.ASSIGNED, 1)
    client.post(desk.url("report", pk=own.pk), {})
    own.refresh_from_db()
    assert own.state == State.WAITING


def test_reporting_without_evidence_is_refused(client, unit, desk):
    own = factories.assignment(unit)
    page = client.post(
        desk.url("report", pk=own.pk), {},
        headers={"referer": "http://testserver" + desk.url("task", pk=own.pk)}, follow=True,
    )  # fmt: skip
    assert "Hãy thêm ít nhất một minh chứng" in page.content.decode()
    own.refresh_from_db()
    assert own.state == State.ASSIGNED


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("rong.jpg", b"", "image/jpeg"),
        SimpleUploadedFile("anh.jpg", b"MZ\x90\x00 not a picture", "image/jpeg"),
        SimpleUploadedFile("cong-van.txt", "Số: 12/CV\nTỐI MẬT\n\nNội dung".encode(), "text/plain"),
    ],
)
def test_files_that_the_house_refuses_leave_nothing(client, unit, desk, upload):
    own = factories.assignment(unit)
    upload.seek(0)
    page = client.post(desk.url("report", pk=own.pk), {"file": upload, "text": "Kèm tệp"})
    assert page.status_code in {400, 409}
    own.refresh_from_db()
    assert (own.state, Evidence.objects.count()) == (State.ASSIGNED, 0)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.vn/y", "khong phai duong dan"])
def test_only_web_addresses_are_links(client, unit, desk, url):
    own = factories.assignment(unit)
    assert client.post(desk.url("report", pk=own.pk), {"url": url}).status_code == 400
    assert not Evidence.objects.exists()


def test_a_difficulty_gets_its_number(client, unit, desk):
    own = factories.assignment(unit)
    page = client.post(
        desk.url("raise", pk=own.pk), {"text": "Nước sông lên, xin lùi hạn."}, follow=True
    )
    assert Difficulty.objects.get().number == 1
    assert "khó khăn số 1" in page.content.decode()


def test_own_evidence_is_downloaded_never_shown_as_a_page(client, unit, desk):
    own = factories.assignment(unit)
    client.post(desk.url("report", pk=own.pk), {"photo": photo(), "keep": "1"})
    page = client.get(desk.url("file", pk=own.pk, evidence=Evidence.objects.get().pk))
    assert page["Content-Disposition"].startswith("attachment")
    assert page["Content-Type"] == "image/jpeg"
    assert b"".join(page.streaming_content).startswith(b"\xff\xd8")
    page.close()


# --- changing what was sent


def code_in_mail():
    body = Message.objects.filter(purpose="code").latest("pk").body_text
    return next(word for word in body.split() if word.isdecimal() and len(word) == 6)


@pytest.fixture
def sent(unit, desk):
    own = factories.assignment(unit)
    actions.add_evidence(own, [actions.Proof(text="Đã làm.")], by=desk.by)
    actions.report(own, by=desk.by)
    return own


@pytest.mark.shows("TRN-1")
def test_a_link_changes_what_was_sent_only_with_the_code(client, sent, desk):
    url = desk.url("change", pk=sent.pk)
    assert "v•••@bode.example.vn" in client.get(url).content.decode()
    client.post(url)
    code = code_in_mail()

    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    page = client.post(
        url, {"code": wrong}, headers={"referer": "http://testserver" + url}, follow=True
    )
    sent.refresh_from_db()
    assert sent.state == State.WAITING
    assert ('name="code"' in page.content.decode(), "Mã" in page.content.decode()) == (True, True)

    client.post(url, {"code": code})
    sent.refresh_from_db()
    assert sent.state == State.DOING


def test_a_code_for_one_task_opens_no_other(client, unit, sent, desk):
    other = factories.assignment(unit)
    actions.add_evidence(other, [actions.Proof(text="Đã làm.")], by=desk.by)
    actions.report(other, by=desk.by)
    client.post(desk.url("change", pk=sent.pk))

    client.post(desk.url("change", pk=other.pk), {"code": code_in_mail()})

    other.refresh_from_db()
    assert other.state == State.WAITING


def test_evidence_of_a_sent_report_cannot_be_withdrawn_by_the_bare_link(client, sent, desk):
    proof = sent.evidence.get()
    page = client.post(desk.url("withdraw", pk=sent.pk, evidence=proof.pk))
    assert page.status_code == 409
    proof.refresh_from_db()
    assert proof.withdrawn_at is None


# --- doors


@pytest.mark.shows("SYS-6")
def test_a_link_of_another_unit_opens_nothing(client, desk):
    foreign = factories.assignment()
    for page, method in (
        ("task", "get"),
        ("receive", "post"),
        ("saved", "get"),
        ("change", "post"),
    ):
        answer = getattr(client, method)(desk.url(page, pk=foreign.pk))
        assert answer.status_code == 403
    foreign.refresh_from_db()
    assert foreign.state == State.ASSIGNED


@pytest.mark.parametrize("token", ["1-x", "x", "999999-" + "0" * 32, "1-" + "0" * 32])
def test_a_forged_link_opens_nothing(client, unit, desk, token):
    assert client.get(reverse("assignments:unit", args=[token])).status_code == 403


def test_a_calendar_link_is_no_task_link(client, unit):
    token = factories.link(unit, Purpose.CALENDAR).token
    assert client.get(reverse("assignments:unit", args=[token])).status_code == 403


def test_a_link_that_ended_says_so(client, desk):
    desk.link.expires_at = timezone.now() - timedelta(days=1)
    desk.link.save()
    assert client.get(desk.url("")).status_code == 410


def test_evidence_of_another_unit_is_not_there(client, unit, desk):
    own, foreign = factories.assignment(unit), factories.assignment()
    (proof,) = actions.add_evidence(foreign, [actions.Proof(text="x")], by=desk.by)
    assert client.get(desk.url("file", pk=own.pk, evidence=proof.pk)).status_code == 404


def test_a_focal_point_with_an_account_has_the_same_pages(client, unit):
    own = factories.assignment(unit)
    client.force_login(factories.officer(Role.FOCAL_POINT, organisation=unit))

    assert client.get(reverse("assignments:own")).context["counts"]["owed"] == 1
    client.post(reverse("assignments:own_receive", args=[own.pk]))
    own.refresh_from_db()
    assert own.state == State.RECEIVED
    foreign = factories.assignment()
    assert client.get(reverse("assignments:own_task", args=[foreign.pk])).status_code == 404


def test_an_account_takes_back_without_a_code(client, unit, sent):
    client.force_login(factories.officer(Role.FOCAL_POINT, organisation=unit))
    client.post(reverse("assignments:own_change", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.state == State.DOING


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_reports_for_no_unit_has_no_unit_page(client, role):
    client.force_login(factories.officer(role))
    assert client.get(reverse("assignments:own")).status_code == 403


def test_an_account_without_a_unit_has_no_unit_page(client):
    client.force_login(factories.officer(Role.FOCAL_POINT, organisation=None))
    assert client.get(reverse("assignments:own")).status_code == 403


@pytest.mark.shows("R59")
def test_units_read_the_criteria_and_their_own_evaluation(client, unit, desk):
    today = timezone.localdate()
    actions.evaluate(unit, today, today, {}, note="Kỳ ngắn.", by=factories.officer())
    body = client.get(desk.url("criteria")).content.decode()
    assert ("Hoàn thành đúng hạn" in body, "Kỳ ngắn." in body) == (True, True)


# --- strange input

WORDS = st.text(max_size=400)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["hand", "report", "raise", "change"]), WORDS, WORDS, WORDS)
def test_strange_words_never_break_the_page(unit, desk, verb, text, url, name):
    own = factories.assignment(unit)
    client = Client(raise_request_exception=True)
    given = {"text": text, "url": url, "name": name, "code": text}
    answer = client.post(desk.url(verb, pk=own.pk), given)
    assert answer.status_code in {200, 302, 400, 409}
    own.refresh_from_db()
    assert own.state in {State.ASSIGNED, State.DOING, State.WAITING}
