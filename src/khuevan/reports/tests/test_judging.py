from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.models import Message, MessageState
from khuevan.reports import actions, notices
from khuevan.reports.enums import CycleState, Kind, ObligationState
from khuevan.reports.models import Cell, CellReturn, Submission
from khuevan.reports.tests import factories

pytestmark = pytest.mark.django_db
WHY = "Con số này gấp mười lần quý trước, đề nghị kiểm tra."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return factories.officer()


@pytest.fixture
def sent():
    """A report sent, with two figures."""
    kind = factories.report_type()
    news, events = (factories.indicator(kind, code=code) for code in ("news", "events"))
    made = factories.sent(of=factories.cycle(kind))
    factories.cell(made, news, 170)
    factories.cell(made, events, 4, text="", note="hai sự kiện chung")
    Submission.objects.create(obligation=made, version=1, content={}, sent_by="Chị Tư")
    return made


def kept(cell):
    return {k: v for k, v in vars(cell).items() if not k.startswith("_")}


@pytest.mark.shows("RPT-3")
def test_one_cell_is_returned_with_a_comment_and_the_others_stay_as_they_are(sent, officer):
    news, events = sent.cells.order_by("pk")
    before = kept(events)
    actions.return_cell(sent, news.indicator, WHY, by=officer)

    sent.refresh_from_db()
    assert (sent.state, sent.first_sent_at is not None) == (ObligationState.RETURNED, True)
    assert kept(Cell.objects.get(pk=events.pk)) == before
    news.refresh_from_db()
    assert (news.value, news.is_returned) == (170, True)
    assert [(r.cell_id, r.comment) for r in CellReturn.objects.all()] == [(news.pk, WHY)]
    kinds = [event.kind for event in audit.history(sent)]
    assert kinds == [Kind.RETURNED, Kind.RETURNED]


def test_the_unit_hears_once_of_all_cells_that_came_back(sent, officer):
    cells = {cell.indicator: f"{WHY} ({cell.indicator.code})" for cell in sent.cells.all()}
    actions.return_cells(sent, cells, by=officer)
    message = Message.objects.get(purpose="report-returned")
    assert message.target == audit.key_of(sent)
    assert all(words in message.body_text for words in cells.values())
    assert f"/{sent.pk}/" in message.body_text


def test_a_second_cell_can_be_returned_while_the_first_is_mended(sent, officer):
    news, events = sent.cells.order_by("pk")
    actions.return_cell(sent, news.indicator, WHY, by=officer)
    actions.return_cell(sent, events.indicator, WHY, by=officer)
    assert CellReturn.objects.filter(settled_at=None).count() == 2
    with pytest.raises(AlreadyDecided, match="already been returned"):
        actions.return_cell(sent, events.indicator, WHY, by=officer)


@pytest.mark.parametrize("words", ["", "sai", "   .   "])
def test_a_cell_is_not_returned_without_saying_why(sent, officer, words):
    news = sent.cells.first()
    with pytest.raises(Refused, match="Say under"):
        actions.return_cell(sent, news.indicator, words, by=officer)
    sent.refresh_from_db()
    assert sent.state == ObligationState.SENT
    assert not CellReturn.objects.exists()


def test_what_was_not_sent_cannot_be_returned(officer):
    one = factories.obligation()
    indicator = one.cycle.type.indicators.first()
    with pytest.raises(Refused, match="cannot become"):
        actions.return_cell(one, indicator, WHY, by=officer)
    assert not Cell.objects.filter(is_returned=True).exists()


def test_a_report_that_was_sent_again_meanwhile_is_looked_at_first(sent, officer):
    news, events = sent.cells.order_by("pk")
    actions.return_cell(sent, news.indicator, WHY, by=officer)
    stale = type(sent).objects.get(pk=sent.pk)
    type(sent).objects.filter(pk=sent.pk).update(state=ObligationState.SENT)
    with pytest.raises(AlreadyDecided, match="sent its report again"):
        actions.return_cell(stale, events.indicator, WHY, by=officer)


def test_accepted_reports_can_still_be_returned_while_the_cycle_is_open(sent, officer):
    actions.accept(sent, by=officer)
    assert sent.state == ObligationState.ACCEPTED
    actions.return_cell(sent, sent.cells.first().indicator, WHY, by=officer)
    assert sent.state == ObligationState.RETURNED


def test_of_two_who_accept_at_once_one_is_told(sent, officer):
    stale = type(sent).objects.get(pk=sent.pk)
    actions.accept(sent, by=officer)
    with pytest.raises(AlreadyDecided, match="Somebody was faster"):
        actions.accept(stale, by=officer)


def test_all_that_was_seen_is_accepted_and_what_came_later_is_not(officer):
    cycle, now = factories.cycle(), timezone.now()
    early = factories.sent(of=cycle, at=now - timedelta(hours=2))
    late = factories.sent(of=cycle, at=now + timedelta(seconds=5))
    owed = factories.obligation(of=cycle)
    assert actions.accept_all(cycle, by=officer, seen=now) == 1
    states = [type(early).objects.get(pk=one.pk).state for one in (early, late, owed)]
    assert states == ["accepted", "sent", "owed"]
    assert [event.after for event in audit.history(early)] == ["accepted"]


def test_a_unit_is_excused_with_a_reason_and_asked_again(officer):
    one = factories.obligation()
    with pytest.raises(Refused, match="Say why"):
        actions.excuse(one, why="vì", by=officer)
    actions.excuse(one, why="Đơn vị mới thành lập ngày 1/7.", by=officer)
    assert (one.state, one.excused_why) == ("excused", "Đơn vị mới thành lập ngày 1/7.")
    actions.ask_again(one, by=officer)
    assert (one.state, one.excused_why) == ("owed", "")


@pytest.fixture
def reminded():
    one = factories.obligation()
    notices.remind(one, "T-1", factories.link(one.organisation), "a@example.vn",
                   timezone.localdate())  # fmt: skip
    return one


@pytest.mark.shows("RPT-7")
def test_reminders_that_have_not_left_stop_when_the_unit_is_excused(reminded, officer):
    actions.excuse(reminded, why="Đơn vị mới thành lập ngày 1/7.", by=officer)
    assert Message.objects.get().state == MessageState.CANCELLED


@pytest.mark.shows("RPT-7")
def test_reminders_that_have_not_left_stop_when_the_cycle_closes(reminded, officer):
    actions.close_cycle(reminded.cycle, by=officer)
    assert Message.objects.get().state == MessageState.CANCELLED


def test_a_closed_cycle_changes_nothing_any_more_until_it_is_opened_again(sent, officer):
    cycle = sent.cycle
    actions.close_cycle(cycle, by=officer)
    assert (cycle.state, cycle.closed_at is not None) == (CycleState.CLOSED, True)
    with pytest.raises(Refused, match="is closed"):
        actions.return_cell(sent, sent.cells.first().indicator, WHY, by=officer)
    with pytest.raises(AlreadyDecided):
        actions.close_cycle(cycle, by=officer)
    actions.reopen_cycle(cycle, by=officer)
    sent.refresh_from_db()
    actions.return_cell(sent, sent.cells.first().indicator, WHY, by=officer)
