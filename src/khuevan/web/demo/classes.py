"""The classes of the demo office: one that was held and settled, one for which units nominate."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from khuevan.kit import workdays
from khuevan.kit.audit import NamedActor
from khuevan.plans.models import Clause, Plan
from khuevan.training import actions
from khuevan.training.enums import Verdict
from khuevan.training.models import ClassRun, Nomination, Seat, Venue, VenueProof
from khuevan.training.nominees import Nominee, focal_point, of_focal_point
from khuevan.web.demo.office import FAMILY, GIVEN, MIDDLE
from khuevan.web.demo.plans import HANOI, Desk, at

NAMED_NOW = 105
DECLINES = (
    "Đơn vị đang khuyết công chức phụ trách, đề nghị gửi tài liệu để tự nghiên cứu.",
    "Công chức phụ trách nghỉ thai sản, người thay chưa nhận việc.",
)
NEEDS = (
    "Cách viết tin sự kiện của phường cho người đọc nước ngoài.",
    "Mẫu giới thiệu di tích hai thứ tiếng, dùng chung tên gọi.",
    "",
    "",
)
NOT_FOCAL = "Đầu mối đi công tác dài ngày, giao người trực tiếp viết tin bài."
HOUSES = (
    ("Khách sạn Sông Hồng Xanh", "Hội trường A", "Hà Nội", 220, 4, "214/QĐ-CDLQG"),
    ("Khách sạn Hồ Sen", "Phòng họp lớn", "Hà Nội", 120, 3, "87/QĐ-SDL"),
    ("Nhà khách Cầu Gỗ", "Hội trường tầng 2", "Hà Nội", 160, 2, "31/QĐ-SDL"),
)


def houses(desk: Desk) -> list[Venue]:
    """The register of halls: one fits, one is too small, one has too few stars."""
    made = []
    for name, hall, city, capacity, stars, number in HOUSES:
        venue = Venue(
            name=name, hall=hall, city=city, capacity=capacity, is_step_free=True,
            address=f"Số {capacity // 10} phố Bạch Đằng, Hà Nội",
            access_note="Gửi xe tầng hầm, có đường dốc cho xe lăn.",
            signal_note="Có wifi, sóng di động tốt trong hội trường.",
        )  # fmt: skip
        actions.keep_venue(venue, by=desk.officer)
        proof = VenueProof(
            venue=venue, stars=stars, number=number, issuer="Cục Du lịch Quốc gia Việt Nam",
            valid_from=desk.today - timedelta(days=900), valid_to=desk.today + timedelta(days=900),
            source="Bản chụp do khách sạn gửi",
        )  # fmt: skip
        actions.add_proof(proof, by=desk.officer)
        made.append(venue)
    return made


def fill(desk: Desk, plan: Plan) -> None:
    venues = houses(desk)
    this_class(desk, plan, venues)


def clause_about(plan: Plan, words: str) -> Clause:
    return plan.clauses.filter(text__contains=words).order_by("pk")[0]


def this_class(desk: Desk, plan: Plan, venues: list[Venue]) -> ClassRun:
    """Made from the plan; three quarters of the units have named somebody."""
    clause = clause_about(plan, "Chủ trì xây dựng chương trình")
    first, day = desk.today - timedelta(days=9), desk.today + timedelta(days=13)
    with at(first, 9, 20):
        run = actions.open_run(on_day(clause, day), by=desk.officer, clause=clause)
        actions.choose_venue(run, venues[0], by=desk.officer)
        actions.open_nominations(run, by=desk.officer)
    name_people(run, NAMED_NOW, first)
    return run


def on_day(clause: Clause, day: date) -> actions.RunFacts:
    """What the plan says, with the day; its window goes along where the demo's clock left it behind."""
    proposal = actions.propose_run(clause)
    window = proposal.window
    last = max(day, window.due) if window and window.due else day
    begins = datetime.combine(day, time(8), HANOI)
    nominate_by = workdays.calendar().add(day, -5)
    return actions.facts_of(
        proposal, starts_at=begins, ends_at=begins + timedelta(minutes=proposal.minutes),
        nominate_by=nominate_by, window_to=last,
    )  # fmt: skip


def name_people(run: ClassRun, count: int, first: date) -> None:
    """Units answer over a week: most send their focal point, some somebody else, two nobody."""
    chance = random.Random(16)  # noqa: S311 - a replay
    seats = list(run.seats.select_related("organisation", "run"))
    silent = set(chance.sample(range(len(seats)), max(0, len(seats) - count)))
    answering = [seat for number, seat in enumerate(seats) if number not in silent]
    for number, seat in enumerate(answering):
        with at(first + timedelta(days=1 + number * 7 // max(len(answering), 1)), 10, number % 60):
            answer(seat, number, chance)


def answer(seat: Seat, number: int, chance: random.Random) -> Nomination | None:
    by = NamedActor(seat.organisation.name)
    if number in {17, 61}:
        actions.decline(seat, DECLINES[number % 2], by=by)
        return None
    need = chance.choice(NEEDS)
    focal = focal_point(seat.organisation, seat.run.created_at.date())
    if focal is None or number % 9 == 4:
        name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        position = "Hợp đồng lao động" if number % 27 == 4 else "Công chức văn hóa - xã hội"
        facts = Nominee(
            name, position, f"09120{seat.number:05d}", not_focal_why=NOT_FOCAL, need=need
        )
    else:
        known = of_focal_point(focal)
        facts = Nominee(known.full_name, known.position, known.phone, known.email, need=need)
    return actions.nominate(seat, facts, by=by)


def judge_all(run: ClassRun, desk: Desk) -> None:
    """The right ones in one press, the others one by one."""
    actions.accept_right(run, by=desk.officer)
    for one in waiting(run):
        actions.judge(one, Verdict.RIGHT, "Đã gọi điện, đúng người làm việc này.", by=desk.officer)


def waiting(run: ClassRun) -> Iterable[Nomination]:
    return Nomination.objects.active().filter(seat__run=run, verdict="")
