"""From where on a difference is explained and a voucher late: data with a day and a source."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from khuevan.budget import account, actions, thresholds
from khuevan.budget.actions import ThresholdFacts
from khuevan.budget.enums import LineKind, ThresholdKind
from khuevan.budget.models import Threshold
from khuevan.budget.tests import approved
from khuevan.budget.tests.factories import basis, person
from khuevan.budget.thresholds import Thresholds
from khuevan.kit.audit import history
from khuevan.kit.errors import Refused
from khuevan.people.enums import Role

pytestmark = pytest.mark.django_db
PERCENT, LATE = ThresholdKind.EXPLAIN_PERCENT, ThresholdKind.LATE_AFTER
RULE = "Quy chế chi tiêu nội bộ, Điều 12"


def entered(kind, value, valid_from, **changes):
    facts = ThresholdFacts(Decimal(value), valid_from, **{"source": RULE} | changes)
    return actions.set_threshold(kind, facts, by=person(Role.FINANCE))


def test_each_day_has_the_value_entered_last_for_it():
    entered(PERCENT, 5, date(2026, 1, 1))
    entered(PERCENT, 8, date(2026, 7, 1))
    entered(LATE, 20, date(2026, 7, 1), basis=basis("01/QĐ-SVHTT"), source="")
    assert [thresholds.on(day) for day in (
        date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1),
    )] == [Thresholds(), Thresholds(Decimal(5)), Thresholds(Decimal(8), late_after=20)]  # fmt: skip


def test_a_value_put_right_on_its_day_is_in_the_log_with_what_it_was():
    entered(PERCENT, 50, date(2026, 1, 1))
    made = entered(PERCENT, 5, date(2026, 1, 1))
    assert [(one.value, one.cited) for one in Threshold.objects.all()] == [(5, RULE)]
    last = history(made).first()
    assert (": 50 (" in last.before, ": 5 (" in last.after) == (True, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": 101}, "từ 0 đến 100"),
        ({"value": -1}, "từ 0 đến 100"),
        ({"source": " "}, "văn bản"),
    ],
)
def test_a_threshold_without_sense_or_source_is_refused(changes, words):
    with pytest.raises(Refused, match=words):
        entered(PERCENT, **{"value": 5, "valid_from": date(2026, 1, 1)} | changes)


def test_a_settlement_keeps_the_thresholds_of_the_day_on_which_it_began():
    """100 approved, 92 paid: 8 % apart, to be explained above 5 %, not above 10 %."""
    today = timezone.localdate()
    made = approved.approved({LineKind.OTHER: 100})
    actions.pay(made.lines.get(), Decimal(92), "Hàng sách", by=approved.finance())
    assert account.of(made).unexplained == []
    entered(PERCENT, 5, today)
    assert [x.title for x in account.of(made).unexplained] == [made.lines.get().title]
    actions.settle(made, by=approved.preparer())
    entered(PERCENT, 10, today)
    assert thresholds.on(today).explain_percent == 10
    assert account.of(made).rules.explain_percent == 5
    assert len(account.of(made).unexplained) == 1


def test_a_reopened_settlement_goes_on_under_its_first_thresholds():
    made = approved.locked()
    entered(PERCENT, 5, timezone.localdate())
    actions.reopen(made, "Hóa đơn bị thay thế", by=approved.head())
    assert account.of(made).rules == Thresholds()


def test_an_amount_below_which_nobody_explains():
    made = approved.approved({LineKind.OTHER: 100_000})
    actions.pay(made.lines.get(), Decimal(50_000), "Hàng sách", by=approved.finance())
    entered(ThresholdKind.EXPLAIN_AMOUNT, 50_000, timezone.localdate())
    assert account.of(made).unexplained == []


@pytest.mark.shows("R39")
def test_lateness_follows_the_threshold():
    today = timezone.localdate()
    made = approved.approved({LineKind.OTHER: 100})
    actions.pay(
        made.lines.get(),
        Decimal(100),
        "Hàng sách",
        by=approved.finance(),
        on=today - timedelta(days=8),
    )
    assert account.of(made).late(today) == []
    entered(LATE, 7, today)
    assert len(account.of(made).late(today)) == 1


def test_who_keeps_the_norms_changes_them_and_all_who_see_the_budget_read_them(client):
    page, form = reverse("budget:thresholds"), reverse("budget:threshold_edit", args=[PERCENT])
    client.force_login(person(Role.AUDITOR))
    assert "cần bộ phận tài chính xác nhận" in client.get(page).content.decode()
    assert client.get(form).status_code == 403
    client.force_login(person(Role.FINANCE))
    told = {"value": "5", "valid_from": "01/01/2026", "source": ""}
    assert client.post(form, told).status_code == 400
    assert client.post(form, told | {"source": RULE})["Location"] == page
    assert RULE in client.get(page).content.decode()
    assert client.get(reverse("budget:threshold_edit", args=["khac"])).status_code == 404
