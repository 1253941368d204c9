"""SYS-4: random people do random things with documents; no illegal state, no step without its record."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from khuevan.documents import actions
from khuevan.documents.enums import MOVES, OUT, Kind, PaperState, Relation
from khuevan.documents.models import Paper, Version
from khuevan.documents.tests import factories
from khuevan.documents.tests.factories import ON_PAPER, person
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import Role

ROLES = st.sampled_from([
    Role.LEAD_OFFICER, Role.EDITOR, Role.LEGAL, Role.CLERK, Role.OFFICE_HEAD, Role.DIRECTOR,
    Role.AUDITOR,
])  # fmt: skip
REASONS = st.sampled_from(["", "ngắn", "Nội dung cần sửa lại cho đúng"])
PAPERS = st.integers(0, 1)


class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.ids = [factories.paper(by=person(role)).pk for role in (Role.LEAD_OFFICER, Role.LEGAL)]
        self.seen = dict.fromkeys(self.ids, PaperState.DRAFT)
        self.versions = Counter(dict.fromkeys(self.ids, 1))

    def _try(self, verb, which, *args, **words):
        paper = Paper.objects.get(pk=self.ids[which])
        try:
            verb(paper, *args, **words)
        except Refused:
            return False
        return True

    @rule(which=PAPERS, role=ROLES)
    def revise(self, which, role):
        words = factories.composition(subject=f"Sửa {self.versions[self.ids[which]]}")
        if self._try(actions.revise, which, words, by=person(role)):
            self.versions[self.ids[which]] += 1

    @rule(which=PAPERS, role=ROLES, verb=st.sampled_from(["ask_for_check", "confirm_form", "sign"]))
    def step(self, which, role, verb):
        self._try(getattr(actions, verb), which, by=person(role))

    @rule(which=PAPERS, role=ROLES)
    def forward(self, which, role):
        """Toward the end, whatever the state: else random steps rarely come that far."""
        paper = Paper.objects.get(pk=self.ids[which])
        if paper.state == PaperState.SIGNED:
            self.number(which, role, which + 1, ON_PAPER)
        verb = {
            PaperState.DRAFT: actions.ask_for_check, PaperState.CHECKING: actions.confirm_form,
            PaperState.SUBMITTED: actions.sign, PaperState.NUMBERED: actions.issue,
        }.get(PaperState(paper.state))  # fmt: skip
        if verb:
            self._try(verb, which, by=person(role))

    @rule(which=PAPERS, role=ROLES, to=st.sampled_from(PaperState))
    def jump(self, which, role, to):
        """The bare move, as a mistaken caller would make it, obeys the same table."""
        if to not in OUT | {PaperState.NUMBERED, PaperState.SUBMITTED}:
            self._try(actions.move, which, to, by=person(role))

    @rule(
        which=PAPERS,
        role=ROLES,
        why=REASONS,
        verb=st.sampled_from(["send_back", "cancel", "withdraw"]),
    )
    def end(self, which, role, why, verb):
        # Endings are rare, or every run would be short.
        if verb == "send_back" or len(why) > 20:
            self._try(getattr(actions, verb), which, why=why, by=person(role))

    @rule(which=PAPERS, role=ROLES)
    def take_back(self, which, role):
        self._try(actions.take_back, which, by=person(role))

    @rule(which=PAPERS, role=ROLES, number=st.integers(0, 3), why=st.sampled_from(["", ON_PAPER]))
    def number(self, which, role, number, why):
        self._try(actions.give_number, which, number, date(2026, 1, 5), why=why, by=person(role))

    @rule(which=PAPERS, role=ROLES)
    def issue(self, which, role):
        self._try(actions.issue, which, by=person(role))

    @rule(which=PAPERS, relation=st.sampled_from(Relation))
    def relate(self, which, relation):
        self._try(actions.start_related, which, relation, by=person())

    @invariant()
    def every_step_is_allowed_and_recorded(self):
        for pk in self.ids:
            paper = Paper.objects.get(pk=pk)
            events = audit.history(paper).filter(kind=Kind.PAPER_MOVED).order_by("seq")
            state = PaperState.DRAFT
            for event in events:
                assert event.before == state
                assert PaperState(event.after) in MOVES[state]
                state = PaperState(event.after)
            assert paper.state == state

    @invariant()
    def facts_agree(self):
        for paper in Paper.objects.filter(pk__in=self.ids):
            assert paper.checked_by_id is None or paper.checked_by_id != paper.owner_id
            if paper.state in OUT | {PaperState.NUMBERED}:
                assert paper.number is not None
                assert paper.date is not None
                assert paper.checked_by_id is not None
        numbers = Paper.objects.exclude(number=None).values_list("symbol", "number_year", "number")
        assert max(Counter(numbers).values(), default=1) == 1

    @invariant()
    def no_version_is_lost(self):
        counted = Counter(
            Version.objects.filter(paper__in=self.ids).values_list("paper", flat=True)
        )
        assert counted == self.versions

    @invariant()
    def the_chain_holds(self):
        assert list(audit.breaks()) == []


class TestMachine(TestCase):
    @pytest.mark.shows("SYS-4")
    def test_documents_never_reach_an_illegal_state(self):
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=25, stateful_step_count=25, deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
        assert AuditEvent.objects.exists() in (True, False)
