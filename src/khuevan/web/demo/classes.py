"""The classes of the demo office: one that was held and settled, one for which units nominate."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from khuevan.budget.models import Estimate
from khuevan.kit import workdays
from khuevan.kit.audit import NamedActor
from khuevan.kit.vietnamese import fold
from khuevan.kit.works import Progress
from khuevan.people.models import UnitGroup
from khuevan.plans.models import Clause, Plan
from khuevan.training import actions, agenda, outcomes
from khuevan.training.enums import HAS_NOMINEE, InvitationState, Moment, Outcome, Verdict
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
from khuevan.web.demo.paper import blank_page
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
INVITED = "Kính mời anh, chị chia sẻ kinh nghiệm với lớp."
QUESTIONS = (
    ("Tên tiếng Anh của di tích chưa có trong danh mục thì viết thế nào?", ""),
    ("Ảnh do người dân gửi có được dùng trong bài tiếng nước ngoài không?",
     "Được, khi người chụp đồng ý bằng văn bản hoặc tin nhắn; ghi tên người chụp dưới ảnh."),
    ("Phường có phải tự dịch bản tiếng Anh không?",
     "Không bắt buộc. Đơn vị gửi bản tiếng Việt đúng mẫu, biên tập viên của Sở dịch và hiệu đính."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guest:
    """A speaker of the demo and what became of the invitation."""

    name: str
    title: str
    workplace: str
    topics: str
    topic: str
    state: InvitationState
    needs: str = ""
    other_time: str = ""
    answer: str = ""
    slides: tuple[str, ...] = ()


SPEAKERS = (
    Guest(
        "Nguyễn Hữu Bình", "Nguyên Trưởng phòng Thông tin đối ngoại", "Cơ quan báo chí đối ngoại",
        "viết tin, biên tập song ngữ", "Viết tin sự kiện cho người đọc nước ngoài",
        InvitationState.ACCEPTED, needs="Máy chiếu, một micro cài áo.",
    ),
    Guest(
        "Vũ Đình Khang", "Biên tập viên", "Tòa soạn báo tiếng Anh", "biên tập tiếng Anh",
        "Tên gọi chính thức trong bản tiếng Anh", InvitationState.ACCEPTED,
        slides=("Một tên gọi cho mỗi di tích.", "Viết hoa, dấu và khoảng trắng.",
                "Năm lỗi thường gặp trên biển chỉ dẫn."),
    ),
    Guest(
        "Lê Quốc Hưng", "Phó Trưởng khoa", "Trường đại học", "truyền thông quốc tế",
        "Đo hiệu quả thông tin đối ngoại", InvitationState.OTHER_TIME,
        other_time="Sau 10 giờ cùng ngày, vì đầu giờ tôi có tiết dạy.",
    ),
    Guest(
        "Phạm Thu Hương", "Chuyên gia", "Viện nghiên cứu", "văn hóa, lễ hội",
        "Giới thiệu lễ hội với khách quốc tế", InvitationState.DECLINED,
        answer="Tôi đi công tác nước ngoài đến hết tuần ấy, xin hẹn lớp sau.",
    ),
    Guest(
        "Trần Mai Hoa", "Trưởng ban", "Đài phát thanh đối ngoại", "phát thanh, phỏng vấn",
        "Trả lời phỏng vấn của báo chí nước ngoài", InvitationState.INVITED,
    ),
)  # fmt: skip
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
    with at(desk.today - timedelta(days=110), 9):
        venues = houses(desk)
        for when in sorted({(desk.today - timedelta(days=ago)).year for ago in (0, 42, 75)}):
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
        invite(desk, run)
        actions.set_agenda(run, agenda.propose(run), by=desk.officer)
        actions.take_in_bases(run, by=desk.officer)
    name_people(run, NAMED_NOW, first)
    with at(desk.today - timedelta(days=2), 14):
        letter_comes(run)
    with at(desk.today - timedelta(days=1), 9):
        trainees_prepare(desk, run)
    return run


def invite(desk: Desk, run: ClassRun) -> None:
    """Speakers, each in another state: who has accepted may still owe the slides."""
    begins = run.starts_at or timezone.now()
    for number, one in enumerate(SPEAKERS):
        speaker = Speaker(
            full_name=one.name, title=one.title, workplace=one.workplace, topics=one.topics,
            email=f"{fold(one.name).replace(' ', '.')}@khuevan.example",
            phone=f"09120000{99 - number}",
        )  # fmt: skip
        actions.keep_speaker(speaker, by=desk.officer)
        invitation = Invitation(
            run=run, speaker=speaker, topic=one.topic, minutes=60,
            begins_at=begins + timedelta(minutes=10 + 60 * number), fee=1_000_000,
            fee_basis="Mức do tài chính ghi theo nghị quyết của HĐND Thành phố",
            material_due=begins.date() - timedelta(days=4), words=INVITED,
        )  # fmt: skip
        actions.invite_speaker(invitation, by=desk.officer)
        actions.send_invitation(invitation, by=desk.officer)
        if one.state != InvitationState.INVITED:
            actions.answer_invitation(
                invitation, one.state, needs=one.needs, other_time=one.other_time,
                answer=one.answer, by=NamedActor(one.name),
            )  # fmt: skip
        if one.slides:
            slides = SimpleUploadedFile("de-cuong-bai-noi.docx", typed(one.topic, *one.slides))
            made = actions.send_slides(invitation, slides, by=NamedActor(one.name))
            actions.show_material(made, True, by=desk.officer)


def typed(*lines: str) -> bytes:
    """A few lines as a Word file: the outline of a talk, a unit's letter."""
    document = blank_page()
    for text in lines:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def letter_comes(run: ClassRun) -> None:
    """One unit also sends the letter that its chairman signed (R43)."""
    seat = run.seats.filter(state__in=HAS_NOMINEE).select_related("organisation", "run")[0]
    unit = seat.organisation.name
    person = Nomination.objects.active().get(seat=seat)
    letter = typed(
        unit, "Số: 118/UBND-VHXH", f"Kính gửi: {run.issuer}",
        f"{unit} cử {person.full_name}, {person.position}, dự lớp “{run.title}”.",
    )  # fmt: skip
    facts = actions.LetterFacts("118/UBND-VHXH", timezone.localdate() - timedelta(days=1))
    by = NamedActor(unit)
    actions.attach_letter([seat], letter, facts, "cong-van-cu-nguoi.docx", by=by)


def trainees_prepare(desk: Desk, run: ClassRun) -> None:
    """Some have read the materials; of their questions two are answered for all, one waits."""
    people = list(Nomination.objects.active().filter(seat__run=run).order_by("pk")[:9])
    materials = list(run.materials.filter(is_shown=True).order_by("order"))
    for number, one in enumerate(people):
        for material in materials[: 1 + number % len(materials)] if materials else ():
            actions.mark_read(material, one, by=NamedActor(one.full_name))
    for (text, answer), one in zip(QUESTIONS, people, strict=False):
        asked = actions.ask_question(run, text, nomination=one, by=NamedActor(one.full_name))
        if answer:
            actions.answer_question(asked, answer, is_faq=True, by=desk.officer)


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
