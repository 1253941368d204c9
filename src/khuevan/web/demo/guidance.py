"""Two plans that still lie on the demo's desk, and what departments say of them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from khuevan.documents.enums import Resolution
from khuevan.kit import workdays
from khuevan.people.models import Organisation
from khuevan.plans import actions
from khuevan.plans.actions import Opinion, Reply
from khuevan.plans.enums import Answer, Stance
from khuevan.plans.models import GuidanceRequest, Plan, ProcedureItem
from khuevan.web.demo.plans import Desk, at, confirm, settle, taken_in
from khuevan.web.demo.texts import FESTIVAL, next_year

ASKED = "Đề nghị xem giúp thẩm quyền ban hành, nguồn kinh phí và thời hạn giao các đơn vị."
POINT = "Nên ghi rõ đơn vị nào tổng hợp kết quả sau lễ hội, gửi trước ngày nào."
TEXT = "Cơ bản nhất trí; đề nghị bổ sung một nội dung trước khi trình."
TAKEN_UP = "Đã bổ sung vào phần tổ chức thực hiện."
SILENT = "Văn phòng chưa trả lời; nguồn kinh phí đã có trong dự toán đầu năm."


def fill(desk: Desk) -> None:
    """One waits for the director, with an opinion answered; one is half confirmed."""
    with at(desk.today - timedelta(days=9), 9):
        waiting = taken_in(desk, FESTIVAL)
        settle(waiting, by=desk.officer)
        actions.put_usual_items(by=desk.users["phapche"])
        legal, _office = asked(desk, waiting, "SVHTT-TCPC", "SVHTT-VP")
    with at(desk.today - timedelta(days=4), 14, 20):
        sign(desk, legal)
    with at(desk.today - timedelta(days=2), 10):
        answer_points(desk, legal)
        actions.submit(waiting, by=desk.officer, why=SILENT)
    with at(desk.today - timedelta(days=1), 15):
        draft = taken_in(desk, next_year())
        for clause in list(draft.clauses.all())[:9]:
            confirm(clause, by=desk.officer)
        asked(desk, draft, "SVHTT-TCPC")


def asked(desk: Desk, plan: Plan, *codes: str) -> list[GuidanceRequest]:
    known = dict(Organisation.objects.filter(code__in=codes).values_list("code", "pk"))
    due = workdays.calendar().add(timezone.localdate(), 3)
    return actions.ask(
        plan, due, by=desk.officer, question=ASKED, units=[known[code] for code in codes]
    )


def answer_points(desk: Desk, request: GuidanceRequest) -> None:
    for point in request.guidances.get(is_current=True).points.filter(needs_reply=True):
        actions.answer_point(point, Resolution.TAKEN, TAKEN_UP, by=desk.officer)


def sign(desk: Desk, request: GuidanceRequest) -> None:
    replies = {item.pk: Reply(Answer.YES) for item in ProcedureItem.objects.valid(desk.today)}
    opinion = Opinion(Stance.REMARKS, TEXT, replies, points=[POINT])
    actions.give_guidance(request, opinion, by=desk.users["phapche"])
