"""SYS-4: random actors do random things; no illegal state, no step without its record."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from khuevan.assignments import actions
from khuevan.assignments.enums import MOVES, State
from khuevan.assignments.models import Assignment, Pulse, Tally
from khuevan.assignments.tests import factories
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent
from khuevan.people.enums import TaskPart

ACTORS = st.sampled_from([audit.NamedActor("UBND phường Bồ Đề"), audit.NamedActor("Chuyên viên")])
REASONS = st.sampled_from(["", "ngắn", "Danh sách thiếu chữ ký của lãnh đạo"])
UNIT_COUNT = 3


class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        plan = factories.approved()
        units = [factories.ward(f"Phường {n}", mail=None) for n in range(UNIT_COUNT)]
        due = timezone.localdate() + timedelta(days=20)
        task = factories.task(plan, *units[:2], due=due)
        factories.task(plan, units[2], part=TaskPart.INFORM)
        factories.dispatch(plan)
        self.task = task
        self.ids = list(Assignment.objects.filter(plan=plan).values_list("pk", flat=True))
        self.plan = plan
        # What a person saw on the page some time ago; it may be stale.
        self.seen = {pk: Assignment.objects.get(pk=pk) for pk in self.ids}

    which = st.integers(0, UNIT_COUNT - 1)

    def attempt(self, which, is_stale, act):
        pk = self.ids[which]
        if not is_stale:
            self.seen[pk] = Assignment.objects.get(pk=pk)
        before = Assignment.objects.get(pk=pk)
        events = audit.history(before).count()
        try:
            act(self.seen[pk])
        except Refused:
            after = Assignment.objects.get(pk=pk)
            assert (after.state, after.due) == (before.state, before.due)
            assert audit.history(before).count() == events
            return
        after = Assignment.objects.get(pk=pk)
        if after.state != before.state:
            assert State(after.state) in MOVES[State(before.state)]
            last = audit.history(after).first()
            assert (last.before, last.after) == (before.state, after.state)
            assert audit.history(after).count() == events + 1

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def receive(self, which, stale, by):
        self.attempt(which, stale, lambda own: actions.receive(own, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, name=st.sampled_from(["", "Lê An", "Vũ"]))
    def hand(self, which, stale, by, name):
        self.attempt(which, stale, lambda own: actions.hand_to(own, name, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def start(self, which, stale, by):
        self.attempt(which, stale, lambda own: actions.start(own, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def report(self, which, stale, by):
        self.attempt(which, stale, lambda own: actions.report(own, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def take_back(self, which, stale, by):
        self.attempt(which, stale, lambda own: actions.take_back(own, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def accept(self, which, stale, by):
        self.attempt(which, stale, lambda own: actions.accept(own, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, why=REASONS)
    def return_(self, which, stale, by, why):
        self.attempt(which, stale, lambda own: actions.return_(own, why=why, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, why=REASONS)
    def cancel(self, which, stale, by, why):
        self.attempt(which, stale, lambda own: actions.cancel(own, why=why, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, days=st.integers(-3, 9), why=REASONS)
    def postpone(self, which, stale, by, days, why):
        due = timezone.localdate() + timedelta(days=days)
        self.attempt(which, stale, lambda own: actions.postpone(own, due, why=why, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def add_evidence(self, which, stale, by):
        proofs = [actions.Proof(text="Đã làm.")]
        self.attempt(which, stale, lambda own: actions.add_evidence(own, proofs, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def withdraw(self, which, stale, by):
        def act(own):
            if proof := own.evidence.select_related("assignment").first():
                actions.withdraw_evidence(proof, by=by)

        self.attempt(which, stale, act)

    @rule(by=ACTORS)
    def send_again(self, by):
        factories.dispatch(self.plan)

    @invariant()
    def tallies_equal_a_fresh_count(self):
        rows = Assignment.objects.filter(plan=self.plan)
        fresh = Counter(rows.values_list("task", "due", "state"))
        kept = Tally.objects.filter(plan=self.plan).values_list("task", "due", "state", "count")
        assert {row[:3]: row[3] for row in kept if row[3]} == fresh

    @invariant()
    def pulses_equal_a_fresh_count(self):
        for pulse in Pulse.objects.filter(plan=self.plan):
            own = Assignment.objects.filter(task=pulse.task_id)
            standing = sum(one.evidence.standing().count() for one in own)
            assert pulse.proofs == standing

    @invariant()
    def the_record_tells_the_state_of_everything(self):
        """Read from the audit alone, each assignment stands where it stands."""
        for pk in self.ids:
            own = Assignment.objects.get(pk=pk)
            moves = [
                (event.before, event.after)
                for event in AuditEvent.objects.filter(target=audit.key_of(own)).order_by("seq")
                if event.before in State.values and event.after in State.values
            ]
            state = State.ASSIGNED
            for before, after in moves:
                assert before == state
                state = after
            assert own.state == state

    def teardown(self):
        assert not list(audit.breaks())


@pytest.mark.shows("SYS-4")
class TestMachine(TestCase):
    def test_random_actors_and_actions(self):
        machine = type("Once", (RolledBack,), {})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=25, stateful_step_count=20, deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip


class RolledBack(Machine):
    """Each run in a savepoint of its own."""

    def __init__(self):
        from django.db import transaction

        self.savepoint = transaction.savepoint()
        super().__init__()

    def teardown(self):
        from django.db import transaction

        try:
            super().teardown()
        finally:
            transaction.savepoint_rollback(self.savepoint)
