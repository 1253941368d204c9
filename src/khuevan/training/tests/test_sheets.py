"""The sign-in sheet comes back as a photograph: rows by their codes, signatures by a person."""

from __future__ import annotations

import io
import random

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from khuevan.documents import actions as documents
from khuevan.documents.models import StoredFile
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Work
from khuevan.people.enums import Role
from khuevan.training import actions
from khuevan.training.enums import Ink, Outcome, RunState, SeatState, Witness
from khuevan.training.jobs import read_sheets
from khuevan.training.models import Attendance, Nomination, SheetReading, SheetRow
from khuevan.training.printing import files, reading, signing
from khuevan.training.tests import printed as factories
from khuevan.training.tests.test_summoning import OTHER

MM = 150 / 25.4


def ready(count: int):
    run = factories.run(RunState.SUMMONED)
    factories.seats(run, count, SeatState.SUMMONED)
    return run


def signed(page: Image.Image, who: set[str], dice: random.Random) -> Image.Image:
    """A page at 150 dpi with a scrawl in the field of each of these codes."""
    draw = ImageDraw.Draw(page)
    for code in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode):
        if code.text in who:
            x = code.position.top_right.x + dice.uniform(5, 14) * MM
            y = code.position.top_left.y + dice.uniform(3, 7) * MM
            stroke = [
                (x + n * dice.uniform(0.9, 1.6) * MM, y + dice.uniform(-2.5, 2.5) * MM)
                for n in range(dice.randint(6, 18))
            ]
            draw.line(stroke, fill=dice.randint(20, 90), width=dice.choice([2, 3]))
    return page


def scanned(page: Image.Image, degrees: float = 3) -> bytes:
    """At 150 dpi, turned, a little out of focus, noisy, darker to one side, as JPEG."""
    page = page.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    page = page.filter(ImageFilter.GaussianBlur(0.6))
    page = Image.blend(page, Image.effect_noise(page.size, 18), 0.08)
    shade = Image.linear_gradient("L").resize(page.size).point(lambda v: 180 + v * 75 // 255)
    return jpeg(ImageChops.multiply(page, shade))


def photographed(page: Image.Image) -> bytes:
    """By hand, from below: the upper edge is farther away."""
    wide, high = page.size
    quad = (-60, -45, 30, high + 20, wide - 15, high + 45, wide + 80, -30)
    return jpeg(
        page.transform(
            (1700, 2350), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=120
        )
    )


def jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=70)
    return out.getvalue()


def printed_pages(run) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(files.sheet_pdf(actions.on_sheet(run), run))
    pages = [page.render(scale=150 / 72, grayscale=True).to_pil().convert("L") for page in document]
    document.close()
    return pages


@pytest.mark.shows("CHK-5")
@pytest.mark.django_db
def test_a_scan_at_150_dpi_turned_by_3_degrees_gives_every_row_and_proposes_who_signed():
    run, dice = ready(142), random.Random(5)
    codes = {signing.code_of(one) for one in actions.on_sheet(run)}
    who = {code for code in sorted(codes) if dice.random() < 0.8}

    rows = [
        row
        for page in printed_pages(run)
        for row in reading.read_pages(scanned(signed(page, who, dice)))
    ]

    assert len({row.code for row in rows} & codes) / len(codes) >= 0.99
    assert {row.code for row in rows if row.proposal == Ink.SIGNED} == who
    assert {row.code for row in rows if row.proposal == Ink.EMPTY} == codes - who


@pytest.mark.shows("CHK-5")
@pytest.mark.django_db
def test_a_photograph_from_below_is_read_as_well():
    run, dice = ready(16), random.Random(6)
    codes = [signing.code_of(one) for one in actions.on_sheet(run)]
    who = set(codes[::2])
    page = signed(printed_pages(run)[0], who, dice)

    rows = reading.read_pages(photographed(page))

    assert {row.code: row.proposal == Ink.SIGNED for row in rows} == {
        code: code in who for code in codes
    }


@pytest.fixture
def read():
    """A class of three, of whom the first signed, its sheet read and not yet settled."""
    run = ready(3)
    kept = documents.keep(b"a photograph", "trang 1.jpg", None, by=run.owner)
    made = SheetReading.objects.create(run=run, file=kept, read_by=run.owner)
    for number, one in enumerate(actions.on_sheet(run)):
        ink, proposal = (0, Ink.EMPTY) if number else (150, Ink.SIGNED)
        SheetRow.objects.create(reading=made, nomination=one, ink=ink, proposal=proposal)
    return made


@pytest.mark.shows("CHK-5")
@pytest.mark.django_db
def test_a_person_confirms_and_an_empty_row_makes_nobody_absent(read):
    by = factories.officer()
    chosen = read.rows.filter(proposal=Ink.SIGNED).values_list("pk", flat=True)

    count = actions.confirm_sheet(read, list(chosen), by=by)

    assert (count, Attendance.objects.count()) == (1, 1)
    [came] = Attendance.objects.all()
    assert (came.seat.number, came.outcome, came.witness, came.set_by) == (
        1, Outcome.PRESENT, Witness.SHEET, by,
    )  # fmt: skip
    assert SheetRow.objects.signed().count() == 1
    with pytest.raises(AlreadyDecided):
        actions.confirm_sheet(read, list(chosen), by=by)


@pytest.mark.django_db
def test_nothing_counts_before_somebody_confirmed(read):
    assert not Attendance.objects.exists()
    assert not SheetRow.objects.signed().exists()

    actions.drop_sheet(read, by=factories.officer())

    with pytest.raises(AlreadyDecided):
        actions.confirm_sheet(read, [], by=factories.officer())


@pytest.mark.django_db
def test_the_person_overrules_the_proposal(read):
    empty = read.rows.filter(proposal=Ink.EMPTY).first()

    actions.confirm_sheet(read, [empty.pk], by=factories.officer())

    assert [one.seat_id for one in Attendance.objects.all()] == [empty.nomination.seat_id]


@pytest.mark.django_db
def test_rows_of_a_person_since_replaced_are_left_out_and_counted():
    run = ready(2)
    [page] = printed_pages(run)
    seat = run.seats.first()
    actions.substitute(seat, OTHER, "Đi công tác đột xuất.", by=run.owner, at_the_door=True)

    read = actions.read_sheet(run, scanned(page), "trang.jpg", by=run.owner)

    assert (read.rows.count(), read.stale, read.foreign) == (1, 1, 0)


def blank() -> bytes:
    return jpeg(Image.new("L", (1240, 1754), 240))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: scanned(printed_pages(ready(2))[0]), "2 mã khác"),
        (blank, "Không đọc được dòng nào"),
        (lambda: b"PK\x03\x04 not a photograph", "không phải ảnh chụp"),
        (lambda: blank()[:400], "hỏng"),
    ],
    ids=["another class's sheet", "a blank page", "another kind of file", "half a file"],
)
@pytest.mark.django_db
def test_what_shows_no_row_of_this_class_is_refused_and_not_kept(content, words):
    run = ready(1)
    file = content()

    with pytest.raises(Refused, match=words):
        actions.read_sheet(run, file, "trang.jpg", by=run.owner)

    assert not SheetReading.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_forged_code_is_foreign():
    run = ready(1)
    [one] = actions.on_sheet(run)
    genuine = signing.code_of(one)
    forged = genuine[:-1] + ("B" if genuine.endswith("A") else "A")

    assert (signing.is_ours(genuine, one), signing.is_ours(forged, one)) == (True, False)
    assert signing.parse("KV1.1.2.AAAA") is None


@pytest.mark.django_db
def test_the_pages_take_photographs_in_and_show_them_field_by_field(
    client, django_capture_on_commit_callbacks
):
    run = ready(3)
    keeper = factories.officer(Role.DIGITAL_DESK)
    client.force_login(keeper)
    content = scanned(printed_pages(run)[0])

    sheet = client.post(reverse("training:sheet_print", args=[run.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(
            reverse("training:sheet_read", args=[run.pk]),
            {"files": [SimpleUploadedFile("a.jpg", content), SimpleUploadedFile("b.jpg", blank())]},
        )
    work = Work.objects.get()
    read_sheets.func(*DBTaskResult.objects.get().args_kwargs["args"])
    work.refresh_from_db()
    [read] = SheetReading.objects.all()
    page = client.get(reverse("training:sheet_reading", args=[read.pk])).content.decode()
    field = client.get(reverse("training:sheet_field", args=[read.rows.first().pk]))
    listed = client.get(reverse("training:sheet", args=[run.pk])).content.decode()
    client.post(reverse("training:sheet_confirm", args=[read.pk]), {"signed": ["x", "999"]})

    assert (sheet.content[:4], sent.url) == (b"%PDF", reverse("kit:work", args=[work.pk]))
    assert (work.state, work.failed, page.count('type="checkbox"')) == ("done", 1, 3)
    assert (field["Content-Type"], field.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert ("Chờ bạn xác nhận" in listed, "a.jpg" in listed) == (True, True)
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_whoever_keeps_no_door_reads_no_sheet(client):
    run = ready(1)
    [one] = Nomination.objects.all()
    client.force_login(factories.officer(Role.FOCAL_POINT, organisation=one.seat.organisation))

    assert client.get(reverse("training:sheet", args=[run.pk])).status_code == 403
