"""A quarter of work, replayed day by day through the real actions, the same at every start."""

from __future__ import annotations

import io
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import Least
from django.utils import timezone
from PIL import Image, ImageDraw

from khuevan.assignments import actions
from khuevan.assignments.actions import Proof
from khuevan.assignments.enums import State
from khuevan.assignments.models import Assignment, Difficulty
from khuevan.documents import actions as documents
from khuevan.kit import audit, workdays
from khuevan.kit.models import Message
from khuevan.kit.models.outbox import MessageState
from khuevan.kit.works import Progress
from khuevan.people.models import Person, UnitLink, User
from khuevan.plans.models import Plan
from khuevan.web.demo.plans import at

QUARTER = 88  # days

# Codes of wards that answer nothing, so that the office has somebody to call.
SILENT = frozenset({"00070", "00235", "09877"})
# A plan's whole text is read once for each task otherwise.
LONG = ("plan__text", "plan__parts", "plan__reading", "plan__search")
WORDS = (
    "Đã gửi danh mục sự kiện quý IV, có bản tiếng Anh.",
    "Đã rà soát 12 biển chỉ dẫn, sửa 3 biển sai chính tả tiếng Anh.",
    "Đã cung cấp bài và ảnh lễ hội cho Sở.",
    "Đã báo cáo bằng văn bản, số liệu kèm theo.",
    "Đã cập nhật thông tin di tích trên trang của phường.",
    "Đã gửi lịch sự kiện tháng tới.",
)
DIFFICULTIES = (
    "Phường chưa có người dịch tiếng Anh, đề nghị Sở hỗ trợ hiệu đính tờ gấp.",
    "Số liệu di tích trên biển cũ và hồ sơ xếp hạng khác nhau, đề nghị hướng dẫn dùng số nào.",
    "Lễ hội của xã tính theo âm lịch, năm nay trùng đợt bảo trì đường, xin gửi lịch sau.",
)
ANSWER = "Sở sẽ cử biên tập viên hỗ trợ trong tuần; đơn vị gửi bản thảo về Phòng TTBCXB."
RETURN = "Báo cáo thiếu bản tiếng Anh của danh mục, đề nghị bổ sung."


@dataclass(slots=True)
class Office:
    """What the replay needs at hand."""

    users: dict[str, User]
    links: dict[int, UnitLink]
    names: dict[int, str]
    chance: random.Random


def replay(
    year: Plan, training: Plan, users: dict[str, User], today: date, days: int = QUARTER
) -> Counter[str]:
    """From the sending of the year plan to yesterday; how often each thing happened."""
    start = workdays.next_working(today - timedelta(days=days))
    class_sent = workdays.add_working_days(today, -8)
    done: Counter[str] = Counter()
    with workdays.loaded():
        with at(start, 9, 30):
            done["sent"] += actions.dispatch(year, by=users["chuyenvien"], progress=Progress(0))
        office = at_hand(users)
        for offset in range(1, (today - start).days):
            day = start + timedelta(days=offset)
            if day == class_sent:
                with at(day, 9, 45):
                    done["sent"] += actions.dispatch(
                        training, by=users["chuyenvien"], progress=Progress(0)
                    )
            if workdays.is_working(day):
                work_day(office, year, day, done)
    return done


def at_hand(users: dict[str, User]) -> Office:
    links = {link.organisation_id: link for link in UnitLink.objects.select_related("organisation")}
    focal = Person.objects.filter(focal_points__isnull=False)
    names = dict(focal.values_list("focal_points__organisation", "full_name"))
    return Office(users, links, names, random.Random(16 + 126))  # noqa: S311 - a replay


def work_day(office: Office, year: Plan, day: date, done: Counter[str]) -> None:
    with at(day, 8, 5):
        if day.day <= 3:
            actions.roll(year, by=audit.SYSTEM)
        owed = Assignment.objects.open().select_related("task", "organisation", "plan")
        owed = owed.defer(*LONG)
        for assignment in owed.exclude(organisation__code__in=SILENT).order_by("pk"):
            unit_works(office, assignment, day, done)
    with at(day, 16, 20):
        judge(office, done)
        answer(office, day, done)


def unit_works(office: Office, own: Assignment, day: date, done: Counter[str]) -> None:
    """Units read their mail within days, and report as the day due comes near."""
    by = office.links.get(own.organisation_id) or office.users["chuyenvien"]
    left = (own.due - day).days if own.due else 40
    if own.state == State.ASSIGNED and office.chance.random() < 0.22:
        actions.receive(own, by=by)
        done["received"] += 1
    elif own.state == State.RECEIVED and office.chance.random() < (0.25 if left < 20 else 0.05):
        actions.hand_to(own, office.names.get(own.organisation_id, "Chuyên viên"), by=by)
        done["begun"] += 1
    elif own.state in {State.DOING, State.RETURNED} and office.chance.random() < pace(left):
        report(office, own, by, done)
    elif own.state == State.DOING and done["difficulties"] < 14 and office.chance.random() < 0.002:
        actions.raise_difficulty(own, office.chance.choice(DIFFICULTIES), by=by)
        done["difficulties"] += 1


def pace(left: int) -> float:
    """How likely a unit reports today: late work and near days press, far ones do not."""
    if left < 0:
        return 0.12
    return 0.3 if left <= 4 else 0.1 if left <= 12 else 0.01


def report(office: Office, own: Assignment, by: audit.Actor, done: Counter[str]) -> None:
    if done["photos"] < 6 and office.chance.random() < 0.1:
        done["photos"] += 1
        photo = documents.store(picture(done["photos"]), f"anh-{done['photos']}.jpg", by=by)
        proofs = [Proof(file=photo)]
    else:
        proofs = [Proof(text=office.chance.choice(WORDS))]
    actions.add_evidence(own, proofs, by=by)
    actions.report(own, by=by)
    done["reported"] += 1


def judge(office: Office, done: Counter[str]) -> None:
    """In the evening the officer reads most of what came in; a few go back."""
    officer = office.users["chuyenvien"]
    waiting_for = Assignment.objects.filter(state=State.WAITING).select_related("task", "plan")
    for waiting in waiting_for.defer(*LONG):
        roll = office.chance.random()
        if roll < 0.04:
            actions.return_(waiting, why=RETURN, by=officer)
            done["returned"] += 1
        elif roll < 0.75:
            actions.accept(waiting, by=officer)
            done["accepted"] += 1


def answer(office: Office, day: date, done: Counter[str]) -> None:
    """Difficulties are answered on the day they fall due; the last ones still wait."""
    open_ones = Difficulty.objects.open()
    for difficulty in open_ones.filter(answer_due__lte=day):
        actions.answer(difficulty, ANSWER, by=office.users["chuyenvien"])
        done["answered"] += 1


def picture(number: int) -> bytes:
    """A plain drawing that stands for a photo: sky, roof and gate in the colours of the house."""
    canvas = Image.new("RGB", (960, 640), (214, 226, 236))
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 430, 960, 640), fill=(178, 150, 112))
    pen.polygon([(220, 300), (480, 150 + 8 * number), (740, 300)], fill=(118, 34, 26))
    pen.rectangle((270, 300, 690, 470), fill=(180, 84, 58))
    pen.ellipse((400, 320, 560, 480), fill=(243, 230, 200), outline=(118, 34, 26), width=8)
    target = io.BytesIO()
    canvas.save(target, "JPEG", quality=82)
    return target.getvalue()


def settle_outbox() -> None:
    """All that the replay wrote has gone out, last evening's letters for this morning's mail too:
    a demo posts nothing, at whatever hour it is opened.
    """
    waiting = Message.objects.filter(state=MessageState.QUEUED)
    waiting.update(state=MessageState.SENT, sent_at=Least("not_before", timezone.now()))
