"""SYS-4 for difficulties: random people do random things; no strange state, no silent step."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from khuevan.assignments import actions
from khuevan.assignments.enums import ANSWERED, DIFFICULTY_MOVES, DifficultyState
from khuevan.assignments.models import Difficulty, Topic
from khuevan.assignments.tests import factories
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.models import AuditEvent

ACTORS = st.sampled_from([audit.NamedActor("UBND phường Bồ Đề"), audit.NamedActor("Chuyên viên")])
WORDS = st.sampled_from(["", "ngắn", "Chưa có biên tập viên nào liên hệ."])
PLACES = st.sampled_from(["", "Văn phòng Sở", "Phường 0", "Ban nào đó"])
HOW_MANY = 3


class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        factories.ward("Văn phòng Sở")
        units = [factories.ward(f"Phường {n}", mail=None) for n in range(HOW_MANY)]
        by = audit.NamedActor("Phường")
        made = [actions.raise_difficulty(u, "Chưa có người dịch tờ gấp.", by=by) for u in units]
        self.ids = [one.pk for one in made]
        self.seen = {one.pk: one for one in made}  # as on a page opened some time ago
        self.topic = Topic.objects.first()

    def attempt(self, which, is_stale, act):
        pk = self.ids[which]
        if not is_stale:
            self.seen[pk] = Difficulty.objects.get(pk=pk)
        before = {one.pk: one for one in Difficulty.objects.all()}
        events = AuditEvent.objects.count()
        try:
            act(self.seen[pk])
        except Refused:
            assert {one.pk: one.state for one in Difficulty.objects.all()} == {
                key: one.state for key, one in before.items()
            }
            assert AuditEvent.objects.count() == events
            return
        for one in Difficulty.objects.all():
            if one.state != before[one.pk].state:
                moves = DIFFICULTY_MOVES[DifficultyState(before[one.pk].state)]
                assert DifficultyState(one.state) in moves
                last = audit.history(one).first()
                assert (last.before, last.after) == (before[one.pk].state, one.state)

    which = st.integers(0, HOW_MANY - 1)

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def classify(self, which, stale, by):
        self.attempt(which, stale, lambda one: actions.classify(one, self.topic, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def take_up(self, which, stale, by):
        self.attempt(which, stale, lambda one: actions.take_up(one, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, to=PLACES)
    def forward(self, which, stale, by, to):
        self.attempt(which, stale, lambda one: actions.forward(one, to, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, text=WORDS)
    def record_body_answer(self, which, stale, by, text):
        self.attempt(which, stale, lambda one: actions.record_body_answer(one, text, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, text=WORDS)
    def answer(self, which, stale, by, text):
        self.attempt(which, stale, lambda one: actions.answer(one, text, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, number=st.integers(1, HOW_MANY + 1))
    def join(self, which, stale, by, number):
        self.attempt(which, stale, lambda one: actions.join(one, number, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS)
    def agree(self, which, stale, by):
        self.attempt(which, stale, lambda one: actions.agree(one, by=by))

    @rule(which=which, stale=st.booleans(), by=ACTORS, why=WORDS)
    def reopen(self, which, stale, by, why):
        self.attempt(which, stale, lambda one: actions.reopen(one, why, by=by))

    @invariant()
    def the_record_tells_the_state_of_each(self):
        for one in Difficulty.objects.filter(pk__in=self.ids):
            state = DifficultyState.SENT
            for event in audit.history(one).reverse():
                if event.before in DifficultyState.values:
                    assert event.before == state
                    state = event.after
            assert one.state == state

    @invariant()
    def copies_point_to_a_first_that_is_no_copy(self):
        copies = Difficulty.objects.exclude(duplicate_of=None)
        assert not copies.filter(duplicate_of__duplicate_of__isnull=False).exists()

    @invariant()
    def what_is_answered_has_an_answer(self):
        assert not Difficulty.objects.filter(state__in=ANSWERED, answer="").exists()

    def teardown(self):
        try:
            assert not list(audit.breaks())
        finally:
            transaction.savepoint_rollback(self.savepoint)


@pytest.mark.shows("SYS-4", "R97")
class TestMachine(TestCase):
    def test_random_people_and_steps(self):
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=25, stateful_step_count=20, deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
