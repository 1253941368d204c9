"""The appraiser's sheet: what was proposed beside what is left of it, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.budget.actions import Judged
from khuevan.budget.arithmetic import amount, total
from khuevan.budget.forms import AmountField
from khuevan.budget.models import Line


@dataclass(frozen=True, slots=True)
class Row:
    """A line on the appraiser's sheet, with its fields and what they come to."""

    line: Line
    quantity: forms.BoundField
    times: forms.BoundField
    price: forms.BoundField
    strike: forms.BoundField
    why: forms.BoundField
    amount: Decimal | None


class AppraisalForm(forms.Form):
    """Quantity, times and unit price of every line, whether it is struck, a remark; the opinion on
    the source. Amounts follow from the formula.
    """

    opinion = forms.CharField(
        label=gettext_lazy("Opinion on the source"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields |= _appraised_fields(line)

    @property
    def rows(self) -> list[Row]:
        return [self._row(line) for line in self.lines]

    def _row(self, line: Line) -> Row:
        quantity, times, price, strike, why = (
            self[f"{line.pk}-{name}"] for name in APPRAISED_FIELDS
        )
        return Row(line, quantity, times, price, strike, why, self._amount(line))

    def judged(self) -> dict[int, Judged]:
        return {line.pk: self._judged(line) for line in self.lines}

    def _judged(self, line: Line) -> Judged:
        quantity, times, price, strike, why = (
            self.cleaned_data.get(f"{line.pk}-{name}") for name in APPRAISED_FIELDS
        )
        return Judged(quantity, times, price, why or "", bool(strike))

    def _amount(self, line: Line) -> Decimal | None:
        """What was typed comes to; as proposed until something was."""
        if not self.is_bound:
            return line.granted
        judged = self._judged(line) if self.is_valid() or self.cleaned_data else Judged()
        return Decimal(0) if judged.is_struck else amount(judged.terms(line))

    @property
    def total(self) -> Decimal:
        return total(row.amount or Decimal(0) for row in self.rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            judged = self._judged(line)
            differs = judged.is_struck or judged.terms(line) != line.terms
            if differs and not judged.why:
                self.add_error(f"{line.pk}-why", _("Say why it differs from the proposal."))
        return cleaned


APPRAISED_FIELDS = ("quantity", "times", "price", "strike", "why")


def _appraised_fields(line: Line) -> dict[str, forms.Field]:
    """Labels bear the line, for who hears the page."""

    def named(words: str) -> str:
        return f"{words}: {line.title}"

    terms, least = line.granted_terms if not line.is_struck else line.terms, Decimal("0.01")
    quantity = AmountField(
        label=named(_("Appraised quantity")), places=2, least=least, initial=terms.quantity
    )
    times = AmountField(
        label=named(_("Appraised times")), places=2, least=least, initial=terms.times
    )
    price = AmountField(
        label=named(_("Appraised unit price")), least=Decimal(1), initial=terms.price
    )
    strike = forms.BooleanField(
        label=named(_("Strike the line")), required=False, initial=line.is_struck
    )
    why = forms.CharField(
        label=named(_("Remark")), max_length=500, required=False, initial=line.appraised_why,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    made = zip(APPRAISED_FIELDS, (quantity, times, price, strike, why), strict=True)
    return {f"{line.pk}-{name}": field for name, field in made}
