from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from khuevan.documents.tests.factories import downloaded, plain_pdf
from khuevan.kit.audit import SYSTEM, history
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Message, MessageState
from khuevan.people.enums import OrganisationKind, Role
from khuevan.plans.tests.factories import unit
from khuevan.training import actions, agenda, jobs
from khuevan.training.enums import InvitationState
from khuevan.training.models import Invitation, Material
from khuevan.training.tests import programme
from khuevan.vanban.tests import files

pytestmark = pytest.mark.django_db
SOON = timezone.now() + timedelta(days=14)


@pytest.fixture
def run():
    owner = programme.officer(email="can-bo@example.vn")
    return programme.run(
        owner=owner, starts_at=SOON, ends_at=SOON + timedelta(hours=4), venue=programme.venue()
    )


@pytest.fixture
def asked(run):
    """An invitation that has gone out."""
    invitation = programme.invitation(run, state=InvitationState.DRAFT, begins_at=SOON)
    actions.send_invitation(invitation, by=run.owner)
    return invitation


@pytest.fixture
def address(asked):
    return f"/training/s/{asked.token}/"


def sent(purpose=None):
    rows = Message.objects.exclude(state=MessageState.CANCELLED).order_by("pk")
    return list(rows.filter(purpose=purpose) if purpose else rows)


def slides(name="bai.pdf", content=None):
    return SimpleUploadedFile(name, content or plain_pdf())


# --- asked and answered


@pytest.mark.shows("R28")
def test_an_invitation_leaves_once_with_the_address_of_the_private_page(run, asked):
    [message] = sent("speaker-asked")
    assert message.to_address == "sau@example.vn"
    assert f"/training/s/{asked.token}/" in message.body_text
    with pytest.raises(AlreadyDecided):
        actions.send_invitation(asked, by=run.owner)
    assert len(sent("speaker-asked")) == 1
    assert history(run).first().kind == "training.speaker_invited"


@pytest.mark.shows("R28")
def test_a_speaker_accepts_without_an_account_and_the_officer_hears_it(client, run, asked, address):
    page = client.get(address).content.decode()
    assert "Kỹ năng viết tin đối ngoại" in page
    assert "<script" not in page

    answer = client.post(f"{address}answer/", {"state": "accepted", "needs": "Micro cài áo"})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.needs) == (InvitationState.ACCEPTED, "Micro cài áo")
    [told] = sent("speaker-answered")
    assert told.to_address == "can-bo@example.vn"
    assert "Micro cài áo" in told.body_text
    [confirmed] = sent("speaker-accepted")
    [event] = Calendar.from_ical(confirmed.ics).walk("VEVENT")
    assert event["UID"] == f"speaker-{asked.pk}@khuevan"


@pytest.mark.shows("R28")
def test_another_time_is_named_and_the_change_asks_anew(client, run, asked, address):
    wrong = client.post(f"{address}answer/", {"state": "other_time"})
    assert wrong.status_code == 400
    assert "thời gian nào" in wrong.content.decode()
    client.post(f"{address}answer/", {"state": "other_time", "other_time": "Sau 9 giờ 30"})
    asked.refresh_from_db()
    assert (asked.state, asked.other_time) == (InvitationState.OTHER_TIME, "Sau 9 giờ 30")

    later = SOON + timedelta(minutes=90)
    actions.change_invitation(asked, {"begins_at": later}, by=run.owner)
    assert asked.state == InvitationState.INVITED
    assert len(sent("speaker-asked")) == 2
    actions.change_invitation(asked, {"fee": Decimal(1_000_000)}, by=run.owner)
    assert len(sent("speaker-asked")) == 2


def test_a_speaker_may_think_again_but_not_after_the_class(client, run, asked, address):
    for state in ("declined", "accepted"):
        client.post(f"{address}answer/", {"state": state})
    asked.refresh_from_db()
    assert asked.state == InvitationState.ACCEPTED
    run.state = "cancelled"
    run.save()
    with pytest.raises(Refused):
        actions.answer_invitation(asked, InvitationState.DECLINED, by=SYSTEM)


def test_an_invitation_taken_back_says_so_and_one_not_sent_is_not_open(client, run, asked, address):
    with pytest.raises(Refused):
        actions.withdraw_invitation(asked, "vì", by=run.owner)
    actions.withdraw_invitation(asked, "Lớp chuyển sang năm sau.", by=run.owner)
    page = client.get(address)
    assert page.status_code == 410
    assert "rút lại" in page.content.decode()
    assert [one.purpose for one in sent()] == ["speaker-withdrawn"]
    draft = programme.invitation(run, programme.speaker("Nháp"), state=InvitationState.DRAFT)
    assert client.get(f"/training/s/{draft.token}/").status_code == 410


def test_speakers_of_a_class_called_off_hear_it_with_the_reason(run, asked):
    actions.answer_invitation(asked, InvitationState.ACCEPTED, by=SYSTEM)
    actions.cancel_run(run, "Thành phố dời lớp sang năm sau.", by=run.owner)
    asked.refresh_from_db()
    assert asked.state == InvitationState.WITHDRAWN
    [told] = sent("speaker-withdrawn")
    assert "Thành phố dời lớp sang năm sau." in told.body_text


def test_who_accepted_a_time_from_which_the_class_has_moved_is_named(run, asked):
    actions.answer_invitation(asked, InvitationState.ACCEPTED, by=SYSTEM)
    assert list(agenda._of_other_days(run, [asked])) == []
    run.starts_at += timedelta(days=7)
    run.ends_at += timedelta(days=7)
    [found] = agenda._of_other_days(run, [asked])
    assert "Lê Văn Sáu" in found.words


def test_a_forged_address_opens_nothing(client, asked):
    other = "1" if asked.token[-1] == "0" else "0"
    for token in (f"{asked.token[:-1]}{other}", "999-" + "0" * 32, "x", f"{asked.pk}-"):
        page = client.get(f"/training/s/{token}/")
        assert page.status_code == 403
        assert "Kỹ năng" not in page.content.decode()


def test_the_same_speaker_is_not_invited_twice_by_the_database_too(run, asked):
    again = Invitation(run=run, speaker=asked.speaker, topic="Lần hai")
    with pytest.raises(Refused, match="Lê Văn Sáu"):
        actions.invite_speaker(again, by=run.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(run=run, speaker=asked.speaker, topic="Lần hai")


# --- slides


@pytest.mark.shows("R28")
def test_slides_come_by_the_private_page_and_trainees_see_them_only_when_shown(
    client, run, asked, address
):
    answer = client.post(f"{address}slides/", {"file": slides()})
    assert answer.status_code == 302
    made = Material.objects.get()
    assert (made.invitation, made.is_shown, made.file.name) == (asked, False, "bai.pdf")
    assert downloaded(client.get(f"{address}slides/{made.pk}/")) == plain_pdf()
    other = programme.invitation(run, programme.speaker("Khác"))
    assert client.get(f"/training/s/{other.token}/slides/{made.pk}/").status_code == 404


def test_secret_slides_are_refused_and_nothing_of_them_is_kept(client, asked, address):
    secret = files.docx("".join(map(files.p, ["TỐI MẬT", *files.PLAN.split("\n")])))
    client.post(f"{address}slides/", {"file": slides("bai.docx", secret)}, HTTP_REFERER=address)
    assert Material.objects.count() == 0
    assert client.post(f"{address}slides/", {}).status_code == 400


@pytest.mark.shows("R28")
def test_missing_slides_are_asked_for_on_each_rung_once_and_no_more_when_they_came(run, asked):
    due = date(2026, 3, 12)  # a Thursday
    actions.answer_invitation(asked, InvitationState.ACCEPTED, by=SYSTEM)
    actions.change_invitation(asked, {"material_due": due}, by=run.owner)
    days = [date(2026, 3, day) for day in range(5, 17)]
    reminded = [day.day for day in days if actions.remind_slides(day, by=SYSTEM)]
    assert reminded == [9, 11, 12, 13]
    assert actions.remind_slides(due, by=SYSTEM) == 0

    actions.send_slides(asked, slides(), by=SYSTEM)
    assert sent("speaker-slides") == []
    assert actions.remind_slides(due, by=SYSTEM) == 0
    jobs.remind_slides.func()


# --- on paper


@pytest.mark.shows("R28")
def test_the_letter_of_thanks_is_a_draft_of_the_office_once_the_class_has_begun(run, asked):
    department = unit("Sở Văn hóa và Thể thao", kind=OrganisationKind.DEPARTMENT)
    officer = programme.officer(role=Role.LEAD_OFFICER, organisation=department)
    paper = actions.draft_invitation(asked, by=officer)
    assert (paper.type_code, paper.origin) == ("GM", f"training.invitation:{asked.pk}:invitation")
    with pytest.raises(Refused):
        actions.thank_speaker(asked, by=officer)
    actions.answer_invitation(asked, InvitationState.ACCEPTED, by=SYSTEM)
    with pytest.raises(Refused, match="chưa diễn ra"):
        actions.thank_speaker(asked, by=officer)
    run.starts_at = timezone.make_aware(datetime(2025, 11, 20, 8))
    run.ends_at = run.starts_at + timedelta(hours=4)
    run.save()
    asked.refresh_from_db()
    thanks = actions.thank_speaker(asked, by=officer)
    assert (thanks.type_code, "Lê Văn Sáu" in thanks.subject) == ("ThC", True)


# --- the office's pages


@pytest.fixture
def browser(client):
    user = programme.officer(role=Role.LEAD_OFFICER)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_speaker_is_written_down_invited_looked_over_and_sent(browser, run):
    facts = {"full_name": "Đỗ Thị Ánh", "topics": "Ảnh đối ngoại", "phone": "+84 912 345 678"}
    assert browser.post("/training/speakers/add/", facts).status_code == 302
    speaker = programme.Speaker.objects.get()
    assert speaker.phone == "0912345678"
    assert "Đỗ Thị Ánh" in browser.get("/training/speakers/?q=do thi anh").content.decode()

    invite = {"speaker": speaker.pk, "topic": "Ảnh", "minutes": "60", "fee": "1.000.000"}
    wrong = browser.post(f"/training/{run.pk}/invite/", invite)
    assert "căn cứ định mức" in wrong.content.decode()
    right = invite | {"fee_basis": "TT 36/2018/TT-BTC, Điều 5"}
    answer = browser.post(f"/training/{run.pk}/invite/", right)
    page = browser.get(answer["Location"]).content.decode()
    assert "1.000.000 đồng" in page
    assert "Kính gửi Đỗ Thị Ánh" in page
    browser.post(f"{answer['Location']}send/")
    assert Invitation.objects.get().state == InvitationState.INVITED
    assert sent() == []  # no address: the link is handed over
    assert Invitation.objects.get().token in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_whatever_its_length(
    browser, django_assert_max_num_queries, count
):
    for number in range(count):
        programme.speaker(f"Trần Văn {number}")
    with django_assert_max_num_queries(6):
        page = browser.get("/training/speakers/")
    assert page.content.decode().count("Trần Văn") == count
