"""SYS-4: unit and office do random things to a report; no illegal state, no step unrecorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent, Message, MessageState
from khuevan.reports import actions
from khuevan.reports.enums import MOVES, WAITED_FOR, CycleState, ObligationState
from khuevan.reports.models import CellReturn, Cycle, Obligation
from khuevan.reports.tests import factories

UNIT = audit.NamedActor("UBND phường Bồ Đề")
REASONS = st.sampled_from(["", "ngắn", "Con số này cần kiểm tra lại với quý trước"])
UNITS = 2


class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.officer = factories.officer()
        kind = factories.report_type()
        self.indicators = [
            factories.indicator(kind, code=code, is_required=False) for code in ("news", "events")
        ]
        units = [factories.ward(f"Phường {number}") for number in range(UNITS)]
        kind.owed_by.set(units)
        today = timezone.localdate()
        self.cycle = factories.cycle(
            kind, starts=today - timedelta(days=90), ends=today - timedelta(days=1)
        )
        self.ids = [factories.obligation(unit, self.cycle).pk for unit in units]
        # What a person saw on the page some time ago; it may be stale.
        self.seen = {pk: self.get(pk) for pk in self.ids}

    which = st.integers(0, UNITS - 1)

    def get(self, pk):
        return Obligation.objects.select_related("cycle__type", "organisation").get(pk=pk)

    def attempt(self, which, is_stale, act):
        pk = self.ids[which]
        if not is_stale:
            self.seen[pk] = self.get(pk)
        before, events = self.get(pk), audit.history(self.get(pk)).count()
        try:
            with transaction.atomic():
                act(self.seen[pk])
        except Refused:
            assert self.get(pk).state == before.state
            assert audit.history(before).count() == events
            return
        after = self.get(pk)
        if after.state != before.state:
            assert ObligationState(after.state) in MOVES[ObligationState(before.state)]

    @rule(which=which, stale=st.booleans())
    def prefill(self, which, stale):
        self.attempt(which, stale, actions.prefill)

    @rule(which=which, stale=st.booleans())
    def submit(self, which, stale):
        def act(own):
            actions.prefill(own)
            actions.submit(own, by=UNIT)

        self.attempt(which, stale, act)

    @rule(which=which, stale=st.booleans(), place=st.integers(0, 1), why=REASONS)
    def return_cell(self, which, stale, place, why):
        self.attempt(
            which, stale,
            lambda own: actions.return_cell(own, self.indicators[place], why, by=self.officer),
        )  # fmt: skip

    @rule(which=which, stale=st.booleans())
    def accept(self, which, stale):
        self.attempt(which, stale, lambda own: actions.accept(own, by=self.officer))

    @rule(which=which, stale=st.booleans(), why=REASONS)
    def excuse(self, which, stale, why):
        self.attempt(which, stale, lambda own: actions.excuse(own, why=why, by=self.officer))

    @rule(which=which, stale=st.booleans())
    def ask_again(self, which, stale):
        self.attempt(which, stale, lambda own: actions.ask_again(own, by=self.officer))

    @rule()
    def accept_all(self):
        actions.accept_all(self.cycle, by=self.officer, seen=timezone.now())

    @rule()
    def remind(self):
        actions.climb(timezone.localdate(self.cycle.due_at), by=audit.SYSTEM)

    @rule()
    def close_or_reopen(self):
        cycle = Cycle.objects.get(pk=self.cycle.pk)
        is_open = cycle.state == CycleState.OPEN
        (actions.close_cycle if is_open else actions.reopen_cycle)(cycle, by=self.officer)

    @invariant()
    def the_record_tells_the_state_of_every_report(self):
        """Read from the audit alone, each report stands where it stands."""
        for pk in self.ids:
            own, state = self.get(pk), ObligationState.OWED
            for event in AuditEvent.objects.filter(target=audit.key_of(own)).order_by("seq"):
                if event.after in ObligationState.values and event.before != event.after:
                    if event.before != state:
                        assert (state, event.before) == (ObligationState.OWED, "writing")
                    state = ObligationState(event.after)
            assert own.state in {state, ObligationState.WRITING}

    @invariant()
    def every_sending_is_a_version(self):
        for pk in self.ids:
            own = self.get(pk)
            versions = list(own.submissions.order_by("version").values_list("version", flat=True))
            assert versions == list(range(1, len(versions) + 1))
            assert bool(versions) == (own.first_sent_at is not None)

    @invariant()
    def cells_are_waited_for_only_in_returned_reports(self):
        waited = CellReturn.objects.filter(settled_at=None)
        states = set(waited.values_list("cell__obligation__state", flat=True))
        assert states <= {ObligationState.RETURNED, ObligationState.EXCUSED, ObligationState.OWED}

    @invariant()
    def nobody_is_reminded_of_what_is_not_owed(self):
        waiting = Message.objects.filter(purpose="report-reminder", state=MessageState.QUEUED)
        for target in waiting.values_list("target", flat=True):
            assert self.get(int(target.rpartition(":")[2])).state in WAITED_FOR

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
        self.savepoint = transaction.savepoint()
        super().__init__()

    def teardown(self):
        try:
            super().teardown()
        finally:
            transaction.savepoint_rollback(self.savepoint)
