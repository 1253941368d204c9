"""R43: the letter that a unit's chairman signed, attached when somebody is named or nobody."""

from __future__ import annotations

import io
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from khuevan.documents.enums import Kind as Filed
from khuevan.documents.models import StoredFile
from khuevan.kit import archive, audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import Role
from khuevan.training import actions, notices, roster, unit_letters
from khuevan.training.actions import LetterFacts
from khuevan.training.enums import Kind, LetterStanding, RunState, SeatState, Verdict
from khuevan.training.models import ClassRun, Seat, UnitLetter
from khuevan.training.tests import naming
from khuevan.training.tests.test_nominating import crowd
from khuevan.training.tests.test_rosters import sheet_of
from khuevan.training.views.desk import Desk
from khuevan.vanban.tests import files

pytestmark = pytest.mark.django_db
WORDS = "ỦY BAN NHÂN DÂN\nPHƯỜNG BỒ ĐỀ\nCÔNG VĂN\nV/v cử công chức tham gia tập huấn"
PAGE = files.pdf(files.lines_down(WORDS))
OTHER = files.docx("".join(map(files.p, WORDS.split("\n"))))
SECRET = files.docx("".join(map(files.p, ["TỐI MẬT", *files.PLAN.split("\n")])))
WHY = "Chị Hương được cử đi học lớp khác."


@pytest.fixture
def unit():
    return naming.ward("Phường Bồ Đề", mail="vanthu@bode.example.vn")


@pytest.fixture
def desk(unit):
    link = naming.link(unit)
    return Desk(unit, link, link)


@pytest.fixture
def seat(unit):
    return naming.seat(unit=unit)


@pytest.fixture
def named(seat, desk):
    actions.nominate(seat, naming.facts(), by=desk.by)
    return seat


def upload(content=PAGE, name="cv cử chị Hương.pdf"):
    return SimpleUploadedFile(name, content)


def photo():
    exif = Image.Exif()
    exif[0x010F] = "Phone of Mr A"
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def body(page):
    return page.content.decode()


def attach(seat, content=PAGE, name="cv.pdf", *, by=audit.SYSTEM, **facts):
    return actions.attach_letter([seat], content, LetterFacts(**facts), name, by=by)[0]


# --- attached


@pytest.mark.shows("R43")
def test_a_photo_follows_the_name_and_keeps_nothing_but_the_picture(client, desk, named):
    page = client.get(desk.url("receipt", pk=named.pk))
    assert "Đính kèm công văn (không bắt buộc)" in body(page)
    assert ('enctype="multipart/form-data"' in body(page), 'accept="image/jpeg' in body(page)) == (
        True, True,
    )  # fmt: skip
    assert 'type="file"' not in body(client.get(desk.url("name", pk=named.pk, who="other")))

    typed = {"number": " 12/CV-UBND ", "signed_on": "2026-01-05", "file": upload(photo(), "a.jpg")}
    sent = client.post(desk.url("letter", pk=named.pk), typed, follow=True)

    letter = UnitLetter.objects.get()
    assert sent.redirect_chain == [(desk.url("seat", pk=named.pk), 302)]
    assert "Số 12/CV-UBND ngày 05/01/2026" in body(sent)
    with letter.file.content.open("rb") as kept:
        content = kept.read()
    assert (b"Exif" in content, b"Mr A" in content) == (False, False)
    assert (letter.file.name, letter.file.sha256, letter.sent_by) == (
        "Công văn của Phường Bồ Đề.jpg", sha256(content).hexdigest(), desk.link.actor_name,
    )  # fmt: skip
    event = audit.history(named)[0]
    assert (event.kind, event.after) == (Kind.LETTER_SENT, letter.file.sha256[:12])
    shown = client.get(desk.url("letter_file", pk=named.pk, letter=letter.pk))
    assert b"".join(shown.streaming_content) == content


@pytest.mark.shows("R43")
def test_a_unit_that_sends_nobody_may_attach_its_letter_too(client, desk, seat):
    actions.decline(seat, "Cả phòng đi chống bão.", by=desk.by)
    client.post(desk.url("letter", pk=seat.pk), {"file": upload(OTHER, "cv.docx")})
    letter = UnitLetter.objects.get()
    assert (letter.nomination, letter.number, letter.signed_on) == (None, "", None)
    assert "Đã có công văn" in body(client.get(desk.url("seat", pk=seat.pk)))


@pytest.mark.shows("R43")
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"gop y", "a.txt", "“a.txt” không phải là ảnh (JPEG, PNG, WebP, TIFF), PDF hay tệp Word."),
        (b"MZ\0\0", "a.exe", "“a.exe” không phải là ảnh"),
        (b"", "trong.pdf", "“trong.pdf” rỗng"),
        (b"%PDF-1.7\n" + b"0" * 2000, "to.pdf", "“to.pdf” nặng "),
        (files.pdf(files.lines_down(WORDS), encrypted=True), "khoa.pdf",
         "Tệp “khoa.pdf” được đặt mật khẩu."),
        (SECRET, "mat.docx", "độ mật"),
        (b"\xff\xd8\xff" + b"\0" * 50, "anh.jpg", "Ảnh bị hỏng"),
    ],
    ids=["text", "program", "empty", "large", "locked", "secret", "damaged"],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_and_changes_nothing(
    client, desk, named, content, name, words
):
    before = attach(named)
    limit = 1500 if name == "to.pdf" else 10_000_000
    url = desk.url("letter", pk=named.pk)
    with override_settings(UPLOAD_LIMIT=limit):
        page = client.post(
            url, {"file": upload(content, name)}, headers={"referer": url}, follow=True
        )

    assert words in body(page)
    assert list(UnitLetter.objects.all()) == [before]
    assert (StoredFile.objects.count(), before.ended_at) == (1, None)
    refused = AuditEvent.objects.filter(kind=Filed.REFUSED_SECRET).count()
    assert refused == (1 if name == "mat.docx" else 0)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "file"), ({"file": PAGE, "signed_on": "2999-01-01"}, "signed_on"),
     ({"file": PAGE, "signed_on": "mai"}, "signed_on"), ({"file": PAGE, "number": "1" * 81}, "number")],
    ids=["nothing", "to come", "no day", "long"],
)  # fmt: skip
def test_a_wrong_field_is_said_there(client, desk, named, typed, field):
    typed = typed | ({"file": upload()} if "file" in typed else {})
    page = client.post(desk.url("letter", pk=named.pk), typed)
    assert (page.status_code, list(page.context["letter_form"].errors)) == (400, [field])
    assert UnitLetter.objects.count() == 0


def test_a_marking_in_the_number_is_refused(named):
    with pytest.raises(Refused):
        attach(named, number="TUYỆT MẬT")
    assert (UnitLetter.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.shows("R43")
def test_pressed_twice_is_stored_once(client, desk, named):
    url = desk.url("letter", pk=named.pk)
    for _n in range(2):
        assert client.post(url, {"file": upload(photo(), "a.jpg")}).status_code == 302

    assert (UnitLetter.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(kind=Kind.LETTER_SENT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_are_one_letter(tmp_path):
    seat = naming.nomination().seat

    with crowd(tmp_path) as pool:
        found = set(pool.map(lambda _n: attach(seat).pk, range(8)))
        kept = pool.submit(
            lambda: (UnitLetter.objects.count(), StoredFile.objects.count())
        ).result()

    assert (len(found), kept) == (1, (1, 1))


@pytest.mark.shows("R43")
def test_a_letter_is_replaced_and_the_first_stays_as_history(client, desk, named):
    first = attach(named, number="1/CV")
    client.post(desk.url("letter", pk=named.pk), {"file": upload(OTHER, "b.docx"), "number": "2"})
    client.post(desk.url("letter", pk=named.pk), {"number": "2/CV-UBND"})  # the number mended alone

    third, second, oldest = UnitLetter.objects.all()
    assert (oldest, oldest.ended_at is None) == (first, False)
    assert (third.number, third.file, third.ended_at) == ("2/CV-UBND", second.file, None)
    page = client.get(desk.url("seat", pk=named.pk))
    assert ("Số 2/CV-UBND" in body(page), "Đã gửi trước đây" in body(page)) == (True, True)
    assert StoredFile.objects.count() == 2


@pytest.mark.shows("R43")
def test_one_letter_serves_several_seats_of_the_unit_and_no_other(client, unit, desk, named):
    second = naming.seat(named.run, unit=unit, place=2)
    naming.nomination(second, full_name="Trần Văn Nam")
    silent = naming.seat(named.run, unit=unit, place=3)
    foreign = naming.nomination(naming.seat(named.run)).seat
    form = client.get(desk.url("letter", pk=named.pk)).context["letter_form"]
    assert form.fields["seats"].choices == [(second.pk, "Trần Văn Nam")]

    url = desk.url("letter", pk=named.pk)
    for pk in (silent.pk, foreign.pk):
        assert client.post(url, {"file": upload(), "seats": [pk]}).status_code == 400
    client.post(url, {"file": upload(), "seats": [second.pk]})

    letters = UnitLetter.objects.all()
    assert {one.seat for one in letters} == {named, second}
    assert (len({one.file for one in letters}), StoredFile.objects.count()) == (1, 1)


# --- when, and who


@pytest.mark.shows("R43")
def test_a_letter_comes_after_the_answer_and_before_the_list_is_locked(client, desk, seat):
    url, own = desk.url("letter", pk=seat.pk), desk.url("seat", pk=seat.pk)
    refused = client.post(url, {"file": upload()}, headers={"referer": own}, follow=True)
    assert "Hãy cử người trước" in body(refused)
    assert client.get(url).url == own

    actions.nominate(seat, naming.facts(), by=desk.by)
    letter = attach(seat)
    ClassRun.objects.update(state=RunState.LOCKED)
    late = client.post(
        url, {"file": upload(OTHER, "b.docx")}, headers={"referer": own}, follow=True
    )

    assert "Danh sách đã khóa" in body(late)
    assert ('type="file"' in body(late), list(UnitLetter.objects.all())) == (False, [letter])


@pytest.mark.shows("R43")
def test_another_unit_sees_and_sends_no_letter(client, desk, seat):
    foreign = naming.nomination(naming.seat(seat.run)).seat
    letter = attach(foreign)
    addresses = [
        desk.url("letter", pk=foreign.pk), desk.url("letter_file", pk=foreign.pk, letter=letter.pk)
    ]  # fmt: skip
    assert [client.get(url).status_code for url in addresses] == [403, 403]
    assert client.post(addresses[0], {"file": upload()}).status_code == 403
    mixed = desk.url("letter_file", pk=seat.pk, letter=letter.pk)
    assert client.get(mixed).status_code == 404

    user = naming.officer(Role.FOCAL_POINT, organisation=desk.organisation)
    client.force_login(user)
    own = Desk(desk.organisation, user)
    assert client.get(own.url("letter_file", pk=foreign.pk, letter=letter.pk)).status_code == 404
    office = reverse("training:letter", args=[foreign.run_id, letter.pk])
    assert client.get(office).status_code in {403, 404}


def test_a_link_that_has_run_out_attaches_nothing(client, desk, named):
    desk.link.expires_at = timezone.now() - timedelta(minutes=1)
    desk.link.save()
    page = client.post(desk.url("letter", pk=named.pk), {"file": upload()})
    assert (page.status_code, UnitLetter.objects.count()) == (410, 0)


def test_pages_with_a_letter_are_light_and_need_no_script(client, desk, named):
    attach(named, number="1/CV")
    attach(named, OTHER, "b.docx")
    for page in ("seat", "receipt", "letter"):
        shown = client.get(desk.url(page, pk=named.pk))
        late = shown.content.count(b"<script") == shown.content.count(b" defer></script>")
        assert (len(shown.content) < 20_000, late) == (True, True)


# --- the office


@pytest.mark.shows("R43")
def test_the_office_sees_and_opens_the_letter_wherever_it_looks_at_the_seat(client, named):
    letter = attach(named, number="12/CV-UBND", signed_on=date(2026, 1, 5))
    client.force_login(naming.officer(Role.LEAD_OFFICER))
    to = reverse("training:letter", args=[named.run_id, letter.pk])
    holder = named.nominations.active().get()
    pages = [
        reverse("training:seat", args=[named.run_id, named.pk]),
        reverse("training:composition", args=[named.run_id]),
        reverse("training:nominee", args=[named.run_id, holder.pk]),
        reverse("training:roster", args=[named.run_id]),
        reverse("training:seats", args=[named.run_id]),
    ]
    for url in pages:
        page = body(client.get(url))
        assert (url, to in page, "Số 12/CV-UBND ngày 05/01/2026" in page) == (url, True, True)
    answer = client.get(to)
    assert b"".join(answer.streaming_content) == PAGE
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/pdf", "nosniff"
    )  # fmt: skip
    other = naming.run()
    assert client.get(reverse("training:letter", args=[other.pk, letter.pk])).status_code == 404


@pytest.mark.shows("R43")
def test_a_letter_that_came_another_way_is_filed_by_the_office_even_when_the_list_is_locked(
    client, named
):
    ClassRun.objects.update(state=RunState.LOCKED)
    url = reverse("training:file_letter", args=[named.run_id, named.pk])
    client.force_login(naming.officer(Role.DIRECTOR))
    assert (client.post(url, {"file": upload()}).status_code, UnitLetter.objects.count()) == (
        403,
        0,
    )

    officer = naming.officer(Role.LEAD_OFFICER)
    client.force_login(officer)
    empty = client.post(url, {}, follow=True)
    assert "Hãy chọn tệp công văn trước." in body(empty)
    client.post(url, {"file": upload(), "number": "7/CV"})
    assert UnitLetter.objects.get().sent_by == officer.actor_name
    ClassRun.objects.update(state=RunState.HELD, held_at=timezone.now())
    panel = reverse("training:seat", args=[named.run_id, named.pk])
    late = client.post(url, {"file": upload(OTHER)}, headers={"referer": panel}, follow=True)
    assert ("Lớp đã tổ chức" in body(late), UnitLetter.objects.count()) == (True, 1)


@pytest.mark.shows("R43")
def test_a_letter_for_somebody_else_is_told_from_one_for_the_nominee(client, desk, named):
    attach(named)
    third = naming.nomination(naming.seat(named.run)).seat
    actions.judge(
        named.nominations.get(), Verdict.WRONG, "Xin ghi đủ chức danh.", by=naming.officer()
    )
    actions.substitute(named, naming.facts(position="Công chức văn hóa"), WHY, by=desk.by)
    client.force_login(naming.officer(Role.LEAD_OFFICER))
    url = reverse("training:composition", args=[named.run_id])

    def seen(value):
        return [row.object.seat for row in client.get(url, {"letter": value}).context["page"].rows]

    assert [seen(one) for one in LetterStanding] == [
        [named],
        [],
        [third],
    ]  # completed: the same person
    actions.substitute(named, naming.facts("Trần Văn Nam", phone="0900000002"), WHY, by=desk.by)
    assert [seen(one) for one in LetterStanding] == [[], [named], [third]]
    assert "Công văn cử người khác" in body(client.get(desk.url("seat", pk=named.pk)))
    attach(named)  # the same file again now speaks of the new one
    assert [seen(one) for one in LetterStanding] == [[named], [], [third]]


@pytest.mark.shows("R43")
def test_a_class_that_asks_for_letters_says_so_everywhere_and_blocks_nobody(client, desk, named):
    run = named.run
    officer = naming.officer(Role.LEAD_OFFICER)
    calls = reverse("training:calls", args=[run.pk])
    assert "lãnh đạo đơn vị" not in notices.asked(run, 1, "…").text
    assert unit_letters.owing(run).count() == 1
    actions.change_run(run, {"asks_letter": True}, by=officer)

    for letter in (notices.asked(run, 1, "…"), notices.reminder(run, date(2026, 1, 5), "…")):
        assert "Lớp này yêu cầu công văn cử có chữ ký của lãnh đạo đơn vị" in letter.text
    page = body(client.get(desk.url("seat", pk=named.pk)))
    assert (
        "công văn cử có chữ ký của lãnh đạo đơn vị" in page,
        '<details class="stack-2" open>' in page,
    ) == (
        True,
        True,
    )
    made = named.nominations.get()
    assert (made.proposed_verdict, made.reasons) == (Verdict.RIGHT, [])
    client.force_login(officer)
    nominee = client.get(reverse("training:nominee", args=[run.pk, made.pk]))
    assert nominee.context["reasons"] == ["Chưa có công văn"]
    assert client.get(calls, {"which": "letter"}).context["page"].paginator.count == 1
    assert client.get(calls).context["page"].paginator.count == 0
    actions.judge(made, Verdict.RIGHT, "", by=officer)
    assert Seat.objects.get(pk=named.pk).state == SeatState.VALID

    attach(named)
    assert client.get(calls, {"which": "letter"}).context["page"].paginator.count == 0
    shown = client.get(reverse("training:nominee", args=[run.pk, made.pk]))
    assert shown.context["reasons"] == []


@pytest.mark.shows("R43", "TRN-6")
def test_the_roster_has_a_column_that_changes_nothing_when_it_comes_back(named):
    naming.seat(named.run)
    attach(named, number="12/CV-UBND", signed_on=date(2026, 1, 5))
    with translation.override("en"):
        content = sheet_of(named.run)
        found = roster.compare(named.run, content)
    assert (found.difference.changed, found.errors, found.ignored) == ((), (), ())
    row = unit_letters.owing(named.run)
    assert row.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_lists_with_letters_cost_the_same_whatever_their_number(
    client, count, django_assert_max_num_queries
):
    run = naming.run(asks_letter=True)
    for _n in range(count):
        attach(naming.nomination(naming.seat(run)).seat)
    client.force_login(naming.officer(Role.LEAD_OFFICER))
    for name in ("composition", "roster", "seats", "calls"):
        with django_assert_max_num_queries(10):
            client.get(reverse(f"training:{name}", args=[run.pk]))


# --- how long


@pytest.mark.shows("R43")
def test_letters_leave_with_the_names_and_a_shared_file_with_the_last(unit, desk, named):
    second = naming.nomination(naming.seat(unit=unit)).seat
    actions.attach_letter([named, second], PAGE, by=desk.by)
    own = ClassRun.objects.filter(pk=named.run_id)
    own.update(state=RunState.CANCELLED, created_at=timezone.now() - timedelta(days=900),
               starts_at=None, ends_at=None)  # fmt: skip

    actions.forget(own.get(), by=audit.SYSTEM)

    assert [one.seat for one in UnitLetter.objects.all()] == [second]
    assert StoredFile.objects.count() == 1
    ClassRun.objects.filter(pk=second.run_id).update(
        state=RunState.CANCELLED, created_at=timezone.now() - timedelta(days=900), ends_at=None,
        starts_at=None,
    )  # fmt: skip
    actions.forget(ClassRun.objects.get(pk=second.run_id), by=audit.SYSTEM)
    assert (UnitLetter.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_archive_of_everything_holds_letters():
    assert UnitLetter in archive.exported_models()


def test_a_divided_class_takes_its_letters_along(named):
    attach(named)
    naming.seat(named.run)
    ClassRun.objects.update(asks_letter=True)
    second = actions.divide_run(named.run, [named.pk], "Lớp hai", by=naming.officer())
    assert (second.asks_letter, UnitLetter.objects.get().seat.run) == (True, second)


def test_a_seat_with_a_letter_is_not_taken_away(seat, desk):
    actions.decline(seat, "Cả phòng đi chống bão.", by=desk.by)
    attach(seat)
    with pytest.raises(Refused):
        actions.take_seat_away(seat, by=naming.officer(), why="thừa")
    assert Seat.objects.filter(pk=seat.pk).exists()
