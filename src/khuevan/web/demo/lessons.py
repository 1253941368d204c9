"""The smaller classes of the demo office: one applied since, one called off, one that sits today."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import pypdfium2
from django.utils import timezone
from PIL import Image, ImageDraw

from khuevan.kit import workdays
from khuevan.kit.audit import NamedActor
from khuevan.kit.works import Progress
from khuevan.people.models import Organisation
from khuevan.plans.models import Plan
from khuevan.training import actions, outcomes, rotating
from khuevan.training.actions import Application
from khuevan.training.enums import Applied, Ink, Outcome
from khuevan.training.models import ApplicationNote, ClassRun, Nomination, Venue
from khuevan.training.printing import files, reading
from khuevan.training.proposals import Item
from khuevan.training.tickets import ticket_of
from khuevan.web.demo import money
from khuevan.web.demo.classes import clause_about, judge_all, name_people
from khuevan.web.demo.plans import HANOI, Desk, at

SEATS = 10
NAMES_CLASS = "Dùng tên gọi chính thức trong bài giới thiệu di tích hai thứ tiếng"
PICTURES_CLASS = "Chụp và chọn ảnh sự kiện cho trang tiếng nước ngoài"
OFF_CLASS = "Dẫn chương trình giao lưu với đoàn khách quốc tế"
CALLED_OFF = "Giảng viên chính ốm, chưa có người thay; mở lại trong quý sau."
ABSENT = "Đơn vị báo bận tiếp đoàn kiểm tra."
SAID = (
    Application(
        Applied.YES, "Viết lại trang giới thiệu đình làng theo đúng tên gọi trong danh mục.",
        "https://phuong.example/en/dinh-lang", 6, "Thêm danh mục tên gọi làng nghề.",
    ),
    Application(
        Applied.YES, "Thay ba biển chỉ dẫn viết sai tên tiếng Anh.",
        "https://phuong.example/en/bien-chi-dan", 4,
    ),
    Application(Applied.PARTLY, "Đã sửa tờ gấp; trang điện tử chờ kinh phí.", "", 2),
    Application(Applied.NOT_YET, "", "", 0, "Cần người hiệu đính tiếng Anh."),
    Application(Applied.YES, "Hướng dẫn lại đội tình nguyện viên thuyết minh tại đền.", "", 11),
)  # fmt: skip


def fill(desk: Desk, year: Plan) -> None:
    hall = Venue.objects.earliest("pk")
    applied_since(desk, year, hall)
    called_off(desk, year, hall)
    of_today(desk, year, hall)


def wards(first: int) -> list[Organisation]:
    """Ten of those who may have a seat, others each time."""
    rows = Organisation.objects.valid(timezone.localdate()).filter(
        memberships__group__code="phuong-xa"
    )
    return list(rows.order_by("protocol_order", "sort_key")[first : first + SEATS])


def opened(
    desk: Desk, plan: Plan, title: str, begins: datetime, ends: datetime,
    units: Sequence[Organisation], hall: Venue,
) -> ClassRun:  # fmt: skip
    facts = actions.RunFacts(
        title, theme="Viết và biên tập", units=units, starts_at=begins, ends_at=ends,
        minutes=int((ends - begins).total_seconds()) // 60, issuer=plan.issuer,
        nominate_by=workdays.calendar().add(begins.date(), -5),
        venue_rule={"stars": 3, "city": "Hà Nội"},
        syllabus=[Item(title, need="Đơn vị đề nghị"), Item("Trao đổi, giải đáp")],
    )  # fmt: skip
    clause = clause_about(plan, "bồi dưỡng")
    run = actions.open_run(facts, by=desk.officer, clause=clause, again=True)
    actions.choose_venue(run, hall, by=desk.officer)
    return run


def half_day(day: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(13, 30), HANOI)
    return begins, begins + timedelta(hours=3)


def nominate(desk: Desk, run: ClassRun) -> None:
    actions.open_nominations(run, by=desk.officer)
    actions.tell_units(run, by=desk.officer, progress=Progress(0))


def summoned(desk: Desk, run: ClassRun) -> None:
    judge_all(run, desk)
    actions.lock_list(run, by=desk.officer)
    actions.dispatch_summons(run, by=desk.officer, progress=Progress(0))
    run.refresh_from_db()


# --- ten weeks ago: a paper sheet, and what units made of it


def applied_since(desk: Desk, plan: Plan, hall: Venue) -> None:
    day = desk.today - timedelta(days=75)
    with at(day - timedelta(days=20), 9):
        run = opened(desk, plan, NAMES_CLASS, *half_day(day), wards(0), hall)
        estimate = money.approved(run, desk, day, money.small_lines(SEATS, hall=False))
        nominate(desk, run)
    name_people(run, SEATS, day - timedelta(days=19))
    with at(day - timedelta(days=6), 10):
        summoned(desk, run)
    with at(day, 17):
        by_sheet(desk, run)
        actions.hold(run, by=desk.officer)
    with at(day + timedelta(days=4), 10):
        money.half_proved(estimate, desk)
    asked(desk)


def by_sheet(desk: Desk, run: ClassRun) -> None:
    """The list was signed on paper; read back, an officer confirms what the ink proposes."""
    paper = signed(files.sheet_pdf(actions.on_sheet(run), run), empty=2)
    read = actions.read_sheet(run, paper, "bang-ky-ten.pdf", by=desk.officer)
    rows = read.rows.filter(proposal=Ink.SIGNED).values_list("pk", flat=True)
    actions.confirm_sheet(read, list(rows), by=desk.officer)
    for row in outcomes.standings(run):
        if row.outcome is None:
            actions.set_attendance(row.seat, Outcome.EXCUSED, ABSENT, by=desk.officer)


def signed(sheet: bytes, empty: int) -> bytes:
    """A scrawl in the field of every row but the last ones, as a scanner with a text layer gives it."""
    document = pypdfium2.PdfDocument(sheet)
    ink = io.BytesIO()
    strokes = Image.new("L", (240, 70), 255)
    ImageDraw.Draw(strokes).line(
        [(12 + 24 * n, 12 + 46 * (n * 7 % 3) // 2) for n in range(10)], fill=40, width=6
    )
    strokes.save(ink, "JPEG", quality=70)
    scrawl = ink.getvalue()
    # One handle a page: what is drawn through another is not written.
    sheets = dict(enumerate(document, 1))
    rows = reading.read_pages(sheet)
    for row in rows[: len(rows) - empty]:
        page = sheets[row.page]
        across, down = row.corners[0::2], row.corners[1::2]
        points = 72 / reading.DPI
        picture = pypdfium2.PdfImage.new(document)
        picture.load_jpeg(io.BytesIO(scrawl), inline=True)
        wide, high = (max(side) - min(side) for side in (across, down))
        left, low = min(across) * points, page.get_height() - max(down) * points
        matrix = pypdfium2.PdfMatrix().scale(0.6 * wide * points, 0.7 * high * points)
        picture.set_matrix(matrix.translate(left + 3, low + 3))
        page.insert_obj(picture)
    for page in sheets.values():
        page.gen_content()
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def asked(desk: Desk) -> None:
    """Two weeks ago the units were asked what they made of it; some have answered (R44)."""
    with at(desk.today - timedelta(days=14), 8):
        actions.ask_application(desk.today - timedelta(days=14), by=desk.officer)
    notes = ApplicationNote.objects.select_related("seat__run", "seat__organisation")
    for number, (note, said) in enumerate(zip(notes.order_by("pk"), SAID, strict=False)):
        with at(desk.today - timedelta(days=9 - number), 15, 10 * number):
            actions.answer_application(note, said, by=NamedActor(note.seat.organisation.name))


# --- not held


def called_off(desk: Desk, plan: Plan, hall: Venue) -> None:
    day = desk.today + timedelta(days=4)
    with at(desk.today - timedelta(days=15), 9):
        run = opened(desk, plan, OFF_CLASS, *half_day(day), wards(SEATS), hall)
        nominate(desk, run)
    name_people(run, 7, desk.today - timedelta(days=14))
    with at(desk.today - timedelta(days=3), 16):
        actions.cancel_run(run, CALLED_OFF, by=desk.officer)


# --- today


def of_today(desk: Desk, plan: Plan, hall: Venue) -> None:
    """It sits at whatever hour the demo is opened: doors are open, half of the seats have come."""
    now = timezone.localtime()
    begins, ends = hours_around(now)
    with at(desk.today - timedelta(days=14), 10):
        run = opened(desk, plan, PICTURES_CLASS, begins, ends, wards(2 * SEATS), hall)
        estimate = money.approved(run, desk, desk.today, money.small_lines(SEATS))
        nominate(desk, run)
    name_people(run, SEATS, desk.today - timedelta(days=13))
    with at(desk.today - timedelta(days=4), 10):
        summoned(desk, run)
        money.committed(estimate, desk)
    with at(desk.today - timedelta(days=1), 15):
        doors = [actions.make_device(run, name, by=desk.officer) for name in ("Cửa A", "Cửa B")]
    come_in(run, [door.pk for door in doors], now)


def hours_around(now: datetime) -> tuple[datetime, datetime]:
    """A working day; begun already in the small hours, not over yet in the evening."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    morning, evening = midnight.replace(hour=8), midnight.replace(hour=17)
    begun = (now - timedelta(minutes=20)).replace(second=0, microsecond=0)
    begins = max(min(morning, begun), midnight)
    still = (now + timedelta(hours=3)).replace(second=0, microsecond=0)
    return begins, min(max(evening, still), midnight + timedelta(hours=23, minutes=59))


def come_in(run: ClassRun, doors: Sequence[int], now: datetime) -> None:
    """Two doors in the last minutes, a substitute to be confirmed, one with the code on the screen."""
    people = list(Nomination.objects.active().filter(seat__run=run).order_by("seat__number"))
    substituted, own = people[6], people[7]
    lines: dict[int, list[str]] = {door: [] for door in doors}
    for number, one in enumerate(people[:6]):
        facts = {"kind": "scan", "said": "in", "ticket": ticket_of(one, run.pk)}
        keep(lines[doors[number % len(doors)]], facts, now, 12 - 2 * number)
    instead = {
        "kind": "substitute", "said": "in", "s": substituted.seat_id, "name": "Đinh Thị Thảo",
        "position": "Công chức văn hóa - xã hội",
    }  # fmt: skip
    keep(lines[doors[0]], instead, now, 1)
    for door in run.devices.filter(pk__in=doors):
        actions.take_scans(door, lines[door.pk])
    at_once = timezone.now()
    if actions.is_check_in_open(run, at_once):
        code = rotating.digits(run.pk, at_once)
        actions.check_in(own, code, by=NamedActor(own.full_name), at=at_once)


def keep(journal: list[str], facts: Mapping[str, object], now: datetime, ago: int) -> None:
    moment = int(1000 * (now - timedelta(minutes=ago)).timestamp())
    journal.append(json.dumps({"seq": len(journal) + 1, "at": moment, "off": 0, **facts}))
