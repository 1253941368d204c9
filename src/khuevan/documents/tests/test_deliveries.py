from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from khuevan.documents import actions
from khuevan.documents.enums import DeliveryState, Kind, PaperState, ReceiptRole
from khuevan.documents.models import Delivery, Paper, StoredFile
from khuevan.documents.tests import factories
from khuevan.documents.views.desk import Desk
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import AuditEvent, Message
from khuevan.kit.works import Progress
from khuevan.people.enums import OrganisationKind, Role
from khuevan.people.models import Exchange, UnitLink
from khuevan.vanban.tests import files

pytestmark = pytest.mark.django_db


def desk_of(unit):
    link = factories.link(unit)
    return Desk(unit, link, link)


def states(paper):
    return list(paper.deliveries.values_list("state", flat=True))


# --- out


def test_nothing_goes_before_issue():
    with pytest.raises(Refused, match="chưa phát hành"):
        actions.deliver(factories.paper(), by=factories.person())
    assert Delivery.objects.count() == 0


@pytest.mark.shows("DOC-2", "R45")
def test_each_body_gets_one_delivery_by_mail_with_its_link():
    units = [factories.unit(f"Phường {n}") for n in range(3)]
    paper = factories.sent(*units)
    actions.deliver(paper, by=paper.owner)  # twice adds none
    factories.run(paper)

    assert states(paper) == [DeliveryState.SENT] * 3
    messages = Message.objects.filter(purpose="document").order_by("pk")
    assert sorted(m.to_address for m in messages) == sorted(f"unit{u.pk}@example.vn" for u in units)
    first = messages.get(recipient_label="Phường 0")
    url = UnitLink.objects.get(organisation=units[0]).token
    assert f"/documents/u/{url}/" in first.body_text
    assert "Kế hoạch 01/KH-SVHTT" in first.subject
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(paper=paper, organisation=units[0], role=ReceiptRole.KNOW)


def test_list_that_the_draft_prints_serves_when_nobody_set_one():
    from khuevan.vanban.composition import Addressee

    factories.unit("Sở Mẫu")
    paper = factories.issued(recipients=(Addressee("Sở Mẫu", "để b/c"),))
    made = actions.deliver(paper, by=paper.owner)
    assert [(d.organisation.name_vi, d.role) for d in made] == [("Sở Mẫu", ReceiptRole.REPORT)]


def test_more_than_ten_wait_for_the_preview():
    units = [factories.unit(f"Phường {n}") for n in range(11)]
    paper = factories.issued(*units)
    actions.deliver(paper, by=paper.owner)

    assert states(paper) == [DeliveryState.WAITING] * 11
    with pytest.raises(Refused, match="11"):
        actions.send_deliveries(paper, by=paper.owner)
    with pytest.raises(Refused, match="11"):
        actions.send_deliveries(paper, by=paper.owner, seen=10)
    assert actions.send_deliveries(paper, by=paper.owner, seen=11).kind == "documents.send"


@pytest.mark.shows("R45")
def test_body_without_address_fails_with_the_reason_and_takes_paper():
    unit = factories.unit("Sở Không Thư", mail=None)
    paper = factories.issued(unit)
    actions.deliver(paper, by=paper.owner)
    work = factories.run(paper)

    one = paper.deliveries.get()
    assert (one.state, "thư điện tử" in one.problem, work.failed) == (DeliveryState.FAILED, True, 1)
    actions.hand_over(one, by=paper.owner)
    actions.confirm_receipt(one, by=paper.owner, who="Bà Văn thư")
    assert (one.state, one.received_by, one.problem) == (DeliveryState.RECEIVED, "Bà Văn thư", "")
    with pytest.raises(AlreadyDecided):
        actions.hand_over(one, by=paper.owner)


# --- the unit's page


@pytest.mark.shows("R99", "R45")
def test_unit_confirms_in_one_tap_and_the_office_sees_who_is_silent(client):
    here, silent = factories.unit("Phường A"), factories.unit("Phường B")
    paper = factories.sent(here, silent)
    desk = desk_of(here)
    body = client.get(desk.url("")).content.decode()
    assert ("1 văn bản cần xác nhận" in body, "<script" in body) == (True, False)

    one = paper.deliveries.get(organisation=here)
    client.post(desk.url("receive", pk=one.pk))
    client.post(desk.url("receive", pk=one.pk))  # tapped twice

    one.refresh_from_db()
    assert (one.state, one.received_by) == (DeliveryState.RECEIVED, "Phường A")
    assert AuditEvent.objects.filter(kind=Kind.RECEIVED).count() == 1
    assert [d.organisation for d in actions.silent_recipients(paper)] == [silent]
    client.force_login(paper.owner)
    page = client.get(reverse("documents:deliveries", args=[paper.pk]) + "?show=silent")
    text = page.content.decode()
    assert ("Phường B" in text, "Phường A" in text) == (True, False)


def test_page_reads_as_the_document_and_is_light(client):
    unit = factories.unit()
    paper = factories.sent(unit)
    desk = desk_of(unit)
    page = client.get(desk.url("paper", pk=paper.deliveries.get().pk))
    body = page.content.decode()
    assert "Nâng cao kỹ năng viết tin." in body
    assert (len(page.content) < 30_000, "<script" in body) == (True, False)


def test_other_units_and_unsent_documents_stay_closed(client):
    mine, other = factories.unit("Phường A"), factories.unit("Phường B")
    paper = factories.sent(other)
    desk = desk_of(mine)
    assert client.get(desk.url("paper", pk=paper.deliveries.get().pk)).status_code == 403
    waiting = factories.issued(mine, number=2, subject="Kế hoạch chờ gửi")
    Delivery.objects.create(paper=waiting, organisation=mine, role=ReceiptRole.KNOW)
    assert client.get(desk.url("paper", pk=waiting.deliveries.get().pk)).status_code == 404
    assert "Kế hoạch chờ gửi" not in client.get(desk.url("")).content.decode()


def test_withdrawn_document_asks_for_deletion_and_gives_no_words(client):
    unit = factories.unit()
    paper = factories.sent(unit)
    Paper.objects.filter(pk=paper.pk).update(state=PaperState.WITHDRAWN, ended_why="Sai thẩm quyền")
    body = client.get(desk_of(unit).url("paper", pk=paper.deliveries.get().pk)).content.decode()
    assert ("Sai thẩm quyền" in body, "Nâng cao kỹ năng" in body) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_units_list_costs_the_same_whatever_came(client, count, django_assert_num_queries):
    unit = factories.unit()
    for number in range(count):
        factories.sent(unit, number=number + 1, subject=f"Kế hoạch {number}")
    desk = desk_of(unit)
    with django_assert_num_queries(6):
        client.get(desk.url(""))


@pytest.mark.parametrize("count", [1, 3])
def test_offices_list_costs_the_same_whatever_went(client, count, django_assert_max_num_queries):
    units = [factories.unit(f"Phường {n}") for n in range(count)]
    paper = factories.sent(*units)
    client.force_login(paper.owner)
    client.get(reverse("documents:deliveries", args=[paper.pk]))
    with django_assert_max_num_queries(12) as queries:
        client.get(reverse("documents:deliveries", args=[paper.pk]))
    assert len(queries) == 9


# --- replies


@pytest.mark.shows("R62")
def test_expected_replies_are_tracked_and_come_by_the_link(client):
    partner = factories.unit("Công an Thành phố", kind=OrganisationKind.CENTRAL)
    due = timezone.localdate() - timedelta(days=1)
    paper = factories.sent(partner, reply_due=due, type_code="CV", symbol="SVHTT-TTBCXB")
    one = paper.deliveries.get()
    assert [d.pk for d in actions.late_replies(timezone.localdate())] == [one.pk]

    desk = desk_of(partner)
    client.post(desk.url("reply", pk=one.pk), {
        "words": "Nhất trí phối hợp.", "number": "12/CATP-TM",
        "file": SimpleUploadedFile("traloi.pdf", files.pdf(files.lines_down("CV TRẢ LỜI"))),
    })  # fmt: skip

    one.refresh_from_db()
    assert (one.reply_words, one.reply_number, one.reply_file.name, one.state) == (
        "Nhất trí phối hợp.", "12/CATP-TM", "traloi.pdf", DeliveryState.RECEIVED,
    )  # fmt: skip
    assert actions.late_replies(timezone.localdate()) == []
    log = Exchange.objects.filter(organisation=partner).order_by("pk")
    assert [(e.direction, e.reference) for e in log] == [
        ("to_them", paper.full_number), ("to_us", "12/CATP-TM"),
    ]  # fmt: skip
    with pytest.raises(AlreadyDecided, match="đã được ghi"):
        actions.record_reply(one, "Lần nữa", by=desk.by)


@pytest.mark.shows("DOC-3")
def test_secret_reply_is_refused_and_nothing_of_it_is_kept(client):
    unit = factories.unit()
    paper = factories.sent(unit, reply_due=timezone.localdate())
    one = paper.deliveries.get()
    stamped = SimpleUploadedFile("x.pdf", files.pdf(files.lines_down("MẬT")))
    for sent in ({"words": "Độ mật: Mật"}, {"words": "Gửi kèm", "file": stamped}):
        answer = client.post(desk_of(unit).url("reply", pk=one.pk), sent)
        assert "bí mật nhà nước" in answer.content.decode() or answer.status_code == 302
    one.refresh_from_db()
    assert (one.replied_at, one.reply_words, StoredFile.objects.count()) == (None, "", 0)
    assert AuditEvent.objects.filter(kind=Kind.REFUSED_SECRET).count() == 2


def test_silent_ones_hear_once_a_day():
    units = [factories.unit(f"Phường {n}") for n in range(2)]
    paper = factories.sent(*units)
    actions.confirm_receipt(paper.deliveries.get(organisation=units[0]), by=paper.owner)
    work = actions.nudge_recipients(paper, by=paper.owner)
    counts = [
        actions.nudge_recipients_all(paper, by=paper.owner, progress=Progress(work.pk))
        for _again in range(2)
    ]
    assert counts == [1, 0]
    assert paper.deliveries.get(organisation=units[1]).reminders == 1


def test_strangers_see_no_office_pages(client):
    paper = factories.sent(factories.unit())
    client.force_login(factories.person(Role.ADMINISTRATOR, "quản trị"))
    for name in ("deliveries", "recipients", "opinions"):
        assert client.get(reverse(f"documents:{name}", args=[paper.pk])).status_code == 403


# --- asked of us


@pytest.mark.shows("R03")
def test_request_of_the_ministry_is_answered_point_by_point(client):
    ministry = factories.unit("Cục Thông tin cơ sở", kind=OrganisationKind.CENTRAL)
    officer = factories.person()
    due = timezone.localdate() - timedelta(days=1)
    asked = actions.record_request(
        ministry, "rà soát kế hoạch và nội dung tập huấn",
        ["Mục tiêu, đối tượng", "Thời gian, kinh phí", " "], number="993/TTĐN",
        on=due - timedelta(days=9), due=due, by=officer,
    )  # fmt: skip
    assert Exchange.objects.get().reference == "993/TTĐN"
    for item in asked.items.all():
        actions.answer_item(item, f"Đã rà soát {item.text.lower()}.", is_done=True, by=officer)
    assert actions.remind_requests(timezone.localdate(), by=officer) == 1

    client.force_login(officer)
    client.post(reverse("documents:begin_reply", args=[asked.pk]))

    asked.refresh_from_db()
    text = asked.reply.versions.get().text
    assert "Kính gửi: Cục Thông tin cơ sở" in text
    assert "2. Thời gian, kinh phí: Đã rà soát thời gian, kinh phí." in text
    Paper.objects.filter(pk=asked.reply_id).update(
        state=PaperState.ISSUED, number=7, date=timezone.localdate(),
        number_year=timezone.localdate().year,
    )  # fmt: skip
    actions.deliver(Paper.objects.get(pk=asked.reply_id), by=officer)
    asked.refresh_from_db()
    assert asked.answered_at is not None
    assert [d.organisation for d in Delivery.objects.filter(paper=asked.reply_id)] == [ministry]
    assert client.get(reverse("documents:request", args=[asked.pk])).status_code == 200
    assert client.get(reverse("documents:requests")).status_code == 200
