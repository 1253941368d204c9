"""The classes of the demo office: one that was held and settled, one for which units nominate."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from khuevan.budget.models import Estimate
from khuevan.kit import workdays
from khuevan.kit.audit import NamedActor
from khuevan.kit.works import Progress
from khuevan.people.models import UnitGroup
from khuevan.plans.models import Clause, Plan
from khuevan.training import actions, agenda, outcomes
from khuevan.training.enums import InvitationState, Moment, Outcome, Verdict
from khuevan.training.models import (
    ClassRun,
    Invitation,
    Nomination,
    Seat,
    Speaker,
    Survey,
    Venue,
    VenueProof,
)
from khuevan.training.nominees import Nominee, focal_point, of_focal_point
from khuevan.training.proposals import Item
from khuevan.training.tickets import ticket_of
from khuevan.web.demo import money
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
ASKED = "Tên tiếng Anh của di tích chưa có trong danh mục thì viết thế nào?"
FREE = "Nên có thêm thời gian chữa bài tại lớp."
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


def fill(desk: Desk, year: Plan, plan: Plan) -> None:
    with at(desk.today - timedelta(days=70), 9):
        venues = houses(desk)
        for when in {desk.today.year, (desk.today - timedelta(days=42)).year}:
            money.source_of(desk, when, plan)
    held = last_class(desk, year, venues[0])
    run = this_class(desk, plan, venues)
    with at(desk.today - timedelta(days=8), 15):
        waiting_estimate(desk, run, held)


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
        actions.tell_units(run, by=desk.officer, progress=Progress(0))
        speaker_comes(desk, run)
        actions.set_agenda(run, agenda.propose(run), by=desk.officer)
    name_people(run, NAMED_NOW, first)
    with at(desk.today - timedelta(days=1), 9):
        first_one = Nomination.objects.active().filter(seat__run=run).earliest("pk")
        actions.ask_question(run, ASKED, nomination=first_one, by=NamedActor(first_one.full_name))
    return run


def speaker_comes(desk: Desk, run: ClassRun) -> None:
    """One speaker, who has accepted and still owes the slides."""
    speaker = Speaker(
        full_name="Nguyễn Hữu Bình", title="Nguyên Trưởng phòng Thông tin đối ngoại",
        workplace="Cơ quan báo chí đối ngoại", topics="viết tin, biên tập song ngữ",
        email="nguyen.huu.binh@khuevan.example", phone="0912000099",
    )  # fmt: skip
    actions.keep_speaker(speaker, by=desk.officer)
    begins = run.starts_at or timezone.now()
    invitation = Invitation(
        run=run, speaker=speaker, topic="Viết tin sự kiện cho người đọc nước ngoài", minutes=60,
        begins_at=begins + timedelta(minutes=10), fee=1_000_000,
        fee_basis="Mức do tài chính ghi theo nghị quyết của HĐND Thành phố",
        material_due=begins.date() - timedelta(days=4),
        words="Kính mời anh chia sẻ kinh nghiệm biên tập tin song ngữ.",
    )  # fmt: skip
    actions.invite_speaker(invitation, by=desk.officer)
    actions.send_invitation(invitation, by=desk.officer)
    actions.answer_invitation(
        invitation, InvitationState.ACCEPTED, needs="Máy chiếu, một micro cài áo.",
        by=NamedActor(speaker.full_name),
    )  # fmt: skip


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


# --- the class of the last quarter, as it went


def last_class(desk: Desk, year: Plan, venue: Venue) -> Estimate:
    """Sixteen departments, six weeks ago: held, evaluated, reported, paid and settled."""
    day = desk.today - timedelta(days=42)
    with at(day - timedelta(days=25), 9):
        clause = clause_about(year, "bồi dưỡng")
        run = actions.open_run(short_course(year, day), by=desk.officer, clause=clause)
        actions.choose_venue(run, venue, by=desk.officer)
        actions.set_agenda(run, agenda.propose(run), by=desk.officer)
        estimate = money.approved(run, desk, day)
        actions.open_nominations(run, by=desk.officer)
        actions.tell_units(run, by=desk.officer, progress=Progress(0))
    name_people(run, 16, day - timedelta(days=24))
    with at(day - timedelta(days=8), 10):
        judge_all(run, desk)
        actions.lock_list(run, by=desk.officer)
        actions.dispatch_summons(run, by=desk.officer, progress=Progress(0))
        run.refresh_from_db()
        before = actions.open_survey(run, Moment.BEFORE, by=desk.officer)
        reply_all(before, range(1, 4))
    come_in(desk, run, day)
    with at(day, 14):
        after_it(desk, run)
    with at(day + timedelta(days=9), 10):
        money.settled(estimate, desk)
    return estimate


def short_course(plan: Plan, day: date) -> actions.RunFacts:
    begins = datetime.combine(day, time(8), HANOI)
    return actions.RunFacts(
        "Bồi dưỡng viết tin song ngữ cho các sở, ban, ngành", groups=[departments()],
        starts_at=begins, ends_at=begins + timedelta(hours=4),
        nominate_by=workdays.calendar().add(day, -7), issuer=plan.issuer,
        venue_rule={"stars": 3, "city": "Hà Nội"},
        syllabus=[Item("Viết tin sự kiện cho người đọc nước ngoài", need="Đơn vị đề nghị"),
                  Item("Tên gọi chính thức trong bản tiếng Anh", need="Đơn vị đề nghị")],
    )  # fmt: skip


def reply_all(survey: Survey, marks: range) -> None:
    asked = actions.questions_of(survey)
    people = Nomination.objects.active().filter(seat__run=survey.run).order_by("pk")
    for number, one in enumerate(people[:14]):
        mark = marks[number % len(marks)]
        answers = {question.pk: str(mark) for question in asked if question.form == "scale"}
        if number == 3:
            answers |= {one.pk: FREE for one in asked if one.form == "words"}
        actions.answer_survey(survey, answers, by=one)


def come_in(desk: Desk, run: ClassRun, day: date) -> None:
    """One phone at the door, within a quarter of an hour; one seat stays empty."""
    people = list(Nomination.objects.active().filter(seat__run=run).order_by("seat__number"))
    with at(day - timedelta(days=1), 15):
        device = actions.make_device(run, "Cửa hội trường", by=desk.officer)
    with at(day, 7, 55):
        begun = datetime.combine(day, time(7, 35), HANOI)
        lines = [
            json.dumps({"seq": number, "at": int(1000 * (begun.timestamp() + 55 * number)), "off": 0,
                        "kind": "scan", "said": "in", "ticket": ticket_of(one, run.pk)})
            for number, one in enumerate(people[:-1], 1)
        ]  # fmt: skip
        actions.take_scans(device, lines)


def after_it(desk: Desk, run: ClassRun) -> None:
    for row in outcomes.standings(run):
        if not row.has_come:
            why = "Đơn vị báo bận họp đột xuất."
            actions.set_attendance(row.seat, Outcome.EXCUSED, why, by=desk.officer)
    after = actions.open_survey(run, Moment.AFTER, by=desk.officer)
    reply_all(after, range(4, 6))
    actions.hold(run, by=desk.officer)
    actions.close_survey(after, by=desk.officer)
    actions.certify(run, by=desk.officer)


def waiting_estimate(desk: Desk, run: ClassRun, before: Estimate) -> None:
    """For this class, begun from the last one; finance has it on the desk."""
    money.submitted(run, desk, before)


def departments() -> UnitGroup:
    return UnitGroup.objects.get(code="so-ban-nganh")
