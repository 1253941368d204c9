from __future__ import annotations

from decimal import Decimal

import pytest

from khuevan.budget import actions, paylist
from khuevan.budget.enums import LineKind
from khuevan.budget.paylist import LEAST, PERCENT, Withholding
from khuevan.budget.tests import approved, factories
from khuevan.kit.errors import AlreadyDecided, Refused

pytestmark = pytest.mark.django_db


@pytest.mark.shows("R35")
@pytest.mark.parametrize(("amount", "tax"), [(1_999_999, 0), (2_000_000, 200_000), (2_000_005, 200_001)])  # fmt: skip
def test_tax_is_withheld_from_an_amount_on_half_a_dong_up(amount, tax):
    assert Withholding(Decimal(10), Decimal(2_000_000)).of(Decimal(amount)) == tax


@pytest.mark.shows("R35")
def test_nothing_is_computed_until_both_norms_are_in_force_on_the_day():
    one = approved.approved({LineKind.SPEAKER: 5_000_000})
    actions.add_payee(one.lines.get(), "Lê Văn An", Decimal(3_000_000), by=approved.preparer())
    factories.norm(10, PERCENT, name="Thuế TNCN", unit="%", kind=LineKind.SPEAKER)
    blank = paylist.of(one)
    assert (blank.rule, blank.tax, blank.rows[0].net) == (None, None, None)
    factories.norm(2_000_000, LEAST, name="Từ mức", unit="lần chi", kind=LineKind.SPEAKER)
    made = paylist.of(one)
    assert (made.amount, made.tax, made.net) == (3_000_000, 300_000, 2_700_000)


def test_a_list_stays_within_its_line_and_names_nobody_twice():
    one = approved.approved({LineKind.SPEAKER: 2_000_000, LineKind.PRINTING: 1_000_000})
    speaker, printing = one.lines.all()
    by = approved.preparer()
    made = actions.add_payee(speaker, "Lê Văn An", Decimal(1_500_000), by=by)
    with pytest.raises(Refused, match=r"sẽ là 2\.000\.001 đồng"):
        actions.add_payee(speaker, "Trần Bình", Decimal(500_001), by=by)
    with pytest.raises(Refused, match="đã có trong bảng kê"):
        actions.add_payee(speaker, "Lê  Văn An", Decimal(1), by=by)
    with pytest.raises(Refused, match="không chi cho cá nhân"):
        actions.add_payee(printing, "Lê Văn An", Decimal(1), by=by)
    actions.remove_payee(made, by=by)
    assert paylist.of(one).rows == ()


def test_a_locked_settlement_takes_nobody_onto_the_list():
    one = approved.locked()
    speaker = one.lines.get(kind=LineKind.SPEAKER)
    with pytest.raises(AlreadyDecided):
        actions.add_payee(speaker, "Lê Văn An", Decimal(1), by=approved.preparer())
