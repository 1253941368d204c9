from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from khuevan.documents import actions
from khuevan.documents.enums import MOVES, Kind, PaperState, Relation
from khuevan.documents.models import Paper
from khuevan.documents.tests import factories
from khuevan.documents.tests.factories import ON_PAPER, paper, person
from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Role
from khuevan.people.models import Delegation

pytestmark = pytest.mark.django_db
WHY = "Sai thể thức phần nơi nhận"


def moves(one: Paper) -> list[tuple[str, str]]:
    """The steps that the audit holds, oldest first."""
    events = audit.history(one).filter(kind=Kind.PAPER_MOVED).order_by("seq")
    return [(event.before, event.after) for event in events]


@pytest.mark.shows("R46", "R47")
def test_a_paper_goes_its_whole_way_and_every_step_stands_in_the_audit():
    made = factories.went_out()

    assert (made.state, made.full_number) == (PaperState.ISSUED, "05/KH-SVHTT")
    assert made.checked_by == person(Role.CLERK)
    assert made.issued_at is not None
    assert moves(made) == [
        ("draft", "checking"), ("checking", "submitted"), ("submitted", "signed"),
        ("signed", "numbered"), ("numbered", "issued"),
    ]  # fmt: skip


def test_nobody_checks_the_form_of_their_own_words():
    made = paper()
    actions.ask_for_check(made, by=made.owner)
    with pytest.raises(Refused, match="hai người"):
        actions.confirm_form(made, by=made.owner)

    # Nor whoever wrote the last version of another's draft.
    other = person(Role.LEGAL)
    actions.send_back(made, why=WHY, by=person(Role.CLERK))
    actions.revise(made, factories.composition(subject="Mới"), by=other)
    actions.ask_for_check(made, by=made.owner)
    with pytest.raises(Refused, match="hai người"):
        actions.confirm_form(made, by=other)

    assert Paper.objects.get().state == PaperState.CHECKING


def test_not_even_a_deputy_with_lent_power_checks_their_own_words():
    editor = person(Role.EDITOR)
    today = timezone.localdate()
    Delegation.objects.create(
        principal=person(Role.CLERK), deputy=editor, starts=today, ends=today, reason="nghỉ"
    )
    made = paper(by=editor)
    actions.ask_for_check(made, by=editor)
    with pytest.raises(Refused, match="hai người"):
        actions.confirm_form(made, by=editor)


def test_the_database_itself_refuses_a_check_by_the_drafter():
    made = paper()
    with pytest.raises(IntegrityError):
        Paper.objects.filter(pk=made.pk).update(checked_by=made.owner)


def test_a_return_says_why_and_makes_a_draft_again():
    made = factories.checked()
    with pytest.raises(Refused, match="10"):
        actions.send_back(made, why="sai.", by=person(Role.DIRECTOR))

    actions.send_back(made, why=WHY, by=person(Role.DIRECTOR))

    assert (made.state, made.checked_by, made.submitted_at) == (PaperState.DRAFT, None, None)
    assert audit.history(made)[0].why == WHY


def test_a_drafter_takes_back_what_is_checked_but_nothing_that_is_signed():
    made = paper()
    actions.ask_for_check(made, by=made.owner)
    with pytest.raises(Refused):
        actions.take_back(made, by=person(Role.LEGAL))
    actions.take_back(made, by=made.owner)
    assert made.state == PaperState.DRAFT

    with pytest.raises(Refused):
        actions.take_back(factories.signed(subject="Khác"), by=made.owner)


@pytest.mark.parametrize("role", [Role.LEAD_OFFICER, Role.CLERK, Role.AUDITOR, Role.FOCAL_POINT])
def test_only_a_director_signs(role):
    made = factories.checked()
    with pytest.raises(Refused, match="Ký"):
        actions.sign(made, by=person(role))
    assert Paper.objects.get().state == PaperState.SUBMITTED


def test_the_second_of_two_deciders_is_told():
    made = factories.checked()
    same = Paper.objects.get(pk=made.pk)
    actions.sign(made, by=person(Role.DIRECTOR))
    with pytest.raises(AlreadyDecided):
        actions.send_back(same, why=WHY, by=person(Role.DIRECTOR))
    assert same.state == PaperState.SIGNED


def test_an_empty_draft_is_not_checked():
    made = paper(body=())
    with pytest.raises(Refused):
        actions.ask_for_check(made, by=made.owner)


@pytest.mark.parametrize("state", PaperState)
def test_no_step_leads_where_the_table_does_not(state):
    made = paper()
    Paper.objects.filter(pk=made.pk).update(
        state=state, number=5, date="2026-01-05", number_year=2026
    )
    made.refresh_from_db()
    for to in set(PaperState) - MOVES[state]:
        with pytest.raises(Refused):
            actions.move(made, to, by=person(Role.OFFICE_HEAD))
    assert moves(made) == []


def test_a_cancelled_document_keeps_its_number_taken():
    made = factories.numbered(7)
    actions.cancel(made, why="Không ban hành nữa", by=person(Role.CLERK))

    assert (made.state, made.ended_why) == (PaperState.CANCELLED, "Không ban hành nữa")
    assert actions.next_free("KH-SVHTT", 2026) == 8


@pytest.mark.parametrize(
    ("relation", "type_code", "symbol"),
    [
        (Relation.AMENDS, "KH", "KH-SVHTT"),
        (Relation.REPLACES, "KH", "KH-SVHTT"),
        (Relation.CORRECTS, "CV", "SVHTT-VP"),
        (Relation.WITHDRAWS, "CV", "SVHTT-VP"),
        (Relation.ANSWERS, "CV", "SVHTT-VP"),
    ],
)
def test_words_are_mended_by_equal_form_and_form_by_a_letter(relation, type_code, symbol):
    old = factories.went_out()
    new = actions.start_related(old, relation, by=person())

    assert (new.type_code, new.symbol, new.state) == (type_code, symbol, PaperState.DRAFT)
    assert (new.relation, new.related_to, new.number) == (relation, old, None)
    if relation != Relation.REPLACES:
        assert "05/KH-SVHTT ngày 05/01/2026" in new.subject
    with pytest.raises(Refused):
        actions.start_related(old, relation, by=person())


@pytest.mark.parametrize(
    ("relation", "state"),
    [
        (Relation.REPLACES, PaperState.REPLACED),
        (Relation.WITHDRAWS, PaperState.WITHDRAWN),
        (Relation.AMENDS, PaperState.ISSUED),
        (Relation.CORRECTS, PaperState.ISSUED),
    ],
)
def test_issuing_the_new_one_ends_the_old_one_where_it_must(relation, state):
    old = factories.went_out()
    new = actions.start_related(old, relation, by=person())
    actions.ask_for_check(new, by=person())
    actions.confirm_form(new, by=person(Role.CLERK))
    actions.sign(new, by=person(Role.DIRECTOR))
    actions.take_signed(new, factories.plain_pdf(), "ky.pdf", by=person(Role.CLERK))
    actions.give_number(new, 6, date(2026, 1, 6), why=ON_PAPER, by=person(Role.CLERK))
    actions.issue(new, by=person(Role.CLERK))

    old.refresh_from_db()
    assert old.state == state


def test_a_draft_is_not_amended():
    with pytest.raises(Refused):
        actions.start_related(paper(), Relation.AMENDS, by=person())


def test_late_issue_is_pointed_out():
    made = factories.numbered()
    day = timezone.localdate(made.signed_at)
    assert actions.issue_hints(made, day) == []
    assert len(actions.issue_hints(made, day + timedelta(days=10))) == 1
